"""Who was asked to record what: each KPI of a period is asked for once, in one place or another."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Asked
from storage.repository import Repository, adding_once, same
from storage.statement import Statement
from storage.tables import AskedRow, table

_asked = table(AskedRow)
_once = (_asked.c.team, _asked.c.kpi, _asked.c.period)

_ADD = Statement(adding_once(_asked))
_GET = Statement(
    sa.select(*(column for column in _asked.columns if column.key != "team")).where(same(*_once))
)


class AskedRepository(Repository):
    """Each workspace's questions to owners."""

    def add(self, team: str, asked: Asked) -> bool:
        """Whether it was stored: False where somebody was asked for that KPI and period before."""
        return _ADD.run(self._session, team=team, **asdict(asked)) == 1

    def get(self, team: str, kpi: str, period: str) -> Asked | None:
        """Who was asked for a KPI of a period ("2026-W46"); None where nobody was."""
        row = _GET.first(self._session, team=team, kpi=kpi, period=period)
        return None if row is None else Asked(**row)
