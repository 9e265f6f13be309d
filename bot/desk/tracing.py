"""The audit of one figure: its revisions, who saw which, who was told, and its month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.delivery.purpose import Purpose
from bot.desk.access import may_see
from bot.desk.answers import History, Seen, Told, WordsLine
from bot.desk.asker import Asker
from bot.desk.closing import month_lines, month_of
from bot.desk.deciding import name_of
from bot.desk.looking import no_figure
from bot.desk.reading import read_figure
from bot.questions import Trace
from kpi import catalogue
from storage.records import Delivery, DeliveryState, Observation
from storage.tx import Tx


def trace(tx: Tx, asker: Asker, question: Trace) -> History:
    """Every revision of a figure, every message that showed it, and who was told of it.

    Raises:
        NotFound: this workspace has no figure of that number that the asker may see.
    """
    revisions = tx.observations.revisions(asker.team, question.number)
    if not revisions or not may_see(tx, asker, revisions[-1].key.kpi):
        raise no_figure(question.number, field="trace")
    latest = revisions[-1]
    messages = tuple(_messages(tx, asker.team, question.number))
    return History(
        number=question.number,
        kpi=catalogue.get(latest.key.kpi),
        revisions=tuple((one, _name(tx, asker.team, one)) for one in revisions),
        reading=None if latest.withdrawn else read_figure(tx, asker.team, latest),
        shown=tuple(
            _seen(tx, asker.team, *one) for one in messages if one[0].purpose != Purpose.NOTICE
        ),
        told=tuple(
            _told(tx, asker.team, *one) for one in messages if one[0].purpose == Purpose.NOTICE
        ),
        months=month_lines(tx, asker.team, month_of(latest.key.period)),
        erased=tuple(_erased(tx, asker.team, question.number)),
    )


def _erased(tx: Tx, team: str, number: int) -> Iterator[WordsLine]:
    for one in tx.redactions.of_subject(team, f"K-{number}"):
        yield WordsLine(actor=name_of(tx, team, one.actor), reason=one.reason, at=one.at)


def _name(tx: Tx, team: str, observation: Observation) -> str:
    person = tx.people.get(team, observation.author)
    return person.name if person else observation.author


def _messages(tx: Tx, team: str, number: int) -> Iterator[tuple[Delivery, tuple[int, ...]]]:
    """Every message that showed a figure, oldest first, with the revisions it showed."""
    found: dict[str, list[int]] = {}
    for shown in tx.deliveries.shown_of(team, number):
        found.setdefault(shown.delivery, []).append(shown.revision)
    for one, revisions in found.items():
        message = tx.deliveries.get(team, one)
        if message is not None:
            yield message, tuple(revisions)


def _seen(tx: Tx, team: str, message: Delivery, revisions: tuple[int, ...]) -> Seen:
    occurrence = tx.occurrences.get(team, message.subject)
    return Seen(
        revisions=revisions,
        channel=message.channel,
        digest=occurrence.period if occurrence else "",
        sent=_sent(message),
    )


def _told(tx: Tx, team: str, message: Delivery, revisions: tuple[int, ...]) -> Told:
    return Told(
        name=name_of(tx, team, message.channel), revision=revisions[-1], sent=_sent(message)
    )


def _sent(message: Delivery) -> datetime | None:
    return message.settled_at if message.state is DeliveryState.SENT else None
