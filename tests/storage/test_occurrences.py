from datetime import timedelta

import pytest

from storage.records import Occurrence, Rhythm
from storage.store import Store
from tests.storage.made import NOW, OURS, message, occurrence, subscription, together


@pytest.fixture
def subscribed(store: Store) -> Store:
    store.write(lambda tx: tx.subscriptions.put(OURS, subscription()))
    return store


def plan(store: Store, given: Occurrence) -> bool:
    return store.write(lambda tx: tx.occurrences.plan(OURS, given))


def test_a_digest_of_a_period_is_planned_once_whoever_asks(subscribed: Store) -> None:
    rivals = [occurrence(f"occ-{n}") for n in range(8)]
    outcomes = together(*(lambda each=each: plan(subscribed, each) for each in rivals))
    assert sorted(outcomes) == [False] * 7 + [True]
    kept = subscribed.read(
        lambda tx: tx.occurrences.of_period(OURS, "C-1", Rhythm.WEEKLY, "2026-W46")
    )
    assert kept == rivals[outcomes.index(True)]


def test_other_periods_and_channels_are_planned_beside_it(subscribed: Store) -> None:
    week = occurrence("a")
    others = [
        occurrence("b", period="2026-W47", due_at=NOW + timedelta(days=7)),
        occurrence("c", channel="C-2"),
    ]
    assert [plan(subscribed, each) for each in (week, *others)] == [True, True, True]
    recent = subscribed.read(lambda tx: tx.occurrences.recent(OURS, "C-1", 9))
    assert recent == (others[0], week)
    assert subscribed.read(lambda tx: tx.occurrences.recent(OURS, "C-1", 1)) == (others[0],)


def test_a_planned_digest_is_given_its_root_message(subscribed: Store) -> None:
    plan(subscribed, occurrence("a"))
    root = subscribed.write(lambda tx: tx.deliveries.add(OURS, message()))
    assert subscribed.write(lambda tx: tx.occurrences.set_delivery(OURS, "a", root.id))
    assert subscribed.read(lambda tx: tx.occurrences.get(OURS, "a")) == occurrence(
        "a", delivery=root.id
    )
    assert not subscribed.write(lambda tx: tx.occurrences.set_delivery(OURS, "none", root.id))
