"""The sample behind a value: its interval, its tests of change and its limits."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from kpi.statistics import (
    ControlLimits,
    mean_interval,
    newcombe,
    nps_difference,
    nps_interval,
    sampling_limits,
    share_limits,
    wilson,
)
from kpi.statistics.intervals import mean_and_variance
from kpi.statistics.quantiles import normal_quantile, student_t_quantile
from kpi.value import Tally

_BEYOND = 10**12
"""Further out than any bar: what stands for the end of an interval that has none."""


def bound(end: float) -> Fraction:
    """The end of an interval as a short fraction, which a bar may be raised to the 52nd power for.

    Rounded to six decimals; an infinite end becomes a number beyond every bar.
    """
    return Fraction(round(max(-_BEYOND, min(_BEYOND, end)) * 1_000_000), 1_000_000)


class Counts(ABC):
    """A sample of one kind. Only samples of the same KPI, formula and survey are combined."""

    census: bool = False
    """Everybody was counted: the interval describes the process, not who was asked."""

    @property
    @abstractmethod
    def n(self) -> int:
        """Number of answers, or of customers counted."""

    @property
    @abstractmethod
    def value(self) -> Fraction:
        """The exact value of the sample, in the KPI's unit."""

    @abstractmethod
    def interval(self) -> tuple[float, float]:
        """The two-sided 95 % interval, in the KPI's unit."""

    @abstractmethod
    def interval_at(self, n: int) -> tuple[float, float]:
        """The interval `n` answers with this same distribution would have."""

    @abstractmethod
    def moved(self, before: Self, confidence: float) -> int:
        """-1 or 1 for a fall or rise since `before` that sampling does not explain, else 0.

        `confidence` is that of the two-sided test: 0.95 or 0.99.
        """

    @classmethod
    @abstractmethod
    def limits_after(cls, baseline: Sequence[Self]) -> Callable[[int], ControlLimits]:
        """Where a sample of n answers lies by chance after `baseline`, in the KPI's unit."""

    @abstractmethod
    def __add__(self, other: Self) -> Self:
        """Both samples together."""


@dataclass(frozen=True)
class ShareCounts(Counts):
    """The sample of a share: successes of trials."""

    successes: Fraction
    trials: Fraction
    whole: int
    """What all of the trials would be in the KPI's unit: 100 for a percentage, 1 for a ratio."""
    census: bool = False

    @property
    def n(self) -> int:
        """Number of trials."""
        return int(self.trials)

    @property
    def value(self) -> Fraction:
        """Successes among the trials."""
        return self.whole * self.successes / self.trials

    def interval(self) -> tuple[float, float]:
        """Wilson's."""
        return self._scaled(wilson(*self.pair))

    def interval_at(self, n: int) -> tuple[float, float]:
        """Wilson's, of the same share of `n` trials."""
        return self._scaled(wilson(float(self.successes / self.trials * n), n))

    def moved(self, before: Self, confidence: float) -> int:
        """Whether Newcombe's interval of the difference leaves out zero, and to which side."""
        z = normal_quantile((1 + confidence) / 2)
        low, high = newcombe(*self.pair, *before.pair, z=z)
        return (low > 0) - (high < 0)

    @classmethod
    def limits_after(cls, baseline: Sequence[Self]) -> Callable[[int], ControlLimits]:
        """Limits on the arcsine scale, from the pooled baseline."""
        limits, whole = share_limits([one.pair for one in baseline]), baseline[0].whole

        def at(n: int) -> ControlLimits:
            one = limits.at(n)
            return ControlLimits(mean=whole * one.mean, low=whole * one.low, high=whole * one.high)

        return at

    def __add__(self, other: Self) -> Self:
        """Both samples together."""
        return type(self)(
            self.successes + other.successes, self.trials + other.trials, self.whole, self.census
        )

    @property
    def pair(self) -> tuple[float, float]:
        """Successes and trials."""
        return float(self.successes), float(self.trials)

    def _scaled(self, interval: tuple[float, float]) -> tuple[float, float]:
        return self.whole * interval[0], self.whole * interval[1]


@dataclass(frozen=True)
class NetCounts(Counts):
    """The sample of a net score in points: favourable minus unfavourable answers."""

    favourable: int
    neutral: int
    unfavourable: int

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.favourable + self.neutral + self.unfavourable

    @property
    def value(self) -> Fraction:
        """Points from -100 to 100."""
        return Fraction(100 * (self.favourable - self.unfavourable), self.n)

    def interval(self) -> tuple[float, float]:
        """Adjusted Wald."""
        return nps_interval(self.favourable, self.neutral, self.unfavourable)

    def interval_at(self, n: int) -> tuple[float, float]:
        """Adjusted Wald, of the same shares of `n` answers."""
        scale = n / self.n
        return nps_interval(
            self.favourable * scale, self.neutral * scale, self.unfavourable * scale
        )

    def moved(self, before: Self, confidence: float) -> int:
        """Whether the z of the difference is beyond chance.

        Of the adjusted counts, as in the interval: a handful of equal answers proves little.
        """
        _, z, _ = nps_difference(before._adjusted, self._adjusted)
        needed = normal_quantile((1 + confidence) / 2)
        return (z > needed) - (z < -needed)

    @classmethod
    def limits_after(cls, baseline: Sequence[Self]) -> Callable[[int], ControlLimits]:
        """Limits from the pooled sampling variance of the baseline."""
        scores = [{100: one.favourable, 0: one.neutral, -100: one.unfavourable} for one in baseline]
        return sampling_limits(scores).at

    def __add__(self, other: Self) -> Self:
        """Both samples together."""
        return type(self)(
            self.favourable + other.favourable,
            self.neutral + other.neutral,
            self.unfavourable + other.unfavourable,
        )

    @property
    def _adjusted(self) -> tuple[float, float, float]:
        return self.favourable + 0.75, self.neutral + 1.5, self.unfavourable + 0.75


@dataclass(frozen=True)
class ScoreCounts(Counts):
    """The sample of a mean score."""

    scores: Tally

    @property
    def n(self) -> int:
        """Number of answers."""
        return self.scores.total

    @property
    def value(self) -> Fraction:
        """The mean score."""
        return self.scores.sum / self.scores.total

    def interval(self) -> tuple[float, float]:
        """Student's t; the whole line for one answer, which says nothing about the spread."""
        return mean_interval(self.scores) if self.n > 1 else (-math.inf, math.inf)

    def interval_at(self, n: int) -> tuple[float, float]:
        """Student's t, of the same distribution of `n` answers."""
        if n < 2:
            return -math.inf, math.inf
        mean, variance = mean_and_variance(self.scores)
        half = student_t_quantile(0.975, n - 1) * math.sqrt(variance / (n - 1))
        return mean - half, mean + half

    def moved(self, before: Self, confidence: float) -> int:
        """Whether the t of the difference is beyond chance.

        It has the degrees of freedom of the smaller sample, which is on the safe side.
        """
        smaller = min(self.n, before.n)
        if smaller < 2:
            return 0
        mean0, variance0 = mean_and_variance(before.scores)
        mean1, variance1 = mean_and_variance(self.scores)
        error = math.sqrt(variance0 / (before.n - 1) + variance1 / (self.n - 1))
        needed = student_t_quantile((1 + confidence) / 2, smaller - 1) * error
        return (mean1 - mean0 > needed) - (mean1 - mean0 < -needed)

    @classmethod
    def limits_after(cls, baseline: Sequence[Self]) -> Callable[[int], ControlLimits]:
        """Limits from the pooled sampling variance of the baseline."""
        return sampling_limits([one.scores for one in baseline]).at

    def __add__(self, other: Self) -> Self:
        """Both samples together."""
        return type(self)(self.scores + other.scores)
