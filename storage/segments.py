"""The names of segments: which are in use, and which old name means which new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from kpi.period import Period
from storage.records import TOTAL, FigureKey, Renaming
from storage.repository import Repository, adding, same
from storage.statement import Statement
from storage.tables import (
    CaseRow,
    FeedbackRow,
    FigureRow,
    ObservationRow,
    RenamingRow,
    TargetRow,
    table,
)

_figure = table(FigureRow)
_observation = table(ObservationRow)
_renaming = table(RenamingRow)
_feedback = table(FeedbackRow)

_standing = _figure.join(
    _observation,
    sa.and_(
        _observation.c.team == _figure.c.team,
        _observation.c.figure == _figure.c.number,
        _observation.c.revision == _figure.c.revision,
        _observation.c.formula.is_not(None),
    ),
)
_KNOWN = Statement(
    sa.select(_figure.c.segment)
    .select_from(_standing)
    .where(same(_figure.c.team), _figure.c.segment != sa.literal_column(f"'{TOTAL}'"))
    .distinct()
    .order_by(_figure.c.segment)
)
_RENAMINGS = Statement(
    sa.select(_renaming.c.name, _renaming.c.means, _renaming.c.actor, _renaming.c.at)
    .where(same(_renaming.c.team))
    .order_by(_renaming.c.serial)
)
_ADD = Statement(adding(_renaming))


def _move(moved: sa.Table, *alike: str) -> sa.Update:
    """Gives rows the new name, but for those whose twin has it already."""
    twin = moved.alias("twin")
    taken: sa.Select[Any] = sa.select(sa.literal_column("1")).where(
        twin.c.team == moved.c.team,
        twin.c.segment == sa.bindparam("means"),
        *(twin.c[name] == moved.c[name] for name in alike),
    )
    return (
        sa.update(moved)
        .where(same(moved.c.team), moved.c.segment == sa.bindparam("name"), ~sa.exists(taken))
        .values(segment=sa.bindparam("means"))
    )


_MOVE_FIGURES = Statement(
    _move(_figure, "kpi", "cadence", "starts").returning(
        _figure.c.kpi, _figure.c.cadence, _figure.c.starts
    )
)
_MOVE_TARGETS = Statement(_move(table(TargetRow), "kpi"))
_MOVE_CASES = Statement(_move(table(CaseRow), "kpi"))
_MOVE_FEEDBACK = Statement(
    sa.update(_feedback)
    .where(same(_feedback.c.team), _feedback.c.segment == sa.bindparam("name"))
    .values(segment=sa.bindparam("means"))
)


class Segments(Repository):
    """Each workspace's segments. What a figure holds never changes, only the name it is under."""

    def known(self, team: str) -> tuple[str, ...]:
        """Every segment of which some figure stands, of whatever KPI."""
        return tuple(row["segment"] for row in _KNOWN.all(self._session, team=team))

    def history(self, team: str) -> tuple[Renaming, ...]:
        """Every renaming, first to last."""
        return tuple(Renaming(**row) for row in _RENAMINGS.all(self._session, team=team))

    def renamed(self, team: str) -> Mapping[str, str]:
        """Old names, each with the name it means now; a name that was taken up again is none."""
        means: dict[str, str] = {}
        for one in self.history(team):
            means = {name: one.means if now == one.name else now for name, now in means.items()}
            means[one.name] = one.means
            means.pop(one.means, None)
        return means

    def rename(self, team: str, renaming: Renaming) -> tuple[FigureKey, ...]:
        """The figures that are under the new name now; targets, cases and feedback go with them.

        A figure, target or case whose twin has the new name already stays where it is.
        """
        names = {"team": team, "name": renaming.name, "means": renaming.means}
        _ADD.run(self._session, **names, actor=renaming.actor, at=renaming.at)
        moved = _MOVE_FIGURES.all(self._session, **names)
        _MOVE_TARGETS.run(self._session, **names)
        _MOVE_CASES.run(self._session, **names)
        _MOVE_FEEDBACK.run(self._session, **names)
        return tuple(
            FigureKey(
                kpi=row["kpi"],
                period=Period(row["cadence"], row["starts"]),
                segment=renaming.means,
            )
            for row in moved
        )
