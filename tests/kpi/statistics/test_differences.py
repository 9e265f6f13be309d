import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.weightstats import ztest

from kpi.statistics import SampleError, newcombe, nps_difference

shares = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
answers = st.tuples(*[st.integers(1, 900)] * 3)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524314724, 0.3338726540),
        ((5, 56), (0, 29), -0.0381371479, 0.1925600139),
        ((0, 10), (0, 20), -0.1611251581, 0.2775327999),
        ((33, 50), (40, 50), -0.3038256533, 0.0342613768),
        ((360, 3500), (75, 3375), 0.0695215809, 0.0920444394),
    ],
)
def test_newcombe_meets_published_values(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    assert newcombe(*first, *second) == pytest.approx((low, high), abs=1e-9)


@given(shares, shares)
def test_newcombe_agrees_with_statsmodels(first: tuple[int, int], second: tuple[int, int]) -> None:
    expected = confint_proportions_2indep(*first, *second, method="newcomb", compare="diff")
    assert newcombe(*first, *second) == pytest.approx(expected, abs=1e-9)


@given(shares, shares)
def test_newcombe_of_the_opposite_order_is_mirrored(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    low, high = newcombe(*first, *second)
    assert newcombe(*second, *first) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("before", "after", "delta", "z", "p"),
    [
        ((100, 60, 40), (75, 55, 50), -16.11111111, -1.953636049, 0.05074427423),
        ((1700, 350, 150), (1500, 400, 300), -15.9090909, -8.022356817, 1.037352856e-15),
        ((250, 150, 100), (215, 160, 125), -12.0, -2.392737102, 0.01672321899),
    ],
)
def test_nps_difference_meets_reference_values(
    before: tuple[int, int, int], after: tuple[int, int, int], delta: float, z: float, p: float
) -> None:
    change = nps_difference(before, after)
    assert change[:2] == pytest.approx((delta, z), abs=1e-7)
    assert change[2] == pytest.approx(p, rel=1e-6)


@given(answers, answers)
def test_nps_difference_agrees_with_statsmodels(
    before: tuple[int, int, int], after: tuple[int, int, int]
) -> None:
    old, new = (np.repeat([1, 0, -1], counts) for counts in (before, after))
    _, z, p = nps_difference(before, after)
    expected = ztest(new, old, usevar="unequal", ddof=0)
    assert (z, p) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ((5, 0, 0), (9, 0, 0), (0, 0, 1)),
        ((5, 0, 0), (0, 0, 1), (-200, -math.inf, 0)),
    ],
)
def test_unanimous_answers_either_agree_or_differ_for_certain(
    before: tuple[int, int, int], after: tuple[int, int, int], change: tuple[float, float, float]
) -> None:
    assert nps_difference(before, after) == change


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [((0, 0, 0), (1, 1, 1), "before"), ((1, 1, 1), (1, -1, 1), "after")],
)
def test_the_side_without_a_score_is_named(
    before: tuple[int, int, int], after: tuple[int, int, int], field: str
) -> None:
    with pytest.raises(SampleError) as refused:
        nps_difference(before, after)
    assert refused.value.field == field
