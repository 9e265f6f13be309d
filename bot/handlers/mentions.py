"""The bot is mentioned: a question in plain words, answered in the thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.delivery.purpose import Purpose
from bot.desk.asker import Asker
from bot.desk.speaking import say
from bot.handlers.boundary import asked_by
from bot.office import Office
from bot.views import problems
from bot.views.blocks import Message
from bot.views.spoken import spoken
from kpi import KpiError
from storage.records import DeliveryKind, NewDelivery
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_UNHEARD = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "user_not_in_channel",
    }
)
"""Whoever asked has left, or the bot may not write there: nobody waits for an answer."""


def mentioned(office: Office, team: str, event_id: str, event: Mapping[str, Any]) -> None:
    """Answers once, however often Slack tells of it; who may not ask is told so alone."""
    user, channel = str(event.get("user") or ""), str(event["channel"])
    if not user or event.get("bot_id"):
        return
    thread = str(event.get("thread_ts") or event["ts"])

    def answer(tx: Tx, asker: Asker) -> None:
        if not tx.requests.first_seen(team, f"event:{event_id}", asker.now):
            return
        try:
            message = spoken(say(tx, asker, str(event.get("text") or "")))
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
        _tell_alone(office, team, channel, user, thread, problems.problem(error, None))
    office.wake()


def _tell_alone(
    office: Office, team: str, channel: str, user: str, thread: str, message: Message
) -> None:
    def post() -> None:
        try:
            office.client_for(team).chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread, **message.payload()
            )
        except SlackApiError as error:
            if error.response.get("error") not in _UNHEARD:
                raise
            _log.info("mention_not_answered", error=error.response.get("error"))

    office.later.do(post, what="answer a mention")
