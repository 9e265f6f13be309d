"""Statements written with SQLAlchemy, compiled once, run on the driver's own cursor.

SQLAlchemy's execution costs about 45 µs a statement, the driver's 12 µs; recording one figure
runs a dozen statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.dml import UpdateBase

if TYPE_CHECKING:  # Both databases have the same; the one that is not used is not loaded.
    from sqlalchemy.dialects.postgresql import Insert

Row: TypeAlias = dict[str, Any]
Core: TypeAlias = sa.Select[Any] | UpdateBase
Inserter: TypeAlias = "Callable[[sa.Table], Insert]"
"""The `insert` of a dialect; SQLAlchemy has ON CONFLICT nowhere else."""
Upsert: TypeAlias = Callable[[Inserter], UpdateBase]
"""An insert with ON CONFLICT, for the dialect whose `insert` it is given."""
Processor: TypeAlias = Callable[[Any], Any]


class Session(Struct, frozen=True):
    """One open transaction, as the repositories see it."""

    cursor: DBAPICursor
    dialect: Dialect
    now: datetime
    """When the transaction's work began, by the program's clock."""


class Statement:
    """One statement for every database. Values are given by the names of its bind parameters."""

    def __init__(self, core: Core | Upsert) -> None:
        self._core = core
        self._compiled: dict[str, _Compiled] = {}

    def first(self, session: Session, /, **values: Any) -> Row | None:
        """The first row, by column name; None when there is none."""
        compiled = self._for(session.dialect)
        session.cursor.execute(compiled.text, compiled.bind(values))
        row = session.cursor.fetchone()
        return None if row is None else compiled.read(row)

    def one(self, session: Session, /, **values: Any) -> Row:
        """The first row, by column name. Raises LookupError when there is none."""
        row = self.first(session, **values)
        if row is None:
            raise LookupError(f"no such row: {values}")
        return row

    def all(self, session: Session, /, **values: Any) -> list[Row]:
        """Every row, by column name."""
        compiled = self._for(session.dialect)
        session.cursor.execute(compiled.text, compiled.bind(values))
        return [compiled.read(row) for row in session.cursor.fetchall()]

    def run(self, session: Session, /, **values: Any) -> int:
        """How many rows it touched."""
        compiled = self._for(session.dialect)
        session.cursor.execute(compiled.text, compiled.bind(values))
        return session.cursor.rowcount

    def run_each(self, session: Session, rows: Iterable[Mapping[str, Any]], /) -> int:
        """How many rows it touched, run once for each mapping of values."""
        compiled = self._for(session.dialect)
        bound = [compiled.bind(values) for values in rows]
        if not bound:
            return 0
        session.cursor.executemany(compiled.text, bound)
        return session.cursor.rowcount

    def _for(self, dialect: Dialect) -> _Compiled:
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            core = _in_dialect(self._core, dialect.name)
            compiled = self._compiled[dialect.name] = _Compiled(core, dialect)
        return compiled


def _in_dialect(core: Core | Upsert, dialect: str) -> Core:
    if isinstance(core, sa.ClauseElement):
        return core
    return core(import_module(f"sqlalchemy.dialects.{dialect}").insert)


class _Compiled:
    """A statement's text in one dialect, and how its values go in and come out."""

    def __init__(self, core: Core, dialect: Dialect) -> None:
        compiled = core.compile(dialect=dialect)
        self.text = compiled.string
        self._positional = bool(compiled.positional)
        names = compiled.positiontup or list(compiled.params)
        self._fixed = {
            name: value
            for name, value in compiled.params.items()
            if not compiled.binds[name].required
        }
        self._binds = [
            (name, _impl(compiled.binds[name].type, dialect).bind_processor(dialect))
            for name in names
        ]
        columns = core.exported_columns
        self._names = [str(column.key) for column in columns]
        self._readers = [
            (str(column.key), reader)
            for column in columns
            if (reader := _impl(column.type, dialect).result_processor(dialect, None)) is not None
        ]

    def bind(self, values: Mapping[str, Any]) -> Any:
        """`values` as the driver takes them."""
        if self._fixed:
            values = {**self._fixed, **values}
        if self._positional:
            return [
                values[name] if write is None else write(values[name])
                for name, write in self._binds
            ]
        return {
            name: values[name] if write is None else write(values[name])
            for name, write in self._binds
        }

    def read(self, row: Iterable[Any]) -> Row:
        """A row as the driver gives it, by column name."""
        named = dict(zip(self._names, row, strict=True))
        for name, read in self._readers:
            named[name] = read(named[name])
        return named


def _impl(type_: sa.types.TypeEngine[Any], dialect: Dialect) -> sa.types.TypeEngine[Any]:
    return type_.dialect_impl(dialect)
