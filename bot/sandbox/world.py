"""The state of the sandbox: workspaces, people, channels, messages, views and tickets."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from queue import Queue

from bot.sandbox.errors import SlackError
from bot.sandbox.model import (
    Application,
    Caution,
    Change,
    Channel,
    Code,
    Execution,
    File,
    Installation,
    Json,
    ResponseUrl,
    Team,
    Trigger,
    User,
    View,
)

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5
_FAREWELLS = frozenset({"app_uninstalled", "tokens_revoked"})
"""Events that an app gets although it has no token any more."""


class World:
    """Everything Slack would know. Hold `lock` while reading or changing it.

    `base_url` is where the sandbox's own HTTP server answers, known once it has started.
    `redirect_url` is where people who installed the app are sent, where it has such a page.

    Args:
        app: the app that is installed into the workspaces.
        clock: the current time, aware; message ts, triggers and response URLs follow it.
    """

    def __init__(self, app: Application, clock: Callable[[], datetime]) -> None:
        self.app = app
        self.clock = clock
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: dict[str, Installation] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.files: dict[str, File] = {}
        self.executions: dict[str, Execution] = {}
        self.journal: list[Change] = []
        self.cautions: list[Caution] = []
        self.events: Queue[tuple[Installation, Json] | None] = Queue()
        self.codes: dict[str, Code] = {}
        self.takes_charts = True
        self.base_url = ""
        self.redirect_url = ""
        self._last_id = 0
        self._last_ts = 0

    def next_id(self, prefix: str) -> str:
        """A new id such as C000000012, unique in this world."""
        self._last_id += 1
        return f"{prefix}{self._last_id:09d}"

    def next_ts(self) -> str:
        """A new message ts, in seconds with six decimals, greater than every one before."""
        now = round(self.clock().timestamp() * 1_000_000)
        self._last_ts = max(now, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def seconds(self) -> int:
        """The current time in whole seconds since 1970."""
        return int(self.clock().timestamp())

    def record(self, change: Change) -> None:
        """Note a change of a message and wake whoever waits for one."""
        self.journal.append(change)
        self.changed.notify_all()

    def installation_with(self, token: str) -> Installation:
        """The installation a bot token belongs to, or Slack's error for a bad token."""
        for execution in self.executions.values():
            if token == execution.token:
                return self._installation_of(execution)
        for installation in self.installations.values():
            if token == installation.bot_token or token in installation.older:
                if installation.ended_with:
                    raise SlackError(installation.ended_with)
                end = installation.end_of(token)
                if end is not None and end <= self.clock():
                    raise SlackError("token_expired")
                return installation
        raise SlackError("invalid_auth")

    def _installation_of(self, execution: Execution) -> Installation:
        """Where a step runs: its token is good until the run has ended."""
        installation = self.installations[execution.team_id]
        if execution.state != "running":
            raise SlackError("token_revoked")
        if installation.ended_with:
            raise SlackError(installation.ended_with)
        return installation

    def bot_may_see(self, installation: Installation, channel: Channel) -> bool:
        """Whether Slack admits to the bot that the channel exists."""
        if installation.team_id not in {channel.team_id, *channel.shared_with}:
            return False
        hidden = channel.is_private or channel.im_with is not None
        return not hidden or installation.bot_user in channel.members

    def channel_for(self, installation: Installation, wanted: str) -> Channel:
        """A channel by its id, or by its name, as the bot of this installation sees it."""
        known = self.channels.get(wanted)
        name = wanted.removeprefix("#")
        named = (c for c in self.channels.values() if c.name and c.name == name)
        for channel in [known] if known else named:
            if self.bot_may_see(installation, channel):
                return channel
        raise SlackError("channel_not_found")

    def user_for(self, installation: Installation, wanted: str) -> User:
        """A user whom this installation may look up: its own people and those it shares with."""
        user = self.users.get(wanted)
        if user is None:
            raise SlackError("user_not_found")
        if user.team_id == installation.team_id:
            return user
        for channel in self.channels.values():
            if user.id in channel.members and installation.bot_user in channel.members:
                return user
        raise SlackError("user_not_found")

    def direct_channel(self, installation: Installation, user: User) -> Channel:
        """The direct conversation of a person with the bot, opened where there is none."""
        for channel in self.channels.values():
            if channel.im_with == user.id and installation.bot_user in channel.members:
                return channel
        channel = Channel(
            id=self.next_id("D"),
            team_id=installation.team_id,
            name="",
            creator=installation.bot_user,
            created=self.seconds(),
            im_with=user.id,
            members=[user.id, installation.bot_user],
        )
        self.channels[channel.id] = channel
        return channel

    def new_file(self, team_id: str, user: str, name: str) -> File:
        """A file without content yet."""
        file = File(self.next_id("F"), team_id, user, name, created=self.seconds())
        self.files[file.id] = file
        return file

    def issue_trigger(self, user: User) -> str:
        """A new `trigger_id` for what a person has just done."""
        trigger = Trigger(f"{self.next_id('')}.{self.next_ts()}", user.id, self.clock())
        self.triggers[trigger.id] = trigger
        return trigger.id

    def exchange_trigger(self, wanted: str) -> str:
        """Use up a `trigger_id` and say whose it is, or raise why it is no good."""
        trigger = self.triggers.get(wanted)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_used:
            raise SlackError("exchanged_trigger_id")
        if self.clock() - trigger.issued > TRIGGER_LIFE:
            raise SlackError("expired_trigger_id")
        trigger.is_used = True
        return trigger.user

    def issue_response_url(
        self, installation: Installation, channel: Channel, user: User, origin_ts: str | None
    ) -> str:
        """The id of a new response URL; `origin_ts` is the message it may replace."""
        ticket = ResponseUrl(
            id=self.next_id("R"),
            team_id=installation.team_id,
            channel=channel.id,
            user=user.id,
            issued=self.clock(),
            origin_ts=origin_ts,
        )
        self.response_urls[ticket.id] = ticket
        return ticket.id

    def response_url(self, wanted: str) -> ResponseUrl:
        """A response URL that may still be used, or Slack's error."""
        ticket = self.response_urls.get(wanted)
        if ticket is None:
            raise SlackError("invalid_url")
        if self.clock() - ticket.issued > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if ticket.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        return ticket

    def emit(self, team_id: str, event: Json, channel: Channel | None = None) -> None:
        """Queue an event for the app, if it subscribes to it and its bot may see it."""
        installation = self.installations.get(team_id)
        if installation is None or _subscription(event, channel) not in self.app.events:
            return
        if installation.ended_with and event["type"] not in _FAREWELLS:
            return
        if channel is not None and installation.bot_user not in channel.members:
            return
        self.events.put((installation, {"event_ts": event.get("ts") or self.next_ts(), **event}))


def _subscription(event: Json, channel: Channel | None) -> str:
    kind = str(event["type"])
    if kind != "message" or channel is None:
        return kind
    return {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[
        channel.kind
    ]
