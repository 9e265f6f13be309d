from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from bot.health import GONE, OVERDUE, STALE, Pulse, Signs, judge
from storage.records import Backlog

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
BIT = timedelta(milliseconds=1)
NOTHING = Backlog(due=0, sending=0, unknown=0, dead=0, due_since=None, unknown_since=None)
SOUND = Signs(now=NOW, database="ok", beat=NOW, round=NOW, backlog=NOTHING)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"beat": NOW - STALE, "round": NOW - STALE},
        {"backlog": replace(NOTHING, due=3, due_since=NOW - OVERDUE)},
        {"backlog": replace(NOTHING, unknown=1, unknown_since=NOW - OVERDUE)},
        {"backlog": replace(NOTHING, dead=7)},
        {"apart": True, "worker_silence": GONE},
        {"apart": False, "worker_silence": GONE + BIT},
    ],
)
def test_a_program_whose_parts_all_work_is_ready_and_well(change: dict[str, Any]) -> None:
    health = judge(replace(SOUND, **change))
    assert (health.ready, health.well, health.report()["wrong"]) == (True, True, [])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"database": "OperationalError"}, "database: OperationalError"),
        ({"beat": None}, "heartbeat: not started"),
        ({"beat": NOW - STALE - BIT}, "heartbeat: nothing for 90.0 s"),
        ({"round": None}, "deliveries: not started"),
        ({"round": NOW - STALE - BIT}, "deliveries: nothing for 90.0 s"),
        ({"disconnected": ("socket",)}, "socket: not connected"),
    ],
)
def test_a_dead_part_makes_it_unready_and_is_named(change: dict[str, Any], says: str) -> None:
    health = judge(replace(SOUND, **change))
    assert (health.ready, health.well, health.report()["wrong"]) == (False, False, [says])


@pytest.mark.parametrize(
    ("backlog", "says"),
    [
        (
            replace(NOTHING, due=1, due_since=NOW - OVERDUE - BIT),
            "a delivery is due since 2026-11-16 08:44 UTC",
        ),
        (
            replace(NOTHING, unknown=1, unknown_since=NOW - OVERDUE - BIT),
            "it is unknown whether a message was posted since 2026-11-16 08:44 UTC",
        ),
    ],
)
def test_what_waits_for_long_makes_it_unwell_but_answers_go_on(backlog: Backlog, says: str) -> None:
    health = judge(replace(SOUND, backlog=backlog))
    assert (health.ready, health.well, health.report()["wrong"]) == (True, False, [says])


@pytest.mark.parametrize(
    ("silence", "says"),
    [
        (None, "jobs: no kpi-bot worker runs"),
        (GONE + BIT, "jobs: no kpi-bot worker for 120 s"),
    ],
)
def test_without_a_worker_elsewhere_it_is_unwell_but_answers_go_on(
    silence: timedelta | None, says: str
) -> None:
    health = judge(replace(SOUND, apart=True, worker_silence=silence))
    assert (health.ready, health.well, health.report()["wrong"]) == (True, False, [says])


def test_nothing_is_said_of_workers_while_the_database_is_away() -> None:
    health = judge(replace(SOUND, apart=True, database="OperationalError", backlog=None))
    assert health.report()["wrong"] == ["database: OperationalError"]


def test_a_pulse_counts_what_came_through_only() -> None:
    instants = iter([NOW, NOW + BIT])
    pulse = Pulse(lambda: next(instants))
    assert pulse.last is None

    def broken() -> bool:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        pulse.around(broken)()
    assert pulse.last is None
    assert pulse.around(lambda: False)() is False
    assert pulse.last == NOW
    assert pulse.around(lambda: True)() is True
    assert pulse.last == NOW + BIT
