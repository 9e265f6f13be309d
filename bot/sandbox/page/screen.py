"""Everything one person's Slack client shows, as plain data for the page."""

from typing import Any

from msgspec import to_builtins

from bot.sandbox.forms import state_values, values_of
from bot.sandbox.model import Channel, Installation, Json, Message, User, View
from bot.sandbox.sight import may_see
from bot.sandbox.world import World


def people(world: World, installation: Installation) -> list[User]:
    """Who can sit at the page: the workspace's people, and guests who share a channel with it."""
    inside = {
        member
        for channel in world.channels.values()
        if channel.team_id == installation.team_id
        for member in channel.members
    }
    return [
        user
        for user in world.users.values()
        if not user.is_bot
        and not user.deleted
        and (user.team_id == installation.team_id or user.id in inside)
    ]


def workspace(world: World, installation: Installation) -> Json:
    """What is the same for everybody: the workspace, the app and who can sit at the page."""
    return {
        "team": world.teams[installation.team_id].name,
        "app": {
            "name": world.app.name,
            "user": installation.bot_user,
            "has_home": world.app.has_home,
        },
        "offers": [to_builtins(offer) for offer in world.app.offers],
        "people": [
            {"id": user.id, "name": user.name, "real_name": user.real_name, "note": note}
            for user in people(world, installation)
            for note in [_note(user, installation)]
        ],
    }


def screen(world: World, installation: Installation, user: User) -> Json:
    """What this person sees: conversations with their messages, open modals and the app's Home."""
    home = world.homes.get((installation.team_id, user.id))
    seen = [channel for channel in world.channels.values() if user.id in channel.members]
    return {
        "me": {"id": user.id, "name": user.name, "tz": user.tz, "locale": user.locale},
        "users": {
            each.id: {"real_name": each.real_name, "is_gone": each.deleted}
            for each in world.users.values()
        },
        "channels": {
            channel.id: channel.name
            for channel in world.channels.values()
            if channel.name and (channel in seen or not channel.is_private)
        },
        "conversations": [_conversation(world, installation, each, user) for each in seen],
        "modals": [_view(view) for view in world.modals.get(user.id, [])],
        "home": _view(home) if home else None,
    }


def _note(user: User, installation: Installation) -> str:
    if user.team_id != installation.team_id:
        return "other organisation"
    if user.is_restricted or user.is_ultra_restricted:
        return "guest"
    return "admin" if user.is_admin or user.is_owner else "member"


def _conversation(
    world: World, installation: Installation, channel: Channel, user: User
) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "has_app": installation.bot_user in channel.members,
        "is_archived": channel.is_archived,
        "is_shared": bool(channel.shared_with),
        "members": [
            world.users[member].real_name
            for member in channel.members
            if member != installation.bot_user
        ],
        "messages": [
            _message(world, channel, message)
            for message in channel.messages
            if may_see(channel, message, user.id)
        ],
    }


def _message(world: World, channel: Channel, message: Message) -> Json:
    author = world.users[message.user]
    return {
        "ts": message.ts,
        "user": message.user,
        "author": author.real_name,
        "is_app": message.bot_id is not None,
        "text": message.text,
        "blocks": message.blocks,
        "values": values_of(message.blocks, message.state),
        "thread_ts": message.thread_ts if message.is_reply else None,
        "is_broadcast": message.broadcast,
        "replies": [reply.ts for reply in channel.replies(message.ts)],
        "only_me": message.only_for is not None,
        "is_edited": message.edited_ts is not None,
        "is_deleted": message.is_tombstone,
        "files": [
            {"id": file.id, "name": file.name, "title": file.title or file.name}
            for file in (world.files[each] for each in message.files)
        ],
        "reactions": {name: len(users) for name, users in message.reactions.items()},
    }


def _view(view: View) -> Json:
    body = view.body
    return {
        "id": view.id,
        "hash": view.hash,
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "submit_disabled": body.get("submit_disabled", False),
        "blocks": body["blocks"],
        "values": state_values(view),
    }
