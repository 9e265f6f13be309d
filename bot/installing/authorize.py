"""Who is let in of the many workspaces, by one read of the database and no call to Slack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.authorize import Authorize
from slack_bolt.context import BoltContext

from bot.delivery.errors import NotInstalled
from bot.installing.presence import move_in
from storage.records import Installation
from storage.store import Store
from storage.tx import Tx


class InstalledOnly(Authorize):
    """Lets requests of workspaces pass that have the app.

    The token is not opened here: whoever calls Slack asks for it.
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        met: Callable[[str], None],
    ) -> None:
        """Take what it works with; `met` is told of a workspace first seen in an organisation."""
        self._store = store
        self._clock = clock
        self._met = met

    def __call__(  # noqa: PLR0913 -- Bolt's signature
        self,
        *,
        context: BoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Who the bot is where the request comes from.

        Raises:
            NotInstalled: the app is not installed there, or was removed.
        """
        del actor_enterprise_id, actor_team_id, actor_user_id
        organisation = enterprise_id if context.is_enterprise_install else None
        found = self._found(team_id, organisation)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=found.bot_user,
            bot_scopes=found.scopes,
            user_id=user_id,
        )

    def _found(self, team: str | None, organisation: str | None) -> Installation:
        found = self._store.read(lambda tx: _reaching(tx, team, organisation))
        if team and organisation and (found is None or found.team != organisation):
            found = self._store.write(lambda tx: _moved_in(tx, team, organisation, self._clock()))
            if found is not None:
                self._met(team)
        if found is None:
            raise NotInstalled(team or organisation or "")
        return found


def _reaching(tx: Tx, team: str | None, organisation: str | None) -> Installation | None:
    """Events about a whole organisation name no workspace."""
    if team is not None:
        return tx.installations.reaching(team)
    return tx.installations.get(organisation) if organisation else None


def _moved_in(tx: Tx, team: str, organisation: str, now: datetime) -> Installation | None:
    """What reaches a workspace that was not known to belong to the organisation."""
    found = tx.installations.get(organisation)
    if found is not None:
        move_in(tx, team, found, now)
    return tx.installations.reaching(team)
