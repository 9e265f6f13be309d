"""Customers' own words are counted by theme and sentiment."""

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.voices import Theme, Voices
from kpi.period import Period
from storage.records import Mentions, Sentiment

W46 = Period.parse("2026-W46")


def voices(*counts: tuple[str, Sentiment, int]) -> Voices:
    found = (Mentions(theme=name, sentiment=how, pieces=many) for name, how, many in counts)
    return Voices(period=W46, mentions=tuple(found))


def test_the_theme_named_most_comes_first_and_no_theme_last() -> None:
    found = voices(
        ("", Sentiment.NEGATIVE, 9),
        ("price", Sentiment.NEUTRAL, 2),
        ("exports", Sentiment.NEGATIVE, 2),
        ("exports", Sentiment.POSITIVE, 1),
        ("access", Sentiment.NEUTRAL, 2),
    )
    assert found.themes == (
        Theme(name="exports", pieces=3, negative=2),
        Theme(name="access", pieces=2, negative=0),
        Theme(name="price", pieces=2, negative=0),
        Theme(name="", pieces=9, negative=9),
    )


COUNTS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(Sentiment), st.integers(1, 99)),
    unique_by=lambda one: one[:2],
)


@given(COUNTS)
def test_every_piece_is_counted_once_by_theme_and_once_by_sentiment(
    counts: list[tuple[str, Sentiment, int]],
) -> None:
    found = voices(*counts)
    assert found.pieces == sum(one.pieces for one in found.themes)
    assert found.pieces == sum(found.of(one) for one in Sentiment)
