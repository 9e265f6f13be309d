"""Cases that go to somebody else unless they are acknowledged in time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Escalation
from storage.repository import Repository, first_few_of, replacing, same
from storage.statement import Statement
from storage.tables import AbsenceRow, EscalationRow, table

_escalation = table(EscalationRow)
_absence = table(AbsenceRow)
_seen = same(_escalation.c.team, _escalation.c.case, _escalation.c.step)

_PUT = Statement(replacing(_escalation, key=("team", "case")))
_DUE = Statement(
    first_few_of(
        sa.select(*_escalation.columns)
        .where(
            _escalation.c.due_at <= sa.bindparam("now"),
            ~sa.exists().where(_absence.c.team == _escalation.c.team),
        )
        .order_by(_escalation.c.due_at, _escalation.c.team, _escalation.c.case)
    )
)
_TAKE = Statement(sa.delete(_escalation).where(_seen))


class Escalations(Repository):
    """Each workspace's cases that nobody has acknowledged yet: the next step of each."""

    def put(self, team: str, escalation: Escalation) -> None:
        """A case goes to somebody else at its time; another step of it is forgotten."""
        _PUT.run(self._session, team=team, **asdict(escalation))

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, Escalation], ...]:
        """Steps whose time has come, longest due first.

        Of all workspaces but those that do not let the bot in.
        """
        rows = _DUE.all(self._session, now=now, limit=limit)
        return tuple((row.pop("team"), Escalation(**row)) for row in rows)

    def take(self, team: str, escalation: Escalation) -> bool:
        """Whether the step is still to be done, and by the caller alone."""
        values = {"case": escalation.case, "step": escalation.step}
        return _TAKE.run(self._session, team=team, **values) == 1
