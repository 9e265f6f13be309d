"""What the bot cannot do where Slack did not grant it a scope."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LOST: Mapping[str, str] = {
    "commands": "slash commands and the Record a KPI shortcut",
    "app_mentions:read": "answers to whoever mentions the bot",
    "chat:write": "digests, replies and every other message",
    "channels:read": "knowing public channels, and that one is archived or renamed",
    "groups:read": "knowing private channels, and that one is archived or renamed",
    "channels:history": "looking whether a message was posted, and replies in public channels",
    "groups:history": "looking whether a message was posted, and replies in private channels",
    "im:history": "reading what people write to the bot directly",
    "files:read": "importing a CSV file that somebody sends; rows can still be pasted",
    "files:write": "exports, which come as a file",
    "im:write": "direct messages to the owners of digests and cases",
    "users:read": "names, time zones, and telling guests from members",
}
"""By scope of the manifest."""


def what_is_lost(scopes: Iterable[str]) -> str:
    """Each scope with what is lost without it, in the order of their names."""
    return "; ".join(f"{scope} ({LOST[scope]})" for scope in sorted(scopes))
