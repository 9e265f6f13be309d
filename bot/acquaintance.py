"""Getting to know a workspace: what it is called, where it is on the web, who is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.clients import Clients
from bot.delivery.errors import NotInstalled
from bot.desk.departing import see_to_departed
from bot.directory import refresh
from bot.installing import presence
from bot.installing.errors import TokenRunOut
from bot.membership import refresh_all
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)


class Acquaintance:
    """Asks Slack about workspaces. It takes as long as Slack takes: never inside a request."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        """Take what it works with; `clock` gives the time now, in UTC."""
        self._store = store
        self._clock = clock

    def meet_owner(self, client: WebClient) -> bool:
        """Read the workspace whose token a client carries; whether Slack answered."""
        try:
            who = client.auth_test()
            team = str(who["team_id"])
            self._store.write(lambda tx: self._named(tx, team, str(who["team"]), str(who["url"])))
            self._meet_people(client, team)
        except (SlackClientError, OSError) as error:
            _log.warning("the workspace could not be read", error=str(error))
            return False
        return True

    def meet(self, clients: Clients, team: str) -> None:
        """Read one workspace of several; what Slack does not tell is left as it is."""
        try:
            client = clients.asking(team)
            who = client.auth_test()
            # The token of a whole organisation is of no workspace.
            if who["team_id"] == team:
                self._store.write(
                    lambda tx: self._named(tx, team, str(who["team"]), str(who["url"]))
                )
            self._meet_people(client, team)
        except (NotInstalled, TokenRunOut, SlackClientError, OSError) as error:
            _log.warning("the workspace could not be read", team=team, error=str(error))

    def look_again(self, clients: Clients) -> None:
        """Try the tokens of workspaces that refused them; where one works, digests go on."""
        for absence in self._store.read(lambda tx: tx.absences.all()):
            if self._lets_in(clients, absence.team):
                self._store.write(partial(presence.arrive, team=absence.team))

    def _lets_in(self, clients: Clients, team: str) -> bool:
        try:
            who = clients.asking(team).auth_test()
        except (NotInstalled, TokenRunOut, SlackClientError, OSError):
            return False
        return who["team_id"] == team or bool(who.get("is_enterprise_install"))

    def _named(self, tx: Tx, team: str, name: str, url: str) -> None:
        tx.workspaces.ensure(team, name, self._clock())
        tx.workspaces.change(team, name=name, url=url)
        presence.arrive(tx, team)

    def _meet_people(self, client: WebClient, team: str) -> None:
        people = refresh(self._store, client, team, self._clock())
        refresh_all(self._store, client, team)
        self._store.write(lambda tx: see_to_departed(tx, team, self._clock()))
        _log.info("workspace met", team=team, people=people)
