"""Backing a database file up while it is used, and putting a backup in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from storage import migrations
from storage.copies import Progress, copy_file, opened, sync_folder
from storage.engines import driver
from storage.errors import BrokenFile, BrokenReferences, DatabaseInUse, NoFile

_BESIDE = ("-wal", "-shm", "-journal")
"""Files that SQLite keeps beside a database in use; they belong to no other one."""


class Copied(Struct, frozen=True, kw_only=True):
    """A backup that was made, or put in place."""

    version: str
    """The version of the database, as it was."""
    rows: int
    """In all tables together."""
    size: int
    """In bytes."""
    kept: Path | None = None
    """Where the database lies that was replaced."""


def back_up(file: Path, copy: Path, progress: Progress | None = None) -> Copied:
    """Copy a database file, checked, while programs go on writing to it.

    A file at `copy` is replaced, once the new one is whole.

    Raises:
        NoFile: there is no database, or `copy` is the database itself.
        BrokenFile: the file is damaged or no database of this program.
        BrokenReferences: some rows point at rows that are not there.
        NewerDatabase: it belongs to a newer program.
        OSError: the copy cannot be written.
    """
    _require_other(file, copy)
    version = _version(file)
    _check_references(file)
    rows = copy_file(file, copy, progress)
    return _copied(version, rows, copy)


def restore(file: Path, copy: Path, at: datetime, progress: Progress | None = None) -> Copied:
    """Put a backup in the place of a database file, upgraded to the newest version.

    The database that was there stays beside it, under a name that tells the time `at`. At every
    moment there is a whole database in the place, the old one or the new one.

    Raises:
        DatabaseInUse: a program has the database open.
        NoFile: there is no backup, or it is the database itself.
        BrokenFile: the backup is damaged or no database of this program.
        BrokenReferences: some of its rows point at rows that are not there.
        NewerDatabase: it belongs to a newer program.
        OSError: a file cannot be written.
    """
    _require_other(copy, file)
    version = _version(copy)
    _check_references(copy)
    new = file.with_name(f"{file.name}.new")
    try:
        rows = copy_file(copy, new, progress)
        migrations.upgrade_copy(new)
        _belong_alike(file, new)
        kept = _swap(file, new, at)
    finally:
        new.unlink(missing_ok=True)
    return _copied(version, rows, file, kept)


def _require_other(file: Path, other: Path) -> None:
    if not file.is_file():
        raise NoFile(file, "is not there")
    if not other.absolute().parent.is_dir():
        raise NoFile(other, "lies in a folder that is not there")
    if other.exists() and other.samefile(file):
        raise NoFile(other, "is the database itself")


def _version(file: Path) -> str:
    """The version of a database of ours."""
    with opened(file) as connection:
        known = "SELECT count(*) FROM sqlite_master WHERE name IN ('alembic_version', 'workspace')"
        ours = connection.execute(known).fetchone() == (2,)
    version = migrations.current_of(file) if ours else None
    if version is None:
        raise BrokenFile(file, "it is no database of KPI Bot")
    return version


def _check_references(file: Path) -> None:
    with opened(file) as connection:
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise BrokenReferences(tuple(sorted({table for table, *_ in broken})))


def _copied(version: str, rows: Mapping[str, int], file: Path, kept: Path | None = None) -> Copied:
    total = sum(rows.values())
    return Copied(version=version, rows=total, size=file.stat().st_size, kept=kept)


def _belong_alike(file: Path, new: Path) -> None:
    """Give a file the owner and the rights of the one whose place it takes."""
    if file.exists():
        now = file.stat()
        os.chown(new, now.st_uid, now.st_gid)
        new.chmod(now.st_mode & 0o777)


@contextmanager
def _nobody_else(file: Path) -> Iterator[tuple[str, ...]]:
    """Keep everybody out of a database; yield the endings of files that have to go along with it.

    Raises:
        DatabaseInUse: a program has it open.
    """
    with closing(driver.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            # Writes the log into the file, and is refused while anybody else has it open.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            alone = connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        except driver.OperationalError as error:
            raise DatabaseInUse(file) from error
        except driver.DatabaseError:
            # Too damaged to be locked, and so to be used by anybody. Its log may still save it.
            yield _BESIDE
            return
        if not alone:
            raise DatabaseInUse(file)
        yield ()


def _swap(file: Path, new: Path, at: datetime) -> Path | None:
    """Put `new` in the place of `file`; return under which name the old one is kept."""
    if not file.exists():
        new.rename(file)
        sync_folder(file.absolute().parent)
        return None
    kept = file.with_name(f"{file.name}.{at:%Y%m%dT%H%M%SZ}.replaced")
    with _nobody_else(file) as endings:
        kept.hardlink_to(file)
        for one in (Path(f"{file}{ending}") for ending in endings):
            if one.exists():
                one.rename(f"{kept}{one.name.removeprefix(file.name)}")
        new.replace(file)
        sync_folder(file.absolute().parent)
    return kept
