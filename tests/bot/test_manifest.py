"""The manifest and the handlers are the same app."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.handlers.forms import SHORTCUTS
from bot.handlers.marked import MESSAGE_SHORTCUTS
from bot.handlers.steps import STEPS
from bot.manifest import read_manifest, with_steps
from bot.routes import APP_EVENTS, COMMANDS, EVENTS

MANIFEST = read_manifest()
WITH_STEPS = with_steps(MANIFEST)
METHOD_SCOPES: dict[str, set[str]] = {
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "functions.completeError": set(),
    "functions.completeSuccess": set(),
    "users.info": {"users:read"},
    "users.list": {"users:read"},
}
"""The scopes of every Web API method the bot calls."""
EVENT_SCOPES = {"app_mention": {"app_mentions:read"}}
"""The scopes that no method needs, only an event."""


def _event_type(subscribed: str) -> str:
    return "message" if subscribed.startswith("message.") else subscribed


def test_every_command_of_the_manifest_is_handled_and_no_other() -> None:
    declared = [one["command"] for one in MANIFEST["features"]["slash_commands"]]
    assert sorted(declared) == sorted(COMMANDS)


def test_every_event_of_the_manifest_is_handled_and_no_other() -> None:
    subscribed = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert {_event_type(one) for one in subscribed} == set(EVENTS) | set(APP_EVENTS)


def test_every_shortcut_of_the_manifest_is_handled_and_no_other() -> None:
    declared = MANIFEST["features"]["shortcuts"]
    assert {one["callback_id"] for one in declared} == {*SHORTCUTS, *MESSAGE_SHORTCUTS}
    assert all(len(one["name"]) <= 24 for one in declared)


def test_every_step_of_the_manifest_with_steps_is_handled_and_no_other() -> None:
    assert set(WITH_STEPS["functions"]) == set(STEPS)


@pytest.mark.parametrize("step", WITH_STEPS["functions"].values())
def test_slack_and_nobody_else_says_who_runs_a_step(step: dict[str, Any]) -> None:
    """A person whom the builder of a workflow chose would lend it what they may see."""
    inputs = step["input_parameters"]
    assert inputs["properties"]["user"]["type"] == "slack#/types/user_context"
    assert "user" in inputs["required"]


def test_steps_stand_in_a_manifest_of_their_own() -> None:
    settings = dict(WITH_STEPS["settings"])
    told = settings.pop("event_subscriptions")
    assert settings.pop("function_runtime") == "remote"
    assert settings == {
        **{name: one for name, one in MANIFEST["settings"].items() if name in settings},
        "org_deploy_enabled": True,
    }
    shipped = MANIFEST["settings"]["event_subscriptions"]
    assert set(told["bot_events"]) == {*shipped["bot_events"], "function_executed"}
    same = ("display_information", "features", "oauth_config")
    assert {part: WITH_STEPS[part] for part in same} == {part: MANIFEST[part] for part in same}
    assert "functions" not in MANIFEST


def test_the_scopes_are_those_of_methods_events_and_commands() -> None:
    needed = set().union(*METHOD_SCOPES.values(), *EVENT_SCOPES.values(), {"commands"})
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
