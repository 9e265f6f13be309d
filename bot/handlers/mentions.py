"""The bot is mentioned: a question in plain words, answered in the thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.delivery.purpose import Purpose
from bot.desk.asker import Asker
from bot.desk.languages import language_in
from bot.desk.speaking import say
from bot.handlers.alone import tell_alone
from bot.handlers.boundary import asked_by
from bot.handlers.dropped import drop, holds_sheet
from bot.office import Office
from bot.views import problems
from bot.views.spoken import of_several_meanings, spoken
from kpi import KpiError
from kpi.errors import AmbiguousName
from kpi.language import speaking
from storage.records import DeliveryKind, NewDelivery
from storage.tx import Tx


def mentioned(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Answers once, however often Slack tells of it; who may not ask is told so alone."""
    user, channel = str(event.get("user") or ""), str(event["channel"])
    if not user or event.get("bot_id"):
        return
    if holds_sheet(event):
        drop(office, team, event)
        return
    thread = str(event.get("thread_ts") or event["ts"])

    def answer(tx: Tx, asker: Asker) -> None:
        if not tx.requests.first_seen(team, f"event:{event_id}", asker.now):
            return
        with speaking(language_in(tx, team, channel)):
            try:
                message = spoken(say(tx, asker, str(event.get("text") or "")))
            except AmbiguousName as error:
                message = of_several_meanings(error)
            except KpiError as error:
                message = problems.problem(error, None)
        tx.deliveries.add(
            team,
            NewDelivery(
                kind=DeliveryKind.REPLY,
                channel=channel,
                payload=message.payload(),
                purpose=Purpose.ANSWER,
                subject=f"mention-{event_id}",
                thread_ts=thread,
            ),
        )

    try:
        asked_by(office, team, user, channel, office.store.write, answer)
    except KpiError as error:
        refused = problems.problem(error, None)
        tell_alone(office, team, channel, user, refused, thread=thread)
    office.wake()
