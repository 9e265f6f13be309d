from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.expression import Expression
from kpi.model import Driver, Drivers, Formula, Input, Kind
from kpi.statistics import shapley
from kpi.statistics.drivers import MOST_CHANGED

F = Fraction


def crr(end: Fraction, new: Fraction, start: Fraction) -> Fraction:
    return 100 * (end - new) / start


def retained(lost: Fraction, start: Fraction) -> Fraction:
    return 100 * (1 - lost / start)


def nrr(start: Fraction, up: Fraction, down: Fraction, gone: Fraction) -> Fraction:
    return 100 * (start - down - gone + up) / start


def product(rate: Fraction, size: Fraction) -> Fraction:
    return rate * size


@pytest.mark.parametrize(
    ("formula", "before", "after", "expected"),
    [
        (
            crr,
            {"end": 3500, "new": 200, "start": 3375},
            {"end": 3400, "new": 260, "start": 3500},
            {"end": F(-550, 189), "new": F(-110, 63), "start": F(-92, 27)},
        ),
        (
            retained,
            {"lost": 75, "start": 3375},
            {"lost": 360, "start": 3500},
            {"lost": F(-1045, 126), "start": F(29, 126)},
        ),
        (
            nrr,
            {"start": 100_000, "up": 15_000, "down": 5000, "gone": 3000},
            {"start": 110_000, "up": 9000, "down": 6000, "gone": 8000},
            {"start": F(-1, 11), "up": F(-63, 11), "down": F(-21, 22), "gone": F(-105, 22)},
        ),
        (
            product,
            {"rate": 0.02, "size": Decimal(80)},
            {"rate": 0.025, "size": Decimal(55)},
            {"rate": F(27, 80), "size": F(-9, 16)},
        ),
    ],
)
def test_contributions_are_exact(
    formula: Callable[..., Fraction],
    before: Mapping[str, object],
    after: Mapping[str, object],
    expected: dict[str, Fraction],
) -> None:
    assert shapley(formula, before, after) == expected


numbers = st.fractions(1, 100, max_denominator=50)
three = st.fixed_dictionaries({"a": numbers, "b": numbers, "c": numbers})


def mixed(a: Fraction, b: Fraction, c: Fraction) -> Fraction:
    return (a * b - c) / (a + c * c)


@given(three, three)
def test_contributions_sum_to_the_change(
    before: dict[str, Fraction], after: dict[str, Fraction]
) -> None:
    parts = shapley(mixed, before, after)
    assert sum(parts.values()) == mixed(**after) - mixed(**before)


@given(three, three)
def test_a_contribution_is_the_average_over_all_orders(
    before: dict[str, Fraction], after: dict[str, Fraction]
) -> None:
    expected = dict.fromkeys(before, F(0))
    for order in permutations(before):
        values = dict(before)
        for name in order:
            old = mixed(**values)
            values[name] = after[name]
            expected[name] += (mixed(**values) - old) / factorial(3)
    assert shapley(mixed, before, after) == expected


def test_an_unchanged_input_contributes_nothing_and_costs_nothing() -> None:
    calls = 0

    def total(**inputs: Fraction) -> Fraction:
        nonlocal calls
        calls += 1
        return sum(inputs.values(), F(0))

    before = {f"input{n}": 1 for n in range(20)}
    parts = shapley(total, before, {**before, "input3": 5})
    assert {name: part for name, part in parts.items() if part} == {"input3": 4}
    assert calls == 2


def test_eight_changed_inputs_take_256_evaluations() -> None:
    calls = 0

    def total(**inputs: Fraction) -> Fraction:
        nonlocal calls
        calls += 1
        return sum(inputs.values(), F(0))

    shapley(total, {f"i{n}": 0 for n in range(8)}, {f"i{n}": n + 1 for n in range(8)})
    assert calls == 256


COUNTS = tuple(Input(name=name, kind=Kind.COUNT, label=name) for name in ("end", "new", "start"))
RAW = Formula(
    key="raw", inputs=COUNTS, expression=Expression("scale * (end - new) / start"), source="A"
)
DRIVEN = Formula(
    key="driven",
    inputs=COUNTS,
    expression=Expression("100 * (end - new) / start"),
    source="A",
    drivers=Drivers(
        parts=(
            Driver(name="lost", label="customers lost", expression=Expression("start + new - end")),
            Driver(name="base", label="base", expression=Expression("start")),
        ),
        expression=Expression("100 * (1 - lost / base)"),
    ),
)
BEFORE = {"end": F(3500), "new": F(200), "start": F(3375)}
AFTER = {"end": F(3400), "new": F(260), "start": F(3500)}


def test_a_formula_is_split_over_its_independent_drivers() -> None:
    parts = shapley(DRIVEN, BEFORE, AFTER)
    assert parts == {"lost": F(-1045, 126), "base": F(29, 126)}


def test_without_drivers_a_formula_is_split_over_its_inputs_and_attributes_stay() -> None:
    parts = shapley(RAW, {**BEFORE, "scale": F(100)}, {**AFTER, "scale": F(100)})
    assert parts == {"end": F(-550, 189), "new": F(-110, 63), "start": F(-92, 27)}


def test_periods_with_different_inputs_are_refused() -> None:
    with pytest.raises(ValueError, match="same inputs"):
        shapley(product, {"rate": 1, "size": 2}, {"rate": 1})


def test_more_changed_inputs_than_can_be_split_are_refused() -> None:
    names = [f"i{n}" for n in range(MOST_CHANGED + 1)]
    with pytest.raises(ValueError, match="At most 12"):
        shapley(lambda **_: 0, dict.fromkeys(names, 0), dict.fromkeys(names, 1))
