"""How sure a verdict is: what would decide it, what the last weeks together say, what was before.

Everything here is pure: stored figures go in, newest first and beginning with the one asked about.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from msgspec import Struct

from kpi import Entry, Kpi, Result, Undefined, catalogue, evaluate
from kpi.counts import Counts
from kpi.judge import Judgement, judge, verdict
from kpi.model import Grade
from kpi.period import Cadence, Period
from kpi.sampling import Interval, counts_of, interval_of, sampling_interval
from kpi.target import Target
from storage.records import Observation

WINDOW = 8
"""Periods that are judged together where one alone cannot be."""
LOOK_BACK = 26
"""Periods among which the last decided verdict is looked for; the window's own are among them."""
_ALIKE = 0.95
"""Confidence of the test that a period is like those it is put together with."""


class Yardstick(Struct, frozen=True, kw_only=True):
    """What figures of one KPI are judged by."""

    kpi: Kpi
    chosen_set: str | None
    """The benchmark set the workspace picked instead of the KPI's own."""
    target: Target | None

    def judge(self, result: Result, cadence: Cadence, interval: Interval | None) -> Judgement:
        """The verdict on a complete period's value. A census is a fact, whatever its interval."""
        return judge(
            self.kpi,
            result,
            cadence,
            chosen_set=self.chosen_set,
            target=self.target,
            interval=sampling_interval(interval),
        )


class Window(Struct, frozen=True, kw_only=True):
    """Several periods judged together, because the sample of the newest alone cannot decide."""

    periods: int
    """How long it is; periods without a value of the same kind are left out."""
    used: int
    """How many periods had one."""
    own: int
    """Answers of the newest period alone."""
    value: Fraction
    interval: Interval
    judgement: Judgement


class Decided(Struct, frozen=True, kw_only=True):
    """A verdict that was certain."""

    grade: Grade
    period: Period


def basis_of(entry: Entry) -> str:
    """Series, survey and currency: figures of another basis are never put or compared together."""
    series = catalogue.get(entry.kpi).formula(entry.formula).series
    return f"{series}|{sorted(entry.attributes.items())}|{entry.currency}"


def window_of(yardstick: Yardstick, figures: Sequence[Observation]) -> Window | None:
    """The last complete periods of one basis together.

    None where there is only one, and where the newest differs from the others by more than chance
    explains: then it is another process, and its own small sample has to do.
    """
    newest = figures[0]
    result = _result(newest.entry)
    if result is None or not _usable(newest, result):
        return None
    samples = list(_samples(yardstick.kpi, newest, figures))
    if len(samples) < 2 or samples[0].moved(_sum(samples[1:]), _ALIKE):
        return None
    together = _sum(samples)
    interval = Interval(*together.interval(), together.n, together.census)
    value = together.value
    cadence = newest.key.period.cadence
    return Window(
        periods=WINDOW,
        used=len(samples),
        own=samples[0].n,
        value=value,
        interval=interval,
        judgement=yardstick.judge(replace(result, value=value), cadence, interval),
    )


def last_decided(yardstick: Yardstick, figures: Sequence[Observation]) -> Decided | None:
    """The newest certain verdict before the first figure, by the rule in force now.

    A period whose own sample could not decide has the verdict of its window.
    """
    newest = figures[0].entry
    for at, figure in enumerate(figures[1:], 1):
        if newest is None or figure.entry is None or basis_of(figure.entry) != basis_of(newest):
            continue
        grade = own_grade(yardstick, figure)
        if grade is None and (window := window_of(yardstick, figures[at:])) is not None:
            grade = window.judgement.main.grade
        if grade is not None and grade is not Grade.INFORMATION:
            return Decided(grade=grade, period=figure.key.period)
    return None


def own_grade(yardstick: Yardstick, figure: Observation) -> Grade | None:
    """The word a complete figure earned by itself; None where that is not certain."""
    if figure.entry is None or figure.partial:
        return None
    return _certain_grade(figure.entry, figure.key.period.cadence, yardstick.chosen_set)


@functools.lru_cache(maxsize=4096)
def _certain_grade(entry: Entry, cadence: Cadence, chosen_set: str | None) -> Grade | None:
    """Every answer, digest and Home looks at the same earlier figures until newer ones come."""
    kpi, result = catalogue.get(entry.kpi), _result(entry)
    if result is None or not result.sound:
        return None
    interval = sampling_interval(interval_of(kpi, result))
    grade = verdict(kpi, result, cadence, chosen_set=chosen_set, interval=interval).grade
    return None if grade is Grade.INFORMATION else grade


def _samples(kpi: Kpi, newest: Observation, figures: Sequence[Observation]) -> Iterator[Counts]:
    """The sample of each period of the window that has one, newest first."""
    if newest.entry is None:
        return
    oldest, basis = newest.key.period.previous(WINDOW - 1), basis_of(newest.entry)
    for figure in figures:
        if figure.key.period < oldest or figure.entry is None:
            continue
        result = _result(figure.entry)
        if result is None or not _usable(figure, result) or basis_of(figure.entry) != basis:
            continue
        counts = counts_of(kpi, figure.entry)
        if counts is not None:
            yield counts


def _sum(samples: Sequence[Counts]) -> Counts:
    return functools.reduce(operator.add, samples)


def _usable(figure: Observation, result: Result) -> bool:
    return result.sound and not figure.partial


def _result(entry: Entry | None) -> Result | None:
    if entry is None:
        return None
    try:
        return evaluate(entry)
    except Undefined:
        return None
