"""The page's own API: what it gives to whom, and whom it refuses."""

import base64
import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

import bot.sandbox.page
from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.page import Lever, Page
from tests.bot.sandbox.conftest import Actor
from tests.storage.made import until

STATIC = Path(bot.sandbox.page.__file__).parent / "static"


@pytest.fixture
def page(slack: Sandbox) -> Iterator[Page]:
    with Page(slack, levers=(Lever("tea", "Make tea", lambda: "Tea is ready."),)) as served:
        yield served


def asked(page: Page, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
    """The status and the body of an answer; a body is posted, as JSON unless it is bytes."""
    host, port = page.url.removeprefix("http://").rstrip("/").split(":")
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    kind = {"Content-Type": "application/json"} if data is not None else {}
    with closing(http.client.HTTPConnection(host, int(port), timeout=5)) as line:
        line.request("GET" if data is None else "POST", f"/{path}", data, {**kind, **headers})
        answer = line.getresponse()
        return answer.status, answer.read()


def did(page: Page, slack: Sandbox, act: str, person: str = "kim", **given: Any) -> Json:
    status, body = asked(page, f"page/act/{slack.person(person).id}/{act}", given)
    assert status == 200, body
    answered = json.loads(body)
    assert isinstance(answered, dict)
    return answered


def seen(page: Page, slack: Sandbox, person: str) -> Json:
    """What a person's stream begins with."""
    with urlopen(f"{page.url}page/screen/{slack.person(person).id}", timeout=5) as stream:
        first = json.loads(stream.readline().decode().removeprefix("data: "))
        assert isinstance(first, dict)
        return first


def test_the_workspace_lists_who_can_sit_at_the_page_and_what_the_app_offers(page: Page) -> None:
    told = json.loads(asked(page, "page/workspace")[1])
    assert {each["name"]: each["note"] for each in told["people"]} == {
        "kim": "admin",
        "lee": "member",
        "ana": "member",
        "gus": "guest",
        "zoe": "other organisation",
    }
    assert [offer["name"] for offer in told["offers"]] == ["/nps", "/raw", "Record", "Save note"]
    assert told["levers"] == [{"id": "tea", "label": "Make tea"}]


def test_a_screen_holds_what_this_person_sees_and_no_more(page: Page, slack: Sandbox) -> None:
    slack.person("kim").post("private-board", "secret")
    slack.person("kim").post("partners", "shared")
    assert "secret" in json.dumps(seen(page, slack, "lee"))
    for person in ("ana", "gus", "zoe"):
        shown = seen(page, slack, person)
        assert "secret" not in json.dumps(shown)
        assert "private-board" not in json.dumps(shown)
    assert [each["name"] for each in seen(page, slack, "zoe")["conversations"]] == ["partners"]


def test_what_only_one_person_sees_is_on_nobody_elses_screen(
    page: Page, slack: Sandbox, actor: Actor
) -> None:
    actor.answer = lambda _kind, _payload: {"text": "for kim alone"}
    slack.person("kim").command("cs-team", "/nps")
    assert "for kim alone" in json.dumps(seen(page, slack, "kim"))
    assert "for kim alone" not in json.dumps(seen(page, slack, "lee"))


def test_a_screen_comes_again_after_a_change(page: Page, slack: Sandbox) -> None:
    with urlopen(f"{page.url}page/screen/{slack.person('lee').id}", timeout=5) as stream:
        stream.readline()
        slack.person("kim").post("cs-team", "good morning")
        lines = iter(stream.readline, b"")
        assert any(b"good morning" in line for line in lines if line.startswith(b"data:"))


def test_a_closed_page_leaves_no_stream_behind(slack: Sandbox) -> None:
    before = set(threading.enumerate())
    with Page(slack) as page:
        stream = urlopen(f"{page.url}page/screen/{slack.person('lee').id}", timeout=5)
        stream.readline()
    with closing(stream):
        until(lambda: set(threading.enumerate()) <= before)


def test_an_act_is_that_of_the_person_in_slack(page: Page, slack: Sandbox, actor: Actor) -> None:
    channel = slack.workspace.channel_id("cs-team")
    did(page, slack, "command", "lee", channel=channel, text="/nps 1 2 3")
    [(kind, form, _)] = actor.got
    assert kind == "slash_commands"
    assert (form["user_name"], form["command"], form["text"]) == ("lee", "/nps", "1 2 3")
    assert form["trigger_id"]


NOT_POSSIBLE = [
    ("gus", "post", {"channel": "private-board", "text": "hello"}),
    ("gus", "share", {"channel": "private-board", "name": "a.csv", "content": ""}),
    ("kim", "post", {"channel": "nowhere", "text": "hello"}),
    ("kim", "press", {"channel": "C1", "ts": "1.0", "block_id": "b", "action_id": "a"}),
    ("kim", "submit", {"view": "V1"}),
    ("kim", "shortcut", {"id": "note"}),
]


@pytest.mark.parametrize(("person", "act", "given"), NOT_POSSIBLE)
def test_what_slack_would_not_let_one_do_is_said_and_not_done(
    person: str, act: str, given: Json, page: Page, slack: Sandbox, actor: Actor
) -> None:
    assert did(page, slack, act, person, **given)["notice"].startswith("Slack would not let you: ")
    assert actor.got == []


UNREADABLE = [
    ("page/act/{kim}/post", {"channel": "cs-team"}),
    ("page/act/{kim}/post", {"channel": "cs-team", "text": 3}),
    ("page/act/{kim}/post", ["cs-team"]),
    ("page/act/{kim}/share", {"channel": "cs-team", "name": "a", "content": "?"}),
    ("page/act/{kim}/dance", {}),
    ("page/lever/coffee", {}),
]


@pytest.mark.parametrize(("path", "given"), UNREADABLE)
def test_what_cannot_be_read_is_refused(path: str, given: Any, page: Page, slack: Sandbox) -> None:
    status, body = asked(page, path.format(kim=slack.person("kim").id), given)
    assert status == 400
    assert b"unreadable" in body


@pytest.mark.parametrize("who", ["U0", "{bot}", "{bob}"])
def test_nobody_acts_as_a_bot_or_somebody_gone(who: str, page: Page, slack: Sandbox) -> None:
    bob = slack.person("bob").id
    user = who.format(bot=slack.workspace.installation.bot_user, bob=bob)
    status, body = asked(page, f"page/act/{user}/post", {"channel": "cs-team", "text": "x"})
    assert (status, b"there is nobody of that id" in body) == (200, True)


FOREIGN = [
    ({"Host": "attacker.example:80"}, None, 403),
    ({"Host": "127.0.0.1.attacker.example"}, None, 403),
    ({"Content-Type": "text/plain"}, b"{}", 415),
    ({"Content-Type": "application/x-www-form-urlencoded"}, b"text=hello", 415),
]


@pytest.mark.parametrize(("headers", "body", "status"), FOREIGN)
def test_other_sites_cannot_use_the_page(
    headers: dict[str, str], body: bytes | None, status: int, page: Page
) -> None:
    path = "page/workspace" if body is None else "page/lever/tea"
    assert asked(page, path, body, **headers)[0] == status


def test_the_page_listens_on_this_machine_only_and_runs_nothing_from_elsewhere(page: Page) -> None:
    assert page.url.startswith("http://127.0.0.1:")
    with urlopen(Request(page.url), timeout=5) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_file_of_the_page_names_another_host() -> None:
    standard = {"http://www.w3.org/2000/svg"}
    named = {
        address
        for path in STATIC.iterdir()
        for address in re.findall(r"https?://[\w.-]+[\w/.-]*", path.read_text(encoding="utf-8"))
    }
    assert named <= standard


FILES = [
    ("a.csv", "application/octet-stream"),
    ("a.html", "application/octet-stream"),
    ("a.svg", "application/octet-stream"),
    ("a.png", "image/png"),
]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_a_file_is_an_image_to_show_or_else_something_to_save(
    name: str, kind: str, page: Page, slack: Sandbox
) -> None:
    content = base64.b64encode(b"<script>").decode()
    did(page, slack, "share", channel="cs-team", name=name, content=content)
    [file] = slack.world.files
    with urlopen(f"{page.url}page/file/{file}", timeout=5) as answer:
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert ("attachment" in answer.headers.get("Content-Disposition", "")) == (
            kind == "application/octet-stream"
        )
        assert answer.read() == b"<script>"


def test_a_taken_port_is_said(slack: Sandbox, page: Page) -> None:
    with pytest.raises(OSError, match="in use"):
        Page(slack, port=int(page.url.rstrip("/").rpartition(":")[2]))
