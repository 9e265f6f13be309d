"""How sure one can be, in words: samples, intervals, windows, verdicts before, a year ago."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from bot.desk.certainty import Window
from bot.desk.reading import Change, Reading
from bot.views.naming import dated, short_name
from bot.views.numbers import quantity
from bot.views.verdicts import grade_with_bar, target_words
from kpi.judge import Call
from kpi.model import Mean, Net, Share, Unit
from kpi.period import Cadence
from kpi.sampling import Interval

_METHODS: Mapping[type, str] = {
    Share: "Wilson's",
    Net: "adjusted Wald",
    Mean: "Student's t",
}
_MEASURE: Mapping[Unit, str] = {Unit.PERCENT: " pp", Unit.POINTS: " pts"}


def certainty(reading: Reading) -> str:
    """`350 answers, ±8.2 (95 %): about 900 would decide`; nothing where everybody was counted."""
    interval = reading.interval
    if interval is None or interval.census:
        return ""
    if math.isinf(interval.high):
        return "1 answer: nothing can be said about how far it is off"
    answers = "1 answer" if interval.n == 1 else f"{interval.n:,} answers"
    return f"{answers}, ±{half_width(interval)} (95 %){_deciding(reading)}"


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
    return f"95 % interval: {low} to {high} ({method})."


def census_line(reading: Reading) -> str:
    """What the interval of a value means that was counted, not asked; nothing for a sample."""
    interval, result = reading.interval, reading.result
    if interval is None or not interval.census or result is None or reading.observation.partial:
        return ""
    cadence = reading.observation.key.period.cadence
    measure = _MEASURE.get(result.unit, "")
    return (
        f"Everybody was counted; by chance alone it moves by ±{half_width(interval)}{measure} "
        f"around its level from {cadence} to {cadence} (95 %)."
    )


def window_line(reading: Reading) -> str:
    """The last periods together, where this one alone decides nothing; nothing where it does."""
    window = reading.window
    if window is None or reading.result is None:
        return ""
    said = _window(reading, window, decimals=2)
    verdicts = "; ".join(filter(None, (*_window_verdicts(reading, window), turn_words(reading))))
    alone = f"{reading.observation.key.period.short()}'s {window.own:,} are not judged alone"
    return f"{said[0].upper()}{said[1:]}: {verdicts}. {alone}."


def short_window(reading: Reading) -> str:
    """The same for a digest line."""
    window = reading.window
    if window is None or reading.result is None:
        return ""
    verdict = f", {'; '.join(verdicts)}" if (verdicts := _window_verdicts(reading, window)) else ""
    alone = f"{reading.observation.key.period.short()}'s {window.own:,} are not judged alone"
    return f"{_window(reading, window, decimals=1)}{verdict}; {alone}"


def turn_words(reading: Reading) -> str:
    """The change of the certain verdict: `excellent → great since W41`.

    Where there is none now, the last one is named; nothing where it is the same.
    """
    was = reading.was
    if was is None:
        return ""
    when = dated(was.period, beside=reading.observation.key.period)
    if reading.grade is None:
        return f"last decided: {was.grade}, {when}"
    return f"{was.grade} → {reading.grade} since {when}"


def year_ago_words(reading: Reading, then: Change | None) -> str:
    """The same period last year: `a year ago (W46 2025): 41.20`; nothing where it is unknown."""
    result = reading.result
    if then is None or result is None or then.before.value is None or then.before.partial:
        return ""
    when = dated(then.before.key.period, beside=reading.observation.key.period)
    entry = then.before.entry
    value = quantity(then.before.value, result.unit, entry.currency if entry else None)
    doubt = f", {then.why_not}" if then.delta is None else ""
    return f"a year ago ({when}): {value}{doubt}"


def half_width(interval: Interval) -> str:
    """Half the width of an interval, with one decimal, or two where it is narrow."""
    half = (interval.high - interval.low) / 2
    if half < 0.005:
        return "<0.01"
    return f"{half:.1f}" if half >= 0.1 else f"{half:.2f}"


def length_words(count: int, cadence: Cadence) -> str:
    """A number of periods: `12 weeks`, `1 month`."""
    return f"{count} {cadence}{'' if count == 1 else 's'}"


def _deciding(reading: Reading) -> str:
    if not reading.undecided:
        return ""
    if reading.needed is None:
        return "; it lies on the bar, where more answers hardly help"
    return f": about {_about(reading.needed):,} would decide"


def _about(count: int) -> int:
    """Two digits of a count, rounded up: nobody asks 873 people."""
    step: int = 10 ** max(0, len(str(count)) - 2)
    return -(-count // step) * step


def _window(reading: Reading, window: Window, *, decimals: int) -> str:
    """`the last 8 weeks: 213 answers, NPS 31.0 ± 10.2`."""
    result = reading.result
    unit, currency = (result.unit, result.currency) if result else (reading.kpi.unit, None)
    value = quantity(window.value, unit, currency, decimals=decimals)
    cadence = reading.observation.key.period.cadence
    part = f" ({window.used} recorded)" if window.used < window.periods else ""
    return (
        f"the last {length_words(window.periods, cadence)}{part}: {window.interval.n:,} answers, "
        f"{short_name(reading.kpi)} {value} ± {half_width(window.interval)}"
    )


def _window_verdicts(reading: Reading, window: Window) -> list[str]:
    """What the window says to the questions that were open; that of the target comes first."""
    result, own, together = reading.result, reading.judgement, window.judgement
    if result is None or own is None:
        return []
    said = []
    if together.target and own.target and own.target.call is Call.TOO_CLOSE:
        words = target_words(together.target, result)
        said.append(f"{words[0].lower()}{words[1:]}")
    if own.main.call is Call.TOO_CLOSE:
        decided = together.main.call is Call.DECIDED
        said.append(
            grade_with_bar(together.main, result) if decided else "too close to call as well"
        )
    return said
