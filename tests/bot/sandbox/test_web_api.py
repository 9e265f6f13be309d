"""Tokens, scopes, arguments and channels: what the Web API refuses, and what it answers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.rates import OneMessageASecond

Call = Callable[..., Json]


@pytest.mark.parametrize(
    ("token", "error"),
    [
        (None, "not_authed"),
        ("xoxb-unknown", "invalid_auth"),
        ("xapp", "not_allowed_token_type"),
    ],
)
def test_a_token_that_is_no_bot_token_is_refused(
    slack: Sandbox, token: str | None, error: str
) -> None:
    token = slack.app.app_token if token == "xapp" else token
    client = WebClient(token=token, base_url=slack.api_url)
    with pytest.raises(SlackApiError) as refused:
        client.auth_test()
    assert refused.value.response["error"] == error


@pytest.mark.parametrize(
    ("happening", "error"),
    [("revoke_token", "token_revoked"), ("uninstall", "account_inactive")],
)
def test_a_token_dies_with_the_installation(
    slack: Sandbox, call: Call, happening: str, error: str
) -> None:
    getattr(slack.workspace, happening)()
    assert call("auth.test") == {"ok": False, "error": error}


def test_auth_test_names_the_bot_and_its_scopes(slack: Sandbox, web: WebClient) -> None:
    answer = web.auth_test()
    assert answer["user_id"] == slack.workspace.installation.bot_user
    assert "chat:write" in dict(answer.headers)["x-oauth-scopes"].split(",")


def test_a_socket_needs_the_app_token(slack: Sandbox, web: WebClient) -> None:
    opened = web.apps_connections_open(app_token=slack.app.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        web.apps_connections_open(app_token=slack.bot_token)


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": "growth", "text": "x"}),
        ("channels:history", "conversations.history", {"channel": "growth"}),
        ("groups:history", "conversations.history", {"channel": "private-board"}),
        ("groups:history", "conversations.replies", {"channel": "private-board", "ts": "1.0"}),
        ("groups:read", "conversations.info", {"channel": "private-board"}),
        ("groups:read", "conversations.list", {"types": "private_channel"}),
        ("channels:read", "conversations.members", {"channel": "growth"}),
        ("channels:join", "conversations.join", {"channel": "empty"}),
        ("im:write", "conversations.open", {"users": "U"}),
        ("users:read", "users.list", {}),
        ("users:read", "bots.info", {}),
        ("files:write", "files.getUploadURLExternal", {"filename": "a", "length": 1}),
        ("reactions:write", "reactions.add", {"channel": "c", "timestamp": "1", "name": "x"}),
    ],
)
def test_a_method_without_its_scope_is_refused(
    slack: Sandbox, call: Call, scope: str, method: str, arguments: Json
) -> None:
    installation = slack.workspace.installation
    installation.scopes -= {scope}
    answer = call(method, **arguments)
    assert answer["error"] == "missing_scope"
    assert scope in answer["needed"].split(",")
    assert scope not in answer["provided"].split(",")


@pytest.mark.parametrize(
    ("method", "arguments", "missing"),
    [
        ("chat.postMessage", {"text": "x"}, "channel"),
        ("chat.update", {"channel": "growth", "text": "x"}, "ts"),
        ("views.open", {"trigger_id": "1"}, "view"),
        ("users.info", {}, "user"),
    ],
)
def test_a_required_argument_is_asked_for(
    call: Call, method: str, arguments: Json, missing: str
) -> None:
    answer = call(method, **arguments)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] missing required field: {missing}"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "empty", "text": "x"}, "not_in_channel"),
        ({"channel": "C999", "text": "x"}, "channel_not_found"),
        ({"channel": "growth"}, "no_text"),
        ({"channel": "growth", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "growth", "text": "x", "thread_ts": "1.000000"}, "cannot_reply_to_message"),
        ({"channel": "growth", "text": "x", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "growth", "text": "x", "blocks": [{"type": "no"}]}, "invalid_blocks"),
        ({"channel": "growth", "text": "x", "metadata": {"a": 1}}, "invalid_metadata_format"),
    ],
)
def test_a_message_that_slack_would_not_post_is_refused(
    call: Call, arguments: Json, error: str
) -> None:
    assert call("chat.postMessage", **arguments)["error"] == error


def test_a_refused_block_is_named_by_its_place(call: Call) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    answer = call("chat.postMessage", channel="growth", text="x", blocks=blocks)
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_an_archived_channel_takes_no_message(slack: Sandbox, call: Call) -> None:
    slack.workspace.archive("#growth")
    assert call("chat.postMessage", channel="growth", text="x")["error"] == "is_archived"


def test_a_private_channel_without_the_bot_does_not_exist_for_it(
    slack: Sandbox, call: Call
) -> None:
    board = slack.workspace.channel_id("private-board")
    assert call("conversations.info", channel=board)["ok"] is True
    slack.workspace.remove_bot("#private-board")
    for method in ("conversations.info", "conversations.history", "chat.postMessage"):
        assert call(method, channel=board, text="x")["error"] == "channel_not_found"
    listed = call("conversations.list", types="private_channel")
    assert listed["channels"] == []


def test_another_workspace_does_not_exist_for_the_bot(slack: Sandbox, call: Call) -> None:
    other = slack.add_workspace("Other")
    theirs = other.channel_id("growth")
    assert call("chat.postMessage", channel=theirs, text="x")["error"] == "channel_not_found"
    assert call("users.info", user=slack.person("lee", other).id)["error"] == "user_not_found"
    assert {c["context_team_id"] for c in call("conversations.list")["channels"]} == {
        slack.workspace.installation.team_id
    }


def test_form_fields_and_json_are_read_alike(slack: Sandbox, web: WebClient) -> None:
    blocks = [{"type": "divider"}]
    by_form = web.chat_postMessage(channel="growth", text="x", blocks=blocks)
    by_json = web.api_call(
        "chat.postMessage", json={"channel": "growth", "text": "x", "blocks": blocks}
    )
    assert by_form["message"]["blocks"][0]["type"] == "divider"
    assert by_json["message"]["blocks"][0]["type"] == "divider"
    assert [call.arguments["channel"] for call in slack.calls("chat.postMessage")] == [
        "growth",
        "growth",
    ]


def test_a_token_never_stands_in_the_log_of_calls(slack: Sandbox) -> None:
    urlopen(f"{slack.api_url}auth.test?token={slack.bot_token}").read()
    assert slack.bot_token not in repr(slack.calls())
    assert slack.calls("auth.test")[0].ok


def test_an_unknown_method_is_named(call: Call) -> None:
    answer = call("chat.postMassage", channel="growth")
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.postMassage"}


def test_a_message_to_a_person_opens_their_direct_conversation(slack: Sandbox, call: Call) -> None:
    kim = slack.person("kim")
    answer = call("chat.postMessage", channel=kim.id, text="hello")
    assert answer["channel"].startswith("D")
    assert call("conversations.open", users=kim.id)["channel"]["id"] == answer["channel"]
    assert [message.text for message in kim.sees("@bot")] == ["hello"]


@pytest.mark.parametrize("who", ["bob", "zoe", "kpibot"])
def test_nobody_deactivated_foreign_or_made_of_code_gets_a_direct_message(
    slack: Sandbox, call: Call, who: str
) -> None:
    answer = call("chat.postMessage", channel=slack.person(who).id, text="hello")
    assert answer["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("users", "error"),
    [("", "users_list_not_supplied"), ("U999", "user_not_found"), ("bob", "user_disabled")],
)
def test_a_direct_conversation_needs_somebody(
    slack: Sandbox, call: Call, users: str, error: str
) -> None:
    users = slack.person("bob").id if users == "bob" else users
    assert call("conversations.open", users=users)["error"] == error


def test_an_ephemeral_message_needs_a_member_and_is_in_no_history(
    slack: Sandbox, call: Call
) -> None:
    kim, gus = slack.person("kim"), slack.person("gus")
    refused = call("chat.postEphemeral", channel="growth", user=gus.id, text="x")
    assert refused["error"] == "user_not_in_channel"
    shown = call("chat.postEphemeral", channel="growth", user=kim.id, text="psst")
    assert [message.text for message in kim.sees("#growth")] == ["psst"]
    assert slack.person("lee").sees("#growth") == ()
    assert call("conversations.history", channel="growth")["messages"] == []
    growth = slack.workspace.channel_id("growth")
    update = call("chat.update", channel=growth, ts=shown["message_ts"], text="y")
    assert update["error"] == "message_not_found"


def test_users_are_shown_with_zone_role_and_organisation(slack: Sandbox, call: Call) -> None:
    kim = call("users.info", user=slack.person("kim").id, include_locale=True)["user"]
    assert (kim["tz"], kim["tz_offset"], kim["is_admin"], kim["locale"]) == (
        "Asia/Seoul",
        32_400,
        True,
        "en-US",
    )
    gus = call("users.info", user=slack.person("gus").id)["user"]
    assert gus["is_restricted"] is True
    assert "locale" not in gus
    zoe = call("users.info", user=slack.person("zoe").id)["user"]
    assert zoe["is_stranger"] is True
    assert zoe["team_id"] != kim["team_id"]
    assert call("users.info", user="U999")["error"] == "user_not_found"


def test_lists_come_in_pages(call: Call) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        page = call("users.list", limit=2, cursor=cursor)
        names += [member["name"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert names == ["kim", "lee", "ana", "gus", "bob", "kpibot"]
    assert call("users.list", limit=0)["error"] == "invalid_limit"
    assert call("users.list", cursor="%")["error"] == "invalid_cursor"


def test_the_bot_joins_a_public_channel_once(slack: Sandbox, call: Call) -> None:
    empty = slack.workspace.channel_id("empty")
    assert call("conversations.join", channel=empty)["channel"]["is_member"] is True
    assert call("conversations.join", channel=empty)["warning"] == "already_in_channel"
    assert empty in [channel["id"] for channel in call("users.conversations")["channels"]]


def test_a_file_is_uploaded_in_three_steps_and_has_a_mimetype_late(
    slack: Sandbox, web: WebClient, call: Call
) -> None:
    uploaded = web.files_upload_v2(
        channel=slack.workspace.channel_id("growth"), filename="a.csv", content="a,b\n1,2\n"
    )
    file = call("files.info", file=uploaded["file"]["id"])["file"]
    assert file["mimetype"] == ""
    file = call("files.info", file=uploaded["file"]["id"])["file"]
    assert file["mimetype"] == "text/csv"
    request = Request(file["url_private"], headers={"Authorization": f"Bearer {slack.bot_token}"})
    assert urlopen(request).read() == b"a,b\n1,2\n"
    assert b"<!DOCTYPE" in urlopen(file["url_private"]).read()


def test_uploads_are_taken_as_announced_once_and_only_into_conversations(
    slack: Sandbox, web: WebClient, call: Call
) -> None:
    ticket = call("files.getUploadURLExternal", filename="a.csv", length=3)
    with pytest.raises(HTTPError, match="400"):
        urlopen(Request(ticket["upload_url"], data=b"longer"))
    file = [{"id": ticket["file_id"]}]
    assert call("files.completeUploadExternal", files=file)["error"] == "file_not_found"
    urlopen(Request(ticket["upload_url"], data=b"a,b")).close()
    person = slack.person("kim").id
    refused = call("files.completeUploadExternal", files=file, channel_id=person)
    assert refused["error"] == "invalid_arguments"
    assert "^[CGDZ][A-Z0-9]{8,}$" in refused["response_metadata"]["messages"][0]
    place = web.conversations_open(users=person)["channel"]["id"]
    assert call("files.completeUploadExternal", files=file, channel_id=place)["ok"] is True
    again = call("files.completeUploadExternal", files=file, channel_id=place)
    assert again["error"] == "file_not_found"
    unknown = call("files.completeUploadExternal", files=[{"id": "F0NOWHERE"}])
    assert unknown["error"] == "file_not_found"
    huge = call("files.getUploadURLExternal", filename="a.csv", length=10**10)
    assert huge["error"] == "file_upload_size_restricted"


def test_a_file_is_read_only_by_its_own_workspace_and_with_the_scope(slack: Sandbox) -> None:
    other = slack.add_workspace("Other")
    posted = slack.person("kim").drop("#growth", "a.csv", b"secret").posted
    assert posted is not None
    [file_id] = posted.files
    web = WebClient(token=slack.bot_token, base_url=slack.api_url)
    url = web.files_info(file=file_id)["file"]["url_private"]
    theirs = WebClient(token=other.installation.bot_token, base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="file_not_found"):
        theirs.files_info(file=file_id)

    def read(token: str) -> bytes:
        request = Request(url, headers={"Authorization": f"Bearer {token}"})
        content: bytes = urlopen(request).read()
        return content

    assert read(slack.bot_token) == b"secret"
    assert read(other.installation.bot_token) != b"secret"
    slack.workspace.installation.scopes -= {"files:read"}
    assert read(slack.bot_token) != b"secret"


def test_reactions_are_put_and_taken_once(slack: Sandbox, call: Call) -> None:
    posted = slack.person("kim").post("#growth", "hi").posted
    assert posted is not None
    place = {"channel": posted.channel, "timestamp": posted.ts, "name": "eyes"}
    assert call("reactions.add", **place)["ok"] is True
    assert call("reactions.add", **place)["error"] == "already_reacted"
    assert call("reactions.remove", **place)["ok"] is True
    assert call("reactions.remove", **place)["error"] == "no_reaction"


def test_a_rate_limit_is_a_part_one_plugs_in(manifest: Json, clock: Any) -> None:
    with Sandbox(manifest, clock=clock, rate_limit=OneMessageASecond(clock, burst=1)) as slack:
        web = WebClient(token=slack.bot_token, base_url=slack.api_url)
        web.chat_postMessage(channel="growth", text="1")
        with pytest.raises(SlackApiError) as limited:
            web.chat_postMessage(channel="growth", text="2")
        assert limited.value.response.status_code == 429
        assert limited.value.response.headers["Retry-After"] == "1"
        web.chat_postMessage(channel="general", text="elsewhere")
        clock.now += timedelta(seconds=1)
        web.chat_postMessage(channel="growth", text="2")


def test_blocks_without_text_are_taken_with_a_caution(slack: Sandbox, call: Call) -> None:
    call("chat.postMessage", channel="growth", text="x", blocks=[{"type": "divider"}])
    assert not slack.cautions
    assert call("chat.postMessage", channel="growth", blocks=[{"type": "divider"}])["ok"]
    assert [caution.method for caution in slack.cautions] == ["chat.postMessage"]
