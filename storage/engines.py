"""Engines for the two databases, with the connection settings each needs to be safe."""

from __future__ import annotations

import warnings
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool, StaticPool

from storage.errors import BadDatabaseUrl

try:  # The wheel's library is newer than most systems'; it is not made for every platform.
    from pysqlite3 import dbapi2 as driver
except ImportError:
    import sqlite3 as driver

__all__ = [
    "OldSqlite",
    "check_library",
    "copy_file",
    "driver",
    "file_of",
    "parse",
    "postgresql_engine",
    "sqlite_engine",
]

_SAFE_SINCE = (3, 51, 3)
_ALSO_SAFE = {(3, 50): 7, (3, 44): 6}
"""Older series that were given the same fix, from this patch on."""


class OldSqlite(UserWarning):
    """The SQLite library may lose commits when two connections write."""


def parse(url: str) -> URL:
    """A database address as SQLAlchemy's. Raises BadDatabaseUrl."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise BadDatabaseUrl("is not a database address") from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise BadDatabaseUrl(f"names {parsed.drivername!r}, a database this program does not speak")
    return parsed


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None for one in memory and for a server."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def check_library(version: tuple[int, int, int]) -> None:
    """Warn (OldSqlite) unless this SQLite keeps every commit in WAL mode with two connections."""
    fixed = _ALSO_SAFE.get(version[:2])
    if version >= _SAFE_SINCE or (fixed is not None and version[2] >= fixed):
        return
    warnings.warn(
        f"SQLite {'.'.join(map(str, version))} can lose commits when two connections write; "
        f"use {'.'.join(map(str, _SAFE_SINCE))} or newer.",
        OldSqlite,
        stacklevel=2,
    )


def sqlite_engine(url: URL, *settings: str) -> Engine:
    """An engine whose connections run `settings` first and leave transactions to their user.

    A database in memory has one connection only, which everybody shares.
    """
    check_library(driver.sqlite_version_info)
    engine = sa.create_engine(
        url,
        module=driver,
        poolclass=StaticPool if file_of(url) is None else QueuePool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


def copy_file(file: Path, copy: Path) -> None:
    """Copy an SQLite file while others may use it."""
    with closing(driver.connect(file)) as source, closing(driver.connect(copy)) as target:
        source.backup(target)


def postgresql_engine(url: URL) -> Engine:
    """An engine for a PostgreSQL server; a lost connection is noticed before it is used."""
    return sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
