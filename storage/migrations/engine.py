"""The job engine's own tables, on PostgreSQL; all their names begin with `procrastinate_`.

The engine ships its whole history of schema changes and never edits a released one. Our revisions
name the stretch they take over, so a revision does the same whatever release is installed. When
a release brings new files, a test fails until a new revision of ours takes them over.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection

PREFIX = "procrastinate_"
"""How the name of everything begins that belongs to the engine."""


def files() -> tuple[Path, ...]:
    """The engine's schema changes, first to last."""
    from procrastinate.schema import migrations_path  # noqa: PLC0415 - PostgreSQL alone needs it

    return tuple(sorted(migrations_path.glob("*.sql")))


def apply(connection: Connection, *, after: str, until: str) -> None:
    """Run the changes that come after one version, up to and including another.

    A version is how a file's name begins: "03.04.00_50". "" stands before the first.
    """
    cursor = connection.connection.cursor()
    for file in files():
        version = file.name[: len(until)]
        if after < version <= until:
            # Past SQLAlchemy, which would take a colon or a per cent sign for a parameter.
            cursor.execute(file.read_text(encoding="utf-8"))
