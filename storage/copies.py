"""Whole copies of SQLite files, made while others use them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

from storage.engines import driver
from storage.errors import BrokenFile

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many pages are copied, and how many there are."""

_STEP = 4096
"""Pages copied between two reports of progress: 16 MB."""
_BUSY_SECONDS = 10


def copy_file(file: Path, copy: Path, progress: Progress | None = None) -> Mapping[str, int]:
    """Copy an SQLite file, as it is at one instant, into a single file with its access rights.

    `copy` appears, or is replaced, only once it is checked and durable.

    Returns:
        How many rows each table has.

    Raises:
        BrokenFile: the original is damaged, or the copy is not the same; there is no copy then.
        OSError: the copy cannot be written.
    """
    with _in_its_place(copy) as part:
        rows = _copied(file, part, progress)
        check_pages(part)
        if count_rows(part) != rows:
            raise BrokenFile(copy, "it does not hold the rows of the original")
        part.chmod(file.stat().st_mode & 0o777)
    return rows


def check_pages(file: Path) -> None:
    """Raise BrokenFile unless SQLite finds the whole file in order."""
    with opened(file) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if found != "ok":
        raise BrokenFile(file, f"SQLite finds it damaged ({found})")


def count_rows(file: Path) -> Mapping[str, int]:
    """How many rows each table has. Raises BrokenFile."""
    with opened(file) as connection:
        return _counted(connection)


@contextmanager
def opened(file: Path) -> Iterator[driver.Connection]:
    """A connection to a file. Raises BrokenFile where SQLite cannot make anything of it."""
    try:
        connection = driver.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
        with closing(connection):
            yield connection
    except driver.OperationalError:
        raise  # busy, full, unreadable: not the file's fault
    except driver.DatabaseError as error:
        raise BrokenFile(file, f"SQLite cannot read it ({error})") from error


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copied(file: Path, part: Path, progress: Progress | None) -> Mapping[str, int]:
    with opened(file) as source, opened(part) as target:
        # One view for all steps: without it every write of others would begin the copy again.
        source.execute("BEGIN")
        rows = _counted(source)
        source.backup(target, pages=_STEP, progress=_told(progress))
        # In one file, which can be read from a place that cannot be written to.
        target.execute("PRAGMA journal_mode = DELETE")
        return rows


def _counted(connection: driver.Connection) -> Mapping[str, int]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in tables
    }


def _told(progress: Progress | None) -> Callable[[int, int, int], None] | None:
    """What SQLite calls after each step."""
    if progress is None:
        return None
    return lambda _status, left, total: progress(total - left, total)


@contextmanager
def _in_its_place(copy: Path) -> Iterator[Path]:
    """A file beside `copy` that takes its place at the end, or is gone after an error."""
    part = copy.with_name(f"{copy.name}.{uuid4().hex}.part")
    # Before there is anything in it: nobody reads a half-made copy who may not read the original.
    part.touch(mode=0o600)
    try:
        yield part
        part.replace(copy)
        sync_folder(copy.absolute().parent)
    finally:
        part.unlink(missing_ok=True)
