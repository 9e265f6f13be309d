from datetime import timedelta

import pytest

from storage.records import Backlog
from storage.store import Store, open_store
from storage.tx import Tx
from tests.postgresql import execute
from tests.storage.made import NOW, OURS, THEIRS, Clock, message

LEASE = 60.0


def backlog(store: Store) -> Backlog:
    return store.read(lambda tx: tx.vitals.backlog())


def test_where_nothing_waits_there_is_no_backlog(store: Store) -> None:
    assert backlog(store) == Backlog(
        due=0, sending=0, unknown=0, dead=0, due_since=None, unknown_since=None
    )


def test_a_backlog_tells_how_many_and_since_when_in_all_workspaces(
    store: Store, clock: Clock
) -> None:
    def hand_over(tx: Tx) -> None:
        for team in (OURS, THEIRS):
            for channel in ("C-1", "C-2"):
                tx.deliveries.add(team, message(channel))

    store.write(hand_over)
    clock.forward(minutes=3)
    store.write(lambda tx: tx.deliveries.add(OURS, message("C-3")))
    assert backlog(store).due == 5
    assert backlog(store).due_since == NOW

    claimed = store.write(lambda tx: tx.deliveries.claim(clock(), LEASE, 3))
    assert backlog(store).sending == 3
    one, other, third = claimed
    store.write(lambda tx: tx.deliveries.unsure(one.team, one.id, one.fence, "timeout"))
    store.write(lambda tx: tx.deliveries.dead(other.team, other.id, other.fence, "gone", clock()))
    store.write(
        lambda tx: tx.deliveries.sent(third.team, third.id, third.fence, "1.0", "C-1", clock())
    )
    found = backlog(store)
    assert (found.due, found.sending, found.unknown, found.dead) == (2, 0, 1, 1)
    assert found.unknown_since == NOW + timedelta(minutes=3)


def test_a_long_backlog_is_counted_up_to_a_bound(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.vitals.MOST", 3)
    for _ in range(5):
        store.write(lambda tx: tx.deliveries.add(OURS, message()))
    assert backlog(store).due == 3


def test_the_size_of_the_database_is_known_in_bytes(store: Store) -> None:
    assert 100_000 < store.read(lambda tx: tx.vitals.size()) < 100_000_000


def test_how_long_ago_any_worker_was_heard_of_is_known_by_the_clock_of_the_database(
    upgraded_database: str, clock: Clock
) -> None:
    store = open_store(upgraded_database, clock)
    heard = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{}')"

    def silence() -> timedelta | None:
        return store.read(lambda tx: tx.vitals.worker_silence())

    try:
        assert silence() is None
        execute(upgraded_database, heard.format("1 hour"))
        assert timedelta(hours=1) <= (silence() or timedelta()) < timedelta(hours=1, minutes=1)
        execute(upgraded_database, heard.format("5 seconds"))
        assert timedelta(seconds=5) <= (silence() or timedelta()) < timedelta(minutes=1)
    finally:
        execute(upgraded_database, "DELETE FROM procrastinate_workers")
        store.close()


def test_on_sqlite_no_worker_is_ever_heard_of(clock: Clock) -> None:
    store = open_store("sqlite://", clock)
    assert store.read(lambda tx: tx.vitals.worker_silence()) is None
    store.close()
