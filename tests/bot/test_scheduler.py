from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from bot.scheduler import Heartbeat, tick
from bot.sends import sends_after
from storage.records import (
    DeliveryKind,
    NewDelivery,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.store import Store, open_store
from storage.tx import Tx

MONDAYS = Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul")
THIRDS = Schedule(rhythm=Rhythm.MONTHLY, day=3, hour=9, minute=0, zone="Asia/Seoul")
DUE = datetime(2026, 11, 16, tzinfo=UTC)
BEFORE = DUE - timedelta(days=3)
SOON = 10.0
T = TypeVar("T")
PLANNED, SKIPPED = OccurrenceState


@pytest.fixture
def store() -> Iterator[Store]:
    store = open_store("sqlite://", lambda: BEFORE)
    yield store
    store.close()


class Press:
    """Publishes a message a digest, and remembers it."""

    def __init__(self) -> None:
        self.printed: list[tuple[str, Subscription, Occurrence]] = []
        self.broken: set[str] = set()

    def __call__(
        self, tx: Tx, team: str, subscription: Subscription, occurrence: Occurrence
    ) -> None:
        delivery = tx.deliveries.add(
            team,
            NewDelivery(
                kind=DeliveryKind.POST,
                channel=subscription.channel,
                payload={"text": occurrence.period},
                purpose="digest",
                subject=occurrence.id,
            ),
        )
        tx.occurrences.set_delivery(team, occurrence.id, delivery.id)
        if team in self.broken:
            raise RuntimeError("no figures")
        self.printed.append((team, subscription, occurrence))

    @property
    def periods(self) -> list[str]:
        return [occurrence.period for _, _, occurrence in self.printed]


def subscribe(
    store: Store,
    schedule: Schedule = MONDAYS,
    team: str = "T1",
    channel: str = "C1",
    state: SubscriptionState = SubscriptionState.ACTIVE,
) -> Subscription:
    following = next(sends_after(schedule, BEFORE, None))
    subscription = Subscription(
        id=f"{channel}-{schedule.rhythm}",
        channel=channel,
        schedule=schedule,
        kpis=("nps",),
        state=state,
        set_by="U1",
        next_due=following.due,
        next_period=following.period.label,
    )

    def put(tx: Tx) -> Subscription:
        tx.workspaces.ensure(team, team, BEFORE)
        tx.subscriptions.put(team, subscription)
        return subscription

    return store.write(put)


def stored(store: Store, subscription: Subscription, team: str = "T1") -> Subscription:
    found = store.read(
        lambda tx: tx.subscriptions.get(team, subscription.channel, subscription.schedule.rhythm)
    )
    assert found is not None
    return found


def history(store: Store, team: str = "T1", channel: str = "C1") -> list[Occurrence]:
    return list(store.read(lambda tx: tx.occurrences.recent(team, channel, 1000)))


def test_nothing_happens_before_its_time(store: Store) -> None:
    subscribe(store)
    press = Press()

    assert tick(store, DUE - timedelta(seconds=1), press) == 0
    assert press.printed == []
    assert history(store) == []


def test_a_digest_is_published_at_its_time_and_the_next_one_set(store: Store) -> None:
    subscription = subscribe(store)
    press = Press()

    assert tick(store, DUE, press) == 1

    (occurrence,) = history(store)
    assert (occurrence.period, occurrence.due_at) == ("2026-W46", DUE)
    assert (occurrence.state, occurrence.late) == (PLANNED, False)
    assert occurrence.delivery is not None
    advanced = stored(store, subscription)
    assert advanced.next_due == DUE + timedelta(days=7)
    assert advanced.next_period == "2026-W47"
    assert press.printed[0][:2] == ("T1", subscription)
    assert tick(store, DUE, press) == 0
    assert press.periods == ["2026-W46"]


def test_weekly_and_monthly_digests_of_a_channel_go_their_own_ways(store: Store) -> None:
    subscribe(store)
    subscribe(store, THIRDS)
    press = Press()

    for day in range(30):
        tick(store, DUE + timedelta(days=day), press)

    assert press.periods == ["2026-W46", "2026-W47", "2026-W48", "2026-11", "2026-W49", "2026-W50"]


@pytest.mark.parametrize(
    ("minutes", "late"), [(0, False), (5, False), (6, True), (23 * 60 + 59, True), (24 * 60, True)]
)
def test_a_digest_within_the_grace_is_sent_and_labelled_late(
    store: Store, minutes: int, late: bool
) -> None:
    subscribe(store)
    press = Press()

    assert tick(store, DUE + timedelta(minutes=minutes), press) == 1

    assert [occurrence.late for _, _, occurrence in press.printed] == [late]
    assert [occurrence.late for occurrence in history(store)] == [late]


def test_a_digest_older_than_the_grace_is_kept_as_skipped(store: Store) -> None:
    subscription = subscribe(store)
    press = Press()

    assert tick(store, DUE + timedelta(hours=24, seconds=1), press) == 0

    assert press.printed == []
    (occurrence,) = history(store)
    assert (occurrence.state, occurrence.period, occurrence.late) == (SKIPPED, "2026-W46", False)
    assert stored(store, subscription).next_due == DUE + timedelta(days=7)


@pytest.mark.parametrize(("hours", "published"), [(1, ["2026-W49"]), (30, [])])
def test_of_several_that_were_missed_only_the_newest_is_sent(
    store: Store, hours: float, published: list[str]
) -> None:
    subscription = subscribe(store)
    press = Press()

    tick(store, DUE + timedelta(days=21, hours=hours), press)

    assert press.periods == published
    kept = {occurrence.period: occurrence.state for occurrence in history(store)}
    assert kept == {
        "2026-W46": SKIPPED,
        "2026-W47": SKIPPED,
        "2026-W48": SKIPPED,
        "2026-W49": PLANNED if published else SKIPPED,
    }
    assert stored(store, subscription).next_due == DUE + timedelta(days=28)


def test_the_grace_is_a_setting(store: Store) -> None:
    subscribe(store)
    press = Press()

    tick(store, DUE + timedelta(hours=2), press, timedelta(hours=1))

    assert press.printed == []


def test_a_period_that_was_published_is_not_published_again(store: Store) -> None:
    subscription = subscribe(store)
    press = Press()
    tick(store, DUE, press)
    tuesday = replace(
        subscription,
        schedule=replace(MONDAYS, day=1),
        next_due=DUE + timedelta(days=1),
        next_period="2026-W46",
    )
    store.write(lambda tx: tx.subscriptions.put("T1", tuesday))

    tick(store, DUE + timedelta(days=1), press)

    assert press.periods == ["2026-W46"]
    assert stored(store, subscription).next_period == "2026-W47"


@pytest.mark.parametrize("state", [SubscriptionState.PAUSED, SubscriptionState.OFF])
def test_a_digest_that_does_not_run_is_left_alone(store: Store, state: SubscriptionState) -> None:
    subscription = subscribe(store, state=state)
    press = Press()

    tick(store, DUE, press)

    assert press.printed == []
    assert stored(store, subscription) == subscription


class Interrupted:
    """A store in which somebody else acts between a read and the next write."""

    def __init__(self, store: Store, act: Callable[[Tx], object]) -> None:
        self._store, self._acts = store, [act]

    def write(self, work: Callable[[Tx], T]) -> T:
        while self._acts:
            self._store.write(self._acts.pop())
        return self._store.write(work)

    def read(self, work: Callable[[Tx], T]) -> T:
        return self._store.read(work)

    def ping(self) -> None:
        self._store.ping()

    def close(self) -> None:
        self._store.close()


@pytest.mark.parametrize(
    "change",
    [
        {"state": SubscriptionState.PAUSED},
        {"kpis": ("churn",)},
        {"schedule": replace(MONDAYS, zone="Asia/Tokyo")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_digest_changed_a_moment_before_waits_for_the_next_beat(
    store: Store, change: dict[str, Any]
) -> None:
    changed = replace(subscribe(store), **change)
    press = Press()

    with capture_logs() as logs:
        interrupted = Interrupted(store, lambda tx: tx.subscriptions.put("T1", changed))
        assert tick(interrupted, DUE, press) == 0

    assert logs == []
    assert history(store) == []
    assert stored(store, changed) == changed


def test_a_digest_another_machine_is_publishing_is_not_published_again(store: Store) -> None:
    subscription = subscribe(store)
    theirs = DUE + timedelta(days=7)
    press = Press()

    with capture_logs() as logs:
        raced = Interrupted(
            store,
            lambda tx: tx.subscriptions.advance("T1", subscription.id, DUE, theirs, "2026-W47"),
        )
        assert tick(raced, DUE, press) == 0

    assert (logs, history(store)) == ([], [])
    assert stored(store, subscription).next_due == theirs


def test_one_workspace_that_fails_does_not_stop_the_others(store: Store) -> None:
    broken = subscribe(store, team="T1")
    for team in ("T2", "T3"):
        subscribe(store, team=team)
    press = Press()
    press.broken = {"T1"}

    with capture_logs() as logs:
        assert tick(store, DUE, press) == 2

    assert [team for team, _, _ in press.printed] == ["T2", "T3"]
    (line,) = logs
    assert (line["log_level"], line["team"], line["subscription"]) == (
        "error",
        "T1",
        broken.id,
    )
    assert stored(store, broken) == broken
    assert history(store) == []
    assert store.read(lambda tx: tx.deliveries.dead_or_unknown("T1")) == ()

    press.broken = set()
    assert tick(store, DUE + timedelta(seconds=20), press) == 1
    assert history(store)[0].period == "2026-W46"


def test_any_number_of_failures_does_not_hide_those_behind_them(store: Store) -> None:
    for number in range(203):
        subscribe(store, team=f"T{number:03}")
    press = Press()
    press.broken = {f"T{number:03}" for number in range(201)}

    with capture_logs() as logs:
        assert tick(store, DUE, press) == 2

    assert [team for team, _, _ in press.printed] == ["T201", "T202"]
    assert len(logs) == 201


def test_a_heartbeat_calls_its_tick_with_the_clock_and_remembers() -> None:
    ticked = Event()
    seen: list[datetime] = []

    def beat(now: datetime) -> None:
        seen.append(now)
        if len(seen) == 2:
            ticked.set()

    heart = Heartbeat(beat, lambda: DUE, seconds=0.05)
    assert heart.last_beat is None
    heart.start()
    assert ticked.wait(SOON)
    heart.stop()

    assert set(seen) == {DUE}
    assert heart.last_beat == DUE


def test_a_beat_that_fails_is_logged_and_does_not_count() -> None:
    failed = Event()
    beats: list[datetime] = []

    def beat(now: datetime) -> None:
        beats.append(now)
        if len(beats) == 2:
            failed.set()
        raise RuntimeError("the database is away")

    with capture_logs() as logs:
        heart = Heartbeat(beat, lambda: DUE, seconds=0.05)
        heart.start()
        assert failed.wait(SOON)
        heart.stop()

    assert heart.last_beat is None
    assert {line["log_level"] for line in logs} == {"error"}


def test_beats_never_overlap() -> None:
    running, overlapped, enough = Event(), Event(), Event()
    beats: list[int] = []
    long = Event()

    def beat(_now: datetime) -> None:
        if running.is_set():
            overlapped.set()
        running.set()
        long.wait(0.1)
        running.clear()
        beats.append(1)
        if len(beats) == 2:
            enough.set()

    heart = Heartbeat(beat, lambda: DUE, seconds=0.01)
    heart.start()
    assert enough.wait(SOON)
    heart.stop()

    assert not overlapped.is_set()
