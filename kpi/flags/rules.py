"""The four rules, each on the newest point among what it may be compared with."""

from __future__ import annotations

import functools
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from statistics import fmean, median

from kpi.counts import Counts, bound
from kpi.flags.baseline import Baseline
from kpi.flags.points import Point, Rule, Signal, Watch
from kpi.model import Grade, Unit
from kpi.period import Cadence
from kpi.statistics import ControlLimits

REFERENCE = 12
"""Earlier periods a change is measured against, at most."""
CONFIDENCE = 0.99
"""Of a test of change. A weekly KPI is tested 52 times a year: 95 % would err every few months."""

_RANK: Mapping[Grade, int] = {
    grade: rank for rank, grade in enumerate(Grade) if grade is not Grade.INFORMATION
}


@dataclass(frozen=True)
class Situation:
    """The newest point, what it may be compared with, and what is asked of it."""

    watch: Watch
    point: Point
    earlier: tuple[Point, ...]
    """Usable points of the same basis, oldest first."""
    baseline: Baseline | None

    @cached_property
    def limits(self) -> ControlLimits | None:
        """The natural limits for this point, if there are any yet."""
        return self.baseline.limits(self.point) if self.baseline else None

    @cached_property
    def side(self) -> int:
        """-1 below, 1 above the limits; 0 inside and without limits."""
        if self.limits is None:
            return 0
        value = float(self.point.value)
        return (value > self.limits.high) - (value < self.limits.low)

    @cached_property
    def seasonal(self) -> bool:
        """Whether the same season last year, under these same limits, explains a value outside.

        Last year must have been more than half-way to the limit; the limit is moved by as much.
        """
        last_year = self._last_year
        if self.limits is None or last_year is None:
            return False
        value, moved = float(self.point.value), last_year - self.limits.mean
        if self.side < 0:
            return last_year < self.limits.low_half and value >= self.limits.low + moved
        return last_year > self.limits.high_half and value <= self.limits.high + moved

    @property
    def harmed(self) -> bool:
        """Whether it left its limits on the harmful side, and not only as it did last year."""
        return self.side != 0 and self.side == self.watch.harm and not self.seasonal

    @cached_property
    def reference(self) -> Counts | None:
        """The pooled samples of the latest earlier points."""
        known = [one.counts for one in self.earlier[-REFERENCE:] if one.counts is not None]
        return functools.reduce(operator.add, known) if known else None

    @property
    def _last_year(self) -> float | None:
        """The value a year ago; for weeks with those beside it, as holidays move."""
        if self.baseline is None:
            return None
        same = self.point.period.year_ago()
        beside = 1 if same.cadence is Cadence.WEEK else 0
        first = max(same.previous(beside), self.baseline.points[0].period)
        values = [
            float(one.value) for one in self.earlier if first <= one.period <= same.next(beside)
        ]
        return fmean(values) if len(values) > beside else None


def missed_target(now: Situation) -> Signal | None:
    """Rule 0. A sample's interval that still reaches the target excuses; a census is a fact."""
    target, counts = now.watch.target, now.point.counts
    if target is None or target.met(now.point.value):
        return None
    sample = None if counts is None or counts.census else counts
    if sample is not None and any(target.met(bound(end)) for end in sample.interval()):
        return None
    return Signal(rule=Rule.MISSED_TARGET, against=float(target.value))


def worse_band(now: Situation) -> Signal | None:
    """Rule 1, between two decided verdicts: of the earlier points together and of this one.

    Without a sample rule 2 decides alone.
    """
    if now.watch.grade is None or now.point.counts is None or now.reference is None:
        return None
    after = _decided(now.watch, now.point.counts)
    if after is None:
        return None
    before = _decided(now.watch, now.reference)
    if before is None or _RANK[after] <= _RANK[before]:
        return None
    if not now.point.counts.moved(now.reference, CONFIDENCE):
        return None
    return Signal(
        rule=Rule.WORSE_BAND,
        against=float(now.earlier[-1].value),
        grade_before=before,
        grade_now=after,
    )


def outside_limits(now: Situation) -> Signal | None:
    """Rule 2."""
    if now.limits is None or not now.harmed:
        return None
    limit = now.limits.low if now.side < 0 else now.limits.high
    return Signal(rule=Rule.OUTSIDE_LIMITS, against=limit)


def fell(now: Situation) -> Signal | None:
    """Rule 3, until there are limits."""
    if now.limits is not None or not now.earlier or not now.watch.harm:
        return None
    before = now.earlier[-1].value
    usual = median(one.value for one in now.earlier[-REFERENCE:])
    # Beyond the usual too: a value that only comes down from a peak has not fallen.
    if not (_falls(now, before) and _falls(now, usual)):
        return None
    if now.point.counts is not None:
        if now.reference is None:
            return None
        if now.point.counts.moved(now.reference, CONFIDENCE) != now.watch.harm:
            return None
    return Signal(rule=Rule.FELL, against=float(before))


RULES = (missed_target, worse_band, outside_limits, fell)


def over(now: Situation, signal: Signal) -> bool:
    """Whether the value itself, not only its interval, is back where it was before the signal."""
    match signal.rule:
        case Rule.MISSED_TARGET:
            return now.watch.target is None or now.watch.target.met(now.point.value)
        case Rule.WORSE_BAND:
            grade = _grade(now.watch, now.point.value)
            before = signal.grade_before
            return grade is None or before is None or _RANK[grade] <= _RANK[before]
        case Rule.OUTSIDE_LIMITS:
            return not now.harmed
        case Rule.FELL:
            return now.limits is not None or not _falls(now, bound(signal.against or 0.0))


def _decided(watch: Watch, counts: Counts) -> Grade | None:
    """The band that holds all of the interval."""
    low, high = (_grade(watch, bound(end)) for end in counts.interval())
    return low if low is high else None


def _grade(watch: Watch, value: Fraction) -> Grade | None:
    grade = watch.grade(value) if watch.grade else None
    return grade if grade in _RANK else None


def _falls(now: Situation, before: Fraction) -> bool:
    fall = (now.point.value - before) * now.watch.harm
    if now.watch.unit is Unit.POINTS:
        return fall > now.watch.settings.fall_points
    return bool(before) and fall * 100 > abs(before) * now.watch.settings.fall_percent
