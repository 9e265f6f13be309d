"""Engines for the two databases, with the connection settings each needs to be safe."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import msgspec
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
    "address_for_tools",
    "check_library",
    "driver",
    "file_of",
    "is_server",
    "noticing_options",
    "parse",
    "postgresql_engine",
    "shown",
    "sqlite_engine",
]

_SAFE_SINCE = (3, 51, 3)
_ALSO_SAFE = {(3, 50): 7, (3, 44): 6}
"""Older series that were given the same fix, from this patch on."""
_POOL = {"pool_size": 10, "max_overflow": 20}
"""Connections kept open, and more for a busy moment: beyond the threads that ask for one."""
_NOTICED_AFTER = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "tcp_user_timeout": "20000",
}
"""libpq's options by which a server that is gone is noticed: in s; the last one in ms."""
_SECRET_OPTIONS = frozenset({"password", "sslpassword"})
"""Where PostgreSQL's addresses hold a secret outside their usual place."""


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


def is_server(url: str) -> bool:
    """Whether several machines can share the database. Raises BadDatabaseUrl."""
    return parse(url).get_backend_name() == "postgresql"


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
    pool: dict[str, Any] = {"poolclass": StaticPool}
    if file_of(url) is not None:
        pool = {"poolclass": QueuePool, **_POOL}
    engine = sa.create_engine(
        url,
        module=driver,
        connect_args={"check_same_thread": False, "isolation_level": None},
        json_serializer=_as_json,
        json_deserializer=msgspec.json.Decoder().decode,
        **pool,
    )

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    return engine


def _as_json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def shown(url: URL) -> str:
    """The address as it may be printed: stars for its password, wherever it holds one."""
    return url.set(query=_open_options(url)).render_as_string(hide_password=True)


def address_for_tools(url: URL) -> str:
    """A server's address as PostgreSQL's own programs take it, without its password."""
    place = (url.host, url.port, url.database)
    bare = URL.create("postgresql", url.username, None, *place, _open_options(url))
    return bare.render_as_string()


def _open_options(url: URL) -> dict[str, str | tuple[str, ...]]:
    return {name: value for name, value in url.query.items() if name not in _SECRET_OPTIONS}


def noticing_options(url: URL) -> dict[str, str]:
    """Connection options by which a silent server is given up soon, but those the address sets.

    Without them an attempt to connect waits for two minutes, and a statement for a quarter of an
    hour, when the server's machine is gone. How long a statement may take is not limited.
    """
    return {name: value for name, value in _NOTICED_AFTER.items() if name not in url.query}


def postgresql_engine(url: URL) -> Engine:
    """An engine for a PostgreSQL server; a lost connection is noticed before it is used."""
    return sa.create_engine(
        url,
        pool_pre_ping=True,
        connect_args=noticing_options(url),
        **_POOL,
    )
