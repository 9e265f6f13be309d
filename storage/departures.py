"""People whose account ended: the managers hear of what each of them left once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.records import CaseState, Standing
from storage.repository import Repository, adding_once, same
from storage.statement import Statement
from storage.tables import (
    CaseRow,
    ChoiceRow,
    DepartureRow,
    PersonRow,
    SubscriptionRow,
    table,
)

_departure = table(DepartureRow)
_person = table(PersonRow)
_choice = table(ChoiceRow)
_case = table(CaseRow)
_subscription = table(SubscriptionRow)


def _left(some: sa.Table, *whose: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Whether a person is named in one of the columns of their workspace's rows."""
    return sa.exists().where(
        some.c.team == _person.c.team, sa.or_(*(one == _person.c.user for one in whose))
    )


_ADD = Statement(adding_once(_departure))
_UNTOLD = Statement(
    sa.select(_person.c.user)
    .where(
        same(_person.c.team),
        _person.c.standing == Standing.DEACTIVATED,
        ~sa.exists().where(
            _departure.c.team == _person.c.team, _departure.c.user == _person.c.user
        ),
        sa.or_(
            _left(_choice, _choice.c.owner, _choice.c.backup),
            _left(_subscription, _subscription.c.set_by),
            sa.exists().where(
                _case.c.team == _person.c.team,
                _case.c.owner == _person.c.user,
                _case.c.state != CaseState.RESOLVED,
            ),
        ),
    )
    .order_by(_person.c.user)
)
_FORGET = Statement(
    sa.delete(_departure).where(
        same(_departure.c.team),
        sa.exists().where(
            _person.c.team == _departure.c.team,
            _person.c.user == _departure.c.user,
            _person.c.standing != Standing.DEACTIVATED,
        ),
    )
)


class Departures(Repository):
    """Each workspace's people who left, once the managers were told."""

    def add(self, team: str, user: str, now: datetime) -> bool:
        """Whether the managers are to be told now: False where they were before."""
        return _ADD.run(self._session, team=team, user=user, told_at=now) == 1

    def untold(self, team: str) -> tuple[str, ...]:
        """User ids of those who left KPIs, open cases or digests behind that nobody heard of."""
        return tuple(row["user"] for row in _UNTOLD.all(self._session, team=team))

    def forget_returned(self, team: str) -> None:
        """Whoever is back may leave again."""
        _FORGET.run(self._session, team=team)
