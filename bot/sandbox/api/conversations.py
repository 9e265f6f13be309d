"""conversations methods, and users.conversations."""

import re
from collections.abc import Callable

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.api.scopes import FAMILY, need, need_for
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Channel, Installation, Json, Message
from bot.sandbox.posts import public
from bot.sandbox.world import World

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_TS = re.compile(r"\d+(\.\d+)?")


def public_channel(world: World, channel: Channel, viewer: str) -> Json:
    """A conversation as the Web API shows it to `viewer`, a user id."""
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.im_with is not None,
        "is_org_shared": False,
        "context_team_id": channel.team_id,
    }
    if channel.im_with:
        return {**shown, "user": channel.im_with, "is_open": True}
    about = {"value": "", "creator": "", "last_set": 0}
    return {
        **shown,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_member": viewer in channel.members,
        "is_shared": bool(channel.shared_with),
        "is_ext_shared": bool(channel.shared_with),
        "is_pending_ext_shared": False,
        "shared_team_ids": sorted({channel.team_id, *channel.shared_with}),
        "pending_shared": [],
        "creator": channel.creator,
        "unlinked": 0,
        "topic": about,
        "purpose": about,
        "previous_names": [],
        "updated": world.seconds() * 1000,
    }


def list_all(world: World, caller: Installation, args: Arguments) -> Json:
    """The conversations the bot may know of."""
    return _listed(world, caller, args, list(world.channels.values()))


def list_of_user(world: World, caller: Installation, args: Arguments) -> Json:
    """The conversations a user is in, the bot itself where none is named."""
    user = world.user_for(caller, args.text("user") or caller.bot_user)
    return _listed(
        world, caller, args, [c for c in world.channels.values() if user.id in c.members]
    )


def info(world: World, caller: Installation, args: Arguments) -> Json:
    """One conversation."""
    channel = world.channel_for(caller, args.text("channel"))
    need_for(caller, channel, "read")
    shown = public_channel(world, channel, caller.bot_user)
    if args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def members(world: World, caller: Installation, args: Arguments) -> Json:
    """Who is in a conversation."""
    channel = world.channel_for(caller, args.text("channel"))
    need_for(caller, channel, "read")
    page, cursor = args.page(channel.members, 100, 1000)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def open_direct(world: World, caller: Installation, args: Arguments) -> Json:
    """The direct conversation with one person."""
    if "channel" in args:
        channel = world.channel_for(caller, args.text("channel"))
        return {"no_op": True, "already_open": True, "channel": {"id": channel.id}}
    wanted = [user for user in args.text("users").split(",") if user]
    if not wanted:
        raise SlackError("users_list_not_supplied")
    if len(wanted) > 1:
        raise SlackError("missing_scope", needed="mpim:write", provided="")
    user = world.user_for(caller, wanted[0])
    if user.deleted:
        raise SlackError("user_disabled")
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    channel = world.direct_channel(caller, user)
    full = public_channel(world, channel, caller.bot_user)
    return {"channel": full if args.flag("return_im") else {"id": channel.id}}


def join(world: World, caller: Installation, args: Arguments) -> Json:
    """Put the bot into a public channel."""
    channel = world.channel_for(caller, args.text("channel"))
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    extra: Json = {}
    if caller.bot_user in channel.members:
        extra = {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    else:
        channel.members.append(caller.bot_user)
        joined = {
            "type": "member_joined_channel",
            "user": caller.bot_user,
            "channel": channel.id,
            "channel_type": "C",
            "team": caller.team_id,
        }
        world.emit(caller.team_id, joined, channel)
    return {"channel": public_channel(world, channel, caller.bot_user), **extra}


def history(world: World, caller: Installation, args: Arguments) -> Json:
    """The messages of a conversation, newest first, without those inside threads."""
    channel = _readable(world, caller, args)
    within = _window(args)
    found = [
        message
        for message in reversed(channel.messages)
        if not message.only_for and (not message.is_reply or message.broadcast) and within(message)
    ]
    page, cursor = args.page(found, 100, 999)
    return _messages(world, args, page, cursor) | {"pin_count": 0}


def replies(world: World, caller: Installation, args: Arguments) -> Json:
    """A thread: its first message, then the replies, oldest first."""
    channel = _readable(world, caller, args)
    head = channel.find(args.text("ts"))
    if head is None or head.only_for:
        raise SlackError("thread_not_found")
    within = _window(args)
    below = [message for message in channel.replies(head.ts) if within(message)]
    page, cursor = args.page(below, 1000, 1000)
    return _messages(world, args, [head, *page], cursor)


def _readable(world: World, caller: Installation, args: Arguments) -> Channel:
    channel = world.channel_for(caller, args.text("channel"))
    need_for(caller, channel, "history")
    if caller.bot_user not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _messages(world: World, args: Arguments, page: list[Message], cursor: str) -> Json:
    with_metadata = args.flag("include_all_metadata")
    answer: Json = {
        "messages": [public(world, m, with_metadata=with_metadata) for m in page],
        "has_more": bool(cursor),
    }
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _bound(args: Arguments, name: str, usual: float) -> float:
    if not args.text(name):
        return usual
    if not _TS.fullmatch(args.text(name)):
        raise SlackError(f"invalid_ts_{name}")
    return float(args.text(name))


def _window(args: Arguments) -> Callable[[Message], bool]:
    oldest, latest = _bound(args, "oldest", 0.0), _bound(args, "latest", float("inf"))
    if args.flag("inclusive"):
        return lambda message: oldest <= float(message.ts) <= latest
    return lambda message: oldest < float(message.ts) < latest


def _listed(world: World, caller: Installation, args: Arguments, channels: list[Channel]) -> Json:
    wanted = set((args.text("types") or "public_channel").replace(" ", "").split(","))
    if not wanted <= set(_TYPES):
        raise SlackError("invalid_types")
    kinds = {_TYPES[name] for name in wanted}
    for kind in sorted(kinds):
        need(caller, f"{FAMILY[kind]}:read")
    found = [
        channel
        for channel in channels
        if channel.kind in kinds
        and world.bot_may_see(caller, channel)
        and not (channel.is_archived and args.flag("exclude_archived"))
    ]
    page, cursor = args.page(found, 100, 999)
    shown = [public_channel(world, channel, caller.bot_user) for channel in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}
