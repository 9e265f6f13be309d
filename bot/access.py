"""How the bot is let in: by one workspace's token, or by every workspace that installs it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import Blueprint
from slack_sdk import WebClient

from bot.acquaintance import Acquaintance
from bot.app import LetIn
from bot.clients import Clients, OneWorkspace
from bot.later import Later
from bot.settings import Settings
from storage.store import Store

_ASK_AGAIN = timedelta(minutes=1)
"""How long after a failure Slack is asked again who is in the workspace."""


class Access(Protocol):
    """What the program needs of Slack's doors."""

    clients: Clients
    """Each workspace's clients."""
    client: WebClient
    """The Bolt app's own."""
    authorize: LetIn | None
    """Lets requests in; None where there is one workspace, whose requests alone arrive."""
    pages: Blueprint | None
    """By which people install the app; None where it is installed by hand."""

    def tend(self, now: datetime) -> None:
        """Do what has to be done now and then, beside the caller."""
        ...


class OneAccess:
    """One workspace, whose token the program was given."""

    def __init__(
        self, settings: Settings, token: str, acquaintance: Acquaintance, later: Later
    ) -> None:
        """Take the bot token, and what it works with."""
        workspace = OneWorkspace(settings, token)
        self.clients: Clients = workspace
        self.client = workspace.client
        self.authorize: LetIn | None = None
        self.pages: Blueprint | None = None
        self._acquaintance = acquaintance
        self._later = later
        self._asked = datetime.min.replace(tzinfo=UTC)
        self._met = False

    def tend(self, now: datetime) -> None:
        """Ask Slack who is in the workspace, until it has answered once."""
        if not self._met and now - self._asked >= _ASK_AGAIN:
            self._asked = now
            self._later.do(self._meet, what="meet the workspace")

    def _meet(self) -> None:
        self._met = self._acquaintance.meet_owner(self.client)


def open_access(
    settings: Settings,
    store: Store,
    clock: Callable[[], datetime],
    acquaintance: Acquaintance,
    later: Later,
) -> Access:
    """The access that the settings give.

    Raises:
        bot.settings.SettingsError: the keys do not open the tokens that are stored.
    """
    if settings.bot_token is not None:
        return OneAccess(settings, settings.bot_token.get_secret_value(), acquaintance, later)
    # Sealing tokens takes a while to import, and one workspace needs none.
    from bot.installing.many import ManyAccess  # noqa: PLC0415

    return ManyAccess(settings, store, clock, acquaintance, later)
