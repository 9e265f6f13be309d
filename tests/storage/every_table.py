"""One row of every table for a workspace, made from the tables themselves."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from storage.columns import Exact, Sequence
from storage.tables import Base

SHARED = frozenset({"begun_installation"})
"""Tables that hold nothing of any workspace."""
SWITCH = "erasing"
"""Holds a row only while something is erased."""

_VALUES: Mapping[type[Any], Any] = {
    Exact: Fraction(1, 3),
    Sequence: (),
    sa.JSON: {},
    sa.Boolean: False,
    sa.Integer: 1,
    sa.DateTime: datetime(2026, 11, 16, 9, tzinfo=UTC),
    sa.Date: date(2026, 11, 9),
}


def fill(connection: Connection, team: str) -> set[str]:
    """Adds the rows; the names of the tables they are in."""
    filled = set()
    for table in Base.metadata.sorted_tables:
        if table.name not in {*SHARED, SWITCH}:
            connection.execute(sa.insert(table).values(_row(table, team)))
            filled.add(table.name)
    connection.commit()
    return filled


def rows_of(connection: Connection, team: str) -> dict[str, list[Any]]:
    """Every row of a workspace, by table."""
    tables = [one for one in Base.metadata.sorted_tables if one.name not in {*SHARED, SWITCH}]
    found = {
        one.name: sorted(connection.execute(sa.select(one).where(one.c.team == team)), key=repr)
        for one in tables
    }
    connection.rollback()
    return found


def _row(table: sa.Table, team: str) -> dict[str, Any]:
    return {
        column.name: team if column.name == "team" else _value(column)
        for column in table.columns
        if column.name != "serial" and (not column.nullable or _points(column, table))
    }


def _points(column: sa.Column[Any], table: sa.Table) -> bool:
    """Whether it points at another table's row, of which there is one."""
    return any(key.column.table is not table for key in column.foreign_keys)


def _value(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Enum):
        return next(iter(column.type.enum_class or column.type.enums))
    # A type of ours is known by itself or by the one it is made from.
    made_from = getattr(column.type, "impl_instance", column.type)
    kinds = (type(column.type), *type(made_from).__mro__)
    return next((_VALUES[kind] for kind in kinds if kind in _VALUES), "x")
