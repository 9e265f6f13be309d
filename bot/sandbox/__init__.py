"""A strict local stand-in for Slack: what the whole program is run and tested against.

It imports nothing of the bot. An app needs only another SLACK_API_URL to run against it.
"""

from bot.sandbox.application import ManifestError
from bot.sandbox.errors import NotPossibleError
from bot.sandbox.housekeeping import Workspace
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.seen import Control, Reaction, Seen, SeenView

__all__ = [
    "Control",
    "ManifestError",
    "NotPossibleError",
    "Person",
    "Reaction",
    "Sandbox",
    "Seen",
    "SeenView",
    "Workspace",
]
