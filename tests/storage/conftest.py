from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy.engine import Connection

from storage import migrations
from storage.engines import parse, postgresql_engine, sqlite_engine
from storage.store import Store, open_store
from storage.tables import Base
from storage.tx import Tx
from tests.postgresql import create, execute
from tests.storage.made import OURS, THEIRS, Clock


@pytest.fixture(scope="session")
def upgraded_database(server: str) -> str:
    """Address of the one PostgreSQL database of the newest version."""
    address = create(server)
    migrations.upgrade(address)
    return address


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a new database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return create(request.getfixturevalue("server"))


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
    execute(address, "SET session_replication_role = replica", *empty)


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
