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
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined
from storage.records import TOTAL, Action

NAMED = 8
"""Segments named in a line; further ones are counted."""
SHARES = 4
"""Segments whose share of a change is shown; the others are put together."""


def listed(segments: Sequence[str]) -> str:
    """Their names: "tier:enterprise, tier:smb"; many are cut short, and counted."""
    shown = comma_joined([escape(name) for name in segments[:NAMED]])
    more = len(segments) - NAMED
    return said("{names} and {n} more", names=shown, n=more) if more > 0 else shown


def pooled_words(reading: Reading) -> str:
    """`Pooled from 2 segments: tier:enterprise, tier:smb.`; nothing for a recorded total."""
    parts = reading.pooled_from
    if not parts:
        return ""
    return said("Pooled from {n} segments: {segments}.", n=len(parts), segments=listed(parts))


def waiting_words(makeup: Makeup) -> str:
    """`4 of 5 market segments are in; market:MEX is missing`."""
    return counted(
        "{parts} of {all} {dimension} segments are in; {missing} is missing",
        "{parts} of {all} {dimension} segments are in; {missing} are missing",
        len(makeup.missing),
        parts=len(makeup.parts),
        all=makeup.expected,
        dimension=escape(makeup.dimension),
        missing=listed(makeup.missing),
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
        return [said("The total is withheld: {why}.", why=waiting_words(makeup))]
    if total is None:
        several = len(makeup.parts) > 1
        return [said("There is no total: {why}", why=escape(makeup.why_not))] if several else []
    if total.observation.action is not Action.POOL:
        return []
    return [
        said(
            "Total: *{kpi} {value}*, pooled from {n} segments ({id}).",
            kpi=short_name(total.kpi),
            value=_value(total.result),
            n=len(total.pooled_from),
            id=f"K-{total.observation.number}",
        )
    ]


def _at_odds(makeup: Makeup, total: Reading | None) -> str:
    value = makeup.value
    if total is None or total.result is None or value is None:
        return ""
    pooled = total.observation.action is Action.POOL
    return said(
        _AT_ODDS_POOLED if pooled else _AT_ODDS_RECORDED,
        n=len(makeup.parts),
        dimension=escape(makeup.dimension),
        value=quantity(value, total.result.unit, total.result.currency),
        total=_value(total.result),
    )


_AT_ODDS_POOLED = phrase(
    "Please check: the {n} {dimension} segments give {value}, the pooled total is {total}; "
    "their inputs do not add up to it."
)
_AT_ODDS_RECORDED = phrase(
    "Please check: the {n} {dimension} segments give {value}, the recorded total is {total}; "
    "their inputs do not add up to it."
)


def _value(result: Result | None) -> str:
    if result is None:
        return said("undefined")
    return quantity(result.value, result.unit, result.currency)


def moved_lines(moved: Moved, result: Result, before: Fraction) -> list[str]:
    """Which segment moved a total that was `before` and is `result` now; shares sum to it."""

    def words(amount: Fraction) -> str:
        return change_words(amount, before, result.unit, result.currency)

    def share(name: str, one: Share) -> str:
        parts = {"segment": escape(name), "change": words(one.amount)}
        if not mixed:
            return said("{segment} {change}", **parts)
        rate, mix = words(one.rate), words(one.mix)
        return said("{segment} {change} (rate {rate}, mix {mix})", **parts, rate=rate, mix=mix)

    mixed = moved.breakdown.mixed
    ranked = list(moved.breakdown.shares.items())
    parts = [share(name, one) for name, one in ranked[:SHARES]]
    others = [one.amount for _, one in ranked[SHARES:]]
    if others:
        together = words(sum(others, Fraction(0)))
        parts.append(said("{n} others together {change}", n=len(others), change=together))
    if moved.rest:
        parts.append(said("what belongs to no segment {change}", change=words(moved.rest)))
    dimension = escape(moved.dimension)
    lines = [
        said("Which {dimension} moved it: {parts}.", dimension=dimension, parts=comma_joined(parts))
    ]
    if mixed:
        lines.append(
            said(
                "Of all that, {rate} come from the segments' own values and {mix} from their "
                "sizes.",
                rate=words(moved.breakdown.rate),
                mix=words(moved.breakdown.mix),
            )
        )
    return [*lines, *reversal_lines(moved)]


def reversal_lines(moved: Moved) -> list[str]:
    """One sentence where the total moved against all of its segments."""
    return [said("{clause}.", clause=clause) for clause in reversal_clauses(moved)]


def reversal_clauses(moved: Moved) -> list[str]:
    """The same without its full stop."""
    if not moved.reversal:
        return []
    return [said(_ROSE if moved.change > 0 else _FELL, dimension=escape(moved.dimension))]


_ROSE = phrase(
    "The total rose although every {dimension} segment fell: their sizes changed, not their values"
)
_FELL = phrase(
    "The total fell although every {dimension} segment rose: their sizes changed, not their values"
)
