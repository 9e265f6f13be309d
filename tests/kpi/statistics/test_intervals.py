from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from kpi.statistics import (
    SampleError,
    mean_interval,
    nps_interval,
    sample_size,
    wilson,
)

shares = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2552885199, 0.3662095770),
        (15, 148, 0.0623863995, 0.1604872417),
        (1, 29, 0.0061132143, 0.1717552188),
        (10, 100, 0.0552291371, 0.1743656615),
        (16000, 18400, 0.8646218074, 0.8743543476),
    ],
)
def test_wilson_meets_published_values(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=1e-9)


@given(shares)
def test_wilson_agrees_with_statsmodels(share: tuple[int, int]) -> None:
    expected = proportion_confint(*share, alpha=0.05, method="wilson")
    assert wilson(*share) == pytest.approx(expected, abs=1e-9)


@given(shares)
def test_a_share_lies_inside_its_interval_and_that_inside_0_to_1(share: tuple[int, int]) -> None:
    low, high = wilson(*share)
    assert 0 <= low <= share[0] / share[1] <= high <= 1


@pytest.mark.parametrize("trials", [1, 29, 10**6])
def test_all_or_nothing_ends_exactly_at_the_edge(trials: int) -> None:
    assert wilson(0, trials)[0] == 0
    assert wilson(trials, trials)[1] == 1


@pytest.mark.parametrize(
    ("answers", "low", "high"),
    [
        ((1700, 350, 150), 67.90440572, 72.8127981),
        ((162, 108, 54), 24.94525141, 41.10979446),
        ((10, 6, 4), -5.723533113, 57.89744616),
        ((9, 0, 2), 8.00077176, 91.99922824),
        ((1, 1, 1), -61.11261434, 61.11261434),
    ],
)
def test_nps_interval_meets_reference_values(
    answers: tuple[int, int, int], low: float, high: float
) -> None:
    assert nps_interval(*answers) == pytest.approx((low, high), abs=1e-6)


@pytest.mark.parametrize(("answers", "end"), [((3, 0, 0), 100), ((0, 0, 3), -100)])
def test_nps_interval_is_clipped_to_the_scale(answers: tuple[int, int, int], end: int) -> None:
    assert end in nps_interval(*answers)


@given(st.dictionaries(st.integers(0, 10), st.integers(0, 200), min_size=1))
def test_mean_interval_agrees_with_scipy(counts: dict[int, int]) -> None:
    answers = np.repeat(list(counts), list(counts.values()))
    if len(answers) < 2 or len(set(answers)) < 2:
        return
    error = stats.sem(answers)
    expected = stats.t.interval(0.95, len(answers) - 1, loc=answers.mean(), scale=error)
    assert mean_interval(counts) == pytest.approx(expected, abs=1e-8)


def test_equal_scores_have_an_interval_without_width() -> None:
    assert mean_interval({4: 7}) == (4, 4)


@pytest.mark.parametrize(
    ("variance", "margin", "answers"),
    [(0.3445247934, 3, 1471), (0.6, 10, 231), (1, 3, 4269), (1, 20, 97), (0, 5, 1)],
)
def test_sample_size_meets_the_margin(variance: float, margin: float, answers: int) -> None:
    assert sample_size(variance, margin) == answers


@pytest.mark.parametrize(
    ("compute", "field"),
    [
        (lambda: wilson(0, 0), "trials"),
        (lambda: wilson(5, 4), "successes"),
        (lambda: wilson(-1, 4), "successes"),
        (lambda: wilson(float("nan"), 4), "trials"),
        (lambda: nps_interval(0, 0, 0), "answers"),
        (lambda: nps_interval(3, -1, 2), "answers"),
        (lambda: nps_interval(3, float("inf"), 2), "answers"),
        (lambda: mean_interval({}), "counts_by_score"),
        (lambda: mean_interval({5: 1}), "counts_by_score"),
        (lambda: mean_interval({5: 3, 4: -1}), "counts_by_score"),
        (lambda: sample_size(-0.1, 3), "variance"),
        (lambda: sample_size(0.5, 0), "margin"),
    ],
)
def test_a_sample_without_an_interval_is_refused_in_a_sentence(
    compute: Callable[[], object], field: str
) -> None:
    with pytest.raises(SampleError) as refused:
        compute()
    assert isinstance(refused.value, ValueError)
    assert refused.value.field == field
    assert str(refused.value).endswith(".")
