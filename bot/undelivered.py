"""What follows when a message cannot reach Slack: the person it matters to is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from bot.delivery.words import explain, pauses, shuts_out
from bot.desk.reaching import managers_of, write_to
from bot.installing import presence
from bot.views.blocks import Message
from bot.views.layout import told
from bot.views.settling import question
from storage.records import (
    Delivery,
    DeliveryKind,
    Standing,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx

_log = structlog.get_logger(__name__)


def tell_owner(tx: Tx, delivery: Delivery, error: str) -> None:
    """A delivery is dead: pause what every later one would suffer too, and tell its owner.

    A channel that takes nothing any more is told of once, however many messages were for it.
    """
    if shuts_out(error):
        # Nobody there can be told of it.
        presence.shut_out(tx, delivery.team, error, tx.now)
        return
    if delivery.kind is DeliveryKind.DIRECT:
        # A notice that fails is not reported by another notice.
        return
    whom = [delivery.owner]
    if pauses(error):
        paused = pause(tx, delivery.team, delivery.channel, error)
        if not paused and _told_before(tx, delivery):
            return
        whom += [one.set_by for one in paused]
    _tell(tx, delivery.team, whom, lambda: told(explain(error, f"<#{delivery.channel}>")))


def channel_gone(tx: Tx, team: str, channel: str, error: str) -> None:
    """A channel takes nothing any more: its digests pause, and whoever set them up is told.

    Args:
        tx: an open transaction.
        team: the workspace.
        channel: the channel's id.
        error: what Slack would say to a message for it.
    """
    paused = pause(tx, team, channel, error)
    if paused:
        whom = [one.set_by for one in paused]
        _tell(tx, team, whom, lambda: told(explain(error, f"<#{channel}>")))


def pause(tx: Tx, team: str, channel: str, error: str) -> tuple[Subscription, ...]:
    """Pauses a channel's running digests because of Slack's error; returns them."""
    running = tuple(
        one
        for one in tx.subscriptions.of_channel(team, channel)
        if one.state is SubscriptionState.ACTIVE
    )
    for one in running:
        tx.subscriptions.set_state(team, one.id, SubscriptionState.PAUSED, error)
    return running


def tell_unsettled(tx: Tx, delivery: Delivery) -> None:
    """Nobody but a person can see whether a delivery was posted: they are asked."""
    _log.error("delivery unsettled", team=delivery.team, delivery=delivery.id, why=delivery.error)
    if delivery.kind is not DeliveryKind.DIRECT:
        _tell(tx, delivery.team, [delivery.owner], lambda: question(delivery))


def _told_before(tx: Tx, delivery: Delivery) -> bool:
    """Whether the channel's digests were paused by the bot already."""
    return any(
        one.state is SubscriptionState.PAUSED and one.why_paused is not None
        for one in tx.subscriptions.of_channel(delivery.team, delivery.channel)
    )


def _tell(tx: Tx, team: str, users: Iterable[str], message: Callable[[], Message]) -> None:
    """Writes to each of these people once; to the managers where one of them is not there."""
    reached = (user for wanted in users for user in _reached(tx, team, wanted))
    for user in dict.fromkeys(reached):
        write_to(tx, team, user, message)


def _reached(tx: Tx, team: str, user: str) -> tuple[str, ...]:
    """Who reads what is meant for somebody: they, or the managers once they are gone."""
    person = tx.people.get(team, user) if user else None
    if user and (person is None or person.standing is not Standing.DEACTIVATED):
        return (user,)
    return managers_of(tx, team)
