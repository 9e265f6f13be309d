"""What Slack's client makes of typed text: mentions, channels, links and escapes."""

import re

from bot.sandbox.model import Channel, User
from bot.sandbox.world import World

_LINK = r"https?://[^\s<>|]+"
_BROADCASTS = ("channel", "here", "everyone")


def escaped(text: str) -> str:
    """Text with & < > written as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def resolved(world: World, team_id: str, text: str, *, with_names: bool) -> str:
    """Text as Slack sends it, with @people, #channels and links turned into references.

    `with_names` adds the name to a person's reference, as commands have it.
    """
    people = {name: user for user in _people(world, team_id) for name in _names(user)}
    channels = {c.name: c for c in _channels(world, team_id) if c.name}
    pattern = re.compile(
        f"(?P<link>{_LINK})"
        rf"|@(?P<who>{_choices([*people, *_BROADCASTS])})(?!\w)"
        rf"|#(?P<channel>{_choices([*channels])})(?![\w-])"
    )
    parts, end = [], 0
    for match in pattern.finditer(text):
        parts.append(escaped(text[end : match.start()]))
        end = match.end()
        if match["link"]:
            parts.append(f"<{escaped(match['link'])}>")
        elif match["channel"]:
            parts.append(f"<#{channels[match['channel']].id}|{match['channel']}>")
        elif match["who"] in people:
            user = people[match["who"]]
            parts.append(f"<@{user.id}|{user.name}>" if with_names else f"<@{user.id}>")
        else:
            parts.append(f"<!{match['who']}>")
    return "".join([*parts, escaped(text[end:])])


def _people(world: World, team_id: str) -> list[User]:
    return [user for user in world.users.values() if user.team_id == team_id]


def _channels(world: World, team_id: str) -> list[Channel]:
    return [channel for channel in world.channels.values() if channel.team_id == team_id]


def _names(user: User) -> set[str]:
    return {user.name, user.real_name}


def _choices(names: list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
