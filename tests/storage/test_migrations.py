from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from storage import migrations
from storage.engines import driver as sqlite3
from storage.engines import parse, postgresql_engine, sqlite_engine
from storage.errors import BadDatabaseUrl, BrokenReferences, NewerDatabase
from storage.migrations import snapshot
from storage.migrations.engine import PREFIX
from storage.tables import PARTIAL, Base
from tests.storage.made import together


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


def schema(connection: Connection) -> dict[str, Any]:
    """All tables with their columns, keys, checks and indexes, in an order of their names."""
    inspector = sa.inspect(connection)
    looks = (
        inspector.get_foreign_keys,
        inspector.get_unique_constraints,
        inspector.get_check_constraints,
        inspector.get_indexes,
    )
    return {
        table: [
            sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)
            ),
            inspector.get_pk_constraint(table),
            *(sorted(map(_plain, look(table)), key=itemgetter("name")) for look in looks),
        ]
        for table in inspector.get_table_names()
        if table != "alembic_version" and not table.startswith(PREFIX)
    }


def _plain(reflected: Mapping[str, Any]) -> dict[str, str]:
    """A constraint or index as text, which compares where SQL expressions do not."""
    options = reflected.get("dialect_options", {})
    where = {name: str(value) for name, value in options.items()}
    return {name: str(value) for name, value in reflected.items()} | {"dialect_options": str(where)}


def make_tables(connection: Connection) -> None:
    """Make the tables as their classes say, which leave PostgreSQL's words for it to this."""
    if connection.dialect.name == "postgresql":
        for table in Base.metadata.tables.values():
            for index in table.indexes:
                if PARTIAL in index.info:
                    index.dialect_kwargs["postgresql_where"] = sa.text(index.info[PARTIAL])
    Base.metadata.create_all(connection)


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether it is not the job engine's."""
    return kind != "table" or name is None or not name.startswith(PREFIX)


def test_a_new_database_is_what_the_tables_say(empty_url: str) -> None:
    with connected(empty_url) as connection:
        make_tables(connection)
        declared = schema(connection)
        Base.metadata.drop_all(connection)
        connection.commit()
    assert migrations.upgrade(empty_url) is None
    with connected(empty_url) as connection:
        assert schema(connection) == declared
        context = MigrationContext.configure(connection, opts={"include_name": _is_ours})
        assert compare_metadata(context, Base.metadata) == []
    assert len(declared) == len(Base.metadata.tables)


def test_the_version_is_known_before_and_after(empty_url: str) -> None:
    assert migrations.current(empty_url) is None
    migrations.upgrade(empty_url)
    assert migrations.current(empty_url) == migrations.head()


def test_an_upgraded_database_is_left_alone(url: str) -> None:
    assert migrations.upgrade(url) is None
    assert migrations.current(url) == migrations.head()


def test_programs_that_start_together_upgrade_once(empty_url: str) -> None:
    assert together(*[lambda: migrations.upgrade(empty_url)] * 3) == [None] * 3
    assert migrations.current(empty_url) == migrations.head()


def test_a_database_of_a_newer_program_is_refused_and_left_alone(url: str) -> None:
    def set_version(version: str) -> None:
        with connected(url) as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
            connection.commit()

    set_version("9999")
    for refused in (migrations.upgrade, migrations.current):
        with pytest.raises(NewerDatabase, match="9999"):
            refused(url)
    set_version(migrations.head())
    assert migrations.current(url) == migrations.head()


def test_a_file_with_data_is_copied_before_it_is_upgraded(tmp_path: Path) -> None:
    file = tmp_path / "kpi.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript("CREATE TABLE precious (word); INSERT INTO precious VALUES ('x')")
    copy = migrations.upgrade(f"sqlite:///{file}")
    assert copy == tmp_path / "kpi.db.unversioned.backup"
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("precious",)]
        assert connection.execute("SELECT word FROM precious").fetchall() == [("x",)]


def test_an_upgrade_that_leaves_broken_references_is_undone(tmp_path: Path) -> None:
    file = tmp_path / "kpi.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (parent REFERENCES parent (id)); INSERT INTO child VALUES (1)"
        )
    with pytest.raises(BrokenReferences) as refused:
        migrations.upgrade(f"sqlite:///{file}")
    assert refused.value.tables == ("child",)
    assert migrations.current(f"sqlite:///{file}") is None
    with connected(f"sqlite:///{file}") as connection:
        assert sorted(schema(connection)) == ["child", "parent"]


def test_a_file_in_a_folder_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadDatabaseUrl, match="nowhere"):
        migrations.upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'kpi.db'}")


def test_the_file_new_databases_are_made_from_is_what_the_migrations_make() -> None:
    with connected("sqlite://") as connection:
        migrations.build(connection)
        made = snapshot.text_of(connection)
    kept = Path(snapshot.__file__).with_name("schema.sql").read_text(encoding="utf-8")
    assert kept == made, "the migrations make something else by now: run make schema"


def test_the_newest_version_is_that_of_the_newest_revision() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert scripts.get_current_head() == migrations.NEWEST
