"""What an app answers to a person: in an ack, or later through a response URL."""

from typing import Any

from msgspec import Struct

from bot.sandbox.errors import SlackError, refuse
from bot.sandbox.limits import chart_refusal, message_refusal
from bot.sandbox.model import Caution, Channel, Installation, Json, Message
from bot.sandbox.posts import Draft, delete, edit, post_as_bot
from bot.sandbox.world import World


class Addressee(Struct, frozen=True):
    """Whom and where an app answers; `origin` is the message it may replace."""

    installation: Installation
    channel: Channel
    user: str
    origin: Message | None = None


def show_reply(world: World, to: Addressee, body: Any) -> None:
    """Show an app's answer the way Slack does: to the person alone unless it says in_channel.

    Raises:
        SlackError: Slack would not show it.
    """
    if isinstance(body, str):
        body = {"text": body}
    if not isinstance(body, dict):
        raise SlackError("invalid_payload")
    if body.get("delete_original"):
        if to.origin is not None:
            delete(world, to.channel, to.origin)
        return
    refuse(message_refusal(body.get("text"), body.get("blocks"), body.get("attachments")))
    if not world.takes_charts:
        refuse(chart_refusal(body.get("blocks")))
    if body.get("blocks") and not str(body.get("text", "")).strip():
        world.cautions.append(Caution("reply", "blocks without text for notifications"))
    _show(world, to, body)


def respond(world: World, url_id: str, body: Any) -> None:
    """Take what an app sends to a response URL.

    Raises:
        SlackError: the URL is used up or too old, or Slack would not show the answer.
    """
    ticket = world.response_url(url_id)
    channel = world.channels[ticket.channel]
    origin = channel.find(ticket.origin_ts) if ticket.origin_ts else None
    installation = world.installations[ticket.team_id]
    show_reply(world, Addressee(installation, channel, ticket.user, origin), body)
    ticket.uses += 1


def _show(world: World, to: Addressee, body: Json) -> None:
    text, blocks = body.get("text") or "", body.get("blocks") or []
    if body.get("replace_original") and to.origin is not None:
        edit(world, to.channel, to.origin, {"text": text, "blocks": blocks})
        return
    if to.channel.is_archived:
        raise SlackError("is_archived")
    draft = Draft(
        text=text,
        blocks=blocks,
        thread_ts=body.get("thread_ts"),
        only_for=None if body.get("response_type") == "in_channel" else to.user,
    )
    post_as_bot(world, to.installation, to.channel, draft)
