from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.pace import WORKSPACE
from storage.records import Delivery, Pace
from storage.store import Store, open_store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, Clock, message, together

PACE = Pace(spacing=timedelta(minutes=10), a_minute=1, at_once=3)
"""Steps of minutes, beside which it does not matter how long a test takes."""


def add(store: Store, *channels: str, team: str = OURS) -> None:
    def add_all(tx: Tx) -> None:
        for channel in channels:
            tx.deliveries.add(team, message(channel))

    store.write(add_all)


def go(store: Store, pace: Pace | None = PACE) -> list[str]:
    """Channels of the messages that may go now; they arrive at once."""
    gone = []
    while claimed := store.write(lambda tx: tx.deliveries.claim(NOW, 60.0, 1, pace)):
        (one,) = claimed
        assert store.write(partial(arrive, one))
        gone.append(one.channel)
    return gone


def arrive(one: Delivery, tx: Tx) -> bool:
    return tx.deliveries.sent(one.team, one.id, one.fence, one.id, one.channel, NOW)


def passed(raw: Connection, **time: float) -> None:
    """As if the time had passed: on PostgreSQL the clock is the server's."""
    milliseconds = timedelta(**time) // timedelta(milliseconds=1)
    back = ", ".join(f"{name} = {name} - {milliseconds}" for name in ("set_at", "open_from"))
    raw.execute(sa.text(f"UPDATE pace SET {back}"))
    raw.commit()


def test_the_next_message_of_a_channel_waits_its_turn(store: Store, raw: Connection) -> None:
    add(store, "C-1", "C-1")
    assert go(store) == ["C-1"]
    passed(raw, minutes=9)
    assert go(store) == []
    passed(raw, minutes=1)
    assert go(store) == ["C-1"]


def test_channels_and_workspaces_do_not_wait_for_each_other(store: Store) -> None:
    add(store, "C-1", "C-1", "C-2")
    add(store, "C-1", team=THEIRS)
    assert go(store) == ["C-1", "C-2", "C-1"]


def test_a_workspace_sends_a_few_at_once_and_then_one_at_a_time(
    store: Store, raw: Connection
) -> None:
    add(store, *(f"C-{n}" for n in range(1, 8)))
    assert go(store) == ["C-1", "C-2", "C-3"]
    passed(raw, seconds=30)
    assert go(store) == []
    passed(raw, seconds=30)
    assert go(store) == ["C-4"]
    passed(raw, minutes=2)
    assert go(store) == ["C-5", "C-6"]


def test_a_long_quiet_time_allows_no_more_than_a_few_at_once(store: Store, raw: Connection) -> None:
    add(store, "C-0")
    assert go(store) == ["C-0"]
    passed(raw, days=30)
    add(store, *(f"C-{n}" for n in range(1, 8)))
    assert go(store) == ["C-1", "C-2", "C-3"]


def test_a_channel_that_slack_told_to_wait_waits(store: Store, raw: Connection) -> None:
    store.write(lambda tx: tx.paces.hold(OURS, "C-1", 3600))
    store.write(lambda tx: tx.paces.hold(OURS, "C-1", 5))
    add(store, "C-1", "C-2")
    add(store, "C-1", team=THEIRS)
    assert go(store, pace=None) == ["C-2", "C-1"], "a shorter wait does not end a longer one"
    passed(raw, minutes=59)
    assert go(store, pace=None) == []
    passed(raw, minutes=1)
    assert go(store, pace=None) == ["C-1"]


def test_a_workspace_that_slack_told_to_wait_waits(store: Store, raw: Connection) -> None:
    store.write(lambda tx: tx.paces.hold(OURS, WORKSPACE, 60))
    add(store, "C-1", "C-2")
    add(store, "C-1", team=THEIRS)
    assert go(store) == ["C-1"]
    passed(raw, minutes=1)
    assert go(store) == ["C-1"], "what was waited for is not caught up in a burst"


def test_every_machine_on_a_database_keeps_to_one_pace(
    store: Store, url: str, clock: Clock
) -> None:
    add(store, *["C-1"] * 6)
    stores = [store, *(open_store(url, clock) for _ in range(2))]
    gone = together(*(partial(go, each) for each in stores))
    assert sum(map(len, gone)) == 1
    for other in stores[1:]:
        other.close()


def test_a_clock_that_was_put_back_stops_nothing(store: Store, raw: Connection) -> None:
    add(store, "C-1", "C-1")
    assert go(store) == ["C-1"]
    store.write(lambda tx: tx.paces.hold(OURS, WORKSPACE, 60))
    passed(raw, hours=-5)
    assert go(store) == ["C-1"]
    add(store, "C-1")
    assert go(store) == []
    passed(raw, minutes=10)
    assert go(store) == ["C-1"]


def test_places_that_are_long_open_are_forgotten(store: Store, raw: Connection) -> None:
    add(store, "C-1", "C-2")
    go(store)
    assert store.write(lambda tx: tx.paces.forget_before(datetime(2026, 1, 1, tzinfo=UTC))) == 0
    store.write(lambda tx: tx.paces.hold(OURS, "C-2", 1e9))
    assert store.write(lambda tx: tx.paces.forget_before(datetime(2050, 1, 1, tzinfo=UTC))) == 2
    assert raw.execute(sa.text("SELECT channel FROM pace")).scalars().all() == ["C-2"]
