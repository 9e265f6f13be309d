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
from kpi.language import phrase, said
from kpi.period import Period
from storage.records import Rebase


def rebased(answer: Rebased) -> Message:
    """Limits taken anew: from when on, why, and how far the new baseline is."""
    kpi, cadence = answer.kpi, answer.rebase.starts.cadence
    left = max(LEAST_BASELINE - answer.points, 0)
    baseline = _WAITING if left else _COMPLETE
    return told(
        said(
            "{kpi}: its limits are taken anew from {period} on. Reason: {reason}",
            kpi=f"*{full_name(kpi)}*{among(answer.segment)}",
            period=answer.rebase.starts.words(),
            reason=short(answer.rebase.reason),
        ),
        said(baseline, length=length_words(LEAST_BASELINE, cadence), n=answer.points),
        said(
            "What was before is not compared with what comes after. All about it: {command}",
            command=code(f"/kpi explain {kpi.key}"),
        ),
    )


_WAITING = phrase(
    "They come from the first {length} since then. {n} of them recorded; until all are, it has "
    "no limits, and a drop is flagged by its target, its benchmark and the fall that is set here."
)
_COMPLETE = phrase("They come from the first {length} since then. All of them are recorded.")


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
    return said(
        "{low} to {high}, from {length} since {period}",
        low=low,
        high=high,
        length=length_words(len(points), period.cadence),
        period=dated(points[0].period, beside=period),
    )


def rebase_words(rebase: Rebase | None, by: str, period: Period) -> str:
    """Why the limits begin where they do; empty where they begin with the first figure."""
    if rebase is None:
        return ""
    return said(
        "Taken anew from {period} on by {name}: {reason}",
        period=dated(rebase.starts, beside=period),
        name=short(by, 100),
        reason=short(rebase.reason),
    )


def _limits(flagged: Flagged, result: Result, period: Period) -> str:
    if words := limits_words(flagged, result, period):
        return said("Limits {limits}. A value outside them is unusual.", limits=words)
    before = sum(one.period < period for one in flagged.process.points)
    if before == LEAST_BASELINE:
        return said("No limits: the values they would come from are all the same.")
    return said(
        "No limits yet: they come from {length}, and {n} are recorded before this one.",
        length=length_words(LEAST_BASELINE, period.cadence),
        n=before,
    )


def _exact(end: float) -> Fraction:
    return Fraction(str(round(end, 6)))
