"""A database of any earlier version keeps every row and every guard when it is upgraded.

`lived/` holds what each version's tables are filled with, as SQL that both databases take. A new
revision is covered once it is in the chain; the rows of its new tables go into a file of its name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage import migrations
from storage.backup import restore
from storage.engines import parse, postgresql_engine, sqlite_engine
from storage.store import open_store
from storage.tables import APPEND_ONLY
from tests.postgresql import create
from tests.storage.made import NOW, Clock

LIVED = Path(__file__).parent / "lived"
SCRIPTS = str(Path(migrations.__file__).parent)
REVISIONS = [one.revision for one in ScriptDirectory(SCRIPTS).walk_revisions()][::-1]
ENGINE = "procrastinate_"
"""Tables of the job engine: their content is of the moment."""

Rows = dict[str, list[dict[str, Any]]]


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    parsed = parse(url)
    make = postgresql_engine if parsed.get_backend_name() == "postgresql" else sqlite_engine
    engine = make(parsed)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def lived(url: str, keep: Callable[[str], None]) -> None:
    """Make a database that was upgraded and written to version by version; keep each of them."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    for revision in REVISIONS:
        with connected(url) as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            fill(connection, LIVED / f"{revision}.sql")
            connection.commit()
        keep(revision)


@pytest.fixture(scope="module")
def lived_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an SQLite file of each version."""
    folder = tmp_path_factory.mktemp("lived")
    file = folder / "kpi.db"

    def keep(revision: str) -> None:
        copyfile(file, folder / revision)

    lived(f"sqlite:///{file}", keep)
    return folder


@pytest.fixture(scope="module")
def lived_databases(server: str) -> Callable[[str], str]:
    """The address of a new PostgreSQL database of a version."""
    url = create(server)
    kept: dict[str, str] = {}
    lived(url, lambda revision: kept.update({revision: create(server, like=url)}))
    return lambda revision: create(server, like=kept[revision])


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The address of a new database of a version, with a row in every table."""

    def file(revision: str) -> str:
        folder = request.getfixturevalue("lived_files")
        return f"sqlite:///{copyfile(folder / revision, tmp_path / 'kpi.db')}"

    if request.param == "sqlite":
        return file
    made: Callable[[str], str] = request.getfixturevalue("lived_databases")
    return made


def fill(connection: Connection, file: Path) -> None:
    if not file.exists():
        return
    cursor = connection.connection.cursor()
    for statement in file.read_text(encoding="utf-8").split(";\n"):
        if statement.strip():
            # Past SQLAlchemy, which would take a colon or a per cent sign for a parameter.
            cursor.execute(statement)


def rows(url: str) -> Rows:
    """Every row of every table, in an order of their texts."""
    with connected(url) as connection:
        names = sa.inspect(connection).get_table_names()
        return {
            name: sorted(
                (
                    dict(row)
                    for row in connection.execute(sa.text(f'SELECT * FROM "{name}"')).mappings()
                ),
                key=repr,
            )
            for name in names
            if name != "alembic_version" and not name.startswith(ENGINE)
        }


def kept(before: Rows, after: Rows) -> Rows:
    """What is there after, in the tables and columns that there were before."""
    return {
        table: sorted(
            ({column: row[column] for column in found[0]} for row in after[table]), key=repr
        )
        for table, found in before.items()
        if found
    }


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_from_any_version_keeps_every_row_and_guard(
    revision: str, old: Callable[[str], str]
) -> None:
    url = old(revision)
    before = rows(url)
    assert [table for table, found in before.items() if not found] == [], "tables without a row"
    migrations.upgrade(url)
    assert migrations.current(url) == migrations.head()
    assert kept(before, rows(url)) == before
    with connected(url) as connection:
        for table in set(APPEND_ONLY) & set(before):
            for change in (f"UPDATE {table} SET team = team", f"DELETE FROM {table}"):
                with pytest.raises(sa.exc.DBAPIError, match="append-only"):
                    connection.exec_driver_sql(change)
                connection.rollback()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_database_is_backed_up_as_it_was_before_it_is_upgraded(
    revision: str, lived_files: Path, tmp_path: Path
) -> None:
    file = copyfile(lived_files / revision, tmp_path / "kpi.db")
    before = rows(f"sqlite:///{file}")
    backup = migrations.upgrade(f"sqlite:///{file}")
    assert backup == tmp_path / f"kpi.db.{revision}.backup"
    assert migrations.current(f"sqlite:///{backup}") == revision
    assert rows(f"sqlite:///{backup}") == before


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_backup_of_any_version_is_restored_as_the_newest(
    revision: str, lived_files: Path, tmp_path: Path
) -> None:
    before = rows(f"sqlite:///{lived_files / revision}")
    made = restore(tmp_path / "kpi.db", lived_files / revision, NOW)
    assert made.version == revision
    assert migrations.current(f"sqlite:///{tmp_path / 'kpi.db'}") == migrations.head()
    assert kept(before, rows(f"sqlite:///{tmp_path / 'kpi.db'}")) == before


def test_the_program_reads_what_the_first_version_wrote(old: Callable[[str], str]) -> None:
    url = old("0001")
    migrations.upgrade(url)
    store = open_store(url, Clock())
    revisions = store.read(lambda tx: tx.observations.revisions("T-ONE", 1))
    assert [(one.value, one.action.value, one.note) for one in revisions] == [
        (Fraction(775, 11), "record", 'price ≠ value; 100% "sure"'),
        (None, "undo", ""),
        (Fraction(70), "correct", ""),
    ]
    cases = store.read(lambda tx: tx.cases.open("T-ONE"))
    assert [(one.id, one.facts["bar"], one.version) for one in cases] == [("k-1", "45", 4)]
    digests = store.read(lambda tx: tx.subscriptions.of_channel("T-ONE", "C-CS"))
    assert sorted(one.kpis for one in digests) == [(), ("nps", "churn")]
    store.close()
