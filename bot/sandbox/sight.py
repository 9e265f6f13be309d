"""Who sees which messages, and what is new to somebody since a moment."""

from typing import Any

from bot.sandbox.model import Channel, Message
from bot.sandbox.seen import Reaction, Seen, seen_message, seen_view
from bot.sandbox.world import World


def may_see(channel: Channel, message: Message, user_id: str) -> bool:
    """Whether a message is shown to this person."""
    return user_id in channel.members and message.only_for in (None, user_id)


def shown(world: World, channel: Channel, user_id: str, thread_ts: str | None) -> tuple[Seen, ...]:
    """What a person sees in a channel, or in one of its threads, oldest first."""
    return tuple(
        seen_message(world, message)
        for message in channel.messages
        if may_see(channel, message, user_id) and _stands_in(message, thread_ts)
    )


def reaction_since(world: World, user_id: str, mark: int, **more: Any) -> Reaction:
    """What changed before a person's eyes since the journal's entry `mark`."""
    posted: dict[str, Seen] = {}
    edited: dict[str, Seen] = {}
    deleted: list[str] = []
    for change in world.journal[mark:]:
        channel = world.channels[change.channel]
        if user_id not in channel.members or change.only_for not in (None, user_id):
            continue
        message = channel.find(change.ts)
        if message is None or message.is_tombstone:
            if change.kind == "deleted":
                deleted.append(change.ts)
            continue
        if change.kind == "posted" and message.user != user_id:
            posted[change.ts] = seen_message(world, message)
        elif change.kind == "edited" and change.ts not in posted:
            edited[change.ts] = seen_message(world, message)
    stack = world.modals.get(user_id, [])
    return Reaction(
        messages=tuple(posted.values()),
        edited=tuple(edited.values()),
        deleted=tuple(deleted),
        view=seen_view(stack[-1]) if stack else None,
        **more,
    )


def _stands_in(message: Message, thread_ts: str | None) -> bool:
    if thread_ts is None:
        return not message.is_reply or message.broadcast
    return thread_ts in (message.ts, message.thread_ts)
