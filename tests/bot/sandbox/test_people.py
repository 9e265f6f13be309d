"""What people can do, what the app is sent for it, and what they then see."""

import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bot.sandbox import NotPossibleError, Person, Reaction, Sandbox
from bot.sandbox.model import Json
from bot.sandbox.transport import Outcome

Call = Callable[..., Json]
GO = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "go",
            "text": {"type": "plain_text", "text": "Go"},
            "value": "7",
        }
    ],
}


@pytest.fixture
def kim(slack: Sandbox) -> Person:
    return slack.person("kim")


def test_a_command_has_the_fields_of_slack(slack: Sandbox, kim: Person, actor: Any) -> None:
    kim.command("#growth", "/nps  1700 350 150 ")
    kind, form, _ = actor.got[0]
    assert kind == "slash_commands"
    assert form["command"] == "/nps"
    assert form["text"] == "1700 350 150"
    assert form["channel_id"] == slack.workspace.channel_id("growth")
    assert form["channel_name"] == "growth"
    assert form["user_id"] == kim.id
    assert form["team_id"] == slack.workspace.installation.team_id
    assert form["api_app_id"] == slack.app.id
    assert {"trigger_id", "response_url", "token", "team_domain", "user_name"} <= set(form)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("/nps owner @lee", "owner <@{lee}|lee>"),
        ("/nps in #growth", "in <#{growth}|growth>"),
        ("/nps >= 45 & <b>", "&gt;= 45 &amp; &lt;b&gt;"),
        ("/nps https://a.example/?x=1&y", "<https://a.example/?x=1&amp;y>"),
        ("/nps tell @leeroy", "tell @leeroy"),
        ("/nps to @channel", "to <!channel>"),
        ("/raw owner @lee > #growth", "owner @lee &gt; #growth"),
    ],
)
def test_typed_text_is_escaped_as_the_command_says(
    slack: Sandbox, kim: Person, actor: Any, line: str, text: str
) -> None:
    kim.command("#growth", line)
    ids = {"lee": slack.person("lee").id, "growth": slack.workspace.channel_id("growth")}
    assert actor.got[0][1]["text"] == text.format(**ids)


def test_what_slack_does_not_pass_on_does_not_reach_the_app(kim: Person, actor: Any) -> None:
    assert kim.command("#growth", "/churn 1 2").error == "unknown_command"
    head = kim.post("#growth", "a thread").posted
    assert head is not None
    assert kim.command("#growth", "/nps 1 2 3", thread_ts=head.ts).error == "not_in_threads"
    assert [kind for kind, _, _ in actor.got] == ["events_api"]


@pytest.mark.parametrize(
    ("who", "channel"),
    [("gus", "#growth"), ("bob", "#general"), ("kim", "#nowhere"), ("zoe", "#general")],
)
def test_people_type_only_where_they_are(slack: Sandbox, who: str, channel: str) -> None:
    with pytest.raises(NotPossibleError):
        slack.person(who).command(channel, "/nps 1 2 3")


def test_a_deactivated_member_does_nothing_more(slack: Sandbox) -> None:
    lee = slack.person("lee")
    slack.workspace.change_user("lee", deleted=True)
    with pytest.raises(NotPossibleError, match="deactivated"):
        lee.command("#growth", "/nps")
    with pytest.raises(NotPossibleError, match="deactivated"):
        lee.shortcut("record")


def test_nothing_is_pressed_where_the_manifest_forbids_it(manifest: Json) -> None:
    manifest["settings"]["interactivity"]["is_enabled"] = False
    with Sandbox(manifest) as slack, pytest.raises(NotPossibleError, match="interactivity"):
        slack.person("kim").shortcut("record")


def test_nobody_types_in_an_archived_channel(slack: Sandbox, kim: Person) -> None:
    slack.workspace.archive("#growth")
    with pytest.raises(NotPossibleError):
        kim.command("#growth", "/nps 1 2 3")


def test_somebody_of_another_organisation_is_shown_as_such(slack: Sandbox, actor: Any) -> None:
    zoe = slack.person("zoe")
    zoe.command("#partners", "/nps 1 2 3")
    zoe.shortcut("record")
    home = slack.workspace.installation.team_id
    assert actor.got[0][1]["team_id"] == home
    payload = actor.got[1][1]
    assert (payload["team"]["id"], payload["user"]["team_id"] == home) == (home, False)


@pytest.mark.parametrize(
    ("answer", "seen_by_kim", "seen_by_lee"),
    [
        ("only you", ["only you"], []),
        ({"text": "only you"}, ["only you"], []),
        ({"text": "all", "response_type": "in_channel"}, ["all"], ["all"]),
        (None, [], []),
        ("", [], []),
    ],
)
def test_an_answer_is_private_unless_it_says_otherwise(
    slack: Sandbox, kim: Person, actor: Any, answer: Any, seen_by_kim: Any, seen_by_lee: Any
) -> None:
    actor.answer = lambda _kind, _payload: answer
    assert [message.text for message in kim.command("#growth", "/nps").messages] == seen_by_kim
    lee = slack.person("lee")
    assert [message.text for message in lee.sees("#growth")] == seen_by_lee


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Outcome("operation_timeout"), "operation_timeout"),
        (Outcome("dispatch_failed"), "dispatch_failed"),
        ({"text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks"),
        ({"blocks": []}, "no_text"),
    ],
)
def test_a_command_without_a_good_answer_shows_an_error(
    kim: Person, actor: Any, answer: Any, error: str
) -> None:
    actor.answer = lambda _kind, _payload: answer
    reaction = kim.command("#growth", "/nps")
    assert reaction.messages == ()
    assert reaction.notice == f'/nps failed with the error "{error}"'


def answered(kim: Person, actor: Any, **body: Any) -> Reaction:
    """Kim's command is answered with a button to press."""
    actor.answer = lambda kind, _: body if kind == "slash_commands" else None
    return kim.command("#growth", "/nps")


def test_a_pressed_button_is_told_with_its_message(slack: Sandbox, actor: Any, call: Call) -> None:
    call("chat.postMessage", channel="growth", text="x", blocks=[GO])
    lee = slack.person("lee")
    lee.press(lee.sees("#growth")[0], "go")
    kind, payload, _ = actor.got[-1]
    assert (kind, payload["type"]) == ("interactive", "block_actions")
    assert payload["user"]["id"] == lee.id
    assert payload["message"]["text"] == "x"
    assert payload["container"]["is_ephemeral"] is False
    action = payload["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "row", "7")
    assert {"trigger_id", "response_url", "state", "channel", "team"} <= set(payload)


def test_an_ephemeral_message_is_pressed_by_its_reader_only(
    slack: Sandbox, kim: Person, actor: Any
) -> None:
    message = answered(kim, actor, text="x", blocks=[GO]).messages[0]
    assert message.is_ephemeral
    with pytest.raises(NotPossibleError):
        slack.person("lee").press(message, "go")
    kim.press(message, "go")
    payload = actor.got[-1][1]
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


def test_a_button_that_is_not_there_cannot_be_pressed(
    kim: Person, actor: Any, call: Call, slack: Sandbox
) -> None:
    posted = call("chat.postMessage", channel="growth", text="x", blocks=[GO])
    message = kim.sees("#growth")[0]
    with pytest.raises(NotPossibleError):
        kim.press(message, "stop")
    call("chat.update", channel=posted["channel"], ts=posted["ts"], text="y", blocks=[])
    with pytest.raises(NotPossibleError):
        kim.press(message, "go")
    slack.settle()
    assert {kind for kind, _, _ in actor.got} == {"events_api"}


def test_one_of_several_buttons_is_named_by_value(kim: Person, actor: Any, call: Call) -> None:
    other = json.loads(json.dumps(GO).replace('"row"', '"row2"').replace('"7"', '"8"'))
    call("chat.postMessage", channel="growth", text="x", blocks=[GO, other])
    message = kim.sees("#growth")[0]
    with pytest.raises(NotPossibleError):
        kim.press(message, "go")
    kim.press(message, "go", value="8")
    assert actor.got[-1][1]["actions"][0]["block_id"] == "row2"
    assert [(c.label, c.value) for c in message.controls] == [("Go", "7"), ("Go", "8")]


def test_shortcuts_are_those_of_the_manifest(slack: Sandbox, kim: Person, actor: Any) -> None:
    posted = slack.person("lee").post("#growth", "hard to cancel").posted
    assert posted is not None
    kim.message_shortcut(posted, "note")
    payload = actor.got[-1][1]
    assert (payload["type"], payload["message"]["text"]) == ("message_action", "hard to cancel")
    with pytest.raises(NotPossibleError):
        kim.message_shortcut(posted, "record")
    with pytest.raises(NotPossibleError):
        kim.shortcut("note")


def test_an_ephemeral_message_has_no_shortcuts(kim: Person, actor: Any) -> None:
    message = answered(kim, actor, text="x").messages[0]
    with pytest.raises(NotPossibleError, match="ephemeral"):
        kim.message_shortcut(message, "note")


def send(url: str, body: Json) -> tuple[int, str]:
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request) as response:
            return response.status, response.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)["error"]


def test_a_response_url_is_good_five_times(kim: Person, actor: Any) -> None:
    kim.command("#growth", "/nps")
    url = actor.got[0][1]["response_url"]
    assert [send(url, {"text": str(n)})[0] for n in range(5)] == [200] * 5
    assert send(url, {"text": "6"}) == (404, "used_url")
    assert [message.text for message in kim.sees("#growth")] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(("minutes", "answer"), [(30, (200, "ok")), (30.1, (404, "expired_url"))])
def test_a_response_url_is_good_for_half_an_hour(
    kim: Person, actor: Any, clock: Any, minutes: float, answer: tuple[int, str]
) -> None:
    kim.command("#growth", "/nps")
    clock.advance(minutes=minutes)
    assert send(actor.got[0][1]["response_url"], {"text": "late"}) == answer


@pytest.mark.parametrize(
    ("body", "error"),
    [({}, "no_text"), ({"text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks")],
)
def test_a_response_url_refuses_what_slack_would_not_show(
    kim: Person, actor: Any, body: Json, error: str
) -> None:
    kim.command("#growth", "/nps")
    assert send(actor.got[0][1]["response_url"], body) == (400, error)


def test_a_response_url_into_an_archived_channel_is_refused(
    slack: Sandbox, kim: Person, actor: Any
) -> None:
    kim.command("#growth", "/nps")
    url = actor.got[0][1]["response_url"]
    slack.workspace.archive("#growth")
    assert send(url, {"text": "late"}) == (400, "is_archived")


def test_a_response_url_replaces_or_deletes_what_was_pressed(
    kim: Person, actor: Any, call: Call
) -> None:
    message = answered(kim, actor, text="first", blocks=[GO]).messages[0]
    kim.press(message, "go")
    url = actor.got[-1][1]["response_url"]
    send(url, {"text": "second", "replace_original": True})
    assert [(m.text, m.controls) for m in kim.sees("#growth")] == [("second", ())]
    send(url, {"text": "for all", "response_type": "in_channel"})
    send(url, {"delete_original": True})
    assert [m.text for m in kim.sees("#growth")] == ["for all"]
    assert [m["text"] for m in call("conversations.history", channel="growth")["messages"]] == [
        "for all"
    ]


def test_a_message_says_whom_it_notifies(slack: Sandbox, kim: Person, call: Call) -> None:
    lee = slack.person("lee").id
    call("chat.postMessage", channel="growth", text=f"<@{lee}> see <!here> &lt;!channel&gt;")
    assert kim.sees("#growth")[0].mentions == {lee, "here"}


def test_a_thread_is_seen_apart_from_the_channel(kim: Person) -> None:
    head = kim.post("#growth", "head").posted
    assert head is not None
    kim.post("#growth", "below", thread_ts=head.ts)
    assert [message.text for message in kim.sees("#growth")] == ["head"]
    thread = kim.sees("#growth", thread_ts=head.ts)
    assert [message.text for message in thread] == ["head", "below"]
