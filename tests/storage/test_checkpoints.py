"""The write-ahead log is emptied beside the commits, and begins anew."""

import struct
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from shutil import copyfile

import pytest

from storage.checkpoints import Checkpointer
from storage.engines import parse, sqlite_engine
from storage.store import open_store
from storage.tx import Tx
from tests.storage.made import Clock


def test_a_checkpoint_follows_every_so_many_commits(tmp_path: Path) -> None:
    file = tmp_path / "kpi.db"
    engine = sqlite_engine(parse(f"sqlite:///{file}"), "journal_mode = WAL")
    checkpointer = Checkpointer(engine, every=3)
    writer = engine.raw_connection().cursor()
    writer.execute("CREATE TABLE made (one INTEGER)")
    before = file.read_bytes()
    checkpointer.committed(writer)
    checkpointer.committed(writer)
    time.sleep(0.05)
    assert file.read_bytes() == before
    checkpointer.committed(writer)
    assert _soon(lambda: file.read_bytes() != before)
    checkpointer.close()


def test_a_checkpoint_that_fails_fails_no_commit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    engine = sqlite_engine(parse(f"sqlite:///{tmp_path / 'kpi.db'}"), "journal_mode = WAL")
    checkpointer = Checkpointer(engine, every=1)
    closed = engine.raw_connection().cursor()
    closed.close()

    def failed() -> bool:
        checkpointer.committed(closed)
        return "checkpoint failed" in caplog.text

    assert _soon(failed)
    checkpointer.close()


def test_the_log_begins_anew_while_one_commit_follows_another(
    upgraded_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "kpi.db"
    copyfile(upgraded_file, file)
    store = open_store(f"sqlite:///{file}", Clock())
    log = file.with_name("kpi.db-wal")
    teams = (f"T{number}" for number in range(5000))
    store.write(partial(_add, team=next(teams)))
    first = _generation(log)
    assert any(_generation_after(store.write, team, log) != first for team in teams)
    store.close()


def test_commits_reach_the_database_file(upgraded_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "kpi.db"
    copyfile(upgraded_file, file)
    clock = Clock()
    store = open_store(f"sqlite:///{file}", clock)
    for number in range(600):
        store.write(partial(_add, team=f"T{number}"))
    store.close()
    assert not file.with_name("kpi.db-wal").exists()
    again = open_store(f"sqlite:///{file}", clock)
    assert len(again.read(lambda tx: tx.workspaces.all())) == 600
    again.close()


def _add(tx: Tx, *, team: str) -> None:
    tx.workspaces.ensure(team, "", tx.now)


def _generation_after(write: Callable[[Callable[[Tx], None]], None], team: str, log: Path) -> int:
    write(partial(_add, team=team))
    return _generation(log)


def _generation(log: Path) -> int:
    """How often the log began anew, which its header counts."""
    with log.open("rb") as file:
        (sequence,) = struct.unpack(">12xI", file.read(16))
    return int(sequence)


def _soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True
