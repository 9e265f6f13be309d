"""Numbers as people read them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import numbers
from kpi.model import Unit


@pytest.mark.parametrize(
    ("value", "unit", "currency", "said"),
    [
        (Fraction(880, 9), Unit.PERCENT, None, "97.78 %"),
        (Fraction(775, 11), Unit.POINTS, None, "70.45"),
        (Fraction(-1, 8), Unit.POINTS, None, "−0.13"),
        (Fraction(-1, 1000), Unit.POINTS, None, "0.00"),
        (Fraction("4.065"), Unit.MONEY, "USD", "$4.07"),
        (Fraction(-15000), Unit.MONEY, "KRW", "−₩15,000"),
        (Fraction(12), Unit.MONEY, "CHF", "CHF 12.00"),
        (Fraction(300000), Unit.MONEY, "USD", "$300,000.00"),
        (Fraction(300000), Unit.MONEY, "TWD", "NT$300,000"),
        (Fraction(-300000), Unit.MONEY, "TWD", "−NT$300,000"),
        (Fraction("4.065"), Unit.MONEY, "TWD", "NT$4.07"),
        (Fraction("4.5"), Unit.MONEY, "TWD", "NT$4.50"),
        (Fraction("3.999"), Unit.MONEY, "TWD", "NT$4"),
        (Fraction(15000), Unit.MONEY, "JPY", "¥15,000"),
        (Fraction(1234567), Unit.COUNT, None, "1,234,567"),
        (Fraction(25, 2), Unit.COUNT, None, "12.5"),
        (Fraction(25, 2), Unit.MONTHS, None, "12.50 months"),
        (Fraction(90), Unit.SECONDS, None, "90.00 s"),
        (Fraction(3), Unit.PAGES, None, "3.00 pages"),
        (Fraction(16, 5), Unit.RATIO, None, "3.20"),
    ],
)
def test_a_value_is_said_with_its_unit_rounded_half_away_from_zero(
    value: Fraction, unit: Unit, currency: str | None, said: str
) -> None:
    assert numbers.quantity(value, unit, currency) == said


@pytest.mark.parametrize(
    ("delta", "before", "unit", "said"),
    [
        (Fraction("3.1"), Fraction(67), Unit.POINTS, "+3.10 pts"),
        (Fraction("-0.8"), Fraction(2), Unit.PERCENT, "−0.80 pp"),
        (Fraction(50), Fraction(200), Unit.MONEY, "+25.0 %"),
        (Fraction(-1), Fraction(4), Unit.COUNT, "−25.0 %"),
        (Fraction(5), Fraction(0), Unit.MONEY, "+$5.00"),
        (Fraction(0), Fraction(4), Unit.COUNT, "no change"),
        (Fraction(1, 1000), Fraction(4), Unit.POINTS, "+<0.01 pts"),
    ],
)
def test_a_change_carries_its_sign_and_the_unit_of_changes(
    delta: Fraction, before: Fraction, unit: Unit, said: str
) -> None:
    assert numbers.change(delta, before, unit, "USD") == said


@given(whole=st.integers(-(10**60), 10**60))
def test_no_digit_of_a_long_number_is_lost(whole: int) -> None:
    shown = numbers.number(Fraction(whole), 0)
    assert int(shown.replace(",", "").replace("−", "-")) == whole
