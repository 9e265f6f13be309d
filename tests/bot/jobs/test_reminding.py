"""Heartbeats that ask owners and escalate: once, whatever happens between them, and cheaply."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from secrets import token_hex
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.desk.publishing import publish
from bot.jobs.publishing import hand_out
from bot.jobs.reminding import remind
from bot.schedule import period_of
from bot.scheduler import publish_due, tick
from bot.sends import sends_after
from bot.views.readings import RECORD
from kpi.errors import KpiError
from storage import migrations
from storage.records import (
    Away,
    DeliveryKind,
    Occurrence,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.statement import Session
from storage.store import open_store
from storage.tx import Tx
from tests.bot.desk.desk import Desk
from tests.storage.made import together

TEAM = "T1"
DUE = datetime(2026, 11, 16, 9, tzinfo=UTC)
"""A Monday; the digest is about W46."""
MONDAYS = Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="UTC")
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
OWNERS = {"nps": ("lee", "ana"), "csat": ("lee", None), "churn": ("ana", "lee")}


class Clock:
    def __init__(self) -> None:
        self.now = DUE - 3 * HOUR

    def __call__(self) -> datetime:
        return self.now


def subscription(channel: str, due: datetime, *kpis: str) -> Subscription:
    return Subscription(
        id=token_hex(8),
        channel=channel,
        schedule=MONDAYS,
        kpis=kpis,
        state=SubscriptionState.ACTIVE,
        set_by="kim",
        next_due=due,
        next_period=period_of(MONDAYS, due).label,
    )


class Office:
    """Two channels whose digests share KPIs."""

    def __init__(self, url: str = "sqlite://") -> None:
        self.clock = Clock()
        self.store = open_store(url, self.clock)
        self.desk = Desk(self.store)
        self.store.write(self._set_up)

    def _set_up(self, tx: Tx) -> None:
        for kpi, (owner, backup) in OWNERS.items():
            tx.choices.set_owner(TEAM, kpi, owner, backup)
        tx.subscriptions.put(TEAM, subscription("C1", DUE, "nps", "csat"))
        tx.subscriptions.put(TEAM, subscription("C2", DUE, "nps", "churn"))

    def beat(self, now: datetime) -> None:
        """Two programs beat one after the other."""
        self.clock.now = self.desk.now = now
        for _ in range(2):
            remind(self.store, now)
            tick(self.store, now, publish)

    def sent(self, kind: DeliveryKind) -> list[Any]:
        """Messages of a kind that were handed over."""
        rows = self.store.read(lambda tx: list(tx.workspace_copies.tables(TEAM)))
        [found] = [one for one in rows if one.table == "delivery"]
        messages = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
        return [one for one in messages if one["kind"] == kind.value]

    def requests(self) -> Counter[tuple[str, str]]:
        """How often each KPI of each period was asked for, counted by its buttons."""
        values = [
            block["accessory"]["value"]
            for one in self.sent(DeliveryKind.DIRECT)
            for block in one["payload"]["blocks"]
            if block.get("accessory", {}).get("action_id") == RECORD
        ]
        return Counter((value.split("|")[0], value.split("|")[2]) for value in values)

    def planned(self, channel: str) -> bool:
        """Whether W46 of a channel was seen to, be it skipped as too old."""
        of_period = partial(self._of_period, channel=channel)
        return self.store.read(of_period) is not None

    def _of_period(self, tx: Tx, channel: str) -> Occurrence | None:
        return tx.occurrences.of_period(TEAM, channel, Rhythm.WEEKLY, "2026-W46")

    def digests(self) -> Counter[tuple[str, str]]:
        """How often each channel's digest of each period was posted."""
        return Counter(
            (one["channel"], one["payload"]["text"].partition("\n")[0])
            for one in self.sent(DeliveryKind.POST)
        )


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office()
    yield made
    made.desk.close()


LINES = (
    "/nps 1700 350 150",
    "/kpi csat 40 50",
    "/churn 66 3000",
    "/kpi undo",
)
away = st.tuples(st.sampled_from(["lee", "ana"]), st.integers(0, 14))
acts = st.lists(
    st.one_of(
        st.sampled_from([1, 30, 60, 6 * 24 * 60]).map(lambda minutes: ("wait", minutes)),
        st.sampled_from(LINES).map(lambda line: ("say", line)),
        away.map(lambda given: ("away", given)),
    ),
    max_size=25,
)


def carry_out(office: Office, act: tuple[str, Any]) -> None:
    what, given_ = act
    if what == "wait":
        office.beat(office.clock.now + timedelta(minutes=given_))
    elif what == "say":
        with suppress(KpiError):
            office.desk.say("kim", given_)
    else:
        user, days = given_
        first = office.clock.now.date()
        gone = Away(user=user, first_day=first, last_day=first + timedelta(days=days), zone="UTC")
        office.store.write(lambda tx: tx.aways.put(TEAM, gone))


@settings(max_examples=25, deadline=None)
@given(acts)
def test_nothing_is_ever_asked_for_or_published_twice(acts: list[tuple[str, Any]]) -> None:
    office = Office()
    for act in acts:
        carry_out(office, act)
    office.beat(max(office.clock.now, DUE))
    assert set(office.requests().values()) <= {1}
    assert set(office.digests().values()) <= {1}
    assert all(office.planned(channel) for channel in ("C1", "C2"))
    following = office.store.read(lambda tx: tx.subscriptions.all(TEAM))
    sends = islice(sends_after(MONDAYS, office.clock.now, None), 2)
    assert {one.next_due for one in following} <= {send.due for send in sends}
    office.desk.close()


def test_two_channels_that_wait_for_one_kpi_ask_for_it_in_one_message(office: Office) -> None:
    office.beat(DUE - 2 * HOUR)
    assert office.requests() == {
        ("nps", "2026-W46"): 1,
        ("csat", "2026-W46"): 1,
        ("churn", "2026-W46"): 1,
    }
    assert sorted(one["channel"] for one in office.sent(DeliveryKind.DIRECT)) == ["ana", "lee"]


def test_an_input_completes_every_digest_that_waits_for_it(office: Office) -> None:
    office.beat(DUE - 2 * HOUR)
    office.desk.say("lee", "/nps 1700 350 150")
    office.desk.say("lee", "/kpi csat 40 50")
    office.beat(DUE - HOUR)
    assert {channel for channel, _ in office.digests()} == {"C1"}
    office.desk.say("lee", "/churn 66 3000")
    office.beat(DUE - HOUR)
    assert {channel for channel, _ in office.digests()} == {"C1", "C2"}


def test_what_fails_in_one_workspace_does_not_stop_the_others(
    office: Office,
) -> None:
    other = Desk(office.store, team="T0")
    broken = subscription("C9", DUE, "no_such_kpi")
    other.store.write(lambda tx: tx.subscriptions.put("T0", broken))
    with capture_logs() as logged:
        assert remind(office.store, DUE - HOUR) == 2
    assert [one["event"] for one in logged] == ["owners could not be asked"]


def test_machines_that_beat_at_once_ask_and_publish_once(database: str) -> None:
    office = Office(database)
    asking = DUE - 2 * HOUR
    office.clock.now = office.desk.now = asking
    together(*(partial(remind, office.store, asking) for _ in range(6)))
    assert set(office.requests().values()) == {1}
    assert len(office.requests()) == len(OWNERS)
    office.desk.say("lee", "/nps 1700 350 150")
    office.desk.say("lee", "/kpi csat 40 50")
    early = partial(
        publish_due, office.store, asking, publish, team=TEAM, channel="C1", rhythm=Rhythm.WEEKLY
    )
    waiting = partial(early, channel="C2")
    assert hand_out(office.store, asking) == 1
    assert sorted(together(*[early] * 6, waiting)) == [0] * 6 + [1]
    assert hand_out(office.store, asking) == 0
    office.desk.close()


class Counting:
    """A cursor that counts what is asked of it."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *given: Any) -> Any:
        self.statements += 1
        return self._cursor.execute(*given)


class Counted:
    """A store whose statements are counted."""

    def __init__(self, tx: Tx, cursor: Counting) -> None:
        self._tx, self.cursor = tx, cursor

    def write(self, work: Any) -> Any:
        return work(self._tx)

    read = write

    def close(self) -> None:
        pass

    def ping(self) -> None:
        pass


@contextmanager
def counted() -> Iterator[Counted]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.connect() as connection:
        migrations.build(connection)
        cursor = Counting(connection.connection.cursor())
        yield Counted(Tx(Session(cursor, engine.dialect, DUE)), cursor)
    engine.dispose()


@pytest.mark.parametrize("digests", [0, 500])
def test_a_heartbeat_costs_the_same_however_many_digests_are_not_near(digests: int) -> None:
    with counted() as store:

        def subscribe(tx: Tx) -> None:
            tx.workspaces.ensure(TEAM, "Acme", DUE)
            for number in range(digests):
                tx.subscriptions.put(TEAM, subscription(f"C{number}", DUE + WEEK, "nps"))

        store.write(subscribe)
        before = store.cursor.statements
        assert remind(store, DUE) == 0
        assert store.cursor.statements - before == 2
