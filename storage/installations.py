"""Where the app is installed, and which installation reaches which workspace.

Tokens come here sealed and leave sealed: storage has no key to them.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Installation
from storage.repository import Repository, first_few_of, replacing, same
from storage.statement import Statement
from storage.tables import AbsenceRow, InstallationRow, ResidentRow, table

_installation = table(InstallationRow)
_resident = table(ResidentRow)
_absence = table(AbsenceRow)
_columns = [column for column in _installation.columns if column.key != "renewing_until"]
_this = same(_installation.c.team)
_this_issue = same(_installation.c.team, _installation.c.issue)

_PUT = Statement(replacing(_installation, key=("team",)))
_GET = Statement(sa.select(*_columns).where(_this))
_ALL = Statement(sa.select(*_columns).order_by(_installation.c.team))
_REMOVE = Statement(sa.delete(_installation).where(_this))
_REACHING = Statement(
    sa.select(*_columns)
    .join(_resident, _resident.c.installation == _installation.c.team)
    .where(
        _resident.c.team == sa.bindparam("resident"),
        ~sa.exists().where(
            _absence.c.team == _resident.c.team, _absence.c.erase_after.is_not(None)
        ),
    )
)
_SETTLE = Statement(replacing(_resident, key=("team",)))
_RESIDENTS = Statement(
    sa.select(_resident.c.team).where(same(_resident.c.installation)).order_by(_resident.c.team)
)
_EXPIRING = Statement(
    first_few_of(
        sa.select(*_columns)
        .where(
            _installation.c.expires_at <= sa.bindparam("instant"),
            _installation.c.problem == sa.literal_column("''"),
        )
        .order_by(_installation.c.expires_at)
    )
)
_LEASE = Statement(
    sa.update(_installation)
    .where(
        _this_issue,
        _installation.c.problem == sa.literal_column("''"),
        sa.or_(
            _installation.c.renewing_until.is_(None),
            _installation.c.renewing_until <= sa.bindparam("now"),
        ),
    )
    .values(renewing_until=sa.bindparam("until"))
    .returning(*_columns)
)
_RENEWED = Statement(
    sa.update(_installation)
    .where(_this_issue)
    .values(
        token=sa.bindparam("new_token"),
        refresh_token=sa.bindparam("new_refresh_token"),
        expires_at=sa.bindparam("expires"),
        issue=sa.bindparam("new_issue"),
        renewing_until=None,
    )
)
_RESEALED = Statement(
    sa.update(_installation)
    .where(_this_issue)
    .values(token=sa.bindparam("new_token"), refresh_token=sa.bindparam("new_refresh_token"))
)
_BROKE = Statement(sa.update(_installation).where(_this_issue).values(problem=sa.bindparam("what")))


class Installations(Repository):
    """Every workspace and organisation that let the app in."""

    def put(self, installation: Installation) -> None:
        """Keep an installation in place of an earlier one of the same workspace or organisation."""
        _PUT.run(self._session, renewing_until=None, **asdict(installation))

    def get(self, team: str) -> Installation | None:
        """The installation of a workspace or an organisation itself."""
        row = _GET.first(self._session, team=team)
        return None if row is None else Installation(**row)

    def all(self) -> tuple[Installation, ...]:
        """Every installation, by id."""
        return tuple(Installation(**row) for row in _ALL.all(self._session))

    def remove(self, team: str) -> None:
        """Forget an installation and its tokens."""
        _REMOVE.run(self._session, team=team)

    def reaching(self, team: str) -> Installation | None:
        """The installation that reaches a workspace; None where the app was removed from it."""
        row = _REACHING.first(self._session, resident=team)
        return None if row is None else Installation(**row)

    def settle(self, team: str, installation: str) -> None:
        """From now on a workspace is reached through that installation."""
        _SETTLE.run(self._session, team=team, installation=installation)

    def residents(self, installation: str) -> tuple[str, ...]:
        """The workspaces that an installation reaches, by id."""
        rows = _RESIDENTS.all(self._session, installation=installation)
        return tuple(row["team"] for row in rows)

    def expiring(self, before: datetime, limit: int) -> tuple[Installation, ...]:
        """Those whose token ends by an instant and can be renewed, the first to end first."""
        rows = _EXPIRING.all(self._session, instant=before, limit=limit)
        return tuple(Installation(**row) for row in rows)

    def lease(self, team: str, issue: str, now: datetime, until: datetime) -> Installation | None:
        """The installation, the caller's alone to renew until then; None where another was first.

        It is also None once the pair of tokens called `issue` has been replaced.
        """
        row = _LEASE.first(self._session, team=team, issue=issue, now=now, until=until)
        return None if row is None else Installation(**row)

    def renewed(self, team: str, issue: str, renewed: Installation) -> bool:
        """Whether `issue` was still the pair in use; from now on it is that of `renewed`."""
        return _one(
            _RENEWED.run(
                self._session,
                team=team,
                issue=issue,
                new_token=renewed.token,
                new_refresh_token=renewed.refresh_token,
                expires=renewed.expires_at,
                new_issue=renewed.issue,
            )
        )

    def resealed(self, team: str, issue: str, token: str, refresh_token: str | None) -> bool:
        """Whether `issue` is still the pair in use; the same tokens are now sealed anew."""
        return _one(
            _RESEALED.run(
                self._session,
                team=team,
                issue=issue,
                new_token=token,
                new_refresh_token=refresh_token,
            )
        )

    def broke(self, team: str, issue: str, problem: str) -> bool:
        """Whether `issue` is still the pair in use; it cannot be renewed any more."""
        return _one(_BROKE.run(self._session, team=team, issue=issue, what=problem))


def _one(rows: int) -> bool:
    return rows == 1
