"""What follows when a message cannot reach Slack: the person it matters to is told."""

from __future__ import annotations

import structlog

from bot.delivery.words import explain, pauses
from bot.views.layout import told
from storage.records import (
    Delivery,
    DeliveryKind,
    NewDelivery,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx

_log = structlog.get_logger(__name__)

NOTICE = "notice"


def tell_owner(tx: Tx, delivery: Delivery, error: str) -> None:
    """A delivery is dead: pause what every later one would suffer too, and tell its owner."""
    if pauses(error) and delivery.kind is not DeliveryKind.DIRECT:
        pause(tx, delivery.team, delivery.channel)
    _tell(tx, delivery, explain(error, f"<#{delivery.channel}>"))


def channel_gone(tx: Tx, team: str, channel: str) -> None:
    """A channel was archived: its digests pause, and whoever set them up is told."""
    for one in pause(tx, team, channel):
        _send(tx, team, one.set_by, explain("is_archived", f"<#{channel}>"))


def pause(tx: Tx, team: str, channel: str) -> tuple[Subscription, ...]:
    """Pauses a channel's running digests; returns them."""
    running = tuple(
        one
        for one in tx.subscriptions.of_channel(team, channel)
        if one.state is SubscriptionState.ACTIVE
    )
    for one in running:
        tx.subscriptions.set_state(team, one.id, SubscriptionState.PAUSED)
    return running


def tell_unsettled(tx: Tx, delivery: Delivery) -> None:
    """Nobody but a person can see whether a delivery was posted."""
    _log.error("delivery unsettled", team=delivery.team, delivery=delivery.id, why=delivery.error)
    _tell(
        tx,
        delivery,
        f"A message for <#{delivery.channel}> may or may not have been posted, and KPI Bot "
        "cannot read that channel's history to find out. Look whether it is there; if not, "
        "`/kpi digest now` posts the digest.",
    )


def _tell(tx: Tx, delivery: Delivery, text: str) -> None:
    # A notice that fails is not reported by another notice.
    if delivery.owner and delivery.kind is not DeliveryKind.DIRECT:
        _send(tx, delivery.team, delivery.owner, text)


def _send(tx: Tx, team: str, user: str, text: str) -> None:
    tx.deliveries.add(
        team,
        NewDelivery(
            kind=DeliveryKind.DIRECT, channel=user, payload=told(text).payload(), purpose=NOTICE
        ),
    )
