"""Everything of one workspace, table by table, as it can be handed to its owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from storage.erasure import KEPT
from storage.repository import Repository, same
from storage.statement import Row, Statement
from storage.tables import Base

_SECRET = {"installation": frozenset({"token", "refresh_token"})}
"""What no copy holds, not even sealed."""


class _Source(Struct, frozen=True):
    name: str
    columns: tuple[str, ...]
    rows: Statement


def _source(table: sa.Table) -> _Source:
    columns = [c for c in table.columns if c.key not in _SECRET.get(table.name, frozenset())]
    select = sa.select(*columns).where(same(table.c.team)).order_by(*table.primary_key.columns)
    return _Source(table.name, tuple(c.key for c in columns), Statement(select))


_SOURCES = tuple(
    _source(one) for one in Base.metadata.sorted_tables if "team" in one.c and one.name not in KEPT
)


class TableCopy(Struct, frozen=True):
    """One table's rows of a workspace; values are texts, whole numbers, lists and the like."""

    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


class WorkspaceCopies(Repository):
    """Copies of workspaces."""

    def tables(self, team: str) -> Iterator[TableCopy]:
        """Every table with what it holds of the workspace, empty ones included."""
        for source in _SOURCES:
            rows = source.rows.all(self._session, team=team)
            yield TableCopy(
                source.name, source.columns, tuple(_plain(row, source.columns) for row in rows)
            )


def _plain(row: Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_value(row[column]) for column in columns)


def _value(value: Any) -> Any:
    """The value as JSON has it, exactly: a fraction as "775/11", an instant as ISO 8601."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case Fraction():
            return str(value)
        case tuple():
            return list(value)
        case _:
            return value
