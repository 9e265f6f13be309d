from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from storage import migrations
from storage.store import Store, open_store
from storage.tables import Base
from tests.postgresql import create, execute


@pytest.fixture(scope="session")
def empty_database(server: str) -> str:
    """Address of the one PostgreSQL database of the newest version."""
    address = create(server)
    migrations.upgrade(address)
    return address


@pytest.fixture
def database(empty_database: str) -> Iterator[str]:
    """The same, its tables empty."""
    yield empty_database
    tables = [*Base.metadata.tables, "procrastinate_jobs", "procrastinate_workers"]
    empty = [f'DELETE FROM "{table}"' for table in tables]
    execute(empty_database, "SET session_replication_role = replica", *empty)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    opened = open_store(database, lambda: datetime.now(UTC))
    yield opened
    opened.close()
