"""Customers' own words are kept once a message, listed newest first, counted, and can be erased."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from msgspec.structs import asdict
from sqlalchemy.engine import Connection

from storage.records import Mentions, NewPiece, Piece, Renaming, Sentiment
from storage.redaction import ERASED
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, append, case, new, together

LATER = NOW + timedelta(days=1)


def piece(**changes: Any) -> NewPiece:
    facts: dict[str, Any] = {
        "words": "내보내기가 “느려요”; 30% too slow 🙂",
        "customer": "Park & Co",
        "theme": "exports",
        "sentiment": Sentiment.NEGATIVE,
        "segment": "tier:enterprise",
        "channel": "C-1",
        "ts": None,
        "author": "U-ANN",
        "kept_at": NOW,
    }
    return NewPiece(**facts | changes)


def keep(store: Store, *pieces: NewPiece, team: str = OURS) -> list[Piece]:
    return store.write(lambda tx: [tx.feedback.add(team, one) for one in pieces])


def test_a_piece_comes_back_as_it_was_kept(store: Store) -> None:
    [kept] = keep(store, piece(ts="1.1"))
    assert kept == Piece(**asdict(piece(ts="1.1")), number=1, erased=False)
    assert store.read(lambda tx: tx.feedback.get(OURS, 1)) == kept
    assert store.read(lambda tx: tx.feedback.of_message(OURS, "C-1", "1.1")) == kept


def test_each_workspace_counts_its_pieces_from_one(store: Store) -> None:
    assert [one.number for one in keep(store, piece(), piece(), piece())] == [1, 2, 3]
    assert [one.number for one in keep(store, piece(), team=THEIRS)] == [1]


def test_a_workspace_sees_its_own_pieces_only(store: Store) -> None:
    keep(store, piece(ts="1.1"), team=THEIRS)

    def seen(tx: Tx) -> list[Any]:
        return [
            tx.feedback.get(OURS, 1),
            tx.feedback.of_message(OURS, "C-1", "1.1"),
            tx.feedback.newest(OURS, None, 9),
            tx.feedback.newest(OURS, "exports", 9),
            tx.feedback.quotable(OURS, "", NOW, LATER, 9),
            tx.feedback.quotable(OURS, "tier:enterprise", NOW, LATER, 9),
            tx.feedback.counts(OURS, NOW, LATER),
            tx.feedback.numbers(OURS, NOW, LATER),
            tx.feedback.themes(OURS),
            tx.redactions.feedback(OURS, 1),
        ]

    assert [one for one in store.write(seen) if one] == []


def test_a_message_is_kept_at_most_once_in_its_channel(store: Store) -> None:
    keep(store, piece(ts="1.1"), piece(ts="1.2"), piece(ts="1.1", channel="C-2"), piece(), piece())
    keep(store, piece(ts="1.1"), team=THEIRS)
    with pytest.raises(Exception, match=r"(?i)unique"):
        keep(store, piece(ts="1.1"))


def test_pieces_kept_at_the_same_moment_get_numbers_of_their_own(store: Store) -> None:
    kept = together(*[lambda: keep(store, piece())] * 4)
    assert sorted(one.number for [one] in kept) == [1, 2, 3, 4]


def test_the_newest_are_listed_first_of_all_themes_or_of_one(store: Store) -> None:
    keep(store, piece(), piece(theme="price"), piece(), piece(theme=""))

    def listed(theme: str | None, limit: int) -> list[int]:
        return [one.number for one in store.read(lambda tx: tx.feedback.newest(OURS, theme, limit))]

    assert listed(None, 9) == [4, 3, 2, 1]
    assert listed(None, 2) == [4, 3]
    assert listed("exports", 9) == [3, 1]
    assert listed("", 9) == [4]
    assert listed("other", 9) == []


def test_themes_are_known_from_their_first_piece_the_last_used_first(store: Store) -> None:
    keep(store, piece(), piece(theme="price"), piece(theme=""), piece())
    assert store.read(lambda tx: tx.feedback.themes(OURS)) == ("exports", "price")


END = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("kept_at", "counted"),
    [
        (NOW - timedelta(microseconds=1), False),
        (NOW, True),
        (END - timedelta(microseconds=1), True),
        (END, False),
    ],
)
def test_a_period_counts_what_was_kept_in_it(
    store: Store, kept_at: datetime, counted: bool
) -> None:
    keep(store, piece(kept_at=kept_at))

    def found(tx: Tx) -> list[bool]:
        return [
            bool(tx.feedback.counts(OURS, NOW, END)),
            bool(tx.feedback.numbers(OURS, NOW, END)),
            bool(tx.feedback.quotable(OURS, "", NOW, END, 3)),
        ]

    assert store.read(found) == [counted] * 3


def test_pieces_are_counted_by_theme_and_sentiment(store: Store) -> None:
    keep(
        store,
        piece(),
        piece(),
        piece(sentiment=Sentiment.POSITIVE),
        piece(theme="", sentiment=Sentiment.NEUTRAL),
    )
    assert store.read(lambda tx: tx.feedback.counts(OURS, NOW, LATER)) == (
        Mentions(theme="", sentiment=Sentiment.NEUTRAL, pieces=1),
        Mentions(theme="exports", sentiment=Sentiment.NEGATIVE, pieces=2),
        Mentions(theme="exports", sentiment=Sentiment.POSITIVE, pieces=1),
    )
    assert store.read(lambda tx: tx.feedback.numbers(OURS, NOW, LATER)) == (1, 2, 3, 4)


def test_a_segment_is_quoted_by_itself_and_everybody_as_a_whole(store: Store) -> None:
    keep(store, piece(), piece(segment=""), piece(segment="tier:smb"), piece())

    def quoted(segment: str, limit: int) -> list[int]:
        found = store.read(lambda tx: tx.feedback.quotable(OURS, segment, NOW, LATER, limit))
        return [one.number for one in found]

    assert quoted("", 9) == [4, 3, 2, 1]
    assert quoted("", 3) == [4, 3, 2]
    assert quoted("tier:enterprise", 9) == [4, 1]


def test_an_erased_piece_loses_words_and_customer_and_still_counts(store: Store) -> None:
    keep(store, piece(ts="1.1"), piece(customer=""))
    assert [store.write(lambda tx: tx.redactions.feedback(OURS, 1)) for _ in range(2)] == [1, 0]
    gone = store.read(lambda tx: tx.feedback.get(OURS, 1))
    assert gone is not None
    assert (gone.words, gone.customer, gone.erased) == (ERASED, ERASED, True)
    assert (gone.theme, gone.sentiment) == ("exports", Sentiment.NEGATIVE)
    assert store.read(lambda tx: tx.feedback.of_message(OURS, "C-1", "1.1")) == gone
    assert store.read(lambda tx: tx.feedback.numbers(OURS, NOW, LATER)) == (1, 2)
    [left] = store.read(lambda tx: tx.feedback.quotable(OURS, "", NOW, LATER, 9))
    assert left.number == 2
    store.write(lambda tx: tx.redactions.feedback(OURS, 2))
    other = store.read(lambda tx: tx.feedback.get(OURS, 2))
    assert other is not None
    assert other.customer == ""


def test_feedback_goes_with_its_segment_under_a_new_name(store: Store) -> None:
    keep(store, piece(), piece(), piece(segment="tier:smb"))
    keep(store, piece(), team=THEIRS)
    renaming = Renaming(name="tier:enterprise", means="tier:big", actor="U-KIM", at=NOW)
    store.write(lambda tx: tx.segments.rename(OURS, renaming))
    found = store.read(lambda tx: tx.feedback.newest(OURS, None, 9))
    assert [one.segment for one in found] == ["tier:smb", "tier:big", "tier:big"]
    [theirs] = store.read(lambda tx: tx.feedback.newest(THEIRS, None, 9))
    assert theirs.segment == "tier:enterprise"


def test_a_message_becomes_a_note_on_a_case_once(store: Store) -> None:
    append(store, new())
    one = store.write(lambda tx: tx.cases.add(OURS, case(1), NOW)).id

    def noted(channel: str, ts: str) -> bool:
        return store.write(lambda tx: tx.cases.first_noted(OURS, one, channel, ts))

    assert [noted("C-1", "1.1"), noted("C-1", "1.1")] == [True, False]
    assert [noted("C-1", "1.2"), noted("C-2", "1.1")] == [True, True]


def test_every_case_of_a_kpi_is_found_whatever_became_of_it(store: Store) -> None:
    append(store, new())

    def work(tx: Tx) -> list[str]:
        cases = [case(1), case(1, segment="tier:smb"), case(1, kpi="csat")]
        return [tx.cases.add(OURS, one, NOW).id for one in cases]

    found = store.write(work)
    assert [one.id for one in store.read(lambda tx: tx.cases.of_kpi(OURS, "nps"))] == found[:2]
    assert store.read(lambda tx: tx.cases.of_kpi(THEIRS, "nps")) == ()


@pytest.mark.parametrize("change", ["number = 0", "sentiment = 'angry'"])
def test_the_database_refuses_what_no_piece_can_be(
    store: Store, raw: Connection, change: str
) -> None:
    keep(store, piece())
    with pytest.raises(sa.exc.IntegrityError):
        raw.exec_driver_sql(f"UPDATE feedback SET {change}")
