"""What the two kinds of store promise beyond their repositories."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from storage.store import FileStore, Store, open_store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, Clock, append, key, new, person, until


def test_a_read_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        store.read(lambda tx: tx.people.put(OURS, person()))
    store.write(lambda tx: tx.people.put(OURS, person()))


def test_a_read_sees_one_moment(store: Store) -> None:
    def look(tx: Tx) -> tuple[object, object]:
        before = tx.people.get(OURS, "U-ANN")
        store.write(lambda tx: tx.people.put(OURS, person()))
        return before, tx.people.get(OURS, "U-ANN")

    assert store.read(look) == (None, None)
    assert store.read(lambda tx: tx.people.get(OURS, "U-ANN")) == person()


def test_what_was_written_is_there_when_opened_again(url: str, store: Store, clock: Clock) -> None:
    stored = append(store, new())
    again = open_store(url, clock)
    assert again.read(lambda tx: tx.observations.latest(OURS, key())) == stored
    again.close()


def test_a_store_that_answers_can_be_pinged(store: Store) -> None:
    store.ping()


def test_a_store_in_memory_needs_no_file(clock: Clock) -> None:
    store = open_store("sqlite://", clock)
    made = store.write(lambda tx: tx.workspaces.ensure(OURS, "Ours", NOW))
    assert store.read(lambda tx: tx.workspaces.get(OURS)) == made
    with pytest.raises(Exception, match="readonly"):
        store.read(lambda tx: tx.people.put(OURS, person()))
    store.write(lambda tx: tx.people.put(OURS, person()))
    store.ping()
    store.close()


def test_stores_in_memory_have_nothing_in_common(clock: Clock) -> None:
    one, other = open_store("sqlite://", clock), open_store("sqlite://", clock)
    one.write(lambda tx: tx.workspaces.ensure(OURS, "Ours", NOW))
    later = open_store("sqlite://", clock)
    for store in (other, later):
        assert store.read(lambda tx: tx.workspaces.get(OURS)) is None
        store.close()
    one.close()


@pytest.fixture
def file_store(upgraded_file: Path, tmp_path: Path, clock: Clock) -> FileStore:
    (tmp_path / "kpi.db").write_bytes(upgraded_file.read_bytes())
    store = open_store(f"sqlite:///{tmp_path / 'kpi.db'}", clock)
    assert isinstance(store, FileStore)
    store.write(lambda tx: tx.workspaces.ensure(OURS, "Ours", NOW))
    return store


def waiting_together(store: FileStore, works: Sequence[Callable[[Tx], None]]) -> list[str]:
    """The statements by which works are written that waited for one commit."""
    statements: list[str] = []
    connection = store._writer._connection.driver_connection
    assert connection is not None
    started, go_on = threading.Event(), threading.Event()

    def hold(_: Tx) -> None:
        started.set()
        go_on.wait()

    threads = [threading.Thread(target=store.write, args=(hold,))]
    threads += [threading.Thread(target=_tried, args=(store, work)) for work in works]
    threads[0].start()
    started.wait()
    for thread in threads[1:]:
        thread.start()
    until(lambda: len(store._writer._group._waiting) == len(works))
    connection.set_trace_callback(statements.append)
    go_on.set()
    for thread in threads:
        thread.join()
    return statements


def _tried(store: FileStore, work: Callable[[Tx], None]) -> None:
    with suppress(ZeroDivisionError):
        store.write(work)


def meeting(user: str) -> Callable[[Tx], None]:
    return lambda tx: tx.people.put(OURS, person(user))


def failing(tx: Tx) -> None:
    tx.people.put(OURS, person("U-LOST"))
    raise ZeroDivisionError


def test_sqlite_commits_once_for_all_that_waits(file_store: FileStore) -> None:
    users = [f"U-{number}" for number in range(7)]
    statements = waiting_together(file_store, [meeting(user) for user in users])
    assert statements.count("COMMIT") == 2
    kept = file_store.read(lambda tx: [tx.people.get(OURS, user) for user in users])
    assert kept == [person(user) for user in users]
    file_store.close()


def test_of_those_who_wait_for_one_commit_only_the_failed_is_undone(file_store: FileStore) -> None:
    waiting_together(file_store, [meeting("U-1"), failing, meeting("U-2")])
    users = ["U-1", "U-LOST", "U-2"]
    kept = file_store.read(lambda tx: [tx.people.get(OURS, user) for user in users])
    assert kept == [person("U-1"), None, person("U-2")]
    file_store.close()


def test_a_work_that_fails_alone_keeps_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        store.write(failing)
    store.write(meeting("U-1"))
    assert store.read(lambda tx: tx.people.get(OURS, "U-LOST")) is None


@pytest.mark.parametrize(
    ("setting", "expected"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("query_only", 0)],
)
def test_the_sqlite_writer_is_set_up_to_keep_what_it_commits(
    file_store: FileStore, setting: str, expected: object
) -> None:
    (row,) = file_store._writer._cursor.execute(f"PRAGMA {setting}")
    assert row == (expected,)
    file_store.close()


def test_a_write_while_another_program_holds_the_file_fails_and_the_next_succeeds(
    file_store: FileStore, tmp_path: Path
) -> None:
    other = open_store(f"sqlite:///{tmp_path / 'kpi.db'}", lambda: NOW)
    file_store._writer._cursor.execute("PRAGMA busy_timeout = 0")

    def meanwhile(_: Tx) -> None:
        with pytest.raises(Exception, match="locked"):
            file_store.write(lambda tx: tx.people.put(OURS, person()))

    other.write(meanwhile)
    file_store.write(lambda tx: tx.people.put(OURS, person()))
    assert file_store.read(lambda tx: tx.people.get(OURS, "U-ANN")) == person()
    other.close()
    file_store.close()
