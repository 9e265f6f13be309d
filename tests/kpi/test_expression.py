"""Arithmetic as data."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import DefinitionError
from kpi.expression import Expression, ZeroDenominator
from kpi.value import Tally, Value

SCORES = Tally({9: 3, 10: 1, 3: 2})
VALUES: dict[str, Value] = {
    "a": Fraction(7),
    "b": Fraction(2),
    "c": Fraction(3, 4),
    "scores": SCORES,
    "fees": (Fraction(10), Fraction(20), Fraction(60)),
    "items": ("slow", "friendly"),
    "high": Fraction(10),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a", "7"),
        ("a + b", "9"),
        ("a - b - c", "17/4"),
        ("a - (b - c)", "23/4"),
        ("a * b / c", "56/3"),
        ("a / b / c", "14/3"),
        ("a / (b / c)", "21/8"),
        ("-a + b", "-5"),
        ("100 * (a - b) / a", "500/7"),
        ("0.1 * a", "7/10"),
        ("1.005", "201/200"),
        ("sum(fees)", "90"),
        ("mean(fees)", "30"),
        ("count(fees)", "3"),
        ("count(items)", "2"),
        ("sum(scores)", "43"),
        ("mean(scores)", "43/6"),
        ("count(scores)", "6"),
        ("between(scores, 9, 10)", "4"),
        ("between(scores, 0, 6)", "2"),
        ("100 * between(scores, 9, high) / count(scores)", "200/3"),
    ],
)
def test_an_expression_is_computed_exactly(text: str, value: str) -> None:
    assert Expression(text).evaluate(VALUES) == Fraction(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a +",
        "a ** b",
        "a % b",
        "a // b",
        "+a",
        "not a",
        "a < b",
        "a if b else c",
        "a, b",
        "[a]",
        "a.b",
        "a[0]",
        "'a'",
        "1e3",
        "1_000",
        "0x10",
        "1j",
        "True",
        "None",
        "sum",
        "sum + a",
        "sum()",
        "sum(a, b)",
        "sum(a + b)",
        "sum(x=a)",
        "sum(count)",
        "max(a)",
        "between(scores, 9)",
        "between(9, 10, scores)",
        "(lambda: a)()",
        "__import__('os')",
        "a := b",
        "a\x00",
    ],
)
def test_anything_else_is_refused_when_it_is_defined(text: str) -> None:
    with pytest.raises(DefinitionError, match="expression"):
        Expression(text)


@pytest.mark.parametrize(
    ("text", "denominator", "names"),
    [
        ("a / z", "z", {"z"}),
        ("a / (b + z)", "b + z", {"b", "z"}),
        ("a / z / c", "z", {"z"}),
        ("mean(nothing)", "count(nothing)", {"nothing"}),
        ("a / count(nothing)", "count(nothing)", {"nothing"}),
    ],
)
def test_a_zero_denominator_is_named(text: str, denominator: str, names: set[str]) -> None:
    values = VALUES | {"z": Fraction(0), "b": Fraction(0), "nothing": Tally({})}
    with pytest.raises(ZeroDenominator) as caught:
        Expression(text).evaluate(values)
    assert caught.value.text == denominator
    assert caught.value.names == names


@pytest.mark.parametrize("text", ["scores", "sum(a)", "count(a)", "between(a, 0, 1)", "items + 1"])
def test_a_value_of_the_wrong_shape_is_an_error_of_the_program(text: str) -> None:
    with pytest.raises(TypeError):
        Expression(text).evaluate(VALUES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("100 * (end - new) / start", "100 × (at the end − new ones) ÷ at the start"),
        ("end - (new - start)", "at the end − (new ones − at the start)"),
        ("end - new - start", "at the end − new ones − at the start"),
        ("end / (new * start)", "at the end ÷ (new ones × at the start)"),
        ("end * -new", "at the end × (−new ones)"),
        ("-(end + new)", "−(at the end + new ones)"),
        ("-new * end", "(−new ones) × at the end"),
        ("0.5 * end", "0.5 × at the end"),
        ("sum(end)", "sum of at the end"),
        ("mean(end)", "mean of at the end"),
        (
            "between(end, 9, 10) / count(end)",
            "at the end from 9 to 10 ÷ number of at the end",
        ),
    ],
)
def test_an_expression_is_said_with_its_labels(text: str, words: str) -> None:
    labels = {"end": "at the end", "new": "new ones", "start": "at the start"}
    assert Expression(text).words(labels) == words


def test_an_expression_is_shown_with_its_values() -> None:
    shown = {"end": "3,500", "new": "200", "start": "3,375"}
    expression = Expression("100 * (end - new) / start")
    assert expression.arithmetic(shown) == "100 × (3,500 − 200) ÷ 3,375"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100 * (a - b) / a", "100 × 5 ÷ 7"),
        ("a / (b / c)", "7 ÷ 8/3"),
        ("(a - (b + c)) * b", "17/4 × 2"),
        ("-(a - b)", "−5"),
        ("a + b", "7 + 2"),
        ("mean(scores) * (a + b)", "mean of scores × 9"),
    ],
)
def test_what_stands_in_parentheses_can_be_worked_out(text: str, shown: str) -> None:
    texts = {name: str(value) for name, value in VALUES.items()} | {"scores": "scores"}
    assert Expression(text).worked_out(VALUES, texts, lambda value, _: str(value)) == shown


def test_what_is_worked_out_comes_with_the_names_it_was_made_of() -> None:
    made_of: list[frozenset[str]] = []

    def say(_value: Fraction, names: frozenset[str]) -> str:
        made_of.append(names)
        return ""

    Expression("(a - b) / (b + c)").worked_out(VALUES, dict.fromkeys(VALUES, ""), say)
    assert made_of == [{"a", "b"}, {"b", "c"}]


def test_names_are_the_inputs_only() -> None:
    assert Expression("100 * between(scores, low, 10) / count(scores)").names == {"scores", "low"}


def test_expressions_of_one_text_are_equal() -> None:
    assert len({Expression("a + b"), Expression("a + b"), Expression("b + a")}) == 2


LEAVES = [("a", "a"), ("b", "b"), ("2", "Fraction(2)"), ("0.25", "Fraction(1, 4)")]
PAIRS = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(
            lambda t: (f"({t[0][0]} {t[1]} {t[2][0]})", f"({t[0][1]} {t[1]} {t[2][1]})")
        ),
        inner.map(lambda pair: (f"(-{pair[0]})", f"(-{pair[1]})")),
    ),
    max_leaves=8,
)
"""The same arithmetic twice: as an expression, and as Python over its own fractions."""
NUMBERS = st.fractions(max_denominator=1000)


@given(PAIRS, NUMBERS, NUMBERS)
def test_evaluating_is_fraction_arithmetic(pair: tuple[str, str], a: Fraction, b: Fraction) -> None:
    text, python = pair
    values = {"a": a, "b": b}
    try:
        expected = Fraction(eval(python, {"Fraction": Fraction}, dict(values)))
    except ZeroDivisionError:
        with pytest.raises(ZeroDenominator):
            Expression(text).evaluate(values)
    else:
        assert Expression(text).evaluate(values) == expected


@given(PAIRS, NUMBERS, NUMBERS)
def test_the_words_keep_the_meaning(pair: tuple[str, str], a: Fraction, b: Fraction) -> None:
    text, _ = pair
    values = {"a": a, "b": b}
    said = Expression(text).words({"a": "a", "b": "b"})
    python = said.translate(str.maketrans("−×÷", "-*/"))
    try:
        expected = Expression(text).evaluate(values)
    except ZeroDenominator:
        return
    assert Expression(python).evaluate(values) == expected
