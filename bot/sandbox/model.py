"""What a Slack workspace is made of: the state that the sandbox keeps."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

Json = dict[str, Any]


class Team(Struct, frozen=True):
    """A workspace."""

    id: str
    name: str
    domain: str


@dataclass
class User:
    """An account; `team_id` is its own workspace, which may be another organisation's."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "Etc/UTC"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass
class Message:
    """A message, or an ephemeral one where `only_for` names who sees it."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    edited_ts: str | None = None
    only_for: str | None = None
    is_tombstone: bool = False
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    state: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass
class Channel:
    """A conversation: public, private, or direct (`im_with` names the person)."""

    id: str
    team_id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_archived: bool = False
    im_with: str | None = None
    shared_with: frozenset[str] = frozenset()
    members: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The word of Slack's `channel_type`: channel, group or im."""
        if self.im_with:
            return "im"
        return "group" if self.is_private else "channel"

    def find(self, ts: str) -> Message | None:
        """The message with this ts, ephemeral ones included."""
        return next((message for message in self.messages if message.ts == ts), None)

    def replies(self, ts: str) -> list[Message]:
        """The replies that stand below a message, oldest first."""
        return [m for m in self.messages if m.is_reply and m.thread_ts == ts and not m.only_for]


@dataclass
class View:
    """A modal or a Home view of one person, with what they filled in so far."""

    id: str
    team_id: str
    user: str
    bot_id: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass
class Trigger:
    """A `trigger_id`: good once, and for three seconds."""

    id: str
    user: str
    issued: datetime
    is_used: bool = False


@dataclass
class ResponseUrl:
    """A `response_url`: good for five uses in thirty minutes."""

    id: str
    team_id: str
    channel: str
    user: str
    issued: datetime
    origin_ts: str | None = None
    uses: int = 0


@dataclass
class File:
    """An uploaded file; `mimetype` is empty until Slack has looked at it."""

    id: str
    team_id: str
    user: str
    name: str
    created: int
    content: bytes = b""
    announced: int = 0
    """Bytes that an app said it would send."""
    is_shared: bool = False
    """Whether its upload was completed."""
    title: str = ""
    mimetype: str = ""
    channels: list[str] = field(default_factory=list)


@dataclass
class Installation:
    """The app in one workspace: its token, bot user and granted scopes.

    `ended_with` is what Slack answers to the token once it is no longer good. Tokens that expire
    come with a refresh token; the `older` one is good to its own end.
    """

    team_id: str
    bot_token: str
    bot_user: str
    bot_id: str
    scopes: frozenset[str]
    installer: str
    ended_with: str | None = None
    refresh_token: str | None = None
    expires_at: datetime | None = None
    older: dict[str, datetime] = field(default_factory=dict)

    def end_of(self, token: str) -> datetime | None:
        """When a token of this installation ends, if ever."""
        return self.older.get(token, self.expires_at)


class Code(Struct, frozen=True):
    """What somebody who installs the app brings back from Slack's page: good once."""

    team_id: str
    scopes: frozenset[str]
    issued: datetime
    is_used: bool = False


class Change(Struct, frozen=True):
    """One entry of the journal: a message was posted, edited or deleted."""

    kind: Literal["posted", "edited", "deleted"]
    channel: str
    ts: str
    only_for: str | None


class Caution(Struct, frozen=True):
    """Something Slack takes but warns about; well-behaved apps cause none."""

    method: str
    text: str


class Offer(Struct, frozen=True):
    """A command or a shortcut as the client's menus show it; `kind` is Slack's word for which."""

    kind: Literal["command", "global", "message"]
    id: str
    name: str
    description: str
    hint: str = ""


class Parameters(Struct, frozen=True):
    """What a step takes or gives: by name Slack's type, and the names that must be there."""

    types: dict[str, str]
    required: frozenset[str]


class Step(Struct, frozen=True):
    """A step of the app for Workflow Builder, as its manifest defines it."""

    id: str
    callback_id: str
    definition: Json
    inputs: Parameters
    outputs: Parameters


@dataclass
class Execution:
    """One run of a step within a workflow; `state` changes once, when the app says how it ended."""

    id: str
    workflow_id: str
    team_id: str
    step: Step
    inputs: Json
    token: str
    state: Literal["running", "completed", "failed"] = "running"
    outputs: Json = field(default_factory=dict)
    error: str = ""


class Application(Struct, frozen=True):
    """A Slack app as its manifest describes it, with its credentials."""

    id: str
    name: str
    app_token: str
    signing_secret: str
    verification_token: str
    client_id: str
    client_secret: str
    rotates_tokens: bool
    bot_scopes: frozenset[str]
    events: frozenset[str]
    escaping_by_command: dict[str, bool]
    type_by_shortcut: dict[str, str]
    offers: tuple[Offer, ...]
    steps: dict[str, Step]
    is_interactive: bool
    has_home: bool
