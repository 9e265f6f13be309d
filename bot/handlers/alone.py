"""What only one person in a channel is told, where there is nothing to answer to."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError

from bot.office import Office
from bot.views.blocks import Message

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


def tell_alone(
    office: Office, team: str, channel: str, user: str, message: Message, *, thread: str | None
) -> None:
    """Shows somebody a message in a channel, or in one of its threads, beside the request."""

    def post() -> None:
        try:
            office.client_for(team).chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread, **message.payload()
            )
        except SlackApiError as error:
            if error.response.get("error") not in _UNHEARD:
                raise
            _log.info("not_told", error=error.response.get("error"))

    office.later.do(post, what="tell somebody alone")
