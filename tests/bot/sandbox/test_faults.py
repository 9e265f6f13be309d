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
    Resent,
    ServerError,
    Slow,
)
from bot.sandbox.model import Json
from bot.sandbox.transport import Kind
from bot.sandbox.trouble import TroubleError, script

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


@pytest.mark.parametrize("kind", ["slash_commands", "events_api"])
def test_a_resent_delivery_is_the_very_same_and_says_nothing_of_it(
    slack: Sandbox, actor: Any, kind: Kind
) -> None:
    slack.delivery_faults.script(kind, [Resent()])
    slack.person("kim").command("#growth", "/nps 1 2 3")
    slack.workspace.rename("#growth", "grow")
    got = [(payload, retry) for sort, payload, retry in actor.got if sort == kind]
    assert len(got) == 2
    assert got[0] == got[1]
    assert got[0][1] is None


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
def test_history_without_its_scope_is_unreadable(
    slack: Sandbox, web: WebClient, call: Call, method: str
) -> None:
    posted_ts = post(web)["ts"]
    place = {"channel": slack.workspace.channel_id("#growth"), "ts": posted_ts}
    assert call(method, **place)["ok"] is True
    slack.workspace.withdraw_scope("channels:history")
    assert call(method, **place)["error"] == "missing_scope"


def test_an_archived_channel_takes_messages_again_once_it_is_back(
    slack: Sandbox, call: Call
) -> None:
    slack.workspace.archive("#growth")
    assert call("chat.postMessage", channel="growth", text="x")["error"] == "is_archived"
    slack.workspace.unarchive("#growth")
    assert call("chat.postMessage", channel="growth", text="x")["ok"] is True


def test_a_revoked_token_is_refused_from_then_on(slack: Sandbox, call: Call) -> None:
    slack.workspace.revoke_token()
    for _ in range(2):
        assert call("chat.postMessage", channel="growth", text="x")["error"] == "token_revoked"


TYPED: list[tuple[str, str, Any]] = [
    ("chat.postMessage=ratelimited:30", "chat.postMessage", RateLimited(30)),
    ("chat.postMessage=error-before", "chat.postMessage", ServerError(accepted=False)),
    ("chat.postMessage=error-after", "chat.postMessage", ServerError(accepted=True)),
    ("chat.update=drop-before", "chat.update", DropConnection(accepted=False)),
    ("chat.update=drop-after", "chat.update", DropConnection(accepted=True)),
    ("chat.postMessage=slow:5", "chat.postMessage", Slow(5)),
    ("conversations.history=lag:2", "conversations.history", HistoryLag(2)),
    ("conversations.history=missing_scope", "conversations.history", ApiError("missing_scope")),
    ("chat.postMessage=token_revoked", "chat.postMessage", ApiError("token_revoked")),
    ("slash_commands=twice", "slash_commands", DeliveredTwice()),
    ("interactive=resent", "interactive", Resent()),
    ("events_api=ack-lost", "events_api", AckLost()),
    ("events_api=not-delivered", "events_api", NotDelivered()),
]


@pytest.mark.parametrize(("typed", "name", "fault"), TYPED, ids=[one[0] for one in TYPED])
def test_a_fault_can_be_typed(slack: Sandbox, typed: str, name: str, fault: Any) -> None:
    script(f"{typed}*2", slack.faults, slack.delivery_faults)
    waiting = slack.delivery_faults if name in typed_kinds() else slack.faults
    assert [waiting.take(name, {}) for _ in range(3)] == [fault, fault, None]
    assert slack.faults.unused == slack.delivery_faults.unused == 0


def typed_kinds() -> set[str]:
    return {"slash_commands", "interactive", "events_api"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("drop-after", "is no fault"),
        ("chat.postMessage=", "is no fault"),
        ("chat.postMessage=slow", "slow:30"),
        ("chat.postMessage=drop-sometimes", "drop-before, drop-after"),
        ("events_api=drop-after", "twice, resent, ack-lost"),
    ],
)
def test_a_fault_that_is_none_is_refused_in_a_sentence(
    slack: Sandbox, typed: str, said: str
) -> None:
    with pytest.raises(TroubleError, match=said):
        script(typed, slack.faults, slack.delivery_faults)
    assert slack.faults.unused == slack.delivery_faults.unused == 0
