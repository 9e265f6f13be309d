"""What workspaces decided about single KPIs."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from kpi.period import Cadence
from storage.records import KpiChoice
from storage.repository import Repository, adding, same
from storage.statement import Session, Statement
from storage.tables import ChoiceRow, table

_choice = table(ChoiceRow)
_choices = sa.select(*(column for column in _choice.columns if column.key != "team"))

_GET = Statement(_choices.where(same(_choice.c.team, _choice.c.kpi)))
_ALL = Statement(_choices.where(same(_choice.c.team)).order_by(_choice.c.kpi))


def _setting(*names: str) -> Statement:
    """Sets these columns of a KPI's choice, whether it has a row yet or not."""
    added = adding(_choice)
    return Statement(
        added.on_conflict_do_update(
            index_elements=["team", "kpi"], set_={name: added.excluded[name] for name in names}
        )
    )


_SET_CADENCE = _setting("cadence")
_SET_BENCHMARK_SET = _setting("benchmark_set")
_SET_OWNER = _setting("owner", "backup")
_NOTHING = {"cadence": None, "benchmark_set": None, "owner": None, "backup": None}


class Choices(Repository):
    """Each workspace's choices, KPI by KPI."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known: dict[tuple[str, str], KpiChoice] = {}
        """Those read in this transaction."""

    def get(self, team: str, kpi: str) -> KpiChoice:
        """What was decided about a KPI; nothing where nothing was."""
        known = self._known.get((team, kpi))
        if known is None:
            row = _GET.first(self._session, team=team, kpi=kpi)
            known = KpiChoice(kpi=kpi) if row is None else KpiChoice(**row)
            self._known[team, kpi] = known
        return known

    def all(self, team: str) -> Mapping[str, KpiChoice]:
        """Every KPI something was decided about, by key."""
        rows = _ALL.all(self._session, team=team)
        return {row["kpi"]: KpiChoice(**row) for row in rows}

    def set_cadence(self, team: str, kpi: str, cadence: Cadence | None) -> None:
        """How often the KPI is recorded; None for its usual cadence."""
        self._set(_SET_CADENCE, team, kpi, cadence=cadence)

    def set_benchmark_set(self, team: str, kpi: str, benchmark_set: str | None) -> None:
        """The benchmark set that judges the KPI; None for its usual one."""
        self._set(_SET_BENCHMARK_SET, team, kpi, benchmark_set=benchmark_set)

    def set_owner(self, team: str, kpi: str, owner: str | None, backup: str | None = None) -> None:
        """User ids of who answers for the KPI, and of who stands in."""
        self._set(_SET_OWNER, team, kpi, owner=owner, backup=backup)

    def _set(
        self, statement: Statement, team: str, kpi: str, **values: str | Cadence | None
    ) -> None:
        self._known.pop((team, kpi), None)
        statement.run(self._session, **{**_NOTHING, "team": team, "kpi": kpi, **values})
