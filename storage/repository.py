"""What the repositories share: their transaction, and the shapes of statement they all use."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase

from storage.statement import Inserter, Session, Upsert


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


def adding(table: sa.Table) -> sa.Insert:
    """An insert of one row, its values bound by column name; the database counts `serial` up."""
    return sa.insert(table).values(bound(table))


def adding_once(
    table: sa.Table, *, key: Sequence[str] | None = None, where: sa.TextClause | None = None
) -> Upsert:
    """The same, but nothing is done where the row is there: one of the same `key`, or any key.

    `where` is the condition of the partial index that keeps `key` unique.
    """
    return lambda insert: (
        insert(table)
        .values(bound(table))
        .on_conflict_do_nothing(index_elements=key, index_where=where)
    )


def overwriting(
    table: sa.Table,
    *names: str,
    key: Sequence[str],
    where: sa.ColumnElement[bool] | None = None,
) -> Upsert:
    """The same, but the row of the same `key` gets the new values of `names`, if `where`."""

    def upsert(insert: Inserter) -> UpdateBase:
        added = insert(table).values(bound(table))
        return added.on_conflict_do_update(
            index_elements=key, set_={name: added.excluded[name] for name in names}, where=where
        )

    return upsert


def replacing(table: sa.Table, *, key: Sequence[str], keep: Sequence[str] = ()) -> Upsert:
    """The same, but the row of the same `key` is overwritten, but for the columns to `keep`."""
    names = [name for name in bound(table) if name not in {*key, *keep}]
    return overwriting(table, *names, key=key)


def bound(table: sa.Table) -> dict[str, sa.BindParameter[Any]]:
    """A row's values, bound by column name."""
    return {
        column.key: sa.bindparam(column.key) for column in table.columns if column.key != "serial"
    }
