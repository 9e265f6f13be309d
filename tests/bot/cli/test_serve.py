from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from tests.bot.cli.conftest import Run

KPI_BOT = [sys.executable, "-c", "from bot.cli import main; main()"]


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest()) as running:
        yield running


@contextmanager
def serving(settings: dict[str, str], database: Path) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "SLACK_APP_TOKEN": "", "SLACK_SIGNING_SECRET": "", **settings}
    environment |= {"DATABASE_URL": f"sqlite:///{database}", "PORT": "0"}
    command = [*KPI_BOT, "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def until(event: str, process: subprocess.Popen[str]) -> dict[str, Any]:
    """The logged event of that name; it fails when the program ends without it."""
    said = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        if line.startswith("{") and json.loads(line)["event"] == event:
            found: dict[str, Any] = json.loads(line)
            return found
    raise AssertionError("".join(said))


def get(port: int, path: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_over_socket_mode_it_answers_says_that_it_is_ready_and_ends_with_0_when_told_to(
    slack: Sandbox, database: Path
) -> None:
    with serving(slack.settings_for_socket_mode(), database) as process:
        port = until("health checks", process)["port"]
        until("connected", process)
        assert "70.45" in slack.person("kim").command("#general", "/nps 1700 350 150").text
        assert get(port, "/healthz") == (200, "ok")
        status, body = get(port, "/readyz")
        ready = json.loads(body)
        assert (status, ready["socket"], ready["database"]) == (200, "connected", "ok")
        process.send_signal(signal.SIGTERM)
        until("stopped", process)
        assert process.wait(20) == 0


@pytest.mark.usefixtures("own_logging")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SLACK_APP_TOKEN": "xapp-1-A0-0-0"}, "Slack refuses SLACK_APP_TOKEN: invalid_auth."),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack cannot be reached at http://127."),
    ],
)
def test_slack_that_does_not_let_it_in_ends_it_with_a_sentence(
    slack: Sandbox, run: Run, change: dict[str, str], says: str
) -> None:
    ended = run("serve", **(slack.settings_for_socket_mode() | {"PORT": "0"} | change))
    assert ended.exit_code == 1
    assert says in ended.stderr.splitlines()[-2]


@pytest.mark.usefixtures("own_logging")
def test_a_port_that_is_taken_ends_it_with_a_sentence(slack: Sandbox, run: Run) -> None:
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = str(taken.getsockname()[1])
        settings = slack.settings_for_http("http://127.0.0.1:9/slack/events")
        ended = run("serve", **(settings | {"PORT": port}))
    assert ended.exit_code == 1
    said = ended.stderr.splitlines()[-1]
    assert said == f"PORT {port} cannot be listened on: Address already in use."


TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
UNSET: dict[str, str] = {}
BAD_SETTINGS = (
    (UNSET, "SLACK_BOT_TOKEN is not set"),
    ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET is not set"),
    (TOKENS | {"SLACK_APP_TOKEN": "xoxb-2"}, "SLACK_APP_TOKEN must begin with xapp-"),
    (TOKENS | {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "DATABASE_URL"),
)


@pytest.mark.usefixtures("own_logging")
@pytest.mark.parametrize(
    ("settings", "said"), BAD_SETTINGS, ids=[" ".join(one[0]) or "none" for one in BAD_SETTINGS]
)
def test_a_bad_setting_ends_it_with_one_sentence_that_names_it(
    run: Run, settings: dict[str, str], said: str
) -> None:
    ended = run("serve", **settings)
    assert ended.exit_code != 0
    assert ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert said in sentence
    assert "xoxb-1" not in sentence, "no secret is printed"
