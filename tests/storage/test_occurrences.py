from datetime import timedelta
from functools import partial

import pytest

from storage.records import ExtraDigest, Occurrence, PostedDigest, Rhythm
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, message, occurrence, subscription, together


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


def test_of_digests_that_went_out_together_that_of_the_later_period_is_newer(
    subscribed: Store,
) -> None:
    weeks = [occurrence(f"occ-{week}", period=f"2026-W{week}") for week in (45, 47, 46)]
    assert all(plan(subscribed, each) for each in weeks)
    recent = subscribed.read(lambda tx: tx.occurrences.recent(OURS, "C-1", 2))
    assert [one.period for one in recent] == ["2026-W47", "2026-W46"]


def test_a_planned_digest_is_given_its_root_message(subscribed: Store) -> None:
    plan(subscribed, occurrence("a"))
    root = subscribed.write(lambda tx: tx.deliveries.add(OURS, message()))
    assert subscribed.write(lambda tx: tx.occurrences.set_delivery(OURS, "a", root.id))
    assert subscribed.read(lambda tx: tx.occurrences.get(OURS, "a")) == occurrence(
        "a", delivery=root.id
    )
    assert not subscribed.write(lambda tx: tx.occurrences.set_delivery(OURS, "none", root.id))


def set_delivery(tx: Tx, occurrence_id: str, delivery: str) -> bool:
    return tx.occurrences.set_delivery(OURS, occurrence_id, delivery)


def test_the_posted_digests_of_a_subscription_are_those_of_its_schedule_and_beside_it(
    subscribed: Store,
) -> None:
    made = subscription("sub-2", channel="C-2")
    subscribed.write(lambda tx: tx.subscriptions.put(OURS, made))
    roots = [subscribed.write(lambda tx: tx.deliveries.add(OURS, message())) for _ in range(4)]
    weeks = ["2026-W44", "2026-W45", "2026-W46"]
    for at, week in enumerate(weeks):
        due = NOW + timedelta(days=7 * at)
        plan(subscribed, occurrence(week, period=week, due_at=due, late=at == 1))
        if at:
            give = partial(set_delivery, occurrence_id=week, delivery=roots[at].id)
            subscribed.write(give)
    extra = ExtraDigest(
        id="now-1",
        subscription="sub-1",
        period="2026-W45",
        delivery=roots[3].id,
        posted_at=NOW + timedelta(days=8),
    )
    subscribed.write(lambda tx: tx.occurrences.add_extra(OURS, extra))

    def posted(limit: int, team: str = OURS) -> tuple[PostedDigest, ...]:
        return subscribed.read(lambda tx: tx.occurrences.posted(team, subscription(), limit))

    newest, beside, oldest = posted(8)
    assert newest == PostedDigest(
        id="2026-W46", period="2026-W46", delivery=roots[2].id, late=False
    )
    assert beside == PostedDigest(id="now-1", period="2026-W45", delivery=roots[3].id, late=False)
    assert (oldest.id, oldest.late) == ("2026-W45", True)
    assert posted(1) == (newest, beside)
    assert posted(8, THEIRS) == ()
    assert subscribed.read(lambda tx: tx.occurrences.posted(OURS, made, 8)) == ()
