"""Months whose figures may not change."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import ClosedMonth
from storage.repository import Repository, adding, first_of, same
from storage.statement import Statement
from storage.tables import MonthRow, table

_month = table(MonthRow)
_months = sa.select(*(c for c in _month.columns if c.key not in {"serial", "team"}))

_NEWEST = Statement(
    first_of(_months.where(same(_month.c.team, _month.c.month)).order_by(_month.c.serial.desc()))
)
_HISTORY = Statement(_months.where(same(_month.c.team)).order_by(_month.c.serial.desc()))
_ADD = Statement(adding(_month))


class Months(Repository):
    """Each workspace's closed months."""

    def is_closed(self, team: str, month: str) -> ClosedMonth | None:
        """Who closed the month ("2026-10"), and why; None while it is open."""
        row = _NEWEST.first(self._session, team=team, month=month)
        return ClosedMonth(**row) if row is not None and row["closed"] else None

    def set(self, team: str, closed_month: ClosedMonth) -> None:
        """Close or reopen a month."""
        _ADD.run(self._session, team=team, **asdict(closed_month))

    def history(self, team: str) -> tuple[ClosedMonth, ...]:
        """Every closing and reopening, newest first."""
        return tuple(ClosedMonth(**row) for row in _HISTORY.all(self._session, team=team))
