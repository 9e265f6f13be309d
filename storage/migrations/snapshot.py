"""A new SQLite database at once: the tables as the migrations leave them, kept as a file.

Every other database is brought forward by the migrations; a new one would only repeat their
history, and loading Alembic for it takes most of a first start. A test builds a database with the
migrations and compares; `make schema` writes the file anew after a migration.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection

_FILE = Path(__file__).with_name("schema.sql")
_BETWEEN = ";\n\n"


def make(connection: Connection) -> None:
    """Give an empty SQLite database everything in the file, in the open transaction."""
    for statement in _FILE.read_text(encoding="utf-8").removesuffix(_BETWEEN).split(_BETWEEN):
        connection.exec_driver_sql(statement)


def text_of(connection: Connection) -> str:
    """What the file has to hold to make a database like the one behind a connection."""
    made = connection.exec_driver_sql(
        "SELECT sql FROM sqlite_master WHERE sql <> '' ORDER BY rowid"
    )
    (version,) = connection.exec_driver_sql("SELECT version_num FROM alembic_version").one()
    statements = [
        *(str(sql) for (sql,) in made),
        f"INSERT INTO alembic_version (version_num) VALUES ('{version}')",  # noqa: S608  our own
    ]
    return "".join(f"{_plain(statement)}{_BETWEEN}" for statement in statements)


def _plain(statement: str) -> str:
    return "\n".join(line.rstrip().expandtabs(4) for line in statement.splitlines() if line.strip())
