"""Where a KPI's natural limits were taken anew, by whom and why."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from kpi.period import Cadence, Period
from storage.records import Rebase
from storage.repository import Repository, adding, same
from storage.statement import Row, Statement
from storage.tables import RebaseRow, table

_rebase = table(RebaseRow)

_OF = Statement(
    sa.select(*(c for c in _rebase.columns if c.key not in {"serial", "team"}))
    .where(same(_rebase.c.team, _rebase.c.kpi, _rebase.c.segment, _rebase.c.cadence))
    .order_by(_rebase.c.serial)
)
_ADD = Statement(adding(_rebase))


class Rebases(Repository):
    """Each workspace's rebasings; nothing of them is ever taken back."""

    def add(self, team: str, rebase: Rebase) -> None:
        """Keep one. Its reason may not be empty."""
        values = asdict(rebase) | {"cadence": rebase.starts.cadence, "starts": rebase.starts.first}
        _ADD.run(self._session, team=team, **values)

    def of(self, team: str, kpi: str, segment: str, cadence: Cadence) -> tuple[Rebase, ...]:
        """Those of a KPI's series of figures, in the order they were made."""
        rows = _OF.all(self._session, team=team, kpi=kpi, segment=segment, cadence=cadence)
        return tuple(_read(row) for row in rows)


def _read(row: Row) -> Rebase:
    return Rebase(starts=Period(row.pop("cadence"), row.pop("starts")), **row)
