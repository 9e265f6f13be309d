"""Totals and their segments in words: pooled from them, waiting for one, moved by one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.desk.moving import Moved
from bot.desk.reading import Reading
from bot.desk.totals import Makeup
from bot.desk.whole import Whole
from bot.views.blocks import escape
from bot.views.naming import short_name
from bot.views.numbers import change as change_words
from bot.views.numbers import quantity
from kpi import Result
from kpi.breakdown import Share
from storage.records import TOTAL, Action

NAMED = 8
"""Segments named in a line; further ones are counted."""
SHARES = 4
"""Segments whose share of a change is shown; the others are put together."""


def listed(segments: Sequence[str]) -> str:
    """Their names: "tier:enterprise, tier:smb"; many are cut short, and counted."""
    shown = ", ".join(escape(name) for name in segments[:NAMED])
    more = len(segments) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def pooled_words(reading: Reading) -> str:
    """`Pooled from 2 segments: tier:enterprise, tier:smb.`; nothing for a recorded total."""
    parts = reading.pooled_from
    return f"Pooled from {len(parts)} segments: {listed(parts)}." if parts else ""


def waiting_words(makeup: Makeup) -> str:
    """`4 of 5 market segments are in; market:MEX is missing`."""
    verb = "is" if len(makeup.missing) == 1 else "are"
    return (
        f"{len(makeup.parts)} of {makeup.expected} {escape(makeup.dimension)} segments are in; "
        f"{listed(makeup.missing)} {verb} missing"
    )


def whole_lines(whole: Whole | None, segment: str) -> list[str]:
    """What an answer about a segment has to say about the total; TOTAL is the total itself."""
    return [*_beside(whole, segment), *odds_lines(whole)] if whole is not None else []


def odds_lines(whole: Whole | None) -> list[str]:
    """Where the inputs of the segments do not add up to the total, a line for each dimension."""
    if whole is None:
        return []
    return [line for one in whole.odds if (line := _at_odds(one, whole.total))]


def _beside(whole: Whole, segment: str) -> list[str]:
    makeup, total = whole.makeup, whole.total
    if segment == TOTAL:
        return []
    if total is None and makeup.missing:
        return [f"The total is withheld: {waiting_words(makeup)}."]
    if total is None:
        several = len(makeup.parts) > 1
        return [f"There is no total: {escape(makeup.why_not)}"] if several else []
    if total.observation.action is not Action.POOL:
        return []
    name = f"{short_name(total.kpi)} {_value(total.result)}"
    count = len(total.pooled_from)
    return [f"Total: *{name}*, pooled from {count} segments (K-{total.observation.number})."]


def _at_odds(makeup: Makeup, total: Reading | None) -> str:
    value = makeup.value
    if total is None or total.result is None or value is None:
        return ""
    unit, currency = total.result.unit, total.result.currency
    kind = "pooled" if total.observation.action is Action.POOL else "recorded"
    return (
        f"Please check: the {len(makeup.parts)} {escape(makeup.dimension)} segments give "
        f"{quantity(value, unit, currency)}, the {kind} total is {_value(total.result)}; "
        "their inputs do not add up to it."
    )


def _value(result: Result | None) -> str:
    return quantity(result.value, result.unit, result.currency) if result else "undefined"


def moved_lines(moved: Moved, result: Result, before: Fraction) -> list[str]:
    """Which segment moved a total that was `before` and is `result` now; shares sum to it."""

    def words(amount: Fraction) -> str:
        return change_words(amount, before, result.unit, result.currency)

    def share(name: str, one: Share) -> str:
        split = f" (rate {words(one.rate)}, mix {words(one.mix)})" if mixed else ""
        return f"{escape(name)} {words(one.amount)}{split}"

    mixed = moved.breakdown.mixed
    ranked = list(moved.breakdown.shares.items())
    parts = [share(name, one) for name, one in ranked[:SHARES]]
    others = [one.amount for _, one in ranked[SHARES:]]
    if others:
        parts.append(f"{len(others)} others together {words(sum(others, Fraction(0)))}")
    if moved.rest:
        parts.append(f"what belongs to no segment {words(moved.rest)}")
    lines = [f"Which {escape(moved.dimension)} moved it: {', '.join(parts)}."]
    if mixed:
        lines.append(
            f"Of all that, {words(moved.breakdown.rate)} come from the segments' own values "
            f"and {words(moved.breakdown.mix)} from their sizes."
        )
    return [*lines, *reversal_lines(moved)]


def reversal_lines(moved: Moved) -> list[str]:
    """One sentence where the total moved against all of its segments."""
    if not moved.reversal:
        return []
    total, segments = ("rose", "fell") if moved.change > 0 else ("fell", "rose")
    every = f"every {escape(moved.dimension)} segment {segments}"
    return [f"The total {total} although {every}: their sizes changed, not their values."]
