"""The normal and Student's t distribution, to full double precision."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

from kpi.statistics.errors import SampleError

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution: two-sided 95 %."""

_TINY = 1e-300
_STEPS = 10_000
_MANY = 10_000
"""Degrees of freedom from which the expansion is exact and the beta function is not."""


def normal_p(z: float) -> float:
    """Two-sided p of a standard normal z, 0..1."""
    return math.erfc(abs(z) / math.sqrt(2))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Regularised incomplete beta function I_x(a, b), 0..1, for a, b > 0 and 0 <= x <= 1.

    The continued fraction of DLMF 8.17.22, by Lentz's method, on the side where it converges fast.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    return math.exp(log_front) / (a * _beta_fraction(a, b, x))


def _beta_fraction(a: float, b: float, x: float) -> float:
    value, numerator, denominator = 1.0, 1.0, 0.0
    for step in range(1, _STEPS):
        half, odd = divmod(step, 2)
        if odd:
            term = -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
        else:
            term = half * (b - half) * x / ((a + step - 1) * (a + step))
        denominator = 1 / (1 + term * denominator or _TINY)
        numerator = 1 + term / numerator or _TINY
        change = numerator * denominator
        value *= change
        if abs(change - 1) < 1e-16:
            break
    return value


def normal_quantile(probability: float) -> float:
    """The z below which the normal distribution has `probability`, above 0 and below 1."""
    return NormalDist().inv_cdf(probability)


@lru_cache(maxsize=256)
def student_t_quantile(probability: float, freedom: float) -> float:
    """The t below which Student's distribution with `freedom` > 0 has `probability` (0.5..1).

    Found by bisection of the distribution function, or for many degrees of freedom by the
    expansion of Abramowitz and Stegun 26.7.5; relative error below 1e-9.
    """
    if not 0.5 <= probability < 1:
        raise SampleError("probability", "The probability must be at least 0.5 and below 1.")
    if not freedom > 0:
        raise SampleError("freedom", "The degrees of freedom must be above zero.")
    if freedom > _MANY:
        return _expanded(normal_quantile(probability), freedom)
    inside = 2 * probability - 1
    low, high = 0.0, 1.0
    while _inside(high, freedom) < inside:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        if _inside(middle, freedom) < inside:
            low = middle
        else:
            high = middle
    return high


def _expanded(z: float, freedom: float) -> float:
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
    )


def _inside(t: float, freedom: float) -> float:
    """P(|T| <= t)."""
    return incomplete_beta(0.5, freedom / 2, t * t / (freedom + t * t))
