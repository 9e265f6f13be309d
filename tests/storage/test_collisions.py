"""What becomes of two programs that write the same on PostgreSQL at the same moment."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.errors import StaleCase
from storage.records import Case, CaseState
from storage.store import Store, open_store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, Clock, append, case, new, together, until

pytestmark = pytest.mark.parametrize("url", ["postgresql"], indirect=True)

NOT_SERIALISABLE, DEADLOCK, TAKEN, IMPOSSIBLE = "40001", "40P01", "23505", "23514"


class Failing:
    """Work that PostgreSQL refuses the first few times."""

    def __init__(self, code: str, times: int) -> None:
        self.code = code
        self.times = times
        self.runs = 0

    def __call__(self, tx: Tx) -> str:
        self.runs += 1
        tx.workspaces.change(OURS, name=f"run {self.runs}")
        if self.runs <= self.times:
            tx.workspaces._session.cursor.execute(
                f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{self.code}'; END $$"
            )
        return "done"


@pytest.mark.parametrize("code", [NOT_SERIALISABLE, DEADLOCK, TAKEN])
def test_work_that_collided_is_run_again(store: Store, code: str) -> None:
    work = Failing(code, times=2)
    assert store.write(work) == "done"
    kept = store.read(lambda tx: tx.workspaces.get(OURS))
    assert kept is not None
    assert (work.runs, kept.name) == (3, "run 3")


@pytest.mark.parametrize(("code", "runs"), [(DEADLOCK, 5), (TAKEN, 5), (IMPOSSIBLE, 1)])
def test_work_that_cannot_succeed_fails_in_the_end(store: Store, code: str, runs: int) -> None:
    work = Failing(code, times=99)
    with pytest.raises(psycopg.Error):
        store.write(work)
    assert work.runs == runs


def test_two_that_wait_for_each_other_both_get_through(store: Store) -> None:
    met = threading.Barrier(2)

    def rename(first: str, second: str) -> Callable[[Tx], None]:
        runs: list[int] = []

        def work(tx: Tx) -> None:
            tx.workspaces.change(first, name=f"{first} first")
            runs.append(1)
            if len(runs) == 1:
                met.wait()
            tx.workspaces.change(second, name=f"{first} first")

        return work

    works = (rename(OURS, THEIRS), rename(THEIRS, OURS))
    assert together(*(partial(store.write, work) for work in works)) == [None, None]
    names = {one.name for one in store.read(lambda tx: tx.workspaces.all())}
    assert len(names) == 1, "one after the other"


def resolved(store: Store) -> Case:
    """A case that was opened and resolved."""

    def work(tx: Tx) -> Case:
        opened = tx.cases.add(OURS, case(1), NOW)
        return tx.cases.change(OURS, opened.id, 1, state=CaseState.RESOLVED, closed_at=NOW)

    return store.write(work)


def test_of_two_cases_reopened_together_one_is_told_of_the_other(
    store: Store, url: str, clock: Clock, raw: Connection
) -> None:
    append(store, new())
    one, other = resolved(store), resolved(store)
    elsewhere = open_store(url, clock)

    def reopen(about: Case, tx: Tx) -> Case:
        return tx.cases.change(OURS, about.id, about.version, state=CaseState.OPEN, closed_at=None)

    def first(tx: Tx) -> Case:
        reopened = reopen(one, tx)
        started.set()
        until(lambda: waiting(raw))
        return reopened

    def second() -> Any:
        started.wait()
        return elsewhere.write(partial(reopen, other))

    started = threading.Event()
    outcomes = together(lambda: store.write(first), second)
    assert outcomes[0].state is CaseState.OPEN
    assert isinstance(outcomes[1], StaleCase)
    assert outcomes[1].current == outcomes[0]
    elsewhere.close()


def waiting(raw: Connection) -> bool:
    """Whether some transaction waits for another one."""
    found = raw.execute(sa.text("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
    raw.rollback()
    return found.first() is not None
