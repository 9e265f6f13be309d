"""Trouble happens as scripted: to one call each, before or after Slack did what was asked."""

import threading
from collections.abc import Callable
from http.client import HTTPException, RemoteDisconnected
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    FixedValueRetryIntervalCalculator,
)

from bot.sandbox import Sandbox
from bot.sandbox.faults import (
    AckLost,
    ApiError,
    DeliveredTwice,
    DropConnection,
    Fault,
    Held,
    HistoryLag,
    NotDelivered,
    RateLimited,
    ServerError,
    Slow,
)
from bot.sandbox.model import Json

Call = Callable[..., Json]


def posted(slack: Sandbox) -> int:
    return len(slack.person("kim").sees("#growth"))


def post(web: WebClient) -> Any:
    return web.chat_postMessage(channel="growth", text="x")


@pytest.mark.parametrize(
    ("fault", "error", "count"),
    [
        (RateLimited(2), SlackApiError, 0),
        (ServerError(accepted=False), SlackApiError, 0),
        (ServerError(accepted=True), SlackApiError, 1),
        (DropConnection(accepted=False), RemoteDisconnected, 0),
        (DropConnection(accepted=True), RemoteDisconnected, 1),
        (ApiError("is_archived"), SlackApiError, 0),
    ],
)
def test_a_fault_meets_one_call_and_says_whether_slack_did_it(
    slack: Sandbox, web: WebClient, fault: Fault, error: type[Exception], count: int
) -> None:
    slack.faults.script("chat.postMessage", [fault])
    with pytest.raises(error):
        post(web)
    assert posted(slack) == count
    assert slack.faults.unused == 0
    assert post(web)["ok"] is True
    first, second = slack.calls("chat.postMessage")
    assert (first.ok, first.fault, second.ok) == (False, fault, True)


def test_429_says_how_long_to_wait(slack: Sandbox, web: WebClient) -> None:
    slack.faults.script("chat.postMessage", [RateLimited(2)])
    with pytest.raises(SlackApiError) as limited:
        post(web)
    assert limited.value.response.status_code == 429
    assert limited.value.response.headers["Retry-After"] == "2"


def test_a_default_client_posts_twice_after_a_dropped_connection(slack: Sandbox) -> None:
    slack.faults.script("chat.postMessage", [DropConnection(accepted=True)])
    at_once = ConnectionErrorRetryHandler(
        interval_calculator=FixedValueRetryIntervalCalculator(fixed_internal=0)
    )
    post(WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[at_once]))
    assert posted(slack) == 2


def test_a_slow_answer_comes_after_the_message_is_there(slack: Sandbox) -> None:
    release = threading.Event()
    slack.faults.script("chat.postMessage", [Held(release)])
    impatient = WebClient(
        token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[]
    )
    answers: list[Any] = []
    caller = threading.Thread(target=lambda: answers.append(post(impatient)))
    caller.start()
    assert slack.until(lambda: len(slack.person("kim").sees("#growth")) == 1)
    assert answers == []
    release.set()
    caller.join()
    assert answers[0]["ok"] is True


def test_a_waiting_answer_does_not_keep_the_sandbox_open(manifest: Json) -> None:
    with Sandbox(manifest) as slack:
        slack.faults.script("chat.postMessage", [Slow(60)])
        web = WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        failures: list[Exception] = []

        def ask() -> None:
            try:
                post(web)
            except (OSError, HTTPException) as error:
                failures.append(error)

        caller = threading.Thread(target=ask)
        caller.start()
        assert slack.until(lambda: len(slack.person("kim").sees("#growth")) == 1)
    caller.join(timeout=5)
    assert not caller.is_alive()


def test_a_lagging_history_hides_the_newest_message_once(
    slack: Sandbox, web: WebClient, call: Call
) -> None:
    post(web)
    slack.faults.script("conversations.history", [HistoryLag(newest=1)])
    assert call("conversations.history", channel="growth")["messages"] == []
    assert len(call("conversations.history", channel="growth")["messages"]) == 1


def test_a_fault_waits_for_the_call_it_names(slack: Sandbox, call: Call) -> None:
    slack.faults.script("chat.postMessage", [ApiError("fatal_error")], channel="general")
    assert call("chat.postMessage", channel="growth", text="x")["ok"] is True
    assert call("chat.postMessage", channel="general", text="x")["error"] == "fatal_error"


def test_a_command_is_delivered_twice_with_the_same_trigger(slack: Sandbox, actor: Any) -> None:
    slack.delivery_faults.script("slash_commands", [DeliveredTwice()])
    slack.person("kim").command("#growth", "/nps 1 2 3")
    (_, first, _), (_, second, _) = actor.got
    assert first == second


@pytest.mark.parametrize(
    ("fault", "error", "deliveries"),
    [(AckLost(), "operation_timeout", 1), (NotDelivered(), "dispatch_failed", 0)],
)
def test_a_lost_delivery_shows_an_error(
    slack: Sandbox, actor: Any, fault: Any, error: str, deliveries: int
) -> None:
    slack.delivery_faults.script("slash_commands", [fault])
    assert slack.person("kim").command("#growth", "/nps 1 2 3").error == error
    assert len(actor.got) == deliveries
    assert slack.deliveries[0].outcome.result == error


def test_an_event_whose_answer_is_lost_comes_again_marked(slack: Sandbox, actor: Any) -> None:
    slack.delivery_faults.script("events_api", [AckLost()])
    slack.workspace.rename("#growth", "grow")
    assert [retry and retry.number for _, _, retry in actor.got] == [None, 1]
