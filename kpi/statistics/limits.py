"""Natural process limits: what a stable KPI does by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kpi.statistics.errors import SampleError
from kpi.statistics.intervals import Scores, check_answers, check_share, mean_and_variance
from kpi.statistics.quantiles import normal_quantile, student_t_quantile

XMR_VALUE = 2.660
"""Limits of single values are the mean +- this many average moving ranges (3 / 1.128)."""
XMR_RANGE = 3.268
"""The limit of a moving range is this many average moving ranges."""
FALSE_ALARM = 1 / 250
"""Chance of a stable value beyond one limit: a side is crossed by chance in 250 periods."""
SAMPLING_Z = normal_quantile(1 - FALSE_ALARM)
"""The normal deviate of that chance."""
DISPERSION_Z = normal_quantile(0.99)
"""A baseline more scattered than 99 % of purely random ones varies beyond its sampling."""
RUN = 8


@dataclass(frozen=True, kw_only=True)
class ControlLimits:
    """The mean of a stable process and the limits it stays inside, in the unit of the values."""

    mean: float
    low: float
    high: float
    average_moving_range: float = 0.0
    """0 where the limits were not computed from moving ranges."""

    @property
    def range_limit(self) -> float:
        """The largest usual step between two successive values."""
        return XMR_RANGE * self.average_moving_range

    @property
    def low_half(self) -> float:
        """Half-way from the mean to the low limit."""
        return (self.mean + self.low) / 2

    @property
    def high_half(self) -> float:
        """Half-way from the mean to the high limit."""
        return (self.mean + self.high) / 2


@dataclass(frozen=True, kw_only=True)
class RunSignals:
    """Indices of the values that break each rule."""

    outside: tuple[int, ...]
    """Beyond a limit."""
    eight_on_one_side: tuple[int, ...]
    """In a run of at least eight on one side of the mean; a value on the mean breaks the run."""
    three_of_four: tuple[int, ...]
    """Beyond half-way to a limit, with two more on that side among four successive values."""


def control_limits(values: Sequence[float], baseline: int) -> ControlLimits:
    """XmR limits from the first `baseline` values: mean +- 2.660 x average moving range.

    Values that never vary give limits on the mean. The low limit may be below zero for a KPI that
    cannot be; nothing is clipped. Raises SampleError for fewer than two values.
    """
    if not 2 <= baseline <= len(values):
        raise SampleError("baseline", "A baseline needs at least two values.")
    frozen = values[:baseline]
    moving = math.fsum(abs(b - a) for a, b in pairwise(frozen)) / (baseline - 1)
    # Rounding must not put a value that never varies beside its own mean.
    mean = math.fsum(frozen) / baseline if moving else frozen[0]
    half = XMR_VALUE * moving
    return ControlLimits(mean=mean, low=mean - half, high=mean + half, average_moving_range=moving)


def prediction_limits(values: Sequence[float]) -> ControlLimits:
    """XmR limits for the next value after `values`, made honest for a short baseline.

    The mean is uncertain, so the limits are widened by sqrt(1 + 1/n). Moving ranges miss slow
    swings (autocorrelation, seasons), so the limits are at least the t prediction interval of the
    standard deviation that is left by chance in one of 250 periods.
    """
    plain = control_limits(values, len(values))
    count = len(values)
    deviation = math.sqrt(math.fsum((x - plain.mean) ** 2 for x in values) / (count - 1))
    spread = student_t_quantile(1 - FALSE_ALARM, count - 1) * deviation
    half = max(plain.high - plain.mean, spread) * math.sqrt(1 + 1 / count)
    return ControlLimits(
        mean=plain.mean,
        low=plain.mean - half,
        high=plain.mean + half,
        average_moving_range=plain.average_moving_range,
    )


@dataclass(frozen=True, kw_only=True)
class ShareLimits:
    """What a baseline says about shares to come."""

    share: float
    """Pooled, 0..1."""
    trials: float
    """Pooled."""
    dispersion: float
    """How many times more the baseline varies than sampling explains; at least 1."""

    def at(self, trials: float) -> ControlLimits:
        """Limits, as fractions 0..1, of the share of a new sample of `trials`."""
        check_share(0, trials)
        half = SAMPLING_Z * math.sqrt(self.dispersion * (1 / trials + 1 / self.trials)) / 2
        angle = math.asin(math.sqrt(self.share))
        return ControlLimits(
            mean=self.share,
            low=math.sin(max(0.0, angle - half)) ** 2,
            high=math.sin(min(math.pi / 2, angle + half)) ** 2,
        )


def share_limits(baseline: Sequence[tuple[float, float]]) -> ShareLimits:
    """Limits of shares after a baseline of (successes, trials).

    They stand on the arcsine scale (Anscombe 1948), where the sampling variance 1/4n does not
    depend on the share, so that rare events (churn) get the longer upper side they have. The new
    sample and the pooled baseline both add their variance: sqrt(1 + 1/n) for equal sizes. A
    baseline that varies more than sampling explains widens the limits to match. Raises SampleError.
    """
    check_answers("baseline", *(size for _, size in baseline))
    for successes, size in baseline:
        check_share(successes, size)
    pooled = math.fsum(size for _, size in baseline)
    mean = math.fsum(successes for successes, _ in baseline) / pooled
    # A share of exactly 0 or 1 would have no variance; one half of an event is assumed instead.
    assumed = min(max(mean, 0.5 / pooled), 1 - 0.5 / pooled)
    squares = [(x / n - mean) ** 2 * n / (assumed * (1 - assumed)) for x, n in baseline]
    return ShareLimits(share=mean, trials=pooled, dispersion=_dispersion(squares))


@dataclass(frozen=True, kw_only=True)
class SamplingLimits:
    """What a baseline says about means of answers to come."""

    mean: float
    variance: float
    """Of one answer, pooled; at least what sampling explains."""
    answers: float
    """Pooled."""

    def at(self, answers: float) -> ControlLimits:
        """Limits of the mean of a new sample of `answers`, in the unit of the scores."""
        check_answers("answers", answers)
        half = SAMPLING_Z * math.sqrt(self.variance * (1 / answers + 1 / self.answers))
        return ControlLimits(mean=self.mean, low=self.mean - half, high=self.mean + half)


def sampling_limits(baseline: Sequence[Scores]) -> SamplingLimits:
    """Limits of mean scores after a baseline of counts by score.

    For a Net Promoter Score in points the scores are 100, 0 and -100. The variance of one answer
    is pooled over the baseline; the new sample and the baseline's mean both add theirs:
    sqrt(1 + 1/n) for equal sizes. A baseline that varies more than sampling explains widens the
    limits to match. Raises SampleError.
    """
    for counts in baseline:
        check_answers("baseline", *counts.values())
    pooled = pool_scores(baseline)
    check_answers("baseline", *pooled.values())
    mean, variance = mean_and_variance(pooled)
    if variance:
        means = [(mean_and_variance(counts)[0], sum(counts.values())) for counts in baseline]
        variance *= _dispersion([(one - mean) ** 2 * n / variance for one, n in means])
    return SamplingLimits(mean=mean, variance=variance, answers=sum(pooled.values()))


def pool_scores(samples: Iterable[Scores]) -> dict[Fraction, int]:
    """All answers together."""
    pooled: dict[Fraction, int] = {}
    for counts in samples:
        for score, count in counts.items():
            pooled[Fraction(score)] = pooled.get(Fraction(score), 0) + count
    return pooled


def _dispersion(squares: Sequence[float]) -> float:
    """How many times more the baseline varies than sampling explains; 1 where chance could do it.

    `squares` are the squared standardised deviations of the baseline's values: their sum is
    chi-squared, whose 99 % point is Wilson and Hilferty's approximation.
    """
    freedom = len(squares) - 1
    if freedom < 1:
        return 1.0
    ratio = math.fsum(squares) / freedom
    step = 2 / (9 * freedom)
    return ratio if ratio > (1 - step + DISPERSION_Z * math.sqrt(step)) ** 3 else 1.0


def run_signals(values: Sequence[float], limits: ControlLimits) -> RunSignals:
    """Which values signal by each of the three rules. Only `outside` is fit to alarm."""
    above = [value > limits.mean for value in values]
    below = [value < limits.mean for value in values]
    high = [value > limits.high_half for value in values]
    low = [value < limits.low_half for value in values]
    return RunSignals(
        outside=tuple(index for index, x in enumerate(values) if x < limits.low or x > limits.high),
        eight_on_one_side=tuple(sorted(_runs(above) | _runs(below))),
        three_of_four=tuple(sorted(_crowded(high) | _crowded(low))),
    )


def _runs(side: Sequence[bool]) -> set[int]:
    found: set[int] = set()
    for end in range(RUN, len(side) + 1):
        if all(side[end - RUN : end]):
            found.update(range(end - RUN, end))
    return found


def _crowded(beyond: Sequence[bool]) -> set[int]:
    found: set[int] = set()
    for start in range(len(beyond) - 3):
        window = [index for index in range(start, start + 4) if beyond[index]]
        if len(window) >= 3:
            found.update(window)
    return found
