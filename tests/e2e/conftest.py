"""A running bot for each test; one shared by those that change nothing or keep to themselves."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from storage import migrations
from tests.e2e.bench import Bench, Clock
from tests.e2e.running import over_http, over_socket

_numbers = count(1)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of the newest version, to copy."""
    path = tmp_path_factory.mktemp("e2e") / "empty.db"
    migrations.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Path:
    """A test's own empty database."""
    return Path(shutil.copy(migrated, tmp_path / "kpi-bot.db"))


@pytest.fixture
def bench(database: Path) -> Iterator[Bench]:
    """A bot of the test's own, over HTTP."""
    with over_http(database, Clock()) as running:
        yield running
        running.check_manners()


@pytest.fixture
def socket_bench(database: Path) -> Iterator[Bench]:
    """A bot of the test's own, over Socket Mode."""
    with over_socket(database, Clock()) as running:
        yield running
        running.check_manners()


@pytest.fixture
def pair(migrated: Path, tmp_path: Path) -> Iterator[tuple[Bench, Bench]]:
    """Two bots apart from each other, to compare what becomes of them."""
    one, other = (shutil.copy(migrated, tmp_path / f"{name}.db") for name in ("one", "other"))
    with over_http(Path(one), Clock()) as first, over_http(Path(other), Clock()) as second:
        yield first, second
        first.check_manners()
        second.check_manners()


@pytest.fixture(scope="module")
def running(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    database = shutil.copy(migrated, tmp_path_factory.mktemp("shared") / "kpi-bot.db")
    with over_http(Path(database), Clock()) as shared:
        yield shared


@pytest.fixture
def shared(running: Bench) -> Iterator[Bench]:
    """One bot for all tests of a module."""
    yield running
    running.check_manners()


@pytest.fixture
def segment(running: Bench) -> str:
    """A segment no other test uses, as one types it: known already, so nobody is asked back."""
    name = f"test:{next(_numbers)}"
    running.knows_segment(name)
    return f"segment={name}"
