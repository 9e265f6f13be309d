from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from kpi.counts import NetCounts
from kpi.flags import LEAST_BASELINE, Baseline, Point
from kpi.period import Period
from kpi.statistics import prediction_limits

FIRST = Period.parse("2026-W02")


def weekly(values: Sequence[int], basis: str = "") -> list[Point]:
    return [
        Point(period=FIRST.next(n), value=Fraction(value), basis=basis)
        for n, value in enumerate(values)
    ]


CALM = weekly([50, 51] * 6)
NEXT = Point(period=FIRST.next(12), value=Fraction(50), basis="")


@pytest.mark.parametrize(
    "points",
    [
        [],
        CALM[: LEAST_BASELINE - 1],
        [*CALM[:-1], replace(CALM[-1], sound=False)],
        [*CALM[:-1], replace(CALM[-1], complete=False)],
        [replace(CALM[0], basis="other survey"), *CALM[1:]],
    ],
)
def test_fewer_than_twelve_comparable_periods_are_no_baseline(points: list[Point]) -> None:
    assert Baseline.freeze(points) is None


def test_limits_without_samples_come_from_the_values() -> None:
    baseline = Baseline.freeze(CALM)
    assert baseline is not None
    assert baseline.limits(NEXT) == prediction_limits([50, 51] * 6)


def test_another_basis_has_no_limits() -> None:
    baseline = Baseline.freeze(CALM)
    assert baseline is not None
    assert baseline.limits(replace(NEXT, basis="scale 1-10")) is None


def test_a_baseline_that_never_varied_has_no_limits() -> None:
    baseline = Baseline.freeze(weekly([50] * 12))
    assert baseline is not None
    assert baseline.limits(NEXT) is None


def with_sample(point: Point, answers: int) -> Point:
    return replace(point, counts=NetCounts(answers * 6 // 10, answers // 5, answers // 5))


def test_limits_with_samples_follow_the_size_of_the_sample_at_hand() -> None:
    baseline = Baseline.freeze([with_sample(point, 100) for point in CALM])
    assert baseline is not None
    small, large = (baseline.limits(with_sample(NEXT, answers)) for answers in (50, 500))
    assert small is not None
    assert large is not None
    assert small.low < large.low < large.mean == pytest.approx(40)


def test_one_period_without_a_sample_leaves_the_limits_to_the_values() -> None:
    baseline = Baseline.freeze([CALM[0], *(with_sample(point, 100) for point in CALM[1:])])
    assert baseline is not None
    assert baseline.limits(with_sample(NEXT, 100)) == prediction_limits([50, 51] * 6)


def test_weeks_that_end_a_month_are_compared_with_such_weeks() -> None:
    # 2026-W05, W09 and W14 hold the last days of January, February and March.
    ends = {FIRST.next(3), FIRST.next(7), FIRST.next(12)}
    points = [
        replace(point, value=point.value + (30 if point.period in ends else 0))
        for point in weekly([100, 101, 99] * 4 + [100, 100, 101, 99])
    ]
    baseline = Baseline.freeze(points)
    assert baseline is not None
    ending = baseline.limits(replace(NEXT, period=FIRST.next(16)))
    within = baseline.limits(replace(NEXT, period=FIRST.next(15)))
    assert ending is not None
    assert within is not None
    assert within.high < 110 < ending.low < 130 < ending.high
    assert ending.high - ending.low > within.high - within.low
