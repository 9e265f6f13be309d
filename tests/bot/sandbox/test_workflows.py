"""Steps of workflows: how they are declared, run and ended."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import ManifestError, NotPossibleError, Sandbox
from bot.sandbox.model import Execution, Json
from tests.bot.sandbox.conftest import Actor

Call = Callable[..., Json]
TEXT = {"type": "string", "title": "x", "description": "x"}
STEP: Json = {
    "title": "Greet",
    "description": "Greets somebody",
    "input_parameters": {
        "properties": {"user": {**TEXT, "type": "slack#/types/user_context"}, "word": TEXT},
        "required": ["user", "word"],
    },
    "output_parameters": {
        "properties": {"greeting": TEXT, "times": {**TEXT, "type": "integer"}},
        "required": ["greeting"],
    },
}


@pytest.fixture
def manifest(manifest: Json) -> Json:
    manifest["functions"] = {"greet": STEP}
    manifest["settings"] |= {"org_deploy_enabled": True, "function_runtime": "remote"}
    manifest["settings"]["event_subscriptions"] = {"bot_events": ["function_executed"]}
    return manifest


@pytest.fixture
def execution(slack: Sandbox) -> Execution:
    return slack.person("ana").run_step("greet", word="hello")


def test_the_app_is_told_of_a_run_in_slacks_own_shape(
    slack: Sandbox, actor: Actor, execution: Execution
) -> None:
    [event] = actor.events("function_executed")
    assert event["inputs"]["word"] == "hello"
    assert event["inputs"]["user"]["id"] == slack.person("ana").id
    assert event["function"]["callback_id"] == "greet"
    declared = [(one["name"], one["is_required"]) for one in event["function"]["output_parameters"]]
    assert declared == [("greeting", True), ("times", False)]
    assert event["function_execution_id"] == execution.id
    assert (execution.state, execution.outputs, execution.error) == ("running", {}, "")


@pytest.mark.parametrize(
    ("method", "arguments", "end"),
    [
        ("functions.completeSuccess", {"outputs": {"greeting": "hi"}}, "completed"),
        ("functions.completeSuccess", {"outputs": '{"greeting": "hi", "times": 2}'}, "completed"),
        ("functions.completeError", {"error": "no"}, "failed"),
    ],
)
def test_a_run_ends_once(
    execution: Execution, call: Call, method: str, arguments: Json, end: str
) -> None:
    arguments["function_execution_id"] = execution.id
    assert call(method, **arguments) == {"ok": True}
    assert execution.state == end
    assert call(method, **arguments)["error"] == "execution_not_in_running_state"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"function_execution_id": "Fx0"}, "function_execution_not_found"),
        ({"function_execution_id": ""}, "invalid_arguments"),
        ({"outputs": None}, "invalid_arguments"),
        ({"outputs": "{"}, "invalid_arguments"),
        ({"outputs": ["hi"]}, "invalid_arguments"),
        ({"outputs": {"times": 1}}, "parameter_validation_failed"),
        ({"outputs": {"greeting": "hi", "other": "x"}}, "parameter_validation_failed"),
        ({"outputs": {"greeting": "hi", "times": "2"}}, "parameter_validation_failed"),
        ({"outputs": {"greeting": None}}, "parameter_validation_failed"),
    ],
)
def test_an_end_that_does_not_fit_is_refused(
    execution: Execution, call: Call, arguments: Json, error: str
) -> None:
    good = {"function_execution_id": execution.id, "outputs": {"greeting": "hi"}}
    assert call("functions.completeSuccess", **good | arguments)["error"] == error
    assert execution.state == "running"


@pytest.mark.parametrize("method", ["functions.completeSuccess", "functions.completeError"])
def test_the_app_of_another_workspace_cannot_end_a_run(
    slack: Sandbox, execution: Execution, method: str
) -> None:
    other = slack.add_workspace("Globex").installation
    web = WebClient(token=other.bot_token, base_url=slack.api_url, retry_handlers=[])
    given = {"function_execution_id": execution.id, "outputs": {"greeting": "x"}, "error": "x"}
    with pytest.raises(SlackApiError, match="access_denied"):
        web.api_call(method, json=given)


def test_the_token_of_a_run_is_good_until_the_run_has_ended(
    slack: Sandbox, execution: Execution, call: Call
) -> None:
    web = WebClient(token=execution.token, base_url=slack.api_url, retry_handlers=[])
    assert web.auth_test()["team_id"] == slack.workspace.installation.team_id
    call("functions.completeError", function_execution_id=execution.id, error="no")
    with pytest.raises(SlackApiError, match="token_revoked"):
        web.auth_test()


def test_the_token_of_a_run_dies_with_the_installation(
    slack: Sandbox, execution: Execution
) -> None:
    slack.workspace.uninstall()
    web = WebClient(token=execution.token, base_url=slack.api_url, retry_handlers=[])
    with pytest.raises(SlackApiError, match="account_inactive"):
        web.auth_test()


@pytest.mark.parametrize(
    ("user", "step", "inputs"),
    [
        ("ana", "wave", {"word": "hello"}),
        ("ana", "greet", {}),
        ("ana", "greet", {"word": 5}),
        ("ana", "greet", {"word": "hello", "loud": "yes"}),
        ("ana", "greet", {"word": "hello", "user": "U000000003"}),
        ("bob", "greet", {"word": "hello"}),
    ],
)
def test_what_workflow_builder_does_not_run_is_not_possible(
    slack: Sandbox, user: str, step: str, inputs: Any
) -> None:
    with pytest.raises(NotPossibleError):
        slack.person(user).run_step(step, **inputs)


def _without_an_output_type(step: Json) -> Json:
    return step | {"output_parameters": {"properties": {"x": {"type": "colour"}}}}


@pytest.mark.parametrize(
    ("settings", "functions", "complaint"),
    [
        ({"org_deploy_enabled": False}, {}, "org_deploy_enabled"),
        ({"function_runtime": "slack"}, {}, "function_runtime"),
        ({"event_subscriptions": {}}, {}, "function_executed"),
        ({}, {"x" * 101: STEP}, "too long"),
        ({}, {"x": STEP | {"title": "x" * 256}}, "too long"),
        ({}, {"x": {"title": "x"}}, "has no description"),
        ({}, {"x": _without_an_output_type(STEP)}, "does not know"),
        (
            {},
            {"x": STEP | {"input_parameters": {"properties": {}, "required": ["y"]}}},
            "does not know",
        ),
    ],
)
def test_an_app_with_steps_that_slack_would_not_take_is_not_made(
    manifest: Json, settings: Json, functions: Json, complaint: str
) -> None:
    manifest["settings"] |= settings
    manifest["functions"] |= functions
    with pytest.raises(ManifestError, match=complaint):
        Sandbox(manifest)
