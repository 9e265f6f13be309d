"""Natural limits in words: how far they reach, what they were computed from, and since when."""

from __future__ import annotations

from fractions import Fraction

from bot.desk.answers import Rebased
from bot.desk.flagging import Flagged
from bot.views.blocks import Message
from bot.views.certainty import length_words
from bot.views.layout import code, short, told
from bot.views.naming import among, dated, full_name
from bot.views.numbers import quantity
from kpi import Result
from kpi.flags import LEAST_BASELINE
from kpi.period import Period
from storage.records import Rebase


def rebased(answer: Rebased) -> Message:
    """Limits taken anew: from when on, why, and how far the new baseline is."""
    kpi, cadence = answer.kpi, answer.rebase.starts.cadence
    left = max(LEAST_BASELINE - answer.points, 0)
    waiting = (
        f"{answer.points} of them recorded; until all are, it has no limits, and a drop is flagged "
        "by its target, its benchmark and the fall that is set here."
        if left
        else "All of them are recorded."
    )
    return told(
        f"*{full_name(kpi)}*{among(answer.segment)}: its limits are taken anew from "
        f"{answer.rebase.starts.words()} on. Reason: {short(answer.rebase.reason)}",
        f"They come from the first {length_words(LEAST_BASELINE, cadence)} since then. {waiting}",
        "What was before is not compared with what comes after. "
        f"All about it: {code(f'/kpi explain {kpi.key}')}",
    )


def limits_lines(flagged: Flagged, result: Result, period: Period, by: str) -> list[str]:
    """The limits a value is held against, what they come from, and why they begin there.

    `by` is the name of whoever took them anew.
    """
    return [_limits(flagged, result, period), rebase_words(flagged.process.rebase, by, period)]


def limits_words(flagged: Flagged, result: Result, period: Period) -> str:
    """`31.20 to 48.90, from 12 weeks since W20`; empty where there are no limits yet."""
    limits, points = flagged.assessment.limits, flagged.process.points
    if limits is None:
        return ""
    low, high = (
        quantity(_exact(end), result.unit, result.currency) for end in (limits.low, limits.high)
    )
    length = length_words(len(points), period.cadence)
    return f"{low} to {high}, from {length} since {dated(points[0].period, beside=period)}"


def rebase_words(rebase: Rebase | None, by: str, period: Period) -> str:
    """Why the limits begin where they do; empty where they begin with the first figure."""
    if rebase is None:
        return ""
    since = dated(rebase.starts, beside=period)
    return f"Taken anew from {since} on by {short(by, 100)}: {short(rebase.reason)}"


def _limits(flagged: Flagged, result: Result, period: Period) -> str:
    if words := limits_words(flagged, result, period):
        return f"Limits {words}. A value outside them is unusual."
    before = sum(one.period < period for one in flagged.process.points)
    if before == LEAST_BASELINE:
        return "No limits: the values they would come from are all the same."
    needed = length_words(LEAST_BASELINE, period.cadence)
    return f"No limits yet: they come from {needed}, and {before} are recorded before this one."


def _exact(end: float) -> Fraction:
    return Fraction(str(round(end, 6)))
