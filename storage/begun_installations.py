"""Installations that somebody has begun in a browser and not finished."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import BegunInstallation
from storage.repository import Repository, adding, same
from storage.statement import Statement
from storage.tables import BegunInstallationRow, table

_begun = table(BegunInstallationRow)

_ADD = Statement(adding(_begun))
_TAKE = Statement(sa.delete(_begun).where(same(_begun.c.state)).returning(*_begun.columns))
_FORGET = Statement(sa.delete(_begun).where(_begun.c.begun_at < sa.bindparam("instant")))


class BegunInstallations(Repository):
    """What the redirect from Slack is held to."""

    def add(self, begun: BegunInstallation) -> None:
        """Keep that a browser has begun."""
        _ADD.run(self._session, **asdict(begun))

    def take(self, state: str) -> BegunInstallation | None:
        """The beginning of that digest, which is gone now: it is good for one use."""
        row = _TAKE.first(self._session, state=state)
        return None if row is None else BegunInstallation(**row)

    def forget_before(self, instant: datetime) -> int:
        """How many older ones were deleted."""
        return _FORGET.run(self._session, instant=instant)
