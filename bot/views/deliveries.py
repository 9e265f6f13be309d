"""Deliveries that a person may have to settle, for an operator's eyes."""

from __future__ import annotations

import html
from datetime import UTC

from msgspec import Struct

from bot.delivery.words import explain, unsure
from bot.views.settling import extract, what
from storage.records import Delivery, DeliveryState

SHORT = 8
"""Characters of an id that are shown; as many as are needed may be typed."""


class Trouble(Struct, frozen=True, kw_only=True):
    """One delivery in words."""

    id: str
    workspace: str
    channel: str
    state: str
    what: str
    begins: str
    """The beginning of what it says."""
    tried_at: str
    """When it was tried last, or made where it never was; in UTC."""
    error: str
    """As kept, for whoever looks into the program."""
    why: str
    remedy: str
    """What an operator can do about it."""


def trouble(delivery: Delivery) -> Trouble:
    """A dead or unknown delivery in words."""
    tried = (delivery.attempted_at or delivery.created_at).astimezone(UTC)
    unknown = delivery.state is DeliveryState.UNKNOWN
    why = f"{unsure(delivery.error)}." if unknown else explain(delivery.error, delivery.channel)
    return Trouble(
        id=delivery.id,
        workspace=delivery.team,
        channel=delivery.channel,
        state=delivery.state.value,
        what=what(delivery),
        begins=html.unescape(extract(delivery)),
        tried_at=f"{tried:%Y-%m-%d %H:%M} UTC",
        error=delivery.error,
        why=why,
        remedy=_remedy(delivery),
    )


def settled_words(delivery: Delivery) -> str:
    """What became of a delivery on an operator's word."""
    name = f"{what(delivery)} for {delivery.channel}"
    match delivery.state:
        case DeliveryState.SENT if delivery.ts:
            return f"{name} counts as posted."
        case DeliveryState.SENT:
            return f"{name} counts as posted. It is not edited, and replies go beside it."
        case DeliveryState.DEAD:
            return f"{name} is given up."
        case _:
            return f"{name} is due again; a running bot posts it in a moment."


def _remedy(delivery: Delivery) -> str:
    id_ = delivery.id[:SHORT]
    if delivery.state is DeliveryState.UNKNOWN:
        return f"Look in Slack: settle {id_} posted, or settle {id_} again."
    return f"Once that is mended: settle {id_} again. Or: settle {id_} drop."
