"""reactions methods."""

from bot.sandbox.api.arguments import Arguments
from bot.sandbox.errors import SlackError
from bot.sandbox.model import Installation, Json, Message
from bot.sandbox.world import World


def add(world: World, caller: Installation, args: Arguments) -> Json:
    """Put the bot's emoji on a message."""
    users = _message(world, caller, args).reactions.setdefault(args.text("name"), [])
    if caller.bot_user in users:
        raise SlackError("already_reacted")
    users.append(caller.bot_user)
    return {}


def remove(world: World, caller: Installation, args: Arguments) -> Json:
    """Take the bot's emoji off a message."""
    message = _message(world, caller, args)
    users = message.reactions.get(args.text("name"), [])
    if caller.bot_user not in users:
        raise SlackError("no_reaction")
    users.remove(caller.bot_user)
    if not users:
        del message.reactions[args.text("name")]
    return {}


def _message(world: World, caller: Installation, args: Arguments) -> Message:
    channel = world.channel_for(caller, args.text("channel"))
    message = channel.find(args.text("timestamp"))
    if message is None or message.only_for:
        raise SlackError("message_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    return message
