"""Workspaces that Slack does not let the bot into: their digests rest, their data has an end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.records import Absence
from storage.repository import Repository, adding_once, first_few_of, overwriting, same
from storage.statement import Statement
from storage.tables import AbsenceRow, table

_absence = table(AbsenceRow)
_absences = sa.select(*_absence.columns)
_this = same(_absence.c.team)

_BEGIN = Statement(adding_once(_absence))
_LEAVE = Statement(
    overwriting(
        _absence,
        "reason",
        "since",
        "erase_after",
        key=("team",),
        # Told twice, by whichever event, the time that was named first stands.
        where=_absence.c.erase_after.is_(None),
    )
)
_GET = Statement(_absences.where(_this))
_ALL = Statement(_absences.order_by(_absence.c.team))
_END = Statement(sa.delete(_absence).where(_this))
_OVER = Statement(
    first_few_of(
        _absences.where(_absence.c.erase_after <= sa.bindparam("now")).order_by(
            _absence.c.erase_after
        )
    )
)
_TAKE = Statement(sa.delete(_absence).where(_this, _absence.c.erase_after <= sa.bindparam("now")))


class Absences(Repository):
    """Every workspace the bot cannot reach."""

    def refused(self, team: str, reason: str, now: datetime) -> bool:
        """Whether this is news: Slack refused the token. The data stays."""
        return bool(
            _BEGIN.run(self._session, team=team, reason=reason, since=now, erase_after=None)
        )

    def left(self, team: str, reason: str, now: datetime, erase_after: datetime) -> bool:
        """Whether this is news: the app was removed, and the data has an end."""
        return bool(
            _LEAVE.run(self._session, team=team, reason=reason, since=now, erase_after=erase_after)
        )

    def get(self, team: str) -> Absence | None:
        """The workspace's absence; None where it is let in."""
        row = _GET.first(self._session, team=team)
        return None if row is None else Absence(**row)

    def all(self) -> tuple[Absence, ...]:
        """Every absence, by workspace."""
        return tuple(Absence(**row) for row in _ALL.all(self._session))

    def end(self, team: str) -> bool:
        """Whether it was absent; it is let in again."""
        return bool(_END.run(self._session, team=team))

    def over(self, now: datetime, limit: int) -> tuple[Absence, ...]:
        """Those whose data is to be erased, longest due first."""
        return tuple(Absence(**row) for row in _OVER.all(self._session, now=now, limit=limit))

    def take(self, team: str, now: datetime) -> bool:
        """Whether the workspace's data is still to be erased, and by the caller alone."""
        return bool(_TAKE.run(self._session, team=team, now=now))
