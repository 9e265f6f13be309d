"""Work that is wanted often: done at once, then once after a pause, and never twice at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.later import Later
from bot.pausing import PAUSE, Alarms, Pausing

SECOND = timedelta(seconds=1)


class Bell:
    """A clock, and alarms that ring when it has come that far."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
        self.set: list[tuple[datetime, Callable[[], None]]] = []

    def __call__(self) -> datetime:
        return self.now

    def after(self, pause: timedelta, call: Callable[[], None]) -> None:
        self.set.append((self.now + pause, call))

    def pass_(self, time: timedelta) -> None:
        self.now += time
        due = [one for one in self.set if one[0] <= self.now]
        self.set = [one for one in self.set if one not in due]
        for _, ring in due:
            ring()


class Room:
    """Where something is wanted for people."""

    def __init__(self, later: Later) -> None:
        self.later, self.bell = later, Bell()
        self.pausing = Pausing(later, self.bell, self.bell.after)
        self.done: list[str] = []

    def want(self, who: str = "kim") -> None:
        self.pausing.want(who, lambda: self.done.append(who), what="home")
        self.later.drain()

    def pass_(self, time: timedelta) -> None:
        self.bell.pass_(time)
        self.later.drain()


@pytest.fixture
def room() -> Iterator[Room]:
    later = Later(threads=1)
    yield Room(later)
    later.stop()


def test_what_is_wanted_the_first_time_is_done_at_once(room: Room) -> None:
    room.want()
    assert room.done == ["kim"]


def test_what_is_wanted_again_within_the_pause_is_done_once_at_its_end(room: Room) -> None:
    for _ in range(10):
        room.want()
        room.pass_(SECOND / 10)
    assert room.done == ["kim"]
    room.pass_(PAUSE - SECOND)
    assert room.done == ["kim", "kim"]
    room.pass_(10 * PAUSE)
    assert room.done == ["kim", "kim"]


def test_the_pause_counts_from_the_last_time_it_was_done(room: Room) -> None:
    room.want()
    room.want()
    room.pass_(PAUSE)
    room.want()
    assert room.done == ["kim", "kim"]
    room.pass_(PAUSE)
    assert room.done == ["kim", "kim", "kim"]
    room.pass_(PAUSE)
    room.want()
    assert len(room.done) == 4


def test_people_do_not_wait_for_each_other(room: Room) -> None:
    room.want("kim")
    room.want("lee")
    assert room.done == ["kim", "lee"]


def test_a_clock_that_goes_back_puts_nothing_off_for_long(room: Room) -> None:
    room.want()
    room.bell.now -= timedelta(days=1)
    room.want()
    room.pass_(PAUSE)
    assert room.done == ["kim", "kim"]


def test_an_alarm_rings_in_its_time() -> None:
    rung = threading.Event()
    alarms = Alarms()
    alarms.after(timedelta(0), rung.set)
    assert rung.wait(5)
    alarms.stop()


def test_stopping_waits_for_whoever_is_just_being_woken() -> None:
    rung, stopped, order = threading.Event(), threading.Event(), list[str]()

    def wake() -> None:
        rung.set()
        stopped.wait(0.1)
        order.append("woken")

    alarms = Alarms()
    alarms.after(timedelta(0), wake)
    assert rung.wait(5)
    alarms.stop()
    order.append("stopped")
    stopped.set()
    assert order == ["woken", "stopped"]


def test_nobody_is_woken_once_the_alarms_are_stopped() -> None:
    before = set(threading.enumerate())
    alarms = Alarms()
    alarms.after(timedelta(hours=1), lambda: None)
    [waiting] = set(threading.enumerate()) - before
    alarms.stop()
    alarms.after(timedelta(hours=1), lambda: None)
    waiting.join(5)
    assert set(threading.enumerate()) <= before
