"""Targets, each in force from a day until the next one starts."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from kpi.target import Target
from storage.records import TargetRecord
from storage.repository import Repository, adding, first_of, same
from storage.statement import Row, Statement
from storage.tables import TargetRow, table

_target = table(TargetRow)
_targets = sa.select(*(c for c in _target.columns if c.key not in {"serial", "team"}))
_newest_first = (_target.c.starts.desc(), _target.c.serial.desc())

_AT = Statement(
    first_of(
        _targets.where(
            same(_target.c.team, _target.c.kpi, _target.c.segment),
            _target.c.starts <= sa.bindparam("day"),
        ).order_by(*_newest_first)
    )
)
_OF_SEGMENT = Statement(
    _targets.where(same(_target.c.team, _target.c.segment)).order_by(*_newest_first)
)
_HISTORY = Statement(_targets.where(same(_target.c.team, _target.c.kpi)).order_by(*_newest_first))
_ADD = Statement(adding(_target))


class Targets(Repository):
    """Each workspace's targets."""

    def at(self, team: str, kpi: str, segment: str, day: date) -> TargetRecord | None:
        """The record in force on a day, which may say that there is no target; None before any."""
        row = _AT.first(self._session, team=team, kpi=kpi, segment=segment, day=day)
        return None if row is None else _read(row)

    def add(self, team: str, record: TargetRecord) -> None:
        """Put a target in force from its first day on; of two for one day the later one counts."""
        target = record.target
        _ADD.run(
            self._session,
            team=team,
            kpi=record.kpi,
            segment=record.segment,
            op=None if target is None else target.op,
            value=None if target is None else target.value,
            starts=record.starts,
            set_by=record.set_by,
            set_at=record.set_at,
        )

    def of_segment(self, team: str, segment: str) -> tuple[TargetRecord, ...]:
        """Every record of a segment, all KPIs; the one in force on a day is the first from then."""
        return tuple(
            _read(row) for row in _OF_SEGMENT.all(self._session, team=team, segment=segment)
        )

    def history(self, team: str, kpi: str) -> tuple[TargetRecord, ...]:
        """Every record of a KPI, all segments, latest start first."""
        return tuple(_read(row) for row in _HISTORY.all(self._session, team=team, kpi=kpi))


def _read(row: Row) -> TargetRecord:
    op, value = row.pop("op"), row.pop("value")
    return TargetRecord(target=None if op is None else Target(op, value), **row)
