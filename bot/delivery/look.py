"""Looks in Slack for a message that may be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.delivery.errors import Definite, Outcome, RateLimited, Sent, failed
from bot.delivery.post import EVENT_TYPE, Letter, open_direct
from bot.delivery.timing import SKEW
from storage.records import DeliveryKind

_PAGE = 200


class Absent(Struct, frozen=True):
    """A complete read did not find the message."""


class Unreadable(Struct, frozen=True):
    """Slack does not let us read there, and would not later."""

    error: str


class Later(Struct, frozen=True):
    """Reading did not work this time."""

    seconds: float | None
    """How long Slack said to wait, if it did."""


class _BadPage(Exception):
    """A page of messages that is none."""


IsAnothers = Callable[[str, str], bool]
"""Whether the message of a channel and timestamp is known to be another delivery's."""


def look(
    client: WebClient, letter: Letter, since: datetime, is_anothers: IsAnothers
) -> Sent | Absent | Unreadable | Later:
    """Search for a letter where it would be.

    Args:
        client: the workspace's client.
        letter: what went where.
        since: when its attempt began, by our clock.
        is_anothers: asked where only the text can tell.
    """
    try:
        return _look(client, letter, since.timestamp() - SKEW.total_seconds(), is_anothers)
    except Exception as error:  # noqa: BLE001 - sorted, none is lost
        seen = misread(error)
        # Where there is no thread, no reply of ours is in it.
        return Absent() if seen == Unreadable("thread_not_found") else seen


def misread(error: Exception) -> Unreadable | Later:
    """Say what an exception means for somebody who wants to read."""
    return _unread(failed(error))


def _look(
    client: WebClient, letter: Letter, oldest: float, is_anothers: IsAnothers
) -> Sent | Absent | Unreadable | Later:
    channel = letter.channel
    if letter.delivery.kind is DeliveryKind.DIRECT:
        opened = open_direct(client, letter.channel)
        if not isinstance(opened, str):
            return _unread(opened)
        channel = opened
    alike: list[str] = []
    metadata_is_kept = False
    for message in _messages(client, channel, letter.anchor, f"{oldest:.6f}"):
        if _carries(message, letter.delivery.id):
            return Sent(message["ts"], channel)
        metadata_is_kept = metadata_is_kept or "metadata" in message
        if _reads_like(message, letter):
            alike.append(message["ts"])
    # Slack keeps metadata; servers that stand in for it may not, and then the text has to do.
    unclaimed = [] if metadata_is_kept else [ts for ts in alike if not is_anothers(channel, ts)]
    return Sent(min(unclaimed), channel) if unclaimed else Absent()


def _unread(outcome: Outcome) -> Unreadable | Later:
    match outcome:
        case Definite(error):
            return Unreadable(error)
        case RateLimited(seconds):
            return Later(seconds)
        case _:
            return Later(None)


def _messages(
    client: WebClient, channel: str, thread: str | None, oldest: str
) -> Iterator[Mapping[str, Any]]:
    """Yield every message of a channel or a thread from an instant on, page by page."""
    cursor: str | None = None
    while True:
        page = _page(client, channel, thread, oldest, cursor)
        messages = page.get("messages")
        if not isinstance(messages, list):
            raise _BadPage
        yield from messages
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            if page.get("has_more"):
                raise _BadPage
            return


def _page(
    client: WebClient, channel: str, thread: str | None, oldest: str, cursor: str | None
) -> SlackResponse:
    if thread is None:
        return client.conversations_history(
            channel=channel,
            oldest=oldest,
            cursor=cursor,
            limit=_PAGE,
            include_all_metadata=True,
        )
    return client.conversations_replies(
        channel=channel,
        ts=thread,
        oldest=oldest,
        cursor=cursor,
        limit=_PAGE,
        include_all_metadata=True,
    )


def _carries(message: Mapping[str, Any], delivery: str) -> bool:
    metadata = message.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return metadata.get("event_type") == EVENT_TYPE and payload.get("delivery") == delivery


def _reads_like(message: Mapping[str, Any], letter: Letter) -> bool:
    """Whether a bot posted this very text."""
    return bool(message.get("bot_id")) and message.get("text") == letter.delivery.payload["text"]
