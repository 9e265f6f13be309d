"""What to type where the database is a PostgreSQL server, whose own tools copy it best."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from storage.engines import address_for_tools, parse

ELSEWHERE = 3
"""Exit code: other programs do this; what to type was printed."""


def how_to_back_up(url: str, copy: Path) -> str:
    """The command that backs a server's database up, without its password."""
    return _advised(f"pg_dump --format=custom --no-owner --file={quote(str(copy))} {_at(url)}")


def how_to_restore(url: str, copy: Path) -> str:
    """The command that puts such a backup in the database's place, without its password."""
    return _advised(
        "pg_restore --clean --if-exists --no-owner --single-transaction "
        f"--dbname={_at(url)} {quote(str(copy))}",
        "Stop every serve and worker first, and run kpi-bot db upgrade afterwards.",
    )


def _advised(command: str, *more: str) -> str:
    asked = "It takes the password from ~/.pgpass or PGPASSWORD, or asks for it."
    return "\n".join(("PostgreSQL's own tools do this:", "", f"    {command}", "", asked, *more))


def _at(url: str) -> str:
    return quote(address_for_tools(parse(url)))
