"""chat methods: posting, editing, deleting."""

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError, refuse
from bot.sandbox.limits import chart_refusal, message_refusal, metadata_refusal
from bot.sandbox.model import Caution, Channel, Installation, Json, Message
from bot.sandbox.posts import Draft, delete, edit, post_as_bot, public
from bot.sandbox.world import World


def post_message(world: World, caller: Installation, args: Arguments) -> Json:
    """Post a message as the bot."""
    channel = _destination(world, caller, args.text("channel"))
    draft = _draft(world, "chat.postMessage", args)
    _check_thread(channel, draft.thread_ts)
    message = post_as_bot(world, caller, channel, draft)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": public(world, message, with_metadata=True),
    }


def post_ephemeral(world: World, caller: Installation, args: Arguments) -> Json:
    """Show a message to one member of a channel, until they reload."""
    channel = _destination(world, caller, args.text("channel"))
    draft = _draft(world, "chat.postEphemeral", args)
    if args.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    _check_thread(channel, draft.thread_ts)
    shown = Draft(draft.text, draft.blocks, thread_ts=draft.thread_ts, only_for=args.text("user"))
    return {"message_ts": post_as_bot(world, caller, channel, shown).ts}


def update(world: World, caller: Installation, args: Arguments) -> Json:
    """Change a message the bot posted; what is not given stays as it was."""
    channel, message = _own(world, caller, args, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    blocks = args.structure("blocks", "invalid_blocks_format")
    kept_blocks = message.blocks if blocks is None else blocks
    refuse(message_refusal(args.given.get("text"), kept_blocks))
    if not world.takes_charts:
        refuse(chart_refusal(kept_blocks))
    metadata = args.structure("metadata", "invalid_metadata_format")
    refuse(metadata_refusal(metadata))
    changes: Json = {}
    if "text" in args:
        changes["text"] = args.text("text")
    if blocks is not None:
        changes["blocks"] = blocks
        _caution_without_text(world, "chat.update", args.text("text"), blocks)
    if metadata is not None:
        changes["metadata"] = metadata or None
    if args.flag("reply_broadcast") and message.is_reply:
        changes["broadcast"] = True
    edit(world, channel, message, changes)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": public(world, message, with_metadata=True),
    }


def delete_message(world: World, caller: Installation, args: Arguments) -> Json:
    """Delete a message the bot posted."""
    channel, message = _own(world, caller, args, "cant_delete_message")
    delete(world, channel, message)
    return {"channel": channel.id, "ts": args.text("ts")}


def get_permalink(world: World, caller: Installation, args: Arguments) -> Json:
    """The address of a message."""
    channel = world.channel_for(caller, args.text("channel"))
    message = _posted(channel, args.text("message_ts"))
    link = permalink(world, channel, message)
    return {"channel": channel.id, "permalink": link}


def permalink(world: World, channel: Channel, message: Message) -> str:
    """The address of a message, with its thread where it is a reply."""
    domain = world.teams[channel.team_id].domain
    address = f"https://{domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return address


def _destination(world: World, caller: Installation, wanted: str) -> Channel:
    user = world.users.get(wanted)
    if user is not None:
        if user.team_id != caller.team_id or user.deleted or user.is_bot:
            raise SlackError("channel_not_found")
        return world.direct_channel(caller, user)
    channel = world.channel_for(caller, wanted)
    if channel.is_archived:
        raise SlackError("is_archived")
    if caller.bot_user not in channel.members and "chat:write.public" not in caller.scopes:
        raise SlackError("not_in_channel")
    return channel


def _draft(world: World, method: str, args: Arguments) -> Draft:
    text = args.given.get("text")
    blocks = args.structure("blocks", "invalid_blocks_format")
    attachments = args.structure("attachments", "invalid_attachments")
    refuse(message_refusal(text, blocks, attachments))
    if not world.takes_charts:
        refuse(chart_refusal(blocks))
    metadata = args.structure("metadata", "invalid_metadata_format")
    refuse(metadata_refusal(metadata))
    _caution_without_text(world, method, args.text("text"), blocks)
    return Draft(
        text=args.text("text"),
        blocks=blocks or [],
        thread_ts=args.text("thread_ts") or None,
        broadcast=args.flag("reply_broadcast") and "thread_ts" in args,
        metadata=metadata,
    )


def _caution_without_text(world: World, method: str, text: str, blocks: list[Json] | None) -> None:
    if blocks and not text.strip():
        world.cautions.append(Caution(method, "blocks without text for notifications"))


def _check_thread(channel: Channel, thread_ts: str | None) -> None:
    if thread_ts is None:
        return
    parent = channel.find(thread_ts)
    if parent is None or parent.only_for or parent.is_reply:
        raise SlackError("cannot_reply_to_message")


def _posted(channel: Channel, ts: str) -> Message:
    message = channel.find(ts)
    if message is None or message.only_for or message.is_tombstone:
        raise SlackError("message_not_found")
    return message


def _own(
    world: World, caller: Installation, args: Arguments, refusal: str
) -> tuple[Channel, Message]:
    channel = world.channel_for(caller, args.text("channel"))
    message = _posted(channel, args.text("ts"))
    if message.bot_id != caller.bot_id:
        raise SlackError(refusal)
    return channel, message
