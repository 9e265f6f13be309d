from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError

from bot.clients import connecting_client
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.server.socket import SocketServer
from bot.settings import load_settings
from tests.storage.made import until


class Held:
    """A command that is answered only once it is let go."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self.let_go = threading.Event()

    def app(self) -> App:
        app = App(
            name="test",  # else Bolt reads the source of the whole stack
            signing_secret="not used",
            authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1"),
            process_before_response=True,
        )

        @app.command("/nps")
        def nps(ack: Ack) -> None:
            self.entered.set()
            assert self.let_go.wait(10)
            ack("recorded")

        return app


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest(), ack_seconds=20) as running:
        yield running


def test_a_command_begun_is_answered_after_the_signal_to_stop(slack: Sandbox) -> None:
    held = Held()
    settings = load_settings(slack.settings_for_socket_mode())
    server = SocketServer(held.app(), connecting_client(settings))
    server.connect()
    assert server.state()["socket"] == "connected"
    slack.socket.wait_for_connections(1)
    with ThreadPoolExecutor(2) as pool:
        ended = pool.submit(server.run)
        asked = pool.submit(slack.person("kim").command, "#general", "/nps 1 2 3")
        try:
            assert held.entered.wait(10)
            server.stop()
            server.stop()
            assert not ended.done()
        finally:
            server.stop()
            held.let_go.set()
        assert asked.result(20).text == "recorded"
        assert ended.result(20) is True
    assert server.state()["socket"] == "disconnected"


def test_a_program_that_stops_does_not_wait_until_slack_says_something(slack: Sandbox) -> None:
    held = Held()
    held.let_go.set()
    settings = load_settings(slack.settings_for_socket_mode())
    server = SocketServer(held.app(), connecting_client(settings))
    server.connect()
    reading = server._client.current_session
    assert reading is not None
    assert reading.sock is not None
    reading.sock.settimeout(60)
    # Slack says so where nobody listens yet.
    until(lambda: slack.person("kim").command("#general", "/nps 1 2 3").text == "recorded")
    pings: Any = server._client.current_app_monitor
    pings.shutdown()  # Slack answers them
    until(reading.sock_receive_lock.locked)
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(server.run)
        server.stop()
        assert ended.result(10) is True


def test_a_connection_that_dies_and_cannot_be_replaced_ends_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.server.socket.LOOK_EVERY", 0.0)
    nowhere = {
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
    }
    minutes = count(0, 60)
    server = SocketServer(
        Held().app(), connecting_client(load_settings(nowhere)), seconds=lambda: next(minutes)
    )
    assert server.run() is False
    server._client.close()


def test_a_refused_app_token_is_an_error_before_anything_runs(slack: Sandbox) -> None:
    settings = load_settings(
        slack.settings_for_socket_mode() | {"SLACK_APP_TOKEN": "xapp-1-A0-0-unknown"}
    )
    server = SocketServer(Held().app(), connecting_client(settings))
    with pytest.raises(SlackApiError, match="invalid_auth"):
        server.connect()
