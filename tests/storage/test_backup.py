"""Backing up a database in use, and restoring one."""

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from stat import S_IMODE

import pytest

from storage import migrations
from storage.backup import back_up, restore
from storage.copies import count_rows
from storage.engines import driver as sqlite3
from storage.errors import (
    BrokenFile,
    BrokenReferences,
    DatabaseInUse,
    NewerDatabase,
    NoFile,
    StorageError,
)
from storage.store import Store, open_store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, Clock, append, key, new, person, together, until

WRITER = """
import sys, time
from datetime import UTC, datetime
from storage.store import open_store
store = open_store(f"sqlite:///{sys.argv[1]}", lambda: datetime.now(UTC))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def file(upgraded_file: Path, tmp_path: Path) -> Path:
    """A database with a workspace in it."""
    path = tmp_path / "kpi.db"
    path.write_bytes(upgraded_file.read_bytes())
    change(path, lambda tx: tx.workspaces.ensure(OURS, "Ours", NOW))
    return path


@pytest.fixture
def backup(file: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "kpi.backup"
    back_up(file, copy)
    return copy


def opened(file: Path) -> Store:
    return open_store(f"sqlite:///{file}", Clock())


def change(file: Path, work: Callable[[Tx], object]) -> None:
    store = opened(file)
    store.write(work)
    store.close()


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def names(file: Path) -> set[str]:
    return {one.name for one in file.parent.iterdir()}


def people(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM person ORDER BY name")]


def broken_page(file: Path) -> None:
    """Overwrite a page in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    file.write_bytes(content)


def test_a_backup_holds_what_was_committed_whoever_has_it_open(file: Path, tmp_path: Path) -> None:
    store = opened(file)
    stored = append(store, new())
    copy = tmp_path / "kpi.backup"
    made = back_up(file, copy)
    store.close()
    again = opened(copy)
    assert again.read(lambda tx: tx.observations.latest(OURS, key())) == stored
    again.close()
    assert made.version == migrations.head()
    assert made.rows == sum(count_rows(copy).values())
    assert made.size == copy.stat().st_size


def test_a_backup_is_one_consistent_view_while_the_bot_writes(file: Path, tmp_path: Path) -> None:
    """A person and their manager's role are written together, so no copy has one alone."""
    store = opened(file)
    stop: list[bool] = []
    written: list[int] = []

    def write() -> None:
        while not stop:
            store.write(lambda tx: _pair(tx, f"U{len(written)}"))
            written.append(len(written))

    def copies() -> list[tuple[int, int]]:
        until(lambda: len(written) > 20)
        made = []
        for number in range(5):
            copy = tmp_path / f"{number}.backup"
            back_up(file, copy)
            rows = count_rows(copy)
            made.append((rows["person"], rows["manager"]))
        stop.append(True)
        return made

    _, made = together(write, copies)
    store.close()
    assert all(one == other for one, other in made)
    assert [one for one, _ in made] == sorted(one for one, _ in made)
    assert made[0][0] > 20


def _pair(tx: Tx, user: str) -> None:
    tx.people.put(OURS, person(user))
    tx.people.make_manager(OURS, user)


def test_progress_is_reported_up_to_the_end(file: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    back_up(file, tmp_path / "copy", lambda done, total: told.append((done, total)))
    assert told
    assert told[-1][0] == told[-1][1] > 0


def test_a_backup_is_as_private_as_the_database_and_nothing_else_is_left(
    file: Path, tmp_path: Path
) -> None:
    file.chmod(0o640)
    before = names(file)
    back_up(file, tmp_path / "kpi.backup")
    assert names(file) == before | {"kpi.backup"}
    assert S_IMODE((tmp_path / "kpi.backup").stat().st_mode) == 0o640


def test_a_backup_can_be_read_where_nothing_can_be_written(backup: Path) -> None:
    with closing(sqlite3.connect(f"file:{backup}?immutable=1", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("SELECT team FROM workspace").fetchall() == [(OURS,)]


def _damaged(file: Path) -> None:
    broken_page(file)


def _no_database(file: Path) -> None:
    file.write_bytes(b"not a database at all, " * 500)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _somebody_elses(file: Path) -> None:
    file.unlink()
    execute(file, "CREATE TABLE t (x)")


def _newer(file: Path) -> None:
    execute(file, "UPDATE alembic_version SET version_num = '9999'")


def _unreferenced(file: Path) -> None:
    execute(file, "PRAGMA foreign_keys = OFF", "INSERT INTO manager VALUES ('T-GONE', 'U1')")


def _gone(file: Path) -> None:
    file.unlink()


UNFIT: list[tuple[Callable[[Path], None], type[StorageError], str]] = [
    (_damaged, BrokenFile, "damaged|cannot read"),
    (_no_database, BrokenFile, "cannot read"),
    (_empty, BrokenFile, "no database of KPI Bot"),
    (_somebody_elses, BrokenFile, "no database of KPI Bot"),
    (_newer, NewerDatabase, "9999"),
    (_unreferenced, BrokenReferences, "manager"),
    (_gone, NoFile, "is not there"),
]


@pytest.mark.parametrize(("spoil", "error", "says"), UNFIT, ids=[one[0].__name__ for one in UNFIT])
def test_what_is_unfit_is_not_backed_up_and_an_earlier_backup_stays(
    spoil: Callable[[Path], None], error: type[StorageError], says: str, file: Path, backup: Path
) -> None:
    earlier = backup.read_bytes()
    spoil(file)
    before = names(file)
    with pytest.raises(error, match=says):
        back_up(file, backup)
    assert backup.read_bytes() == earlier
    assert names(backup) == before


@pytest.mark.parametrize(("spoil", "error", "says"), UNFIT, ids=[one[0].__name__ for one in UNFIT])
def test_an_unfit_backup_is_refused_and_the_database_stays(
    spoil: Callable[[Path], None], error: type[StorageError], says: str, file: Path, backup: Path
) -> None:
    spoil(backup)
    now, before = file.read_bytes(), names(file)
    with pytest.raises(error, match=says):
        restore(file, backup, NOW)
    assert file.read_bytes() == now
    assert names(file) == before


def test_a_restored_database_is_the_backup_and_the_replaced_one_stays(
    file: Path, backup: Path
) -> None:
    change(file, lambda tx: tx.people.put(OURS, person()))
    file.chmod(0o600)
    made = restore(file, backup, NOW)
    assert people(file) == []
    assert made.kept == file.with_name("kpi.db.20261116T090000Z.replaced")
    assert people(made.kept) == ["Ann"]
    assert S_IMODE(file.stat().st_mode) == 0o600
    assert names(file) == {"kpi.db", "kpi.backup", made.kept.name}
    change(file, lambda tx: tx.people.put(OURS, person()))


def test_what_the_log_of_a_killed_program_holds_stays_in_the_replaced_database(
    file: Path, backup: Path
) -> None:
    kill_after_writing = (
        "import os, sys; from storage.engines import driver as d; c = d.connect(sys.argv[1]);"
        "c.execute('PRAGMA journal_mode = WAL');"
        f"c.execute(\"INSERT INTO manager VALUES ('{OURS}', 'U-LATE')\");"
        "c.commit(); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", kill_after_writing, str(file)], check=False)
    assert (file.parent / "kpi.db-wal").stat().st_size > 0
    kept = restore(file, backup, NOW).kept
    assert kept is not None
    assert count_rows(kept)["manager"] == 1
    assert count_rows(file)["manager"] == 0
    assert not (file.parent / "kpi.db-wal").exists()


def test_a_backup_is_restored_where_there_was_no_database(backup: Path, tmp_path: Path) -> None:
    made = restore(tmp_path / "new.db", backup, NOW)
    assert made.kept is None
    assert count_rows(tmp_path / "new.db") == count_rows(backup)


@pytest.mark.parametrize("spoil", [_damaged, _no_database])
def test_a_damaged_database_is_replaced_and_kept_with_its_log(
    spoil: Callable[[Path], None], file: Path, backup: Path
) -> None:
    spoil(file)
    damaged = file.read_bytes()
    Path(f"{file}-wal").write_bytes(b"whatever it was")
    kept = restore(file, backup, NOW).kept
    assert kept is not None
    assert kept.read_bytes()[8192:] == damaged[8192:]
    assert not Path(f"{file}-wal").exists()
    assert count_rows(file) == count_rows(backup)


def test_a_database_that_a_running_program_has_open_is_not_replaced(
    file: Path, backup: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
        with pytest.raises(DatabaseInUse, match="stop the program"):
            restore(file, backup, NOW)
        program.communicate()
    assert restore(file, backup, NOW).kept is not None


def test_two_restores_in_one_second_lose_nothing(file: Path, backup: Path) -> None:
    kept = restore(file, backup, NOW).kept
    assert kept is not None
    before = kept.read_bytes()
    with pytest.raises(FileExistsError):
        restore(file, backup, NOW)
    assert kept.read_bytes() == before
    assert count_rows(file) == count_rows(backup)


@pytest.mark.parametrize("same", [lambda file: file, lambda file: file.with_name("link")])
def test_a_database_is_no_backup_of_itself(same: Callable[[Path], Path], file: Path) -> None:
    other = same(file)
    if other != file:
        other.hardlink_to(file)
    for work in (back_up, lambda one, two: restore(one, two, NOW)):
        with pytest.raises(NoFile, match="the database itself"):
            work(file, other)


def test_a_folder_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(NoFile, match="folder that is not there"):
        back_up(file, file.parent / "nowhere" / "copy")
