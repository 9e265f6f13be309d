"""Which known word was probably meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.nearest import distance, nearest


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("churn", "churn", 0),
        ("churn", "chrun", 1),
        ("churn", "churm", 1),
        ("churn", "chur", 1),
        ("churn", "churns", 1),
        ("", "nps", 3),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ],
)
def test_edits_are_counted(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == distance(other, one) == edits


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("chrun", ("churn",)),
        ("nsp", ("nps",)),
        ("promotors", ("promoters",)),
        ("banana", ()),
        ("crr", ("crr", "crc")),
    ],
)
def test_close_words_are_found_and_far_ones_are_not(typed: str, found: tuple[str, ...]) -> None:
    assert nearest(typed, ["churn", "nps", "crr", "crc", "promoters", "satisfaction"]) == found


def test_no_more_words_than_wanted_are_found() -> None:
    assert nearest("aab", ["aaa", "aac", "aad", "aae"], most=2) == ("aaa", "aac")


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_distance_is_between_the_difference_in_length_and_the_longer_word(
    one: str, other: str
) -> None:
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))
