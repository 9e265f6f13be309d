"""What Slack would never send: refused, never an error of ours, and nothing of it is stored."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.filling import Subject
from bot.handlers.filled_forms import CHANGES, FORM_CALLBACKS
from bot.handlers.forms import SHORTCUTS
from bot.handlers.guide import ACTIONS as GUIDE_ACTIONS
from bot.handlers.presses import ACTIONS
from bot.handlers.steps import STEPS
from bot.handlers.submissions import CALLBACKS
from bot.routes import APP_EVENTS, COMMANDS, EVENTS
from bot.sandbox.signed_http import FORM, signed
from bot.server.guard import MAX_BODY
from bot.server.web import build_web
from bot.views.form_state import FormState
from bot.views.guide import CHOOSE
from bot.views.guide_fields import ADD
from bot.views.home import ACTIONS as HOME_ACTIONS
from bot.views.home import Choice
from tests.e2e.bench import Bench, Rows

JSON = "application/json"
ANSWERS = frozenset({"delivery", "pace"})
"""Tables of what the bot posts: it answers whoever mentions it."""
Payload = dict[str, Any]
MANY = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture(scope="module")
def client(running: Bench) -> FlaskClient:
    program = running.program
    return build_web(program.app, program.guard, program.ready).test_client()


@pytest.fixture
def unchanged(running: Bench) -> Iterator[Bench]:
    """A bot whose rows are the same before and after the test."""
    running.type_("kim", "/nps")
    before: Rows = running.stored(ignoring=ANSWERS)
    yield running
    running.settle()
    assert running.stored(ignoring=ANSWERS) == before


def send(client: FlaskClient, bench: Bench, body: bytes, content_type: str) -> int:
    headers = signed(bench.slack.app.signing_secret, int(time.time()), body)
    headers["Content-Type"] = content_type
    return client.post("/slack/events", data=body, headers=headers).status_code


# -- payloads in the right shapes, about things that do not exist -------------------------------


def commands(bench: Bench) -> list[Payload]:
    return [dict(bench.command_form("kim", f"{command} no such thing")) for command in COMMANDS]


def interactions(bench: Bench) -> list[Payload]:
    about = {"team": {"id": bench.team}, "user": {"id": bench.id_of("kim")}, "trigger_id": "1.2.3"}
    channel = {"id": bench.slack.workspace.channel_id("#cs-team"), "name": "cs-team"}
    view = {
        "id": "V1",
        "hash": "1.a",
        "type": "modal",
        "private_metadata": json.dumps({"value": "none|2020-W01", "response_url": ""}),
        "state": {"values": {"reason": {"input": {"type": "plain_text_input", "value": "words"}}}},
        "blocks": [{"type": "input", "block_id": "reason"}],
    }
    home = view | {"type": "home", "callback_id": "home", "private_metadata": Choice().text()}
    filled, whole = (
        view | {"private_metadata": FormState(user=bench.id_of("kim"), channel="", about=it).text()}
        for it in (None, Subject(kpi="nps"))
    )
    return [
        *(
            about
            | {
                "type": "block_actions",
                "channel": channel,
                "container": {"type": "message", "message_ts": "1.2", "channel_id": channel["id"]},
                "response_url": "",
                "actions": [
                    {
                        "type": "button",
                        "action_id": action,
                        "value": "none|none|none",
                        "action_ts": "1",
                    }
                ],
            }
            for action in ACTIONS
        ),
        *(
            about
            | {
                "type": "block_actions",
                "view": form | {"callback_id": next(iter(FORM_CALLBACKS))},
                "actions": [{"type": "static_select", "action_id": action}],
            }
            for action in CHANGES
            for form in (filled, whole)
        ),
        *(
            about | {"type": "view_submission", "view": held | {"callback_id": callback}}
            for held, callbacks in (
                (view, CALLBACKS),
                (filled, FORM_CALLBACKS),
                (whole, FORM_CALLBACKS),
            )
            for callback in callbacks
        ),
        *(about | {"type": "shortcut", "callback_id": callback} for callback in SHORTCUTS),
        *(
            about
            | {
                "type": "block_actions",
                "view": home,
                "actions": [{"type": "button", "action_id": action, "value": value}],
            }
            for action, value in {
                **dict.fromkeys((*HOME_ACTIONS, *GUIDE_ACTIONS), "1"),
                CHOOSE: "saas",
                ADD: "fcr",
            }.items()
        ),
    ]


def events(bench: Bench) -> list[Payload]:
    about = {
        "user": bench.id_of("lee"),
        "channel": "C-NONE",
        "thread_ts": "1.2",
        "ts": "1.3",
        "text": "words",
    }
    person = {"id": bench.id_of("lee"), "name": "lee", "tz": "Asia/Seoul", "profile": {}}
    home = {"tab": "home", "view": {"private_metadata": Choice().text()}}
    told = [
        about | {"type": kind} | ({"user": person} if kind in ABOUT_PEOPLE else home)
        for kind in (*EVENTS, "reaction_added")
    ]
    run = {
        "type": "function_executed",
        "inputs": {"user": {"id": about["user"]}, "kpi": "nps", "inputs": "words"},
        "function_execution_id": "Fx0NONE",
        "bot_access_token": "xwfp-none",
    }
    told += [run | {"function": {"callback_id": step}} for step in STEPS]
    return [
        {
            "type": "event_callback",
            "team_id": bench.team,
            "event_id": f"Ev-{number}",
            "event_time": 1_700_000_000,
            "authorizations": [{"team_id": bench.team, "enterprise_id": None}],
            "event": event,
        }
        for number, event in enumerate(told)
    ]


def app_events(bench: Bench) -> list[Payload]:
    """Events about the app, in a workspace that never had it."""
    told = {"tokens": {"oauth": [], "bot": ["U0"]}, "team_ids": ["T0NONE"]}
    return [
        event | {"team_id": "T0NONE", "authorizations": [], "event": told | {"type": kind}}
        for kind, event in zip(APP_EVENTS, events(bench), strict=False)
    ]


ABOUT_PEOPLE = ("user_change", "team_join")
Kinds = Callable[[Bench], list[Payload]]


def encoded(kind: Kinds, payload: Payload) -> tuple[bytes, str]:
    if kind is commands and all(isinstance(value, str) for value in payload.values()):
        return urlencode(payload, errors="surrogatepass").encode(), FORM
    body = json.dumps(payload)
    return (
        (urlencode({"payload": body}).encode(), FORM)
        if kind is interactions
        else (body.encode(), JSON)
    )


# -- what becomes of them ------------------------------------------------------------------------

JUNK: list[Any] = [
    None, True, 0, -1, 2**70, 1.5, "", " ", "🙂", "\x00", "\ud800", "{", "[]", "../..",
    "<!channel>", "long " * 4000, "E0ORG", [], {}, [None], [[[]]],
    {"id": None}, {"id": {}}, {"id": " "}, {"type": []},
]  # fmt: skip


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a payload."""
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [way for step, part in steps for way in ((*at, step), *paths(part, (*at, step)))]


Damage = list[tuple[int, int]]
"""Which part of a payload, and what becomes of it: nothing (it is missing), or a piece of junk."""

DAMAGE = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(-len(JUNK) // 3, len(JUNK) - 1)),
    min_size=1,
    max_size=3,
)


def spoilt(payload: Payload, damage: Damage) -> Payload:
    """A copy in which some parts are missing or something else."""
    copy: Payload = json.loads(json.dumps(payload))
    for which, junk in damage:
        ways = paths(copy)
        if not ways:
            break
        *way, last = ways[which % len(ways)]
        holder: Any = copy
        for step in way:
            holder = holder[step]
        if junk < 0:
            del holder[last]
        else:
            holder[last] = json.loads(json.dumps(JUNK[junk]))
    return copy


@pytest.mark.parametrize("kind", [commands, interactions, events, app_events])
def test_a_payload_with_parts_missing_or_wrong_is_no_error_and_leaves_no_row(
    kind: Kinds, unchanged: Bench, client: FlaskClient
) -> None:
    payloads = kind(unchanged)

    @MANY
    @given(which=st.integers(0, len(payloads) - 1), damage=DAMAGE)
    def each(which: int, damage: Damage) -> None:
        payload = spoilt(payloads[which], damage)
        assert send(client, unchanged, *encoded(kind, payload)) in (200, 400), payload

    each()


def test_an_event_without_one_of_its_parts_is_no_error_and_leaves_no_row(
    unchanged: Bench, client: FlaskClient
) -> None:
    for payload in (*events(unchanged), *app_events(unchanged)):
        for name in payload["event"]:
            event = {part: value for part, value in payload["event"].items() if part != name}
            body, content_type = encoded(events, payload | {"event": event})
            assert send(client, unchanged, body, content_type) in (200, 400), event


@pytest.mark.parametrize("part", ["function", "inputs", "function_execution_id"])
@pytest.mark.parametrize("junk", [None, [], {}, {"callback_id": 5}, {"user": "U1"}, "\x00"])
def test_a_run_of_a_step_in_another_shape_is_refused(
    unchanged: Bench, client: FlaskClient, part: str, junk: Any
) -> None:
    *_, payload = events(unchanged)
    body, content_type = encoded(events, payload | {"event": {**payload["event"], part: junk}})
    assert send(client, unchanged, body, content_type) == 400


def test_a_view_that_carries_what_no_form_of_ours_put_there_is_no_error_and_leaves_no_row(
    unchanged: Bench, client: FlaskClient
) -> None:
    payloads = [payload for payload in interactions(unchanged) if "view" in payload]
    mark = len(unchanged.logged)

    @MANY
    @given(which=st.integers(0, len(payloads) - 1), damage=DAMAGE)
    def each(which: int, damage: Damage) -> None:
        payload = payloads[which]
        carried = spoilt(json.loads(payload["view"]["private_metadata"]), damage)
        view = payload["view"] | {"private_metadata": json.dumps(carried)}
        body, content_type = encoded(interactions, payload | {"view": view})
        assert send(client, unchanged, body, content_type) in (200, 400), carried

    each()
    assert [one for one in unchanged.logged[mark:] if one["event"] == "unexpected"] == []


@pytest.mark.parametrize("kind", [commands, interactions, events, app_events])
def test_the_payloads_it_starts_from_are_taken_for_slacks(
    kind: Kinds, unchanged: Bench, client: FlaskClient
) -> None:
    for payload in kind(unchanged):
        assert send(client, unchanged, *encoded(kind, payload)) == 200, payload


@MANY
@given(
    body=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode(errors="surrogatepass"))
    | st.recursive(
        st.sampled_from(JUNK),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "event", "team", "command", "payload"]), inner
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode()),
    content_type=st.sampled_from([JSON, FORM, "text/plain", "", f"{JSON}; charset=utf-16"]),
)
def test_whatever_is_in_a_body_it_is_no_error_and_leaves_no_row(
    unchanged: Bench, client: FlaskClient, body: bytes, content_type: str
) -> None:
    assert send(client, unchanged, body, content_type) in (200, 400, 401)


def odd(bench: Bench) -> dict[str, tuple[bytes, str]]:
    form = bench.command_form("kim", "/nps no such thing")
    event = json.dumps(events(bench)[0])
    return {
        "a field twice": (
            urlencode([*form.items(), ("team_id", ""), ("text", "x")]).encode(),
            FORM,
        ),
        "a key twice": (event.replace("{", '{"type": 5, "event": 7,', 1).encode(), JSON),
        "another encoding": (event.encode("utf-16"), JSON),
        "a byte order mark": (b"\xef\xbb\xbf" + event.encode(), JSON),
        "a command as JSON": (json.dumps(form | {"text": ["x"]}).encode(), JSON),
        "a command and a press": (json.dumps(form | {"type": "block_actions"}).encode(), JSON),
        "very deep": (b'{"type":"event_callback","event":' + b"[" * 50_000, JSON),
        "deep and whole": (b'{"event":' + b"[" * 900 + b"]" * 900 + b"}", JSON),
        "an endless number": (b'{"type":"event_callback","event_time":' + b"9" * 5000 + b"}", JSON),
        "not a number": (event.replace("1700000000", "NaN").encode(), JSON),
        "infinite": (event.replace("1700000000", "1e999").encode(), JSON),
        "half a character": (urlencode(form).encode() + b"%ED%A0%80", FORM),
        "a null byte": (urlencode(form | {"text": "1\x002 3"}).encode(), FORM),
        "nothing": (b"", FORM),
    }


ODD = (
    "a field twice", "a key twice", "another encoding", "a byte order mark", "a command as JSON",
    "a command and a press", "very deep", "deep and whole", "an endless number", "not a number",
    "infinite", "half a character", "a null byte", "nothing",
)  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_oddly_written_body_is_no_error_and_leaves_no_row(
    name: str, unchanged: Bench, client: FlaskClient
) -> None:
    assert send(client, unchanged, *odd(unchanged)[name]) in (200, 400, 401)


# -- who may send at all ---------------------------------------------------------------------------


@settings(MANY, max_examples=100)
@given(
    body=st.binary(max_size=200),
    stamp=st.one_of(st.none(), st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]))),
    signature=st.one_of(
        st.none(),
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])),
        st.just("v0=" + "0" * 64),
    ),
    content_type=st.sampled_from([JSON, FORM, "text/plain"]),
)
def test_what_is_not_signed_is_refused_whatever_it_is(
    client: FlaskClient,
    body: bytes,
    stamp: str | None,
    signature: str | None,
    content_type: str,
) -> None:
    given_ones = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    headers = {name: value for name, value in given_ones.items() if value is not None}
    headers["Content-Type"] = content_type
    assert client.post("/slack/events", data=body, headers=headers).status_code == 401


@pytest.mark.parametrize(("age", "status"), [(-310, 401), (-290, 200), (290, 200), (310, 401)])
def test_a_signature_counts_for_five_minutes(
    age: int, status: int, unchanged: Bench, client: FlaskClient
) -> None:
    body, content_type = encoded(commands, commands(unchanged)[0])
    headers = signed(unchanged.slack.app.signing_secret, int(time.time()) + age, body)
    headers["Content-Type"] = content_type
    assert client.post("/slack/events", data=body, headers=headers).status_code == status


def test_a_signed_body_that_was_changed_is_refused(unchanged: Bench, client: FlaskClient) -> None:
    body, content_type = encoded(commands, commands(unchanged)[0])
    headers = signed(unchanged.slack.app.signing_secret, int(time.time()), body)
    headers["Content-Type"] = content_type
    answer = client.post("/slack/events", data=body + b"&text=1+2+3", headers=headers)
    assert answer.status_code == 401


def test_a_request_played_again_within_the_five_minutes_is_stored_once(
    running: Bench, client: FlaskClient
) -> None:
    form = running.command_form("kim", "/nps 1700 350 150 segment=test:replay")
    running.knows_segment("test:replay")
    body = urlencode(form).encode()
    headers = signed(running.slack.app.signing_secret, int(time.time()), body)
    headers["Content-Type"] = FORM
    answers = [client.post("/slack/events", data=body, headers=headers) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].data == answers[1].data == answers[2].data
    (stored,) = [row for row in running.stored()["figure"] if "test:replay" in row and "nps" in row]
    assert stored[-1] == 1, "its one revision"


def test_the_word_payload_in_a_command_is_a_word_like_any_other(
    running: Bench, client: FlaskClient
) -> None:
    """Bolt reads a form that holds the word as one without a command."""
    line = '/nps 1 0 0 note="payload & payloads" segment=test:payload'
    running.knows_segment("test:payload")
    body = urlencode(running.command_form("kim", line)).encode()
    headers = signed(running.slack.app.signing_secret, int(time.time()), body)
    answer = client.post("/slack/events", data=body, headers=headers | {"Content-Type": FORM})
    assert "NPS 100" in answer.text
    assert any("payload & payloads" in row for row in running.stored()["observation"])


def test_a_body_over_the_bound_is_refused(unchanged: Bench, client: FlaskClient) -> None:
    body = b"text=" + quote("x" * MAX_BODY).encode()
    assert send(client, unchanged, body, FORM) == 413
