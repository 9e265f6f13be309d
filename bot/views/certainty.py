"""How sure one can be, in words: samples, intervals, windows, verdicts before, a year ago."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from bot.desk.certainty import Window
from bot.desk.reading import Change, Reading
from bot.views.naming import dated, short_name
from bot.views.numbers import quantity, stepped
from bot.views.verdicts import GRADES, grade_with_bar, target_clause
from kpi.judge import Call
from kpi.language import counted, phrase, said
from kpi.model import Mean, Net, Share, Unit
from kpi.period import Cadence
from kpi.sampling import Interval

_METHODS: Mapping[type, str] = {
    Share: phrase("Wilson's"),
    Net: phrase("adjusted Wald"),
    Mean: phrase("Student's t"),
}
_CENSUS: Mapping[Cadence, str] = {
    Cadence.WEEK: phrase(
        "Everybody was counted; by chance alone it moves by ±{half} "
        "around its level from week to week (95 %)."
    ),
    Cadence.MONTH: phrase(
        "Everybody was counted; by chance alone it moves by ±{half} "
        "around its level from month to month (95 %)."
    ),
    Cadence.QUARTER: phrase(
        "Everybody was counted; by chance alone it moves by ±{half} "
        "around its level from quarter to quarter (95 %)."
    ),
    Cadence.YEAR: phrase(
        "Everybody was counted; by chance alone it moves by ±{half} "
        "around its level from year to year (95 %)."
    ),
}


def certainty(reading: Reading) -> str:
    """`350 answers, ±8.2 (95 %): about 900 would decide`; nothing where everybody was counted."""
    interval = reading.interval
    if interval is None or interval.census:
        return ""
    if math.isinf(interval.high):
        return said("1 answer: nothing can be said about how far it is off")
    answers = counted("{n} answer", "{n} answers", interval.n)
    sample = said("{answers}, ±{half} (95 %)", answers=answers, half=half_width(interval))
    return _deciding(sample, reading)


def interval_line(reading: Reading) -> str:
    """Where the interval lies, and whose it is; nothing where there is none."""
    interval, result = reading.interval, reading.result
    if interval is None or result is None or math.isinf(interval.high):
        return ""
    low, high = (
        quantity(Fraction(str(round(end, 6))), result.unit, result.currency)
        for end in (interval.low, interval.high)
    )
    method = _METHODS[type(reading.kpi.formula(result.formula).sample)]
    return said(
        "95 % interval: {low} to {high} ({method}).", low=low, high=high, method=said(method)
    )


def census_line(reading: Reading) -> str:
    """What the interval of a value means that was counted, not asked; nothing for a sample."""
    interval, result = reading.interval, reading.result
    if interval is None or not interval.census or result is None or reading.observation.partial:
        return ""
    half = half_width(interval)
    if result.unit in (Unit.PERCENT, Unit.POINTS):
        half = stepped(half, result.unit)
    return said(_CENSUS[reading.observation.key.period.cadence], half=half)


def window_line(reading: Reading) -> str:
    """The last periods together, where this one alone decides nothing; nothing where it does."""
    window = reading.window
    if window is None or reading.result is None:
        return ""
    verdicts = (*_window_verdicts(reading, window), turn_words(reading))
    return said(
        "{window}: {verdicts}. {period}'s {n} are not judged alone.",
        window=_window(_FIRST, reading, window, decimals=2),
        verdicts=said("; ").join(filter(None, verdicts)),
        period=reading.observation.key.period.short(),
        n=f"{window.own:,}",
    )


def short_window(reading: Reading) -> str:
    """The same for a digest line."""
    window = reading.window
    if window is None or reading.result is None:
        return ""
    words = _window(_WITHIN, reading, window, decimals=1)
    verdicts = said("; ").join(_window_verdicts(reading, window))
    if verdicts:
        words = said("{window}, {verdicts}", window=words, verdicts=verdicts)
    return said(
        "{window}; {period}'s {n} are not judged alone",
        window=words,
        period=reading.observation.key.period.short(),
        n=f"{window.own:,}",
    )


def turn_words(reading: Reading) -> str:
    """The change of the certain verdict: `excellent → great since W41`.

    Where there is none now, the last one is named; nothing where it is the same.
    """
    was = reading.was
    if was is None:
        return ""
    when = dated(was.period, beside=reading.observation.key.period)
    if reading.grade is None:
        return said("last decided: {grade}, {period}", grade=said(GRADES[was.grade]), period=when)
    return said(
        "{before} → {now} since {period}",
        before=said(GRADES[was.grade]),
        now=said(GRADES[reading.grade]),
        period=when,
    )


def year_ago_line(reading: Reading, then: Change | None) -> str:
    """The same period last year: `A year ago (W46 2025): 41.20`; nothing where it is unknown."""
    result = reading.result
    if then is None or result is None or then.before.value is None or then.before.partial:
        return ""
    when = dated(then.before.key.period, beside=reading.observation.key.period)
    entry = then.before.entry
    value = quantity(then.before.value, result.unit, entry.currency if entry else None)
    if then.delta is None:
        value = said("{value}, {why}", value=value, why=then.why_not)
    return said("A year ago ({period}): {value}", period=when, value=value)


def half_width(interval: Interval) -> str:
    """Half the width of an interval, with one decimal, or two where it is narrow."""
    half = (interval.high - interval.low) / 2
    if half < 0.005:
        return "<0.01"
    return f"{half:.1f}" if half >= 0.1 else f"{half:.2f}"


def length_words(count: int, cadence: Cadence) -> str:
    """A number of periods: `12 weeks`, `1 month`."""
    match cadence:
        case Cadence.WEEK:
            return counted("{n} week", "{n} weeks", count)
        case Cadence.MONTH:
            return counted("{n} month", "{n} months", count)
        case Cadence.QUARTER:
            return counted("{n} quarter", "{n} quarters", count)
        case Cadence.YEAR:
            return counted("{n} year", "{n} years", count)


def _deciding(sample: str, reading: Reading) -> str:
    """A sample, and what would decide where it does not."""
    if not reading.undecided:
        return sample
    if reading.needed is None:
        return said("{sample}; it lies on the bar, where more answers hardly help", sample=sample)
    return said("{sample}: about {n} would decide", sample=sample, n=f"{_about(reading.needed):,}")


def _about(count: int) -> int:
    """Two digits of a count, rounded up: nobody asks 873 people."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step


def _window(words: tuple[str, str], reading: Reading, window: Window, *, decimals: int) -> str:
    """`the last 8 weeks: 213 answers, NPS 31.0 ± 10.2`."""
    whole, in_part = words
    result = reading.result
    unit, currency = (result.unit, result.currency) if result else (reading.kpi.unit, None)
    sample = said(
        "{answers}, {kpi} {value} ± {half}",
        answers=counted("{n} answer", "{n} answers", window.interval.n),
        kpi=short_name(reading.kpi),
        value=quantity(window.value, unit, currency, decimals=decimals),
        half=half_width(window.interval),
    )
    length = length_words(window.periods, reading.observation.key.period.cadence)
    return said(
        in_part if window.used < window.periods else whole,
        length=length,
        n=window.used,
        sample=sample,
    )


_FIRST = (
    phrase("The last {length}: {sample}"),
    phrase("The last {length} ({n} recorded): {sample}"),
)
"""A window at the beginning of a sentence; then one with periods missing."""
_WITHIN = (
    phrase("the last {length}: {sample}"),
    phrase("the last {length} ({n} recorded): {sample}"),
)


def _window_verdicts(reading: Reading, window: Window) -> list[str]:
    """What the window says to the questions that were open; that of the target comes first."""
    result, own, together = reading.result, reading.judgement, window.judgement
    if result is None or own is None:
        return []
    verdicts = []
    if together.target and own.target and own.target.call is Call.TOO_CLOSE:
        verdicts.append(target_clause(together.target, result))
    if own.main.call is Call.TOO_CLOSE:
        decided = together.main.call is Call.DECIDED
        verdicts.append(
            grade_with_bar(together.main, result) if decided else said("too close to call as well")
        )
    return verdicts
