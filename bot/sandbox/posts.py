"""Messages as they come, change and go, and how Slack's answers and events show them."""

from typing import Any

from msgspec import Struct, field

from bot.sandbox.completion import completed
from bot.sandbox.model import Change, Channel, Installation, Json, Message, User
from bot.sandbox.shared_files import public_file
from bot.sandbox.world import World

_SHARE = "file_share"
"""The subtype of a message with files."""


class Draft(Struct, frozen=True):
    """What somebody is about to post."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    only_for: str | None = None
    files: tuple[str, ...] = ()


def post(
    world: World, channel: Channel, author: User, draft: Draft, *, bot_id: str | None = None
) -> Message:
    """Put a message into a channel and tell the app, where it subscribes to it."""
    message = Message(
        ts=world.next_ts(),
        channel=channel.id,
        user=author.id,
        text=draft.text,
        blocks=completed(draft.blocks, world.next_id),
        bot_id=bot_id,
        thread_ts=draft.thread_ts,
        broadcast=draft.broadcast,
        metadata=draft.metadata or None,
        only_for=draft.only_for,
        files=list(draft.files),
    )
    channel.messages.append(message)
    world.record(Change("posted", channel.id, message.ts, message.only_for))
    if not message.only_for:
        _tell(world, channel, public(world, message))
    return message


def post_as_bot(
    world: World, installation: Installation, channel: Channel, draft: Draft
) -> Message:
    """Put a message of the app's bot into a channel."""
    author = world.users[installation.bot_user]
    return post(world, channel, author, draft, bot_id=installation.bot_id)


def edit(world: World, channel: Channel, message: Message, changes: Json) -> None:
    """Change the given fields of a message."""
    before = public(world, message)
    if "blocks" in changes:
        changes = {**changes, "blocks": completed(changes["blocks"], world.next_id)}
    for name, value in changes.items():
        setattr(message, name, value)
    message.edited_ts = world.next_ts()
    world.record(Change("edited", channel.id, message.ts, message.only_for))
    if not message.only_for:
        _tell(
            world,
            channel,
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "message": public(world, message),
                "previous_message": before,
                "channel": channel.id,
                "ts": message.edited_ts,
            },
        )


def delete(world: World, channel: Channel, message: Message) -> None:
    """Take a message away; one with replies leaves a tombstone at the head of its thread."""
    before = public(world, message)
    if channel.replies(message.ts):
        message.is_tombstone = True
        message.text, message.blocks, message.metadata = "This message was deleted.", [], None
    else:
        channel.messages.remove(message)
    world.record(Change("deleted", channel.id, message.ts, message.only_for))
    if not message.only_for:
        _tell(
            world,
            channel,
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "deleted_ts": message.ts,
                "previous_message": before,
                "channel": channel.id,
                "ts": world.next_ts(),
            },
        )


def public(world: World, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as the Web API and the events show it."""
    author = world.users[message.user]
    shown: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": author.team_id,
    }
    if message.is_tombstone:
        shown |= {"subtype": "tombstone", "hidden": True, "user": "USLACKBOT"}
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": world.app.id}
        shown["bot_profile"] = bot_profile(world, message.bot_id, author)
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.files:
        shown["files"] = [public_file(world, world.files[each]) for each in message.files]
        shown |= {"subtype": _SHARE, "upload": False, "display_as_bot": False}
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown | _thread_fields(world, message)


def bot_profile(world: World, bot_id: str, author: User) -> Json:
    """The `bot_profile` that stands in a bot's messages."""
    return {
        "id": bot_id,
        "app_id": world.app.id,
        "user_id": author.id,
        "name": author.real_name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": author.team_id,
    }


def _thread_fields(world: World, message: Message) -> Json:
    channel = world.channels[message.channel]
    if message.is_reply:
        parent = channel.find(message.thread_ts or "")
        shown: Json = {"thread_ts": message.thread_ts}
        if parent is not None:
            shown["parent_user_id"] = parent.user
        return shown | ({"subtype": "thread_broadcast"} if message.broadcast else {})
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    repliers = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(repliers),
        "reply_users": repliers,
        "latest_reply": replies[-1].ts,
        "is_locked": False,
        "subscribed": False,
    }


def _tell(world: World, channel: Channel, event: Json) -> None:
    for team_id in {channel.team_id, *channel.shared_with}:
        shown = {**event, "channel": channel.id, "channel_type": channel.kind}
        world.emit(team_id, shown, channel)
        _tell_of_mention(world, team_id, channel, shown)


def _tell_of_mention(world: World, team_id: str, channel: Channel, event: Json) -> None:
    installation = world.installations.get(team_id)
    if installation is None or event.get("subtype", _SHARE) != _SHARE or channel.kind == "im":
        return
    by_bot = event.get("user") == installation.bot_user
    if not by_bot and f"<@{installation.bot_user}>" in event.get("text", ""):
        hidden = ("channel_type", "subtype")
        mention = {name: held for name, held in event.items() if name not in hidden}
        world.emit(team_id, {**mention, "type": "app_mention"}, channel)
