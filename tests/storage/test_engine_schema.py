"""The job engine's tables: taken over as the engine itself would make them, and all of them."""

from typing import Any

import psycopg
import pytest
from procrastinate.schema import SchemaManager

from storage import migrations
from storage.migrations.engine import PREFIX, files
from tests.postgresql import create

TAKEN_OVER = "03.04.00_50"
"""Up to where our revisions have taken the engine's changes over."""
LOOKS = {
    "functions": "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE %s ORDER BY 1",
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_name LIKE %s ORDER BY 1, 2",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE tablename LIKE %s ORDER BY 1",
    "constraints": "SELECT conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
    " JOIN pg_class ON pg_class.oid = conrelid WHERE relname LIKE %s ORDER BY 1, 2",
    "triggers": "SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t"
    " JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE relname LIKE %s AND NOT tgisinternal ORDER BY 1",
    "values": "SELECT typname, enumlabel FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid"
    " WHERE typname LIKE %s ORDER BY 1, 2",
}


def look(connection: psycopg.Connection) -> dict[str, list[Any]]:
    pattern = (f"{PREFIX}%",)
    return {
        name: connection.execute(query.encode(), pattern).fetchall()
        for name, query in LOOKS.items()
    }


@pytest.fixture
def as_made_by_the_engine(server: str) -> dict[str, list[Any]]:
    with psycopg.connect(create(server)) as connection:
        connection.execute(SchemaManager.get_schema())
        return look(connection)


def test_the_engine_finds_its_tables_as_it_makes_them(
    server: str, as_made_by_the_engine: dict[str, list[Any]]
) -> None:
    address = create(server)
    migrations.upgrade(address)
    with psycopg.connect(address) as connection:
        found = look(connection)
    assert found == as_made_by_the_engine
    assert all(found.values())


def test_every_change_of_the_installed_engine_is_taken_over() -> None:
    later = [file.name for file in files() if file.name[: len(TAKEN_OVER)] > TAKEN_OVER]
    assert later == [], "a new revision of ours has to apply them"
