"""Direct messages of the desk: to one person, or to those who manage a workspace."""

from __future__ import annotations

from collections.abc import Callable

from bot.delivery.purpose import Purpose
from bot.desk.languages import language_to
from bot.views.blocks import Message
from kpi.language import speaking
from storage.records import DeliveryKind, NewDelivery, Standing
from storage.tx import Tx

MANAGERS_TOLD = 10
"""Managers who are told at most, where nobody in particular is to be told."""

_PRESENT = (Standing.MEMBER, Standing.MANAGER)


def managers_of(tx: Tx, team: str) -> tuple[str, ...]:
    """User ids of the managers who are told; those who were chosen for this come first."""
    by_standing = [one.user for one in tx.people.managers(team)]
    added = [
        user
        for user in sorted(tx.people.added_managers(team))
        if (person := tx.people.get(team, user)) is not None and person.standing in _PRESENT
    ]
    return tuple(dict.fromkeys([*added, *by_standing]))[:MANAGERS_TOLD]


def write_to(
    tx: Tx, team: str, user: str, message: Callable[[], Message], subject: str = ""
) -> None:
    """Hands over a direct message to somebody, made where their language is spoken.

    `subject` is the id of what it is about.
    """
    with speaking(language_to(tx, team, user)):
        payload = message().payload()
    tx.deliveries.add(
        team,
        NewDelivery(
            kind=DeliveryKind.DIRECT,
            channel=user,
            payload=payload,
            purpose=Purpose.NOTICE,
            subject=subject,
        ),
    )
