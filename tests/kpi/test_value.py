"""Exact values and their stored form."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.value import Dumped, Tally, Value, dump, load

TALLIES = st.dictionaries(st.integers(0, 10), st.integers(0, 10**6)).map(Tally)
VALUES = st.one_of(
    st.fractions(),
    TALLIES,
    st.lists(st.fractions(), max_size=5).map(tuple),
    st.lists(st.text(), max_size=5).map(tuple),
)


@given(VALUES)
def test_a_value_survives_its_stored_form(value: Value) -> None:
    assert load(json.loads(json.dumps(dump(value)))) == value


@pytest.mark.parametrize(
    ("value", "dumped"),
    [
        (Fraction(3500), "3500"),
        (Fraction(7, 2), "7/2"),
        (Tally({9: 3, 10: 1}), {"9": 3, "10": 1}),
        ((Fraction(1), Fraction(2)), ["1", "2"]),
        (("slow", "friendly"), {"texts": ["slow", "friendly"]}),
    ],
)
def test_the_stored_form_is_plain(value: Value, dumped: Dumped) -> None:
    assert dump(value) == dumped


@pytest.mark.parametrize("stored", [3, 0.5, None, "five", {"nine": 3}])
def test_what_was_never_stored_is_refused(stored: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        load(stored)


def test_a_tally_counts_sums_and_cuts() -> None:
    tally = Tally({9: 3, 10: 1, 0: 2, 5: 0})
    assert tally.sum == 37
    assert (tally.total, tally.between(0, 6), tally.between(9, 10)) == (6, 2, 4)
    assert 5 not in tally


def test_a_tally_is_a_key_and_ignores_order() -> None:
    assert len({Tally({9: 3, 10: 1}), Tally({10: 1, 9: 3})}) == 1


def test_a_tally_refuses_negative_counts() -> None:
    with pytest.raises(ValueError, match="negative"):
        Tally({9: -1})


@given(TALLIES, TALLIES)
def test_merged_tallies_hold_all_answers(one: Tally, other: Tally) -> None:
    both = one + other
    assert (both.total, both.sum) == (one.total + other.total, one.sum + other.sum)
    assert both == other + one
