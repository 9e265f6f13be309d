"""Links to messages in Slack."""

from __future__ import annotations

from storage.records import Workspace


def message_link(workspace: Workspace, channel: str, ts: str) -> str:
    """The permalink of a message; "" where the workspace's address is unknown."""
    if not workspace.url:
        return ""
    return f"{workspace.url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
