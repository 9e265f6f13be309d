"""Events reach the app when its manifest subscribes to them and its bot is there."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox import ManifestError, Sandbox
from bot.sandbox.model import Json
from bot.sandbox.transport import Outcome

Call = Callable[..., Json]


def test_a_message_and_a_mention_are_two_events(slack: Sandbox, actor: Any) -> None:
    slack.person("kim").post("#growth", "hey @KPI Bot, how is nps?")
    bot = slack.workspace.installation.bot_user
    (message,), (mention,) = actor.events("message"), actor.events("app_mention")
    assert message["text"] == mention["text"] == f"hey <@{bot}>, how is nps?"
    assert message["channel_type"] == "channel"
    envelope = actor.got[0][1]
    assert envelope["type"] == "event_callback"
    assert envelope["authorizations"][0]["user_id"] == bot
    assert actor.got[0][1]["event_id"] != actor.got[1][1]["event_id"]


@pytest.mark.parametrize("channel", ["#empty", "#private-board"])
def test_a_channel_without_the_bot_or_a_subscription_tells_nothing(
    slack: Sandbox, actor: Any, channel: str
) -> None:
    slack.person("kim").post(channel, "hello")
    assert actor.events("message") == []


def test_the_bots_own_messages_and_edits_are_events_too(
    slack: Sandbox, actor: Any, call: Call
) -> None:
    posted = call("chat.postMessage", channel="growth", text="a")
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    call("chat.update", text="b", **place)
    call("chat.delete", **place)
    slack.settle()
    assert [event.get("subtype") for event in actor.events("message")] == [
        None,
        "message_changed",
        "message_deleted",
    ]
    assert actor.events("message")[0]["bot_id"] == slack.workspace.installation.bot_id


HAPPENINGS: dict[str, tuple[Callable[[Sandbox], Any], str]] = {
    "join": (lambda s: s.workspace.join("gus", "#growth"), "member_joined_channel"),
    "leave": (lambda s: s.workspace.leave("lee", "#growth"), "member_left_channel"),
    "invite": (lambda s: s.workspace.add_bot("#empty"), "member_joined_channel"),
    "removal": (lambda s: s.workspace.remove_bot("#growth"), "channel_left"),
    "archive": (lambda s: s.workspace.archive("#growth"), "channel_archive"),
    "rename": (lambda s: s.workspace.rename("#growth", "grow"), "channel_rename"),
    "profile": (lambda s: s.workspace.change_user("lee", is_admin=True), "user_change"),
    "file": (lambda s: s.person("lee").drop("#growth", "a.csv", b"x"), "file_shared"),
    "revoked": (lambda s: s.workspace.revoke_token(), "tokens_revoked"),
    "uninstall": (lambda s: s.workspace.uninstall(), "app_uninstalled"),
    "home": (lambda s: s.person("lee").open_home(), "app_home_opened"),
}


@pytest.mark.parametrize("name", HAPPENINGS)
def test_what_happens_in_the_workspace_is_told(slack: Sandbox, actor: Any, name: str) -> None:
    happen, kind = HAPPENINGS[name]
    happen(slack)
    assert len(actor.events(kind)) == 1


def test_a_dropped_file_is_told_with_where_to_read_it_and_whom_it_mentions(
    slack: Sandbox, actor: Any, call: Any
) -> None:
    slack.person("lee").drop("#growth", "a b.csv", b"x,y\n", text="@KPI Bot here")
    [message], [mention] = actor.events("message"), actor.events("app_mention")
    assert (message["subtype"], message["channel_type"]) == ("file_share", "channel")
    assert "subtype" not in mention
    [file] = message["files"]
    assert mention["files"] == [file]
    shown = {"name": "a b.csv", "mimetype": "text/csv", "filetype": "csv", "size": 4}
    assert {name: file[name] for name in shown} == shown
    assert file["url_private_download"].startswith(slack.api_url.removesuffix("api/"))
    assert call("files.info", file=file["id"])["file"] == file


def test_a_changed_user_is_told_with_the_new_profile(slack: Sandbox, actor: Any) -> None:
    slack.workspace.change_user("lee", is_restricted=True, tz="Asia/Seoul")
    (event,) = actor.events("user_change")
    assert (event["user"]["is_restricted"], event["user"]["tz"]) == (True, "Asia/Seoul")
    with pytest.raises(AttributeError):
        slack.workspace.change_user("lee", timezone="Asia/Seoul")


def test_an_event_without_an_answer_is_repeated_at_once_then_later(
    slack: Sandbox, actor: Any, clock: Any
) -> None:
    actor.answer = lambda _kind, _payload: Outcome("operation_timeout", detail="http_timeout")
    slack.workspace.rename("#growth", "grow")
    assert [retry and retry.number for _, _, retry in actor.got] == [None, 1]
    assert slack.repeat_due_events() == 0
    clock.advance(minutes=1)
    assert slack.repeat_due_events() == 1
    clock.advance(minutes=5)
    assert slack.repeat_due_events() == 1
    clock.advance(days=1)
    assert slack.repeat_due_events() == 0
    assert [retry and (retry.number, retry.reason) for _, _, retry in actor.got] == [
        None,
        (1, "http_timeout"),
        (2, "http_timeout"),
        (3, "http_timeout"),
    ]
    assert len({payload["event_id"] for _, payload, _ in actor.got}) == 1


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (
            lambda m: (
                m["settings"]["event_subscriptions"]["bot_events"].append("message.im")
                or m["oauth_config"]["scopes"]["bot"].remove("im:history")
            ),
            "im:history",
        ),
        (lambda m: m["oauth_config"]["scopes"]["bot"].remove("commands"), "commands"),
        (
            lambda m: m["features"]["shortcuts"].append(
                {"name": "x" * 25, "type": "global", "callback_id": "x"}
            ),
            "24 characters",
        ),
        (
            lambda m: m["features"]["slash_commands"].append({"command": "nps"}),
            "not a name",
        ),
    ],
)
def test_a_manifest_that_slack_would_not_take_makes_no_app(
    manifest: Json, spoil: Callable[[Json], Any], complaint: str
) -> None:
    spoil(manifest)
    with pytest.raises(ManifestError, match=complaint):
        Sandbox(manifest)
