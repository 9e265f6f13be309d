"""KPIs as they behave when nothing happens, and with a real drop of a known size."""

from __future__ import annotations

import math
import random
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import accumulate

from kpi.counts import NetCounts, ShareCounts
from kpi.flags import LEAST_BASELINE, Point, Watch
from kpi.model import Band, Better, Grade, Unit
from kpi.period import Cadence, Period

YEAR = 52
DROP_AT = LEAST_BASELINE + 8
"""The first week of a drop, which lasts."""
FIRST_WEEK = Period(Cadence.WEEK, date(2024, 1, 1))

Draw = Callable[[random.Random, int, Fraction], Sequence[Point]]
"""Weekly points; from week DROP_AT on, worse by the drop."""


@dataclass(frozen=True)
class Kind:
    """A KPI as it behaves when nothing happens, and the drops it may have."""

    name: str
    watch: Watch
    draw: Draw
    threshold: Fraction
    """The bar of the naive fixed threshold."""
    drops: tuple[Fraction, ...]
    drop_unit: str
    years: int = 1


@cache
def _binomial_table(trials: int, chance: float) -> list[float]:
    """The cumulative distribution, so that one random number draws one count."""
    logs = (
        math.lgamma(trials + 1)
        - math.lgamma(k + 1)
        - math.lgamma(trials - k + 1)
        + k * math.log(chance)
        + (trials - k) * math.log1p(-chance)
        for k in range(trials + 1)
    )
    return list(accumulate(map(math.exp, logs)))


def _binomial(rng: random.Random, trials: int, chance: float) -> int:
    return min(trials, bisect_left(_binomial_table(trials, chance), rng.random()))


@cache
def _week(index: int) -> Period:
    return FIRST_WEEK.next(index)


def share(chance: Fraction, trials: int, scatter: float = 0.0) -> Draw:
    """A percentage of yes-or-no answers; a drop is added to the percentage.

    `scatter` is the standard deviation of the chance itself from week to week.
    """

    def draw(rng: random.Random, weeks: int, drop: Fraction) -> Sequence[Point]:
        points = []
        before, after = float(chance), float(chance + drop / 100)
        for index in range(weeks):
            now = after if index >= DROP_AT else before
            if scatter:
                now = round(min(0.99, max(0.01, rng.gauss(now, scatter))), 2)
            hits = _binomial(rng, trials, now)
            counts = ShareCounts(Fraction(hits), Fraction(trials), 100)
            value = Fraction(100 * hits, trials)
            points.append(Point(period=_week(index), value=value, basis="", counts=counts))
        return points

    return draw


def nps(promoters: Fraction, detractors: Fraction, answers: int) -> Draw:
    """A Net Promoter Score; a drop turns promoters into detractors."""

    def draw(rng: random.Random, weeks: int, drop: Fraction) -> Sequence[Point]:
        points = []
        before = _chances(promoters, detractors)
        after = _chances(promoters + drop / 200, detractors - drop / 200)
        for index in range(weeks):
            up, down = after if index >= DROP_AT else before
            fans = _binomial(rng, answers, up)
            critics = _binomial(rng, answers - fans, down)
            counts = NetCounts(fans, answers - fans - critics, critics)
            value = Fraction(100 * (fans - critics), answers)
            points.append(Point(period=_week(index), value=value, basis="", counts=counts))
        return points

    return draw


def _chances(promoters: Fraction, detractors: Fraction) -> tuple[float, float]:
    """Of a promoter, and of a detractor among the others."""
    return float(promoters), float(detractors / (1 - promoters))


def money(shape: Callable[[Period, int], float], *, noise: float, memory: float) -> Draw:
    """An amount around 100,000 with noise that remembers; a drop is a percentage of it."""

    def draw(rng: random.Random, weeks: int, drop: Fraction) -> Sequence[Point]:
        start = rng.randrange(YEAR)
        swing = rng.gauss(0, 1)
        points = []
        for index in range(weeks):
            swing = memory * swing + math.sqrt(1 - memory**2) * rng.gauss(0, 1)
            level = 100_000 * (1 + float(drop) / 100 if index >= DROP_AT else 1)
            period = _week(start + index)
            value = round(level * (1 + shape(period, start + index) + noise * swing))
            points.append(Point(period=period, value=Fraction(value), basis=""))
        return points

    return draw


def flat(_period: Period, _index: int) -> float:
    """No season."""
    return 0.0


def month_end(period: Period, _index: int) -> float:
    """A quarter more in the week that holds the last day of a month."""
    ends = (period.last + timedelta(days=1)).month != period.first.month
    return 0.25 if ends else 0.0


def yearly(_period: Period, index: int) -> float:
    """A wave of 6 % over the year."""
    return 0.06 * math.sin(2 * math.pi * index / YEAR)


def _nps_grade(value: Fraction) -> Grade | None:
    bands = (
        Band(grade=Grade.EXCELLENT, gt=Fraction(50)),
        Band(grade=Grade.GREAT, ge=Fraction(20)),
        Band(grade=Grade.GOOD, gt=Fraction(0)),
        Band(grade=Grade.POOR),
    )
    return next(band.grade for band in bands if band.holds(value))


def _csat_grade(value: Fraction) -> Grade | None:
    return Grade.GOOD if value >= 75 else Grade.POOR


def _sizes(*sizes: int | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(size) for size in sizes)


_CSAT = Watch(unit=Unit.PERCENT, better=Better.HIGHER, grade=_csat_grade)
_SCORE = Watch(unit=Unit.POINTS, better=Better.HIGHER, grade=_nps_grade)
_MONEY = Watch(unit=Unit.MONEY, better=Better.HIGHER)
KINDS = (
    Kind(
        "CSAT 80 %, 200 answers",
        _CSAT,
        share(Fraction("0.8"), 200),
        Fraction(75),
        _sizes(-5, -10, -15),
        "pp",
    ),
    Kind(
        "churn 3 %, 1,500 customers",
        Watch(unit=Unit.PERCENT, better=Better.LOWER),
        share(Fraction("0.03"), 1500),
        Fraction(4),
        _sizes("0.5", 1, 2),
        "pp",
    ),
    Kind(
        "NPS 40 (60/20/20), 300 answers",
        _SCORE,
        nps(Fraction("0.6"), Fraction("0.2"), 300),
        Fraction(30),
        _sizes(-5, -10, -15, -20, -30),
        "points",
    ),
    Kind(
        "NPS 15 (45/25/30), 300 answers",
        _SCORE,
        nps(Fraction("0.45"), Fraction("0.3"), 300),
        Fraction(5),
        _sizes(-10, -20, -30),
        "points",
    ),
    Kind(
        "money, remembers 40 % of last week",
        _MONEY,
        money(flat, noise=0.05, memory=0.4),
        Fraction(90_000),
        _sizes(-10, -20, -30),
        "%",
    ),
    Kind(
        "money, higher at month end",
        _MONEY,
        money(month_end, noise=0.05, memory=0),
        Fraction(90_000),
        _sizes(-10, -20, -30),
        "%",
    ),
    Kind(
        "money, yearly season (two years)",
        _MONEY,
        money(yearly, noise=0.05, memory=0),
        Fraction(90_000),
        _sizes(-10, -20, -30),
        "%",
        years=2,
    ),
)
HARDER = (
    Kind(
        "CSAT 75 % on its bar, 200 answers",
        _CSAT,
        share(Fraction("0.75"), 200),
        Fraction(70),
        (),
        "pp",
    ),
    Kind(
        "CSAT 80 % ± 4 pp of its own, 200 answers",
        _CSAT,
        share(Fraction("0.8"), 200, scatter=0.04),
        Fraction(75),
        (),
        "pp",
    ),
)
"""Stable kinds beyond the goal."""
HEADLINE = (2, Fraction(-20))
"""The drop the goal is about: its kind and size."""
