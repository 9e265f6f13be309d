"""Everything that serving many workspaces takes, put together once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint

from bot.acquaintance import Acquaintance
from bot.app import LetIn
from bot.clients import Clients, app_client
from bot.installing import keys
from bot.installing.authorize import InstalledOnly
from bot.installing.clients import ManyWorkspaces
from bot.installing.flow import InstallFlow
from bot.installing.greeting import greet
from bot.installing.renewing import Renewal
from bot.installing.vault import Vault
from bot.installing.web import install_pages
from bot.later import Later
from bot.settings import Settings
from storage.records import Installation
from storage.store import Store


class ManyAccess:
    """Every workspace that installs the app."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clock: Callable[[], datetime],
        acquaintance: Acquaintance,
        later: Later,
    ) -> None:
        """Put it together.

        Raises:
            bot.settings.SettingsError: the keys do not open the tokens that are stored.
        """
        vault = Vault(settings.keys)
        keys.check(store, vault)
        self.client = app_client(settings)
        self.clients: Clients = ManyWorkspaces(settings, store, vault, clock)
        self.authorize: LetIn | None = InstalledOnly(store, clock, self._meet)
        flow = InstallFlow(settings, store, vault, clock, self.client, self._arrived)
        self.pages: Blueprint | None = install_pages(flow)
        self._renewal = Renewal(settings, store, vault, clock, self.client)
        self._acquaintance = acquaintance
        self._store = store
        self._later = later

    def tend(self, now: datetime) -> None:
        """Renew the tokens that end soon."""
        if self._renewal.is_due(now):
            self._later.do(self._renewal.renew_due, what="renew tokens")

    def _arrived(self, installation: Installation) -> None:
        # An organisation's workspaces are met one by one, when somebody there first uses the bot.
        if not installation.organisation:
            self._later.do(lambda: self._welcome(installation), what="meet a workspace")

    def _welcome(self, installation: Installation) -> None:
        """Greets in the language of whoever installed the app, which is known from then on."""
        self._acquaintance.meet(self.clients, installation.team)
        self._store.write(lambda tx: greet(tx, installation))

    def _meet(self, team: str) -> None:
        self._later.do(lambda: self._acquaintance.meet(self.clients, team), what="meet a workspace")
