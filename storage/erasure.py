"""Erasing a workspace: every row of every table that is its own, history included."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.erasing import erasing
from storage.records import Erasure
from storage.repository import Repository, adding, same
from storage.statement import Statement
from storage.tables import Base, ErasingRow, ErasureRow, table

_erasure = table(ErasureRow)

KEPT = frozenset({table(ErasingRow).name, _erasure.name})
"""Tables with a `team` that erasing does not empty: its own switch, and the record that it was."""

# Children first: a row is only gone when nothing points at it.
_DELETE = tuple(
    Statement(sa.delete(one).where(same(one.c.team)))
    for one in reversed(Base.metadata.sorted_tables)
    if "team" in one.c and one.name not in KEPT
)
_ADD = Statement(adding(_erasure))
_ALL = Statement(
    sa.select(*(column for column in _erasure.columns if column.key != "serial")).order_by(
        _erasure.c.serial
    )
)


class Erasures(Repository):
    """Workspaces that were erased."""

    def erase(self, team: str, actor: str, reason: str, now: datetime) -> Erasure:
        """Delete everything of a workspace but the record that it was done."""
        with erasing(self._session, team):
            rows = sum(delete.run(self._session, team=team) for delete in _DELETE)
        erasure = Erasure(team=team, actor=actor, reason=reason, rows=rows, at=now)
        _ADD.run(self._session, **asdict(erasure))
        return erasure

    def all(self) -> tuple[Erasure, ...]:
        """Every erasure, oldest first."""
        return tuple(Erasure(**row) for row in _ALL.all(self._session))
