import warnings
from pathlib import Path

import pytest

from storage.engines import OldSqlite, check_library, file_of, parse, sqlite_engine
from storage.errors import BadDatabaseUrl


@pytest.mark.parametrize(
    "version", [(3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 0), (3, 51, 2), (3, 49, 9)]
)
def test_an_sqlite_that_can_lose_commits_is_warned_of(version: tuple[int, int, int]) -> None:
    with pytest.warns(OldSqlite, match=".".join(map(str, version))):
        check_library(version)


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0), (4, 0, 0)])
def test_a_repaired_sqlite_is_used_without_a_word(version: tuple[int, int, int]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check_library(version)


def test_the_sqlite_of_the_pinned_wheel_is_a_repaired_one() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sqlite_engine(parse("sqlite://")).dispose()


@pytest.mark.parametrize(
    ("url", "driver_name", "database"),
    [
        ("sqlite:///kpi.db", "sqlite", "kpi.db"),
        ("sqlite:////var/lib/kpi.db", "sqlite", "/var/lib/kpi.db"),
        ("sqlite://", "sqlite", None),
        ("postgres://u:p@host/kpi", "postgresql+psycopg", "kpi"),
        ("postgresql://u:p@host/kpi", "postgresql+psycopg", "kpi"),
        ("postgresql+psycopg://u:p@host/kpi", "postgresql+psycopg", "kpi"),
    ],
)
def test_a_database_address_is_understood(url: str, driver_name: str, database: str | None) -> None:
    parsed = parse(url)
    assert (parsed.drivername, parsed.database) == (driver_name, database)


@pytest.mark.parametrize("url", ["", "kpi.db", "mysql://host/kpi", "postgresql+asyncpg://host/kpi"])
def test_another_address_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(BadDatabaseUrl, match="DATABASE_URL") as refused:
        parse(url)
    assert refused.value.field == "DATABASE_URL"


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///kpi.db", Path("kpi.db")),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("postgresql://host/kpi", None),
    ],
)
def test_the_file_of_a_database_is_known(url: str, file: Path | None) -> None:
    assert file_of(parse(url)) == file
