"""The first words to whoever installed the bot."""

from __future__ import annotations

from bot.desk.reaching import write_to
from bot.views.guide import greeting
from storage.records import Installation
from storage.tx import Tx

GREETING = "greeting"
"""The subject of the message: by it is known who was greeted already."""


def greet(tx: Tx, installation: Installation) -> None:
    """Writes to whoever installed the bot in a workspace: once, however often it is installed."""
    if installation.installer and not tx.deliveries.of_subject(installation.team, GREETING):
        write_to(tx, installation.team, installation.installer, greeting, GREETING)
