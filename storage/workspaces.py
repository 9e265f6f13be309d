"""Workspaces and their settings."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from storage.records import Workspace
from storage.repository import UNCHANGED, Repository, Unchanged, adding_once, same
from storage.statement import Session, Statement
from storage.tables import WorkspaceRow, table

_workspace = table(WorkspaceRow)
_shown = [column for column in _workspace.columns if column.key != "figures"]

_GET = Statement(sa.select(*_shown).where(same(_workspace.c.team)))
_ALL = Statement(sa.select(*_shown).order_by(_workspace.c.team))
_ADD = Statement(adding_once(_workspace))

_CURRENCY = "USD"
_FALL_PERCENT = Fraction(20)
_FALL_POINTS = Fraction(10)


class Workspaces(Repository):
    """Every team that uses the bot."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._known: dict[str, Workspace] = {}
        """Those read in this transaction: nearly every step asks for its workspace."""

    def get(self, team: str) -> Workspace | None:
        """The workspace; None before its first use."""
        known = self._known.get(team)
        row = None if known else _GET.first(self._session, team=team)
        if row is not None:
            known = self._known[team] = Workspace(**row)
        return known

    def ensure(self, team: str, name: str, now: datetime) -> Workspace:
        """The workspace, made with the default settings if it is new."""
        _ADD.run(
            self._session,
            team=team,
            name=name,
            url="",
            zone=None,
            currency=_CURRENCY,
            fall_percent=_FALL_PERCENT,
            fall_points=_FALL_POINTS,
            figures=0,
            unadministered_at=None,
            created_at=now,
        )
        return Workspace(**_GET.one(self._session, team=team))

    def change(  # noqa: PLR0913 - one parameter a setting
        self,
        team: str,
        *,
        name: str | Unchanged = UNCHANGED,
        url: str | Unchanged = UNCHANGED,
        zone: str | Unchanged = UNCHANGED,
        currency: str | Unchanged = UNCHANGED,
        fall_percent: Fraction | Unchanged = UNCHANGED,
        fall_points: Fraction | Unchanged = UNCHANGED,
        unadministered_at: datetime | Unchanged | None = UNCHANGED,
    ) -> Workspace | None:
        """The workspace with some settings changed; None when there is no such workspace."""
        given = {
            "name": name,
            "url": url,
            "zone": zone,
            "currency": currency,
            "fall_percent": fall_percent,
            "fall_points": fall_points,
            "unadministered_at": unadministered_at,
        }
        changes: dict[str, Any] = {k: v for k, v in given.items() if v is not UNCHANGED}
        if changes:
            change = sa.update(_workspace).where(_workspace.c.team == team).values(changes)
            Statement(change).run(self._session)
            self._known.pop(team, None)
        return self.get(team)

    def all(self) -> tuple[Workspace, ...]:
        """Every workspace, by team id."""
        return tuple(Workspace(**row) for row in _ALL.all(self._session))
