"""Bringing a database to the version the program needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine

from storage.copies import copy_file
from storage.engines import file_of, parse, postgresql_engine, shown, sqlite_engine
from storage.errors import BadDatabaseUrl, BrokenReferences, NewerDatabase, Unreachable
from storage.migrations import snapshot

NEWEST = "0009"
"""The newest revision in `versions/`; a test holds the two together."""
_HERE = Path(__file__).parent
# The journal mode is the store's to set: changing it does not wait for other programs that upgrade.
_SETTINGS = ("busy_timeout = 10000", "synchronous = FULL")
_WITHOUT_CASCADES = "foreign_keys = OFF"
"""Rebuilding a table deletes the rows that refer to it where foreign keys are on."""
_LOCK = 0x6B70692D626F74
"""Key of the PostgreSQL lock that one migrating program holds: "kpi-bot" in ASCII."""


def upgrade(url: str) -> Path | None:
    """Bring the database to the newest version, in one transaction.

    Before an SQLite file with data is changed it is copied beside itself; the copy's path is
    returned. Raises BadDatabaseUrl, NewerDatabase and BrokenReferences; then nothing changed.
    """
    with _engine(parse(url)) as engine, _connect(engine) as connection, _alone(connection):
        if _version(connection) == NEWEST:
            return None
        file = file_of(engine.url)
        if file is not None and not sa.inspect(connection).get_table_names():
            snapshot.make(connection)
            return None
        revision = _current(connection)
        backup = None if file is None else _back_up(file, revision or "unversioned")
        build(connection)
        return backup


def upgrade_copy(file: Path) -> None:
    """Bring an SQLite file that nobody else uses to the newest version; no copy is made of it.

    Raises as `upgrade` does; then nothing changed.
    """
    with (
        _engine(_address(file)) as engine,
        _connect(engine) as connection,
        _alone(connection),
    ):
        _current(connection)
        build(connection)


def current(url: str) -> str | None:
    """The version the database is at; None for an empty one. Raises as `upgrade` does."""
    return _version_at(parse(url))


def current_of(file: Path) -> str | None:
    """The same of an SQLite file."""
    return _version_at(_address(file))


def head() -> str:
    """The version the program needs."""
    return NEWEST


def build(connection: Connection) -> None:
    """Bring the database behind a connection to the newest version, in the open transaction."""
    from alembic import command  # noqa: PLC0415 -- see _current
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_HERE))
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise BrokenReferences(tuple(sorted({row[0] for row in broken})))


def fill(connection: Connection) -> None:
    """Give an empty SQLite database in memory every table, as `build` does.

    They are made once in a process and copied from then on, which is much quicker.
    """
    with closing(_made().raw_connection()) as built:
        source: Any = built.driver_connection
        source.backup(connection.connection.driver_connection)


@cache
def _made() -> Engine:
    """An SQLite database in memory of the newest version, to copy."""
    engine = sqlite_engine(parse("sqlite://"))
    with engine.connect() as connection:
        snapshot.make(connection)
    return engine


def _version(connection: Connection) -> str | None:
    """The version written in the database; None where there is none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def _current(connection: Connection) -> str | None:
    # Alembic takes a quarter of a second to import, and most starts have nothing to upgrade.
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    revision = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory(str(_HERE)).walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabase(revision)
    return revision


def _version_at(address: URL) -> str | None:
    with _engine(address) as engine, _connect(engine) as connection:
        return _current(connection)


def _address(file: Path) -> URL:
    return URL.create("sqlite", database=str(file))


@contextmanager
def _engine(parsed: URL) -> Iterator[Engine]:
    if parsed.get_backend_name() == "postgresql":
        engine = postgresql_engine(parsed)
    else:
        file = file_of(parsed)
        if file is not None and not file.absolute().parent.is_dir():
            raise BadDatabaseUrl(f"names a file in {file.absolute().parent}, which is no folder")
        engine = sqlite_engine(parsed, *_SETTINGS, _WITHOUT_CASCADES)
    try:
        yield engine
    finally:
        engine.dispose()


def _connect(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except sa.exc.OperationalError as error:
        raise Unreachable(shown(engine.url), type(error).__name__) from None


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """One transaction that no other migration runs beside."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    yield
    connection.commit()


def _back_up(file: Path, revision: str) -> Path:
    """A copy of a database file beside it, named after its version: `kpi.db.0001.backup`."""
    copy = file.with_name(f"{file.name}.{revision}.backup")
    copy_file(file, copy)
    return copy
