"""Did it really change? Tests of a difference, never of two overlapping intervals."""

from __future__ import annotations

import math
from typing import TypeAlias

from kpi.statistics.intervals import Interval, check_answers, net, wilson
from kpi.statistics.quantiles import Z95, normal_p

Answers: TypeAlias = tuple[float, float, float]
"""Promoters, passives, detractors."""


def newcombe(x1: float, n1: float, x2: float, n2: float, *, z: float = Z95) -> Interval:
    """Interval of the difference of two independent shares x1/n1 - x2/n2, as fractions -1..1.

    Newcombe 1998, method 10: the two Wilson intervals combined in squares. Raises SampleError.
    """
    low1, high1 = wilson(x1, n1, z=z)
    low2, high2 = wilson(x2, n2, z=z)
    p1, p2 = x1 / n1, x2 / n2
    change = p1 - p2
    return change - math.hypot(p1 - low1, high2 - p2), change + math.hypot(high1 - p1, p2 - low2)


def nps_difference(before: Answers, after: Answers) -> tuple[float, float, float]:
    """Change in points, its unadjusted z and two-sided p, of (promoters, passives, detractors).

    Where neither side varies z is 0 for no change and infinite for any other. Raises SampleError.
    """
    check_answers("before", *before)
    check_answers("after", *after)
    score0, variance0, answers0 = net(*before)
    score1, variance1, answers1 = net(*after)
    change = score1 - score0
    error = math.sqrt(max(0.0, variance0) / answers0 + max(0.0, variance1) / answers1)
    z = change / error if error else math.inf * change if change else 0.0
    return 100 * change, z, normal_p(z)
