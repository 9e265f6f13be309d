"""Days off: who is away, and until when."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Away
from storage.repository import Repository, replacing, same
from storage.statement import Statement
from storage.tables import AwayRow, table

_away = table(AwayRow)
_this = same(_away.c.team, _away.c.user)

_GET = Statement(
    sa.select(*(column for column in _away.columns if column.key != "team")).where(_this)
)
_PUT = Statement(replacing(_away, key=("team", "user")))
_END = Statement(sa.delete(_away).where(_this))


class Aways(Repository):
    """Each workspace's people who are away: one span a person."""

    def get(self, team: str, user: str) -> Away | None:
        """Somebody's days off, past or to come; None where they named none."""
        row = _GET.first(self._session, team=team, user=user)
        return None if row is None else Away(**row)

    def put(self, team: str, away: Away) -> None:
        """Somebody's days off, in the place of those they named before."""
        _PUT.run(self._session, team=team, **asdict(away))

    def end(self, team: str, user: str) -> bool:
        """Whether they had named any; they are not away now."""
        return _END.run(self._session, team=team, user=user) == 1
