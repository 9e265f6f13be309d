"""A value moved from one period length to another."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.catalogue import get
from kpi.convert import annualised, common_period, convert, lengthened, periods_in
from kpi.model import Scaling
from kpi.period import Cadence

WEEK, MONTH, QUARTER, YEAR = Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR
LOSS, KEPT, LINEAR = Scaling.COMPOUND_LOSS, Scaling.COMPOUND_KEPT, Scaling.LINEAR

YEAR_AND_MONTH = {
    "2": "0.1682142553",
    "5": "0.4265318778",
    "7": "0.6029308066",
    "8": "0.6924382628",
    "10": "0.8741610955",
    "20": "1.842347013",
    "45.96": "4.999415275",
}
MONTH_AND_YEAR = {
    "0.42": "4.925190636",
    "0.58": "6.742212964",
    "1": "11.36151283",
    "2": "21.52832763",
    "3": "30.6157639",
    "4": "38.72902427",
    "5": "45.96399123",
    "10": "71.75704635",
}


@pytest.mark.parametrize(("year", "month"), YEAR_AND_MONTH.items())
def test_a_yearly_churn_is_less_a_month(year: str, month: str) -> None:
    monthly = convert(Fraction(year), LOSS, YEAR, MONTH)
    assert float(monthly) == pytest.approx(float(month), rel=1e-9)


@pytest.mark.parametrize(("month", "year"), MONTH_AND_YEAR.items())
def test_a_monthly_churn_compounds_to_the_year_exactly(month: str, year: str) -> None:
    yearly = convert(Fraction(month), LOSS, MONTH, YEAR)
    assert yearly == 100 * (1 - (1 - Fraction(month) / 100) ** 12)
    assert float(yearly) == pytest.approx(float(year), rel=1e-9)


@pytest.mark.parametrize(
    ("value", "scaling", "from_", "to", "expected"),
    [
        # 97.78 % kept a quarter is 91.4 % a year.
        ("880/9", KEPT, QUARTER, YEAR, "91.40304222"),
        ("2.222222222222", LOSS, QUARTER, YEAR, "8.596957780"),
        ("102", KEPT, MONTH, YEAR, "126.8241795"),
        ("100", KEPT, WEEK, YEAR, "100"),
        ("1", LOSS, WEEK, MONTH, "4.261670968"),
        ("1", LOSS, WEEK, QUARTER, "12.2478977"),
        ("4", LOSS, MONTH, WEEK, "0.937622675"),
        ("0", LOSS, YEAR, MONTH, "0"),
        ("100", LOSS, YEAR, MONTH, "100"),
        ("0", KEPT, YEAR, MONTH, "0"),
        ("1000", LINEAR, WEEK, YEAR, "52000"),
        ("1200", LINEAR, YEAR, MONTH, "100"),
        ("52", LINEAR, WEEK, MONTH, "225.3333333"),
        ("52", Scaling.NONE, WEEK, MONTH, "52"),
        ("52", LOSS, WEEK, WEEK, "52"),
    ],
)
def test_values_move_between_periods(
    value: str, scaling: Scaling, from_: Cadence, to: Cadence, expected: str
) -> None:
    assert float(convert(Fraction(value), scaling, from_, to)) == pytest.approx(
        float(expected), rel=1e-7
    )


@pytest.mark.parametrize(("value", "scaling"), [("-1", KEPT), ("101", LOSS)])
def test_what_cannot_be_compounded_is_refused(value: str, scaling: Scaling) -> None:
    with pytest.raises(ValueError, match="cannot be compounded"):
        convert(Fraction(value), scaling, MONTH, YEAR)


@pytest.mark.parametrize(
    ("short", "long", "n"),
    [
        (WEEK, WEEK, 1),
        (WEEK, QUARTER, 13),
        (WEEK, YEAR, 52),
        (MONTH, QUARTER, 3),
        (MONTH, YEAR, 12),
        (QUARTER, YEAR, 4),
        (WEEK, MONTH, None),
        (YEAR, MONTH, None),
    ],
)
def test_a_period_holds_a_whole_number_of_shorter_ones(
    short: Cadence, long: Cadence, n: int | None
) -> None:
    assert periods_in(short, long) == n


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (WEEK, WEEK, WEEK),
        (WEEK, MONTH, YEAR),
        (WEEK, QUARTER, QUARTER),
        (MONTH, QUARTER, QUARTER),
        (MONTH, YEAR, YEAR),
        (YEAR, YEAR, YEAR),
    ],
)
def test_two_periods_meet_in_the_longer_one_or_in_the_year(
    one: Cadence, other: Cadence, meet: Cadence
) -> None:
    assert common_period(one, other) == common_period(other, one) == meet


def test_lengthening_to_a_period_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="a month does not hold a whole number of weeks"):
        lengthened(Fraction(5), LOSS, WEEK, MONTH)


@pytest.mark.parametrize(
    ("kpi", "value", "cadence", "annual"),
    [
        ("crr", "880/9", QUARTER, "91.40304222"),
        ("churn", "5/3", WEEK, "58.27084549"),
        ("nrr", "102", MONTH, "126.8241795"),
        ("churn", "5", YEAR, None),
        ("churn", "120", MONTH, None),
        ("crr", "-3", MONTH, None),
        ("csat", "80", WEEK, None),
        ("pageviews", "80", WEEK, None),
    ],
)
def test_a_compounding_rate_is_annualised(
    kpi: str, value: str, cadence: Cadence, annual: str | None
) -> None:
    shown = annualised(get(kpi), Fraction(value), cadence)
    assert shown == (annual and pytest.approx(float(annual), rel=1e-6))


RATES = st.fractions(0, 100, max_denominator=10**4)


@given(RATES, st.sampled_from(Cadence), st.sampled_from(Cadence))
def test_lost_and_kept_add_up_in_every_period(rate: Fraction, one: Cadence, other: Cadence) -> None:
    lost = convert(rate, LOSS, one, other)
    kept = convert(100 - rate, KEPT, one, other)
    assert abs(Fraction(lost) + Fraction(kept) - 100) < Fraction(1, 10**24)


@given(RATES, st.sampled_from([WEEK, MONTH, QUARTER]))
def test_down_and_up_again_is_where_it_was(rate: Fraction, short: Cadence) -> None:
    down = convert(rate, LOSS, YEAR, short)
    assert isinstance(down, (Decimal, Fraction))
    back = convert(Fraction(down), LOSS, short, YEAR)
    assert abs(Fraction(back) - rate) < Fraction(1, 10**20)


@given(RATES, RATES, st.sampled_from([LOSS, KEPT, LINEAR]))
def test_moving_keeps_the_order(one: Fraction, other: Fraction, scaling: Scaling) -> None:
    low, high = sorted((one, other))
    assert convert(low, scaling, MONTH, YEAR) <= convert(high, scaling, MONTH, YEAR)
