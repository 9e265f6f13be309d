"""Work handed over on PostgreSQL: in the transaction that calls for it, to any machine."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Lock
from typing import Any

import psycopg
import pytest
from structlog.testing import capture_logs

from bot.jobs.publishing import PUBLISH, hand_out
from bot.jobs.worker import JobWorker
from bot.schedule import period_of
from bot.scheduler import publish_due
from storage.jobs import SEND, AlreadyWaiting
from storage.records import (
    DeliveryKind,
    NewDelivery,
    Occurrence,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.store import Store, open_store
from storage.tx import Tx
from tests.storage.made import together

TEAM = "T1"
SOON = 20.0
DUE = datetime(2026, 11, 16, tzinfo=UTC)
MONDAYS = Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=0, minute=0, zone="UTC")
MESSAGE = NewDelivery(kind=DeliveryKind.POST, channel="C1", payload={}, purpose="digest")


class Undone(Exception):
    pass


def jobs(database: str, task: str) -> list[dict[str, Any]]:
    """The arguments of the jobs that wait."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'"
            " ORDER BY id",
            (task,),
        )
        return [args for (args,) in rows]


@contextmanager
def working(database: str, **duties: Callable[..., object]) -> Iterator[JobWorker]:
    worker = JobWorker(database, duties)
    worker.start()
    try:
        yield worker
    finally:
        assert worker.stop(SOON)


def add(tx: Tx) -> None:
    tx.workspaces.ensure(TEAM, "Team", DUE)
    tx.deliveries.add(TEAM, MESSAGE)


def test_a_delivery_hands_over_a_job_that_sends_it(store: Store, database: str) -> None:
    store.write(add)
    assert jobs(database, SEND) == [{}]
    store.write(add)
    assert jobs(database, SEND) == [{}], "one that waits is enough"


def test_what_adds_no_delivery_hands_over_nothing(store: Store, database: str) -> None:
    store.write(lambda tx: tx.workspaces.ensure(TEAM, "Team", DUE))
    assert jobs(database, SEND) == []


def test_a_transaction_that_is_undone_takes_its_jobs_back(store: Store, database: str) -> None:
    def undone(tx: Tx) -> None:
        tx.jobs.defer(PUBLISH, [("one", {"team": TEAM}), (None, {"team": TEAM})])
        raise Undone

    with pytest.raises(Undone):
        store.write(undone)
    assert jobs(database, PUBLISH) == []


def test_a_job_whose_key_waits_already_is_refused(store: Store, database: str) -> None:
    def hand_over(tx: Tx) -> None:
        tx.jobs.defer(PUBLISH, [("other", {}), ("same", {})])

    store.write(hand_over)
    with pytest.raises(AlreadyWaiting):
        store.write(hand_over)
    assert len(jobs(database, PUBLISH)) == 2


def test_on_sqlite_nothing_is_handed_over() -> None:
    store = open_store("sqlite://", lambda: DUE)
    store.write(lambda tx: tx.jobs.defer(PUBLISH, [(None, {})]))
    assert store.read(lambda tx: tx.jobs.waiting(PUBLISH)) == frozenset()
    store.close()


def subscribe(tx: Tx, channels: int, due: datetime = DUE) -> None:
    tx.workspaces.ensure(TEAM, "Team", DUE)
    for number in range(channels):
        tx.subscriptions.put(
            TEAM,
            Subscription(
                id=f"S{number}",
                channel=f"C{number}",
                schedule=MONDAYS,
                kpis=("nps",),
                state=SubscriptionState.ACTIVE,
                set_by="U1",
                next_due=due,
                next_period=period_of(MONDAYS, due).label,
            ),
        )


def test_due_digests_are_handed_out_once_while_they_wait(store: Store, database: str) -> None:
    store.write(partial(subscribe, channels=3))
    assert hand_out(store, DUE - timedelta(seconds=1)) == 0
    assert hand_out(store, DUE) == 3
    assert hand_out(store, DUE) == 0
    store.write(partial(subscribe, channels=4))
    assert hand_out(store, DUE) == 1
    expected = [{"team": TEAM, "channel": f"C{n}", "rhythm": "weekly"} for n in range(4)]
    assert jobs(database, PUBLISH) == expected


def test_machines_that_hand_out_together_hand_out_each_digest_once(
    store: Store, database: str
) -> None:
    store.write(partial(subscribe, channels=40))
    outcomes = together(*[lambda: hand_out(store, DUE)] * 4)
    assert sum(outcomes) == 40
    assert len(jobs(database, PUBLISH)) == 40


def test_a_digest_whose_job_was_lost_is_handed_out_again(store: Store, database: str) -> None:
    store.write(partial(subscribe, channels=1))
    hand_out(store, DUE)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert hand_out(store, DUE) == 1


@pytest.mark.parametrize(
    ("channel", "now", "state", "published"),
    [
        ("C0", DUE, SubscriptionState.ACTIVE, 1),
        ("C0", DUE - timedelta(seconds=1), SubscriptionState.ACTIVE, 0),
        ("C0", DUE, SubscriptionState.PAUSED, 0),
        ("C9", DUE, SubscriptionState.ACTIVE, 0),
    ],
    ids=["due", "early", "paused", "unknown"],
)
def test_a_job_publishes_its_digest_if_it_is_still_due(
    store: Store, channel: str, now: datetime, state: SubscriptionState, published: int
) -> None:
    store.write(partial(subscribe, channels=1))
    store.write(lambda tx: tx.subscriptions.set_state(TEAM, "S0", state))
    made: list[str] = []

    def publish(_tx: Tx, _team: str, _of: Subscription, occurrence: Occurrence) -> None:
        made.append(occurrence.channel)

    about = {"team": TEAM, "channel": channel, "rhythm": Rhythm.WEEKLY}
    outcomes = [publish_due(store, now, publish, **about) for _ in range(2)]  # type: ignore[arg-type]
    assert outcomes == [published, 0]
    assert len(made) == published


def test_machines_share_the_work_and_do_each_piece_once(store: Store, database: str) -> None:
    done: Counter[str] = Counter()
    lock, all_done = Lock(), Event()

    def publish(team: str, channel: str, rhythm: str) -> None:
        with lock:
            done[f"{team}/{channel}/{rhythm}"] += 1
            if len(done) == 30:
                all_done.set()

    store.write(partial(subscribe, channels=30))
    with working(database, publish=publish), working(database, publish=publish):
        hand_out(store, DUE)
        assert all_done.wait(SOON)
    assert set(done.values()) == {1}
    assert jobs(database, PUBLISH) == []


def test_a_job_that_fails_is_told_of_and_holds_up_nothing(store: Store, database: str) -> None:
    woken = Event()

    def fail(**_about: str) -> None:
        raise RuntimeError

    store.write(partial(subscribe, channels=1))
    with capture_logs() as logged, working(database, publish=fail, send=woken.set):
        hand_out(store, DUE)
        store.write(add)
        assert woken.wait(SOON)
    assert [one["job"] for one in logged if one["event"] == "a job failed"] == [PUBLISH]


def test_a_worker_that_is_stopped_finishes_what_it_has_begun(store: Store, database: str) -> None:
    begun, go_on, finished = Event(), Event(), Event()

    def send() -> None:
        begun.set()
        go_on.wait(SOON)
        finished.set()

    worker = JobWorker(database, {SEND: send})
    worker.start()
    store.write(add)
    assert begun.wait(SOON)
    assert not worker.stop(0)
    go_on.set()
    assert worker.stop(SOON)
    assert finished.is_set()
    assert jobs(database, SEND) == []
