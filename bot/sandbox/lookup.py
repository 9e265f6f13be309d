"""Finding people and channels by the names that people use."""

from bot.sandbox.errors import NotPossibleError
from bot.sandbox.model import Channel, Installation, User
from bot.sandbox.world import World


def user_named(world: World, installation: Installation, name: str) -> User:
    """A person by name or id: of the workspace, or of another that shares a channel with it.

    Raises:
        NotPossibleError: there is no such person.
    """
    wanted = name.removeprefix("@")
    known = [user for user in world.users.values() if wanted in (user.name, user.id)]
    own = [user for user in known if user.team_id == installation.team_id]
    guests = [user for user in known if user.team_id not in world.installations]
    if not own + guests:
        raise NotPossibleError(f"there is nobody called {name}")
    return (own + guests)[0]


def channel_named(world: World, installation: Installation, name: str) -> Channel:
    """A channel of the workspace by its name, with or without #, or by its id.

    Raises:
        NotPossibleError: there is no such channel.
    """
    wanted = name.removeprefix("#")
    for channel in world.channels.values():
        if channel.team_id == installation.team_id and wanted in (channel.name, channel.id):
            return channel
    raise NotPossibleError(f"there is no channel {name}")
