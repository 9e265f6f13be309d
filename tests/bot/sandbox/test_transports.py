"""A real Bolt app gets everything over signed HTTP and over Socket Mode alike."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.sandbox import Sandbox
from bot.sandbox.model import Json
from bot.sandbox.server import HttpServer
from bot.sandbox.signed_http import encoded, signed
from bot.sandbox.transport import Outcome


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Save"),
    "blocks": [
        {
            "type": "input",
            "block_id": "name",
            "label": plain("Name"),
            "element": {"type": "plain_text_input", "action_id": "value"},
        }
    ],
}
BUTTON = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "open", "text": plain("Open")}],
}


def bolt_app(slack: Sandbox) -> App:
    """An app that answers a command, opens a form, checks it, and replies to mentions."""
    app = App(
        name="test",  # else Bolt reads the source of the whole stack
        client=WebClient(token=slack.bot_token, base_url=slack.api_url),
        signing_secret=slack.app.signing_secret,
        process_before_response=True,
    )

    @app.command("/nps")
    def _command(ack: Any, command: Json) -> None:
        ack(text=f"heard {command['text']}", blocks=[BUTTON])

    @app.action("open")
    def _open(ack: Any, body: Json, client: WebClient, respond: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=FORM)
        respond(text="opened", replace_original=True)
        ack()

    @app.view("form")
    def _submit(ack: Any, view: Json, body: Json, client: WebClient) -> None:
        name = view["state"]["values"]["name"]["value"]["value"]
        if name == "bad":
            ack(response_action="errors", errors={"name": "no"})
            return
        client.chat_postMessage(channel="growth", text=f"{name} by <@{body['user']['id']}>")
        ack()

    @app.event("app_mention")
    def _mention(event: Json, say: Any) -> None:
        say(text="yes?", thread_ts=event["ts"])

    @app.event("message")
    def _message() -> None:
        pass

    @app.event("app_home_opened")
    def _home(event: Json, client: WebClient) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("Hi")}]}
        client.views_publish(user_id=event["user"], view=view)

    return app


def over_http(slack: Sandbox) -> Callable[[], None]:
    handler = SlackRequestHandler(bolt_app(slack))
    web = Flask("app")
    web.post("/slack/events", endpoint="events")(lambda: handler.handle(request))
    server = HttpServer(web, port=0)
    url = f"{server.url}/slack/events"
    slack.settings_for_http(url)
    assert slack.signed_http(url).verify()
    return server.close


def over_socket(slack: Sandbox) -> Callable[[], None]:
    settings = slack.settings_for_socket_mode()
    handler = SocketModeHandler(bolt_app(slack), settings["SLACK_APP_TOKEN"])
    handler.connect()  # type: ignore[no-untyped-call]
    assert slack.socket.wait_for_connections(1)

    def stop() -> None:
        handler.client.auto_reconnect_enabled = False
        slack.socket.drop()  # the client's own close would wait for its read to time out
        handler.close()  # type: ignore[no-untyped-call]

    return stop


@pytest.fixture(params=[over_http, over_socket])
def served(request: pytest.FixtureRequest, manifest: Json) -> Iterator[Sandbox]:
    with Sandbox(manifest, ack_seconds=1.0) as slack:
        stop = request.param(slack)
        yield slack
        stop()


def test_a_whole_conversation(served: Sandbox) -> None:
    kim = served.person("kim")
    reaction = kim.command("#growth", "/nps 1 > 0")
    assert reaction.text == "heard 1 &gt; 0"
    pressed = kim.press(reaction.messages[0], "open")
    assert [message.text for message in pressed.edited] == ["opened"]
    assert pressed.view is not None
    assert kim.submit(pressed.view).errors == {"name": "Please complete this required field."}
    assert kim.submit(pressed.view, {"name": "bad"}).errors == {"name": "no"}
    saved = kim.submit(pressed.view, {"name": "NPS"})
    assert saved.text == f"NPS by <@{kim.id}>"
    assert saved.view is None
    asked = kim.post("#growth", "@KPI Bot, are you there?")
    assert asked.posted is not None
    assert [(m.text, m.thread_ts) for m in asked.messages] == [("yes?", asked.posted.ts)]
    home = kim.open_home().home
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "Hi"
    assert served.cautions == ()
    assert {delivery.outcome.result for delivery in served.deliveries} == {"acked"}


def test_an_unknown_action_is_no_ack(served: Sandbox) -> None:
    assert served.person("kim").command("#growth", "/raw").error in (
        "dispatch_failed",  # HTTP: 404
        "operation_timeout",  # Socket Mode: silence
    )


def test_a_signature_is_that_of_slack() -> None:
    # The published example of verifying requests from Slack.
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2F"
        b"commands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signed("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body) == {
        "X-Slack-Request-Timestamp": "1531420618",
        "X-Slack-Signature": (
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
        ),
    }


@pytest.mark.parametrize(
    ("kind", "content_type", "start"),
    [
        ("slash_commands", "application/x-www-form-urlencoded", b"text=x"),
        ("interactive", "application/x-www-form-urlencoded", b"payload=%7B%22text%22"),
        ("events_api", "application/json", b'{"text":"x"}'),
    ],
)
def test_each_kind_of_delivery_has_the_encoding_of_slack(
    kind: Any, content_type: str, start: bytes
) -> None:
    sent_type, body = encoded(kind, {"text": "x"})
    assert sent_type == content_type
    assert body.startswith(start)


def test_an_app_that_is_not_there_fails_at_once(slack: Sandbox) -> None:
    slack.settings_for_http("http://127.0.0.1:9/slack/events")
    assert slack.person("kim").command("#growth", "/nps").error == "dispatch_failed"
    slack.settings_for_socket_mode()
    assert slack.person("kim").command("#growth", "/nps").error == "dispatch_failed"


def test_an_app_that_is_late_times_out(manifest: Json) -> None:
    release = threading.Event()
    web = Flask("late")

    @web.post("/")
    def _late() -> str:
        release.wait(10)
        return ""

    server = HttpServer(web, port=0)
    with Sandbox(manifest, ack_seconds=0.05) as slack:
        slack.settings_for_http(f"{server.url}/")
        assert slack.person("kim").command("#growth", "/nps").error == "operation_timeout"
    release.set()
    server.close()


def address(slack: Sandbox) -> str:
    web = WebClient(base_url=slack.api_url)
    return str(web.apps_connections_open(app_token=slack.app.app_token)["url"])


@contextmanager
def greeted(slack: Sandbox) -> Iterator[ClientConnection]:
    """A connection that the sandbox already sends envelopes to."""
    with connect(address(slack)) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        yield socket


def test_a_ticket_opens_one_connection(manifest: Json) -> None:
    with Sandbox(manifest) as slack:
        url = address(slack)
        with connect(url) as socket:
            assert json.loads(socket.recv())["type"] == "hello"
        with pytest.raises(InvalidStatus), connect(url):
            pass


def test_an_envelope_goes_to_another_connection_when_one_breaks(manifest: Json) -> None:
    with Sandbox(manifest) as slack, greeted(slack) as first, greeted(slack) as second:
        outcomes: list[Outcome] = []

        def send() -> None:
            outcomes.append(slack.socket.send("slash_commands", {"text": "x"}, None))

        sender = threading.Thread(target=send)
        sender.start()
        envelope = json.loads(first.recv())
        first.close()
        again = json.loads(second.recv())
        assert again["envelope_id"] == envelope["envelope_id"]
        answer = {"envelope_id": again["envelope_id"], "payload": {"text": "y"}}
        second.send(json.dumps(answer))
        sender.join()
        assert outcomes == [Outcome("acked", {"text": "y"})]


def test_an_envelope_says_whether_it_takes_an_answer_and_repeats_itself(manifest: Json) -> None:
    with Sandbox(manifest, ack_seconds=0.05) as slack, greeted(slack) as socket:
        slack.workspace.rename("#growth", "grow")
        first, again = json.loads(socket.recv()), json.loads(socket.recv())
        assert (first["type"], first["accepts_response_payload"]) == ("events_api", False)
        assert (first["retry_attempt"], again["retry_attempt"]) == (0, 1)
        assert slack.person("kim").command("#grow", "/nps").error == "operation_timeout"
        assert json.loads(socket.recv())["accepts_response_payload"] is True


def test_an_app_told_to_reconnect_does_so_without_losing_anything(manifest: Json) -> None:
    with Sandbox(manifest) as slack:
        stop = over_socket(slack)
        slack.socket.disconnect("refresh_requested")
        assert slack.socket.wait_for_connections(1)
        assert slack.person("kim").command("#growth", "/nps 1").text == "heard 1"
        stop()
