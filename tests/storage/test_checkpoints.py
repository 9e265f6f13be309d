"""The write-ahead log is emptied beside the commits."""

from functools import partial
from pathlib import Path
from shutil import copyfile
from threading import Event

from sqlalchemy import event

from storage.checkpoints import Checkpointer
from storage.engines import parse, sqlite_engine
from storage.store import open_store
from storage.tx import Tx
from tests.storage.made import Clock


def test_a_checkpoint_follows_every_so_many_commits(tmp_path: Path) -> None:
    engine = sqlite_engine(parse(f"sqlite:///{tmp_path / 'kpi.db'}"), "journal_mode = WAL")
    asked = Event()
    event.listen(engine, "before_cursor_execute", lambda *_: asked.set())
    checkpointer = Checkpointer(engine, every=3)
    checkpointer.committed()
    checkpointer.committed()
    assert not asked.wait(0.05)
    checkpointer.committed()
    assert asked.wait(10)
    checkpointer.close()


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
