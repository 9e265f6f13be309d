"""Who has opened Home, and what it showed them last."""

from __future__ import annotations

import sqlalchemy as sa

from storage.repository import Repository, replacing, same
from storage.statement import Statement
from storage.tables import HomeRow, table

_home = table(HomeRow)
_this = same(_home.c.team, _home.c.user)

_SHOWN = Statement(sa.select(_home.c.shown).where(_this))
_PUT = Statement(replacing(_home, key=("team", "user")))


class Homes(Repository):
    """Each workspace's people who have opened Home."""

    def shown(self, team: str, user: str) -> str | None:
        """What somebody's Home showed last, in the words of its view; None if never opened."""
        row = _SHOWN.first(self._session, team=team, user=user)
        return None if row is None else row["shown"]

    def put(self, team: str, user: str, shown: str) -> None:
        """That is what somebody's Home shows now."""
        _PUT.run(self._session, team=team, user=user, shown=shown)
