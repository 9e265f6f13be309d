"""What happens to a workspace around the app: people and channels come, change and go."""

from bot.sandbox.api.users import public_user
from bot.sandbox.delivery import Deliverer
from bot.sandbox.lookup import channel_named, user_named
from bot.sandbox.model import Channel, Installation, Json
from bot.sandbox.world import World


class Workspace:
    """One workspace, for changes that are no conversation. The app gets the events of each.

    Args:
        world: where it is.
        deliverer: how the app is told.
        installation: the app in it.
    """

    def __init__(self, world: World, deliverer: Deliverer, installation: Installation) -> None:
        self._world = world
        self._deliverer = deliverer
        self.installation = installation

    def channel_id(self, name: str) -> str:
        """The id of a channel, by its name."""
        with self._world.lock:
            return channel_named(self._world, self.installation, name).id

    def join(self, user: str, channel: str) -> None:
        """Somebody enters a channel."""
        self._enter(channel, user_named(self._world, self.installation, user).id)

    def leave(self, user: str, channel: str) -> None:
        """Somebody leaves a channel."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            left = user_named(self._world, self.installation, user).id
            place.members.remove(left)
            event = {"type": "member_left_channel", "user": left, "channel": place.id}
            self._emit({**event, "channel_type": _letter(place)}, place)
        self._deliverer.settle()

    def add_bot(self, channel: str) -> None:
        """Somebody types /invite for the bot."""
        self._enter(channel, self.installation.bot_user)

    def remove_bot(self, channel: str) -> None:
        """Somebody removes the bot from a channel."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            place.members.remove(self.installation.bot_user)
            kind = "group_left" if place.is_private else "channel_left"
            self._emit({"type": kind, "channel": place.id})
        self._deliverer.settle()

    def archive(self, channel: str) -> None:
        """Somebody archives a channel."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            place.is_archived = True
            kind = "group_archive" if place.is_private else "channel_archive"
            self._emit({"type": kind, "channel": place.id}, place)
        self._deliverer.settle()

    def rename(self, channel: str, name: str) -> None:
        """Somebody renames a channel."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            place.name = name.removeprefix("#")
            kind = "group_rename" if place.is_private else "channel_rename"
            shown = {"id": place.id, "name": place.name, "created": place.created}
            self._emit({"type": kind, "channel": shown}, place)
        self._deliverer.settle()

    def delete_channel(self, channel: str) -> None:
        """Somebody deletes a channel with everything in it."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            kind = "group_deleted" if place.is_private else "channel_deleted"
            self._emit({"type": kind, "channel": place.id}, place)
            del self._world.channels[place.id]
        self._deliverer.settle()

    def change_user(self, user: str, **profile: str | bool) -> None:
        """Somebody's account changes: tz, locale, is_admin, is_restricted, deleted and so on."""
        with self._world.lock:
            changed = user_named(self._world, self.installation, user)
            for name, value in profile.items():
                getattr(changed, name)  # a field that is misspelt must not pass
                setattr(changed, name, value)
            shown = public_user(self._world, changed, with_locale=True)
            self._emit({"type": "user_change", "user": shown, "cache_ts": self._world.seconds()})
        self._deliverer.settle()

    def withdraw_scope(self, scope: str) -> None:
        """An admin takes one permission from the app; Slack tells nobody."""
        with self._world.lock:
            self.installation.scopes -= {scope}

    def unarchive(self, channel: str) -> None:
        """Somebody brings an archived channel back, with the people who were in it."""
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            place.is_archived = False
            kind = "group_unarchive" if place.is_private else "channel_unarchive"
            self._emit({"type": kind, "channel": place.id}, place)
        self._deliverer.settle()

    def revoke_token(self) -> None:
        """Somebody revokes the bot's token; the app is told."""
        with self._world.lock:
            self.installation.ended_with = "token_revoked"
            tokens: Json = {"oauth": [], "bot": [self.installation.bot_user]}
            self._emit({"type": "tokens_revoked", "tokens": tokens})
        self._deliverer.settle()

    def uninstall(self) -> None:
        """Somebody removes the app from the workspace; the app is told."""
        with self._world.lock:
            self.installation.ended_with = "account_inactive"
            tokens: Json = {"oauth": [], "bot": [self.installation.bot_user]}
            self._emit({"type": "app_uninstalled"})
            self._emit({"type": "tokens_revoked", "tokens": tokens})
        self._deliverer.settle()

    def _enter(self, channel: str, user_id: str) -> None:
        with self._world.lock:
            place = channel_named(self._world, self.installation, channel)
            place.members.append(user_id)
            joined = {
                "type": "member_joined_channel",
                "user": user_id,
                "channel": place.id,
                "channel_type": _letter(place),
                "team": self.installation.team_id,
            }
            self._emit(joined, place)
        self._deliverer.settle()

    def _emit(self, event: Json, channel: Channel | None = None) -> None:
        self._world.emit(self.installation.team_id, event, channel)


def _letter(channel: Channel) -> str:
    return "G" if channel.is_private else "C"
