"""The frozen periods a KPI's limits come from."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from statistics import fmean

from kpi.flags.points import Point
from kpi.period import Cadence, Period
from kpi.statistics import ControlLimits, prediction_limits

LEAST_BASELINE = 12
"""Complete periods a baseline needs."""
_CLEAR = 4.0
"""The t from which weeks that end a month are taken to differ from the others."""


@dataclass(frozen=True)
class Baseline:
    """Earlier points that say what is usual. It is only replaced by rebasing."""

    points: tuple[Point, ...]

    @classmethod
    def freeze(cls, points: Sequence[Point]) -> Baseline | None:
        """The usable points of the newest basis; None for fewer than twelve."""
        usable = [one for one in points if one.usable]
        same = tuple(one for one in usable if one.basis == usable[-1].basis)
        return cls(same) if len(same) >= LEAST_BASELINE else None

    def limits(self, point: Point) -> ControlLimits | None:
        """Limits for `point`; None for another basis and for a baseline that never varied.

        From the pooled sampling variance where every sample is known, for the size of the sample
        at hand; else from the moving ranges. Both are widened for a short baseline.
        """
        if point.basis != self.points[0].basis:
            return None
        if point.counts is not None and self._by_sample is not None:
            limits = self._by_sample(point.counts.n)
        else:
            limits = self._month_end if _ends_month(point.period) else self._other
        return limits if limits.low < limits.high else None

    @cached_property
    def _by_sample(self) -> Callable[[int], ControlLimits] | None:
        samples = [one.counts for one in self.points if one.counts is not None]
        if len(samples) < len(self.points):
            return None
        return samples[0].limits_after(samples)

    @cached_property
    def _other(self) -> ControlLimits:
        """Limits of the values, with what the end of a month adds taken away."""
        return prediction_limits(
            [
                float(one.value) - (self._added if _ends_month(one.period) else 0.0)
                for one in self.points
            ]
        )

    @cached_property
    def _month_end(self) -> ControlLimits:
        """The same for weeks that end a month, of which a baseline holds only a few."""
        if not self._added:
            return self._other
        every = len(self.points)
        few = sum(_ends_month(one.period) for one in self.points)
        half = self._other.high - self._other.mean
        half *= math.sqrt((1 + 1 / few) / (1 + 1 / every))
        mean = self._other.mean + self._added
        return ControlLimits(mean=mean, low=mean - half, high=mean + half)

    @cached_property
    def _added(self) -> float:
        """What the end of a month adds to a weekly value; 0 where it is not clear."""
        ends = [float(one.value) for one in self.points if _ends_month(one.period)]
        others = [float(one.value) for one in self.points if not _ends_month(one.period)]
        if min(len(ends), len(others)) < 2:
            return 0.0
        added = fmean(ends) - fmean(others)
        squares = _squares(ends) + _squares(others)
        error = math.sqrt(squares / (len(self.points) - 2) * (1 / len(ends) + 1 / len(others)))
        return added if abs(added) > _CLEAR * error else 0.0


def _squares(values: Sequence[float]) -> float:
    mean = fmean(values)
    return math.fsum((value - mean) ** 2 for value in values)


def _ends_month(period: Period) -> bool:
    """Whether a week holds the last day of a month."""
    after = period.first + timedelta(weeks=1)
    return period.cadence is Cadence.WEEK and after.month != period.first.month
