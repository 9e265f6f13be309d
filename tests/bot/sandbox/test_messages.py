"""Threads, history, edits, deletions and metadata behave as in Slack."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.model import Json

Call = Callable[..., Json]


def texts(answer: Json) -> list[str]:
    return [message["text"] for message in answer["messages"]]


def test_ts_grow_even_while_the_clock_stands_still(call: Call) -> None:
    first, second = (call("chat.postMessage", channel="growth", text="x")["ts"] for _ in "ab")
    assert (first, second) == ("1794819600.000000", "1794819600.000001")


def test_history_is_newest_first_and_leaves_out_replies(call: Call) -> None:
    head = call("chat.postMessage", channel="growth", text="head")
    thread = {"channel": "growth", "thread_ts": head["ts"]}
    call("chat.postMessage", text="reply", **thread)
    call("chat.postMessage", text="told all", reply_broadcast=True, **thread)
    call("chat.postMessage", channel="growth", text="next")
    assert texts(call("conversations.history", channel="growth")) == ["next", "told all", "head"]
    replies = call("conversations.replies", channel="growth", ts=head["ts"])
    assert texts(replies) == ["head", "reply", "told all"]
    assert replies["messages"][0]["reply_count"] == 2
    assert replies["messages"][1]["thread_ts"] == head["ts"]


def test_a_thread_that_is_not_there_is_not_found(call: Call) -> None:
    answer = call("conversations.replies", channel="growth", ts="1.000000")
    assert answer["error"] == "thread_not_found"


def test_a_reply_starts_no_thread_of_its_own(call: Call) -> None:
    head = call("chat.postMessage", channel="growth", text="head")["ts"]
    reply = call("chat.postMessage", channel="growth", text="reply", thread_ts=head)["ts"]
    nested = call("chat.postMessage", channel="growth", text="deeper", thread_ts=reply)
    assert nested["error"] == "cannot_reply_to_message"


def test_history_keeps_to_its_bounds(call: Call) -> None:
    ts = [call("chat.postMessage", channel="growth", text=t)["ts"] for t in ("a", "b", "c")]
    bounds: dict[str, Any] = {"channel": "growth", "oldest": ts[0], "latest": ts[2]}
    assert texts(call("conversations.history", **bounds)) == ["b"]
    assert texts(call("conversations.history", **bounds, inclusive=True)) == ["c", "b", "a"]
    assert call("conversations.history", channel="growth", oldest="x")["error"] == (
        "invalid_ts_oldest"
    )


def test_history_comes_in_pages(call: Call) -> None:
    for number in range(5):
        call("chat.postMessage", channel="growth", text=str(number))
    first = call("conversations.history", channel="growth", limit=2)
    assert (texts(first), first["has_more"]) == (["4", "3"], True)
    cursor = first["response_metadata"]["next_cursor"]
    second = call("conversations.history", channel="growth", limit=3, cursor=cursor)
    assert (texts(second), second["has_more"]) == (["2", "1", "0"], False)


def test_history_needs_membership(call: Call) -> None:
    assert call("conversations.history", channel="empty")["error"] == "not_in_channel"


def test_metadata_is_shown_only_where_it_is_asked_for(call: Call) -> None:
    metadata = {"event_type": "digest", "event_payload": {"id": "d1"}}
    head = call("chat.postMessage", channel="growth", text="head", metadata=metadata)["ts"]
    plain = call("conversations.history", channel="growth")
    assert "metadata" not in plain["messages"][0]
    asked = call("conversations.history", channel="growth", include_all_metadata=True)
    assert asked["messages"][0]["metadata"] == metadata
    thread = call("conversations.replies", channel="growth", ts=head, include_all_metadata=True)
    assert thread["messages"][0]["metadata"] == metadata


def test_an_edit_changes_what_it_names_and_keeps_the_rest(slack: Sandbox, call: Call) -> None:
    metadata = {"event_type": "digest", "event_payload": {"id": "d1"}}
    posted = call(
        "chat.postMessage",
        channel="growth",
        text="old",
        blocks=[{"type": "divider"}],
        metadata=metadata,
    )
    place = {"channel": posted["channel"], "ts": posted["ts"]}
    edited = call("chat.update", text="new", **place)["message"]
    assert (edited["text"], edited["blocks"][0]["type"]) == ("new", "divider")
    assert edited["metadata"] == metadata
    emptied = call("chat.update", text="new", blocks=[], metadata={}, **place)["message"]
    assert "blocks" not in emptied
    assert "metadata" not in emptied
    assert [(m.text, m.is_edited) for m in slack.person("kim").sees("#growth")] == [("new", True)]


@pytest.mark.parametrize(
    ("method", "error"),
    [("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")],
)
def test_the_bot_changes_only_its_own_messages(
    slack: Sandbox, call: Call, method: str, error: str
) -> None:
    posted = slack.person("kim").post("#growth", "mine").posted
    assert posted is not None
    place = {"channel": posted.channel, "text": "yours"}
    assert call(method, ts=posted.ts, **place)["error"] == error
    assert call(method, ts="1.000000", **place)["error"] == "message_not_found"


def test_a_message_in_an_archived_channel_stays_as_it_is(slack: Sandbox, call: Call) -> None:
    posted = call("chat.postMessage", channel="growth", text="old")
    slack.workspace.archive("#growth")
    update = call("chat.update", channel=posted["channel"], ts=posted["ts"], text="new")
    assert update["error"] == "is_inactive"


def test_a_deleted_head_leaves_a_tombstone_while_it_has_replies(call: Call) -> None:
    lone = call("chat.postMessage", channel="growth", text="lone")
    head = call("chat.postMessage", channel="growth", text="head")
    call("chat.postMessage", channel="growth", text="reply", thread_ts=head["ts"])
    for posted in (lone, head):
        assert call("chat.delete", channel=posted["channel"], ts=posted["ts"])["ok"] is True
    shown = call("conversations.history", channel="growth")["messages"]
    assert [message.get("subtype") for message in shown] == ["tombstone"]
    again = call("chat.delete", channel=head["channel"], ts=head["ts"])
    assert again["error"] == "message_not_found"


def test_a_permalink_leads_to_the_reply_in_its_thread(call: Call) -> None:
    head = call("chat.postMessage", channel="growth", text="head")
    reply = call("chat.postMessage", channel="growth", text="r", thread_ts=head["ts"])
    place = {"channel": head["channel"], "message_ts": reply["ts"]}
    link = call("chat.getPermalink", **place)["permalink"]
    assert link.endswith(f"thread_ts={head['ts']}&cid={head['channel']}")
    assert "/p" + reply["ts"].replace(".", "") in link


def test_blocks_come_back_with_ids(call: Call) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "elements": [button]}]
    block = call("chat.postMessage", channel="growth", text="x", blocks=blocks)["message"][
        "blocks"
    ][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]
    assert block["elements"][0]["text"]["emoji"] is True
