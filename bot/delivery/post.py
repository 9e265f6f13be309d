"""One attempt to put one message into Slack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.delivery.errors import Definite, NotSent, Outcome, Unknown, answered, failed
from storage.records import Delivery, DeliveryKind, DeliveryState

EVENT_TYPE = "kpi_bot_delivery"
"""The metadata's event type; its payload carries the delivery's opaque id."""

_CHART, _TABLE = "data_visualization", "table"
_NOT_HERE = frozenset({"invalid_blocks", "invalid_blocks_format"})


class Letter(Struct, frozen=True):
    """A delivery and where it goes."""

    delivery: Delivery
    channel: str
    """For DIRECT the person's id, until the conversation is open."""
    anchor: str | None
    """Timestamp of the message that is answered or edited; None for a message of its own."""


def address(delivery: Delivery, other: Delivery | None) -> Letter | Definite:
    """Say where a delivery goes, given the delivery it answers or edits.

    It is refused when that message was never sent.
    """
    match delivery.kind:
        case DeliveryKind.POST | DeliveryKind.DIRECT:
            return Letter(delivery, delivery.channel, None)
        case DeliveryKind.REPLY | DeliveryKind.UPDATE if other is not None and other.ts:
            return Letter(delivery, other.sent_channel or other.channel, other.ts)
        case DeliveryKind.REPLY if other is not None and other.state is DeliveryState.SENT:
            # A person saw the other one there and did not say which it is: it goes beside it.
            return Letter(delivery, other.sent_channel or other.channel, None)
        case DeliveryKind.REPLY if delivery.thread_ts:
            return Letter(delivery, delivery.channel, delivery.thread_ts)
        case _:
            return Definite("message_not_found")


def post(client: WebClient, letter: Letter, in_time: Callable[[], bool]) -> Outcome:
    """Send a letter; where the workspace refuses charts or tables, once more without them.

    Args:
        client: retries nothing by itself and has a time-out.
        letter: what goes where.
        in_time: whether the claim still leaves time for one more call.
    """
    channel = letter.channel
    if letter.delivery.kind is DeliveryKind.DIRECT:
        opened = open_direct(client, letter.channel)
        if not isinstance(opened, str):
            return opened
        channel = opened
    payload = letter.delivery.payload
    outcome = _send(client, letter, channel, payload, in_time)
    if isinstance(outcome, Definite) and outcome.error in _NOT_HERE:
        plain = without_figures(payload)
        if plain != payload:
            return _send(client, letter, channel, plain, in_time)
    return outcome


def open_direct(client: WebClient, user: str) -> str | Outcome:
    """Return the channel of the direct messages with a person, or why there is none."""
    try:
        opened = client.conversations_open(users=user)
    except Exception as error:  # noqa: BLE001 - sorted, none is lost
        outcome = failed(error)
        # Opening a conversation posts nothing, so it can simply be done again.
        return NotSent(outcome.reason) if isinstance(outcome, Unknown) else outcome
    channel = opened.get("channel")
    known = channel.get("id") if isinstance(channel, Mapping) else None
    return known if isinstance(known, str) else NotSent("malformed answer")


def without_figures(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return a payload without native charts, and with its table as code parted by tabs."""
    if "blocks" not in payload:
        return dict(payload)
    blocks = [_written(block) for block in payload["blocks"] if block.get("type") != _CHART]
    return {**payload, "blocks": blocks}


def _written(block: Mapping[str, Any]) -> Mapping[str, Any]:
    if block.get("type") != _TABLE:
        return block
    lines = ["\t".join(cell["text"] for cell in row) for row in block["rows"]]
    # Slack takes 3,000 characters in one piece of text.
    code = [{"type": "text", "text": f"{line}\n"} for line in lines]
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": code}]}


def _send(
    client: WebClient,
    letter: Letter,
    channel: str,
    payload: Mapping[str, Any],
    in_time: Callable[[], bool],
) -> Outcome:
    if not in_time():
        return NotSent("stalled")
    try:
        return answered(_call(client, letter, channel, payload))
    except Exception as error:  # noqa: BLE001 - sorted, none is lost
        return failed(error)


def _call(
    client: WebClient, letter: Letter, channel: str, payload: Mapping[str, Any]
) -> SlackResponse:
    if letter.delivery.kind is DeliveryKind.UPDATE:
        return client.chat_update(channel=channel, ts=letter.anchor or "", **payload)
    return client.chat_postMessage(
        channel=channel,
        thread_ts=letter.anchor,
        metadata={
            "event_type": EVENT_TYPE,
            "event_payload": {"delivery": letter.delivery.id},
        },
        **payload,
    )
