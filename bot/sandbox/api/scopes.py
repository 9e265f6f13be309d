"""Whether the app was granted what a method needs."""

from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, Installation

FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def need(installation: Installation, *any_of: str) -> None:
    """Raise `missing_scope` unless one of the scopes is granted."""
    if any_of and not installation.scopes.intersection(any_of):
        raise SlackError(
            "missing_scope",
            needed=",".join(any_of),
            provided=",".join(sorted(installation.scopes)),
        )


def need_for(installation: Installation, channel: Channel, verb: str) -> None:
    """Raise unless the scope for this kind of conversation is granted, say groups:history."""
    need(installation, f"{FAMILY[channel.kind]}:{verb}")
