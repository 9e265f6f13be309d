"""A store is closed under nobody's hands."""

from pathlib import Path
from shutil import copyfile
from threading import Event, Thread

import pytest

from storage.errors import StoreClosed
from storage.store import Store, open_store
from storage.tx import Tx
from tests.storage.made import Clock


def test_closing_waits_for_the_calls_in_progress(file_store: Store) -> None:
    inside, let_go, closed = Event(), Event(), Event()
    seen: list[int] = []

    def work(tx: Tx) -> None:
        inside.set()
        let_go.wait(10)
        seen.append(len(tx.workspaces.all()))

    def close() -> None:
        file_store.close()
        closed.set()

    reader = Thread(target=lambda: file_store.read(work))
    reader.start()
    assert inside.wait(10)
    closer = Thread(target=close)
    closer.start()
    assert not closed.wait(0.05)
    let_go.set()
    reader.join(10)
    closer.join(10)
    assert (seen, closed.is_set()) == ([0], True)


def test_a_closed_store_says_so(file_store: Store) -> None:
    file_store.close()
    with pytest.raises(StoreClosed):
        file_store.read(lambda tx: tx.workspaces.all())
    with pytest.raises(StoreClosed):
        file_store.write(lambda tx: tx.workspaces.all())


@pytest.fixture
def file_store(upgraded_file: Path, tmp_path: Path, clock: Clock) -> Store:
    """A store of its own, which the test closes."""
    copyfile(upgraded_file, tmp_path / "kpi.db")
    return open_store(f"sqlite:///{tmp_path / 'kpi.db'}", clock)
