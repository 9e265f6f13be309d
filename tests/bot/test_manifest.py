"""The manifest and the handlers are the same app."""

from __future__ import annotations

import re

import pytest

from bot.manifest import read_manifest
from bot.routes import COMMANDS, EVENTS

MANIFEST = read_manifest()
METHOD_SCOPES = {
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.open": {"im:write"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
}
"""The scopes of every Web API method the bot calls."""


def _event_type(subscribed: str) -> str:
    return "message" if subscribed.startswith("message.") else subscribed


def test_every_command_of_the_manifest_is_handled_and_no_other() -> None:
    declared = [one["command"] for one in MANIFEST["features"]["slash_commands"]]
    assert sorted(declared) == sorted(COMMANDS)


def test_every_event_of_the_manifest_is_handled_and_no_other() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {_event_type(one) for one in subscribed} == set(EVENTS)


def test_the_scopes_are_those_of_the_methods_called_and_of_commands() -> None:
    needed = set().union(*METHOD_SCOPES.values(), {"commands"})
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == needed


def test_optional_scopes_are_among_those_asked_for() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) <= set(scopes["bot"])


@pytest.mark.parametrize("command", MANIFEST["features"]["slash_commands"])
def test_commands_know_who_and_which_channel_is_mentioned(command: dict[str, object]) -> None:
    assert command["should_escape"] is True
    assert re.fullmatch(r"/[a-z]{1,31}", str(command["command"]))


def test_presses_and_forms_reach_the_bot() -> None:
    interactivity = MANIFEST["settings"]["interactivity"]
    assert interactivity["is_enabled"] is True
    assert (
        interactivity["request_url"] == MANIFEST["settings"]["event_subscriptions"]["request_url"]
    )
