"""Two-sided 95 % intervals, z = 1.959963984540054, without continuity correction."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

from kpi.statistics.errors import SampleError
from kpi.statistics.quantiles import Z95, student_t_quantile

Interval: TypeAlias = tuple[float, float]
Scores: TypeAlias = Mapping[int, int] | Mapping[Fraction, int]
"""How often each score was given."""


def wilson(successes: float, trials: float, *, z: float = Z95) -> Interval:
    """Wilson's score interval of a share, as fractions 0..1 (Wilson 1927).

    Raises SampleError without trials and for successes outside 0..trials.
    """
    check_share(successes, trials)
    share = successes / trials
    spread = z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / trials + spread / (4 * trials))
    # At 0 and at 1 the bound is exact; rounding must not cross it.
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return low, high


def check_share(successes: float, trials: float) -> None:
    """Raise SampleError unless 0 <= successes <= trials and trials > 0."""
    if not (math.isfinite(successes) and math.isfinite(trials)):
        raise SampleError("trials", "The counts must be finite numbers.")
    if trials <= 0:
        raise SampleError("trials", "A share of no trials has no interval.")
    if successes < 0:
        raise SampleError("successes", "The successes must not be negative.")
    if successes > trials:
        raise SampleError("successes", "There are more successes than trials.")


def nps_interval(promoters: float, passives: float, detractors: float) -> Interval:
    """Adjusted Wald interval of a Net Promoter Score, in points, clipped to -100..100.

    It adds 3/4 promoter, 3/2 passive and 3/4 detractor: the plain interval is too narrow for few
    answers. Raises SampleError without answers and for negative counts.
    """
    check_answers("answers", promoters, passives, detractors)
    score, variance, answers = net(promoters + 0.75, passives + 1.5, detractors + 0.75)
    half = Z95 * math.sqrt(variance / answers)
    return max(-100.0, 100 * (score - half)), min(100.0, 100 * (score + half))


def check_answers(field: str, *counts: float) -> None:
    """Raise SampleError unless all counts are finite, none negative and one is above zero."""
    if not all(math.isfinite(count) for count in counts):
        raise SampleError(field, "The counts must be finite numbers.")
    if any(count < 0 for count in counts):
        raise SampleError(field, "The number of answers must not be negative.")
    if sum(counts) <= 0:
        raise SampleError(field, "A score of no answers has no interval.")


def net(favourable: float, neutral: float, unfavourable: float) -> tuple[float, float, float]:
    """Net score -1..1, variance of one answer and number of answers."""
    answers = favourable + neutral + unfavourable
    score = (favourable - unfavourable) / answers
    return score, (favourable + unfavourable) / answers - score * score, answers


def mean_interval(counts_by_score: Scores) -> Interval:
    """Student's t interval of a mean score, in the unit of the scores.

    Raises SampleError for fewer than two answers: one answer says nothing about the spread.
    """
    check_answers("counts_by_score", *counts_by_score.values())
    answers = sum(counts_by_score.values())
    if answers < 2:
        raise SampleError("counts_by_score", "The mean of one answer has no interval.")
    mean, variance = mean_and_variance(counts_by_score)
    half = student_t_quantile(0.975, answers - 1) * math.sqrt(variance / (answers - 1))
    return mean - half, mean + half


def mean_and_variance(counts_by_score: Scores) -> tuple[float, float]:
    """Mean of the answers and variance of one answer (divided by n)."""
    counts = [(float(score), count) for score, count in counts_by_score.items()]
    answers = sum(count for _, count in counts)
    mean = math.fsum(score * count for score, count in counts) / answers
    return mean, math.fsum(count * (score - mean) ** 2 for score, count in counts) / answers


def sample_size(variance: float, margin: float) -> int:
    """Answers needed for a 95 % margin of `margin` points.

    `variance` is that of one answer on the scale -1..1: 1 at most for NPS, 1/4 for a share.
    """
    if not variance >= 0:
        raise SampleError("variance", "The variance must not be negative.")
    if not margin > 0:
        raise SampleError("margin", "The margin must be above zero.")
    return max(1, math.ceil((100 * Z95 / margin) ** 2 * variance))
