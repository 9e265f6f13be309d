from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.cells import bare, harmless, typed, written
from kpi.model import Kind
from kpi.value import Tally, Value


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 800 555", "'+1 800 555"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1", "''=1"),
        ("-5", "-5"),
        ("-5.25%", "-5.25%"),
        ("+5", "+5"),
        ("plain = text", "plain = text"),
        ("'quoted'", "'quoted'"),
        ("", ""),
    ],
)
def test_no_cell_is_run_by_a_spreadsheet_and_numbers_stay_numbers(text: str, cell: str) -> None:
    assert harmless(text) == cell
    assert bare(cell) == text


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\n＝ a1%.")))
def test_a_text_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert bare(harmless(text)) == text
    assert harmless(text)[:1] not in set("=@\t\r\n＝＋－＠")


@pytest.mark.parametrize(
    ("value", "kind", "cell"),
    [
        (Fraction(1700), Kind.COUNT, "1700"),
        (Fraction(-5, 4), Kind.NUMBER, "-1.25"),
        (Fraction(1, 1000), Kind.MONEY, "0.001"),
        (Fraction(1, 2), Kind.PERCENT, "0.5%"),
        (Fraction(1, 3), Kind.NUMBER, "1/3"),
        (Tally({9: 1200, 10: 3}), Kind.SCORE_LIST, "9×1200 10×3"),
        ((Fraction(49), Fraction(99, 2)), Kind.MONEY_LIST, "49; 49.5"),
        ((Fraction(25), Fraction(1, 2)), Kind.PERCENT_LIST, "25%; 0.5%"),
        (("slow", "dear"), Kind.TEXT_LIST, "slow; dear"),
    ],
)
def test_values_are_written_with_all_their_decimals(value: Value, kind: Kind, cell: str) -> None:
    assert written(value, kind) == cell


@pytest.mark.parametrize(
    ("cell", "kinds", "given"),
    [
        ("9×1200 10x3  10*2", {Kind.SCORE_LIST, Kind.COUNT}, {9: 1200, 10: 5}),
        ("9,10,3", {Kind.SCORE_LIST}, "9,10,3"),
        ("9×3", {Kind.COUNT}, "9×3"),
        ("9×" + "1" * 5000, {Kind.SCORE_LIST}, "9×" + "1" * 5000),
        ("-1/3", {Kind.NUMBER}, Fraction(-1, 3)),
        ("1/0", {Kind.NUMBER}, "1/0"),
        ("1,700", {Kind.COUNT}, "1,700"),
    ],
)
def test_counted_scores_and_ratios_are_read_and_the_rest_stays_as_typed(
    cell: str, kinds: set[Kind], given: object
) -> None:
    assert typed(cell, kinds) == given
