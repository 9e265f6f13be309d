import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kpi.statistics import Z95, SampleError, student_t_quantile
from kpi.statistics.quantiles import incomplete_beta, normal_p, normal_quantile


@given(
    probability=st.floats(0.501, 0.9999),
    freedom=st.one_of(st.integers(1, 60), st.integers(61, 10**7)),
)
def test_student_t_agrees_with_scipy_from_one_to_ten_million_degrees(
    probability: float, freedom: int
) -> None:
    expected = stats.t.ppf(probability, freedom)
    assert student_t_quantile(probability, freedom) == pytest.approx(expected, rel=1e-9)


@given(a=st.floats(0.5, 500), b=st.floats(0.5, 500), x=st.floats(0, 1))
def test_incomplete_beta_agrees_with_scipy(a: float, b: float, x: float) -> None:
    assert incomplete_beta(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)


def test_half_of_the_distribution_lies_below_zero() -> None:
    assert student_t_quantile(0.5, 3) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    ("probability", "freedom", "field"),
    [(0.4, 3, "probability"), (1, 3, "probability"), (0.975, 0, "freedom")],
)
def test_a_quantile_that_does_not_exist_names_its_argument(
    probability: float, freedom: float, field: str
) -> None:
    with pytest.raises(SampleError) as refused:
        student_t_quantile(probability, freedom)
    assert refused.value.field == field


def test_two_sided_95_percent_is_z95() -> None:
    assert normal_quantile(0.975) == pytest.approx(Z95, abs=1e-14)
    assert normal_p(Z95) == pytest.approx(0.05, abs=1e-14)
