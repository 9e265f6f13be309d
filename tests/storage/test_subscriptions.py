from datetime import timedelta

import pytest
from msgspec.structs import replace

from storage.records import Rhythm, Schedule, Subscription, SubscriptionState
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, subscription, together, weekly

MONTHLY = Schedule(rhythm=Rhythm.MONTHLY, day=3, hour=8, minute=30, zone="UTC")


def put(store: Store, given: Subscription, team: str = OURS) -> Subscription:
    return store.write(lambda tx: tx.subscriptions.put(team, given))


def test_a_channel_has_one_digest_of_each_rhythm(store: Store) -> None:
    first = put(store, subscription("a"))
    monthly = put(store, subscription("b", schedule=MONTHLY))
    elsewhere = put(store, subscription("c", channel="C-2"))
    assert store.read(lambda tx: tx.subscriptions.of_channel(OURS, "C-1")) == (monthly, first)
    assert store.read(lambda tx: tx.subscriptions.all(OURS)) == (monthly, first, elsewhere)
    assert store.read(lambda tx: tx.subscriptions.get(OURS, "C-2", Rhythm.MONTHLY)) is None
    assert store.read(lambda tx: tx.subscriptions.get(THEIRS, "C-1", Rhythm.WEEKLY)) is None


def test_a_digest_set_up_again_is_replaced_and_keeps_its_id(store: Store) -> None:
    put(store, subscription("a"))
    again = subscription("b", schedule=weekly(day=4, hour=17), kpis=("crr",), set_by="U-BOB")
    kept = put(store, again)
    assert kept == replace(again, id="a")
    assert store.read(lambda tx: tx.subscriptions.get(OURS, "C-1", Rhythm.WEEKLY)) == kept


@pytest.mark.parametrize("state", SubscriptionState)
def test_a_digest_is_paused_resumed_and_turned_off(store: Store, state: SubscriptionState) -> None:
    put(store, subscription("a"))
    assert store.write(lambda tx: tx.subscriptions.set_state(OURS, "a", state))
    assert store.read(lambda tx: tx.subscriptions.all(OURS))[0].state == state
    assert not store.write(lambda tx: tx.subscriptions.set_state(THEIRS, "a", state))


def test_active_digests_come_due_longest_due_first(store: Store) -> None:
    late = put(store, subscription("a", next_due=NOW - timedelta(hours=1)))
    now = put(store, subscription("b"), THEIRS)
    put(store, subscription("c", channel="C-2", next_due=NOW + timedelta(seconds=1)))
    put(store, subscription("d", channel="C-3", state=SubscriptionState.PAUSED))
    assert store.read(lambda tx: tx.subscriptions.due(NOW, 9)) == ((OURS, late), (THEIRS, now))
    assert store.read(lambda tx: tx.subscriptions.due(NOW, 1)) == ((OURS, late),)


def test_a_digest_is_advanced_by_one_of_those_who_saw_it_due(store: Store) -> None:
    put(store, subscription("a"))
    later = NOW + timedelta(days=7)

    def advance(tx: Tx) -> bool:
        return tx.subscriptions.advance(OURS, "a", NOW, later, "2026-W47")

    outcomes = together(*[lambda: store.write(advance)] * 6)
    assert sorted(outcomes) == [False] * 5 + [True]
    advanced = store.read(lambda tx: tx.subscriptions.all(OURS))[0]
    assert (advanced.next_due, advanced.next_period) == (later, "2026-W47")


@pytest.mark.parametrize(
    "schedule",
    [
        replace(weekly(), day=7),
        replace(weekly(), day=-1),
        replace(MONTHLY, day=0),
        replace(MONTHLY, day=29),
        replace(weekly(), hour=24),
        replace(weekly(), minute=60),
    ],
)
def test_a_schedule_no_calendar_has_is_refused(store: Store, schedule: Schedule) -> None:
    with pytest.raises(Exception, match=r"(?i)check constraint"):
        put(store, subscription(schedule=schedule))
