"""Whether the bot can post in a channel."""

from __future__ import annotations

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.desk.errors import Refused
from bot.membership import is_in
from bot.office import Office
from kpi.language import said

_UNSEEN = frozenset({"channel_not_found", "not_in_channel"})


def require_presence(office: Office, team: str, channel: str) -> None:
    """Lets pass where the bot is a member of the channel.

    Raises:
        Refused: it is not, and has to be invited first.
    """
    try:
        answer = office.client_for(team).conversations_info(channel=channel)
    except SlackApiError as error:
        if error.response.get("error") in _UNSEEN:
            raise _not_invited() from error
        raise
    described = answer["channel"]
    if described.get("is_archived"):
        raise _archived()
    if not (described.get("is_member") or described.get("is_im") or described.get("is_mpim")):
        raise _not_invited()


def is_outside(client: WebClient, channel: str) -> bool:
    """Whether the bot is no member of a channel, or Slack does not admit that there is one."""
    try:
        answer = client.conversations_info(channel=channel)
    except SlackApiError as error:
        return error.response.get("error") in _UNSEEN
    return not answer["channel"].get("is_member")


def can_post_for(client: WebClient, channel: str, user: str) -> bool:
    """Whether the bot can post in a channel that somebody names; private ones only to members.

    Raises:
        Refused: it is archived, and no invitation would help.
    """
    try:
        described = client.conversations_info(channel=channel)["channel"]
    except SlackApiError as error:
        if error.response.get("error") in _UNSEEN:
            return False
        raise
    inside = bool(described.get("is_member"))
    if described.get("is_private") and not (inside and is_in(client, channel, user)):
        return False
    if described.get("is_archived"):
        raise _archived()
    return inside


def _archived() -> Refused:
    return Refused(said("This channel is archived; nothing can be posted here."))


def _not_invited() -> Refused:
    return Refused(
        said(
            "KPI Bot is not in this channel, so it cannot post here. Invite it, then repeat the "
            "command. Nothing was changed."
        ),
        example="/invite @KPI Bot",
    )
