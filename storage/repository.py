"""What the repositories share: their transaction, and the shapes of statement they all use."""

from __future__ import annotations

from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Insert, insert

from storage.statement import Session


class Repository:
    """One noun's reads and writes in one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session


class Unchanged(Enum):
    """The type of UNCHANGED."""

    MARK = "unchanged"


UNCHANGED: Final = Unchanged.MARK
"""Leaves a value as it is, where None would be a value."""


def first_of(select: sa.Select[Any]) -> sa.Select[Any]:
    """Only the first row."""
    return _cut(select, sa.literal_column("1"))


def first_few_of(select: sa.Select[Any]) -> sa.Select[Any]:
    """As many rows as the bind parameter `limit` says."""
    return _cut(select, sa.bindparam("limit", type_=sa.Integer) + sa.literal_column("0"))


def _cut(select: sa.Select[Any], limit: sa.ColumnElement[int]) -> sa.Select[Any]:
    """The first rows; SQLite plans a statement anew each time for a bare `?` in its LIMIT clause.

    That costs as much as eight small queries.
    """
    return select.limit(limit).offset(sa.literal_column("0"))


def same(*columns: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """Each column equals the bind parameter of its name."""
    return sa.and_(*(column == sa.bindparam(column.key) for column in columns))


def adding(table: sa.Table) -> Insert:
    """An insert of one row, its values bound by column name; the database counts `serial` up.

    PostgreSQL's form of it, whose ON CONFLICT is SQLite's too.
    """
    names = [column.key for column in table.columns if column.key != "serial"]
    return insert(table).values({name: sa.bindparam(name) for name in names})


def replacing(table: sa.Table, *, key: tuple[str, ...], keep: tuple[str, ...] = ()) -> Insert:
    """An insert that overwrites the row of the same `key`, but for the columns to `keep`."""
    added = adding(table)
    changed = [column.key for column in table.columns if column.key not in {"serial", *key, *keep}]
    return added.on_conflict_do_update(
        index_elements=key, set_={name: added.excluded[name] for name in changed}
    )
