from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

import pytest

from bot.checkup import Checkup
from bot.health import Pulse
from storage.store import Store, open_store
from storage.tx import Tx

T = TypeVar("T")
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


class SilentStore:
    """A database that answers once it is let go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.let_go = Event()
        self.asked = 0

    def read(self, work: Callable[[Tx], T]) -> T:
        self.asked += 1
        assert self.let_go.wait(10)
        return self._store.read(work)

    def write(self, work: Callable[[Tx], T]) -> T:
        return self._store.write(work)

    def ping(self) -> None:
        self._store.ping()

    def close(self) -> None:
        self._store.close()


@pytest.fixture
def store() -> Iterator[SilentStore]:
    opened = SilentStore(open_store("sqlite://", lambda: NOW))
    yield opened
    opened.let_go.set()
    opened.close()


def test_a_database_that_says_nothing_is_waited_for_briefly_and_asked_once(
    store: SilentStore,
) -> None:
    checkup = Checkup(store, lambda: NOW, lambda: NOW, None, patience=0.01)
    wrong = "database: no answer within 0.01 s"
    assert [checkup.look().report()["wrong"] for _ in range(3)] == [[wrong]] * 3
    assert store.asked == 1
    store.let_go.set()
    checkup.patience = 10.0
    assert checkup.look().ready


def test_where_other_programs_deliver_their_absence_is_told(store: SilentStore) -> None:
    store.let_go.set()
    apart = Checkup(store, lambda: NOW, lambda: NOW, None).look()
    assert apart.report()["wrong"] == ["jobs: no kpi-bot worker runs"]
    alone = Checkup(store, lambda: NOW, lambda: NOW, Pulse(lambda: NOW), started=NOW).look()
    assert alone.well
