"""Who is in the channels that have digests, as Slack says: read once, then kept by events."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from storage.records import SubscriptionState
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_PAGE = 200


def refresh_channel(store: Store, client: WebClient, team: str, channel: str) -> None:
    """Reads who is in a channel; where Slack does not say, what was known stays."""
    try:
        members = tuple(_members(client, channel))
    except SlackApiError as error:
        why = error.response.get("error")
        _log.warning("members of a channel could not be read", channel=channel, error=why)
        return
    store.write(lambda tx: tx.memberships.fill(team, channel, members))


def refresh_all(store: Store, client: WebClient, team: str) -> None:
    """Reads who is in every channel of the workspace that has a digest."""
    for channel in store.read(lambda tx: _channels(tx, team)):
        refresh_channel(store, client, team, channel)


def is_in(client: WebClient, channel: str, user: str) -> bool:
    """Whether somebody is in a channel, as Slack says now."""
    return user in _members(client, channel)


def _channels(tx: Tx, team: str) -> tuple[str, ...]:
    digests = tx.subscriptions.all(team)
    running = (one.channel for one in digests if one.state is not SubscriptionState.OFF)
    return tuple(dict.fromkeys(running))


def _members(client: WebClient, channel: str) -> Iterator[str]:
    cursor = ""
    while True:
        answer = client.conversations_members(channel=channel, limit=_PAGE, cursor=cursor or None)
        yield from answer["members"]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
