"""A sandbox without an app, a clock that stands still, and an app played by the test."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.transport import Kind, Outcome, Retry

SCOPES = [
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:write",
    "team:read",
    "users:read",
]
EVENTS = [
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_left",
    "channel_rename",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "tokens_revoked",
    "user_change",
]
MANIFEST: Json = {
    "display_information": {"name": "KPI Bot"},
    "features": {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": [
            {"command": "/nps", "description": "NPS", "should_escape": True},
            {"command": "/raw", "description": "Raw", "should_escape": False},
        ],
        "shortcuts": [
            {"name": "Record", "type": "global", "callback_id": "record", "description": "x"},
            {"name": "Save note", "type": "message", "callback_id": "note", "description": "x"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {
        "event_subscriptions": {"bot_events": EVENTS},
        "interactivity": {"is_enabled": True},
    },
}


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: datetime = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Actor:
    """Plays the app: keeps what it gets, and answers with what the test says."""

    answer: Callable[[Kind, Json], Any] = lambda _kind, _payload: None
    got: list[tuple[Kind, Json, Retry | None]] = field(default_factory=list)

    def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Outcome:
        self.got.append((kind, payload, retry))
        answered = self.answer(kind, payload)
        return answered if isinstance(answered, Outcome) else Outcome("acked", answered)

    def events(self, kind: str) -> list[Json]:
        """The events of one type, in order."""
        found = [payload["event"] for sort, payload, _ in self.got if sort == "events_api"]
        return [event for event in found if event["type"] == kind]


@pytest.fixture
def manifest() -> Json:
    return copy.deepcopy(MANIFEST)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def actor() -> Actor:
    return Actor()


@pytest.fixture
def slack(manifest: Json, clock: Clock, actor: Actor) -> Iterator[Sandbox]:
    with Sandbox(manifest, clock=clock) as sandbox:
        sandbox.deliver_over(actor)
        yield sandbox


@pytest.fixture
def web(slack: Sandbox) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def call(web: WebClient) -> Callable[..., Json]:
    """Makes a Web API call and gives the body of the answer, good or bad."""

    def make(method: str, **arguments: Any) -> Json:
        try:
            answer = web.api_call(method, json=arguments)
        except SlackApiError as error:
            answer = error.response
        body = answer.data
        assert isinstance(body, dict)
        return body

    return make
