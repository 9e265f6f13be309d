from __future__ import annotations

import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
import structlog
from flask.testing import FlaskClient
from pydantic import SecretStr
from slack_bolt import Ack, App, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.server.guard import MAX_BODY, Guard
from bot.server.web import build_web

SECRET = "0123456789abcdef" * 2
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
COMMAND = urlencode(
    {
        "command": "/nps",
        "text": "1 2 3",
        "team_id": "T1",
        "user_id": "U1",
        "channel_id": "C1",
        "trigger_id": "1.2.3",
    }
)
GUARD = Guard(SecretStr(SECRET))


def bolt_app() -> App:
    app = App(
        name="test",  # else Bolt reads the source of the whole stack
        signing_secret=SECRET,
        authorize=lambda: AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U0"
        ),
        process_before_response=True,
        request_verification_enabled=False,
    )

    @app.command("/nps")
    def nps(ack: Ack) -> None:
        ack("recorded")

    return app


@pytest.fixture
def client() -> FlaskClient:
    return build_web(bolt_app(), GUARD, lambda: {"ready": True}).test_client()


def signed(body: str | bytes, content_type: str = FORM, **changes: str) -> dict[str, str]:
    stamp = str(int(time.time()))
    text = body if isinstance(body, str) else body.decode(errors="replace")
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=text) or ""
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }
    return headers | {name.replace("_", "-"): value for name, value in changes.items()}


def test_a_signed_command_reaches_its_handler(client: FlaskClient) -> None:
    answer = client.post("/slack/events", data=COMMAND, headers=signed(COMMAND))
    assert (answer.status_code, answer.text) == (200, "recorded")


def test_headers_that_slack_does_not_sign_say_nothing_to_bolt(client: FlaskClient) -> None:
    headers = signed(COMMAND, X_Slack_Bolt_Lazy_Only="1", X_Slack_Bolt_Lazy_Function_Name="nps")
    assert client.post("/slack/events", data=COMMAND, headers=headers).text == "recorded"


def test_a_url_verification_is_answered_with_its_challenge(client: FlaskClient) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    answer = client.post("/slack/events", data=body, headers=signed(body, JSON))
    assert (answer.status_code, answer.json) == (200, {"challenge": "abc"})


def payload(value: str) -> str:
    return urlencode({"payload": value})


DEEP = "[" * 100_000

REFUSED: list[tuple[str, str | bytes, str, Mapping[str, str], int]] = [
    ("a body over 1 MB", "text=" + "x" * MAX_BODY, FORM, {}, 413),
    ("no timestamp", COMMAND, FORM, {"X_Slack_Request_Timestamp": ""}, 401),
    ("a timestamp that is a word", COMMAND, FORM, {"X_Slack_Request_Timestamp": "now"}, 401),
    ("a timestamp with a point", COMMAND, FORM, {"X_Slack_Request_Timestamp": "1.5"}, 401),
    ("a negative timestamp", COMMAND, FORM, {"X_Slack_Request_Timestamp": "-1"}, 401),
    ("an endless timestamp", COMMAND, FORM, {"X_Slack_Request_Timestamp": "9" * 5000}, 401),
    ("an old timestamp", COMMAND, FORM, {"X_Slack_Request_Timestamp": "1"}, 401),
    ("no signature", COMMAND, FORM, {"X_Slack_Signature": ""}, 401),
    ("a signature beyond ASCII", COMMAND, FORM, {"X_Slack_Signature": "v0=é"}, 401),
    ("another signature", COMMAND, FORM, {"X_Slack_Signature": "v0=" + "0" * 64}, 401),
    ("no content type", COMMAND, "", {}, 400),
    ("another content type", COMMAND, "text/xml", {}, 400),
    ("broken JSON", "{", JSON, {}, 400),
    ("broken JSON in a form", "{", FORM, {}, 400),
    ("a JSON list", "[]", JSON, {}, 400),
    ("a JSON text", '"payload"', JSON, {}, 400),
    ("a JSON number", "1", JSON, {}, 400),
    ("JSON null", "null", JSON, {}, 400),
    ("JSON too deep", '{"a":' + DEEP, JSON, {}, 400),
    ("JSON with an endless number", '{"a":' + "9" * 5000 + "}", JSON, {}, 400),
    ("a payload that is broken", payload("{"), FORM, {}, 400),
    ("a payload that is a list", payload("[]"), FORM, {}, 400),
    ("a payload that is a text", payload('"x"'), FORM, {}, 400),
    ("a payload that is null", payload("null"), FORM, {}, 400),
    ("an empty payload", payload(""), FORM, {}, 400),
    ("an enterprise that is a number", '{"enterprise": 5}', JSON, {}, 400),
    ("authorizations that are a number", '{"authorizations": 5}', JSON, {}, 400),
    ("authorizations that hold texts", '{"authorizations": ["a"]}', JSON, {}, 400),
    ("a body that is not UTF-8", b"text=\xff\xfe", FORM, {}, 401),
]


@pytest.mark.parametrize(
    ("body", "content_type", "changes", "status"),
    [case[1:] for case in REFUSED],
    ids=[case[0] for case in REFUSED],
)
def test_what_slack_never_sends_is_refused_and_never_an_error_of_ours(
    client: FlaskClient,
    body: str | bytes,
    content_type: str,
    changes: Mapping[str, str],
    status: int,
) -> None:
    headers = signed(body, content_type, **changes)
    answer = client.post("/slack/events", data=body, headers=headers)
    assert answer.status_code == status


def test_a_query_beyond_ascii_is_refused(client: FlaskClient) -> None:
    answer = client.post(
        "/slack/events",
        data=COMMAND,
        headers=signed(COMMAND),
        environ_overrides={"QUERY_STRING": "\xff"},
    )
    assert answer.status_code == 400


def test_slack_events_takes_posts_only(client: FlaskClient) -> None:
    answer = client.get("/slack/events")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_what_nobody_foresaw_is_answered_with_500_and_logged() -> None:
    app = bolt_app()

    @app.middleware
    def fail() -> None:
        raise RuntimeError("nobody foresaw this")

    @app.error
    def fail_again(error: Exception) -> None:
        raise error

    client = build_web(app, GUARD, lambda: {"ready": True}).test_client()
    with structlog.testing.capture_logs() as logged:
        answer = client.post("/slack/events", data=COMMAND, headers=signed(COMMAND))
    assert answer.status_code == 500
    assert [(one["event"], one["log_level"]) for one in logged] == [("request failed", "error")]


def test_an_answer_that_no_text_can_carry_is_answered_with_500_and_logged() -> None:
    app = bolt_app()

    @app.command("/churn")
    def churn() -> BoltResponse:
        return BoltResponse(status=200, body="half a sign: \ud83d")

    client = build_web(app, GUARD, lambda: {"ready": True}).test_client()
    body = COMMAND.replace("nps", "churn")
    with structlog.testing.capture_logs() as logged:
        answer = client.post("/slack/events", data=body, headers=signed(body))
    assert (answer.status_code, answer.text) == (500, "")
    assert [one["event"] for one in logged] == ["request failed"]


def test_healthz_says_that_the_process_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok"


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_readyz_says_whether_requests_can_be_served(ready: bool, status: int) -> None:
    state = {"ready": ready, "database": "ok" if ready else "unreachable"}
    answer = build_web(bolt_app(), GUARD, lambda: state).test_client().get("/readyz")
    assert (answer.status_code, answer.json) == (status, state)
