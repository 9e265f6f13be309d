"""What workspaces decided about single KPIs."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from kpi.period import Cadence
from storage.records import Audience, KpiChoice
from storage.repository import Repository, overwriting, same
from storage.statement import Session, Statement
from storage.tables import ChoiceRow, table

_choice = table(ChoiceRow)
_choices = sa.select(*(column for column in _choice.columns if column.key != "team"))

_is_limited = sa.or_(_choice.c.seen.is_not(None), _choice.c.recorders.is_not(None))

_GET = Statement(
    # Limits come along with any choice, so that asking for them costs no statement of its own.
    _choices.where(same(_choice.c.team), sa.or_(same(_choice.c.kpi), _is_limited))
)
_LIMITED = Statement(_choices.where(same(_choice.c.team), _is_limited))
_ALL = Statement(_choices.where(same(_choice.c.team)).order_by(_choice.c.kpi))


def _setting(*names: str) -> Statement:
    """Sets these columns of a KPI's choice, whether it has a row yet or not."""
    return Statement(overwriting(_choice, *names, key=("team", "kpi")))


_SET_CADENCE = _setting("cadence")
_SET_BENCHMARK_SET = _setting("benchmark_set")
_SET_OWNER = _setting("owner", "backup")
_SET_ACCESS = _setting("seen", "recorders")
_NOTHING = {
    "cadence": None,
    "benchmark_set": None,
    "owner": None,
    "backup": None,
    "seen": None,
    "recorders": None,
}


class Choices(Repository):
    """Each workspace's choices, KPI by KPI."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known: dict[tuple[str, str], KpiChoice] = {}
        """Those read in this transaction."""
        self._limits: dict[str, Mapping[str, KpiChoice]] = {}
        """The limited ones of the workspaces read in this transaction."""

    def get(self, team: str, kpi: str) -> KpiChoice:
        """What was decided about a KPI; nothing where nothing was."""
        known = self._known.get((team, kpi))
        if known is None:
            found = {one.kpi: one for one in self._read(_GET, team=team, kpi=kpi)}
            self._limits[team] = {key: one for key, one in found.items() if one.limited}
            known = self._known[team, kpi] = found.get(kpi) or KpiChoice(kpi=kpi)
        return known

    def limited(self, team: str) -> Mapping[str, KpiChoice]:
        """The KPIs not everyone sees or records, by key; known once any choice was read."""
        known = self._limits.get(team)
        if known is None:
            found = self._read(_LIMITED, team=team)
            known = self._limits[team] = {one.kpi: one for one in found}
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

    def set_access(
        self, team: str, kpi: str, seen: Audience | None, recorders: tuple[str, ...] | None
    ) -> None:
        """Whom its figures are limited to, and who records it; None for everyone."""
        self._set(_SET_ACCESS, team, kpi, seen=seen, recorders=recorders)

    def _read(self, statement: Statement, **values: str) -> list[KpiChoice]:
        return [KpiChoice(**row) for row in statement.all(self._session, **values)]

    def _set(
        self,
        statement: Statement,
        team: str,
        kpi: str,
        **values: str | Cadence | tuple[str, ...] | None,
    ) -> None:
        self._known.pop((team, kpi), None)
        self._limits.pop(team, None)
        statement.run(self._session, **{**_NOTHING, "team": team, "kpi": kpi, **values})
