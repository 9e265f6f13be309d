"""A workspace to begin with: a few people and channels, and the app installed."""

from bot.sandbox.model import Channel, Installation, Team, User
from bot.sandbox.world import World

_PEOPLE: tuple[tuple[str, str, str, str, dict[str, bool]], ...] = (
    ("kim", "Kim Minseo", "Asia/Seoul", "en-US", {"is_admin": True}),
    ("lee", "Lee Chia-Hao", "Asia/Taipei", "en-US", {}),
    ("ana", "Ana Torres", "America/New_York", "en-US", {}),
    ("gus", "Gus Weber", "Europe/Berlin", "en-GB", {"is_restricted": True}),
    ("bob", "Bob Stone", "Europe/London", "en-GB", {"deleted": True}),
)
_CHANNELS: tuple[tuple[str, tuple[str, ...], bool, bool], ...] = (
    ("general", ("kim", "lee", "ana"), False, True),
    ("cs-team", ("kim", "lee", "ana", "gus"), False, True),
    ("growth", ("kim", "lee", "ana"), False, True),
    ("private-board", ("kim", "lee"), True, True),
    ("empty", ("kim", "lee", "ana"), False, False),
)


def install_workspace(world: World, name: str) -> Installation:
    """Add a workspace with the app installed.

    People: kim (admin, Seoul), lee (Taipei), ana (New York), gus (guest), bob (deactivated),
    and zoe of another organisation. Channels: #general, #cs-team, #growth and the private
    #private-board with the bot in them, #empty without it, and #partners shared with zoe's
    organisation.
    """
    team = Team(world.next_id("T"), name, name.lower().replace(" ", "-"))
    other = Team(world.next_id("T"), f"{name} partner", f"{team.domain}-partner")
    world.teams |= {team.id: team, other.id: other}
    people = {
        given: _add(world, User(world.next_id("U"), team.id, given, full, tz, locale, **flags))
        for given, full, tz, locale, flags in _PEOPLE
    }
    zoe = _add(world, User(world.next_id("U"), other.id, "zoe", "Zoe Park", "Asia/Seoul", "en-US"))
    installation = _install(world, team, people["kim"])
    for title, members, is_private, has_bot in _CHANNELS:
        ids = [people[member].id for member in members]
        channel = _channel(
            world, installation, title, [*ids, installation.bot_user][: len(ids) + has_bot]
        )
        channel.is_private = is_private
    inside = [people["kim"].id, people["lee"].id, zoe.id, installation.bot_user]
    _channel(world, installation, "partners", inside).shared_with = frozenset({other.id})
    return installation


def _add(world: World, user: User) -> User:
    world.users[user.id] = user
    return user


def _install(world: World, team: Team, installer: User) -> Installation:
    name = world.app.name
    handle = name.lower().replace(" ", "")
    bot = _add(world, User(world.next_id("U"), team.id, handle, name, is_bot=True))
    installation = Installation(
        team_id=team.id,
        bot_token=f"xoxb-{team.id}-{world.app.signing_secret[:16]}",
        bot_user=bot.id,
        bot_id=world.next_id("B"),
        scopes=world.app.bot_scopes,
        installer=installer.id,
    )
    world.installations[team.id] = installation
    return installation


def _channel(world: World, installation: Installation, name: str, members: list[str]) -> Channel:
    channel = Channel(
        id=world.next_id("C"),
        team_id=installation.team_id,
        name=name,
        creator=installation.installer,
        created=world.seconds(),
        members=members,
    )
    world.channels[channel.id] = channel
    return channel
