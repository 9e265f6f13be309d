"""The clients of every workspace that installed the app."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slack_sdk import WebClient

from bot.clients import asking_client, posting_client
from bot.delivery.errors import NotInstalled
from bot.installing.errors import TokenRunOut
from bot.installing.vault import Vault
from bot.settings import Settings
from storage.store import Store


class ManyWorkspaces:
    """Makes a client for each call, with the workspace's token as it stands in the database.

    Nothing is kept between calls: what one replica learns, a removed app above all, holds for
    every other at its next call.
    """

    def __init__(
        self, settings: Settings, store: Store, vault: Vault, clock: Callable[[], datetime]
    ) -> None:
        """Take what it works with; `clock` gives the time now, in UTC."""
        self._settings = settings
        self._store = store
        self._vault = vault
        self._clock = clock

    def asking(self, team: str) -> WebClient:
        """See Clients; raises TokenRunOut too."""
        return asking_client(self._settings, self._token(team))

    def posting(self, team: str) -> WebClient:
        """See Clients; raises TokenRunOut too."""
        return posting_client(self._settings, self._token(team))

    def _token(self, team: str) -> str:
        found = self._store.read(lambda tx: tx.installations.reaching(team))
        if found is None:
            raise NotInstalled(team)
        if found.expires_at is not None and found.expires_at <= self._clock():
            # One that can never be renewed is as good as none.
            raise NotInstalled(team) if found.problem else TokenRunOut
        return self._vault.open(found.token)
