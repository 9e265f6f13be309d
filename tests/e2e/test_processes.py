"""The program as one starts it: `kpi-bot demo` and `kpi-bot serve`, in processes of their own."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bot.cli.ends import CANNOT
from bot.doctor.running import examine_program
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.faults import ApiError, Held
from tests.e2e.ports import free_port

COMMAND = (sys.executable, "-c", "from bot.cli import main; main()")
PATIENCE = 30.0
"""Seconds that a start or an end may take on a busy machine."""


def test_the_demo_reads_piped_lines_prints_the_answers_and_ends(tmp_path: Path) -> None:
    lines = (
        "/nps 1700 350 150\n"
        "/churn lost=50 end=3000\n"
        "/kpi crr end=3,500 new=200 start=3,375\n"
        "/nps banana\n"
        "/nps\n"
        "hello there\n"
        ":press 1\n"
        ":as lee\n"
        "/kpi target nps >= 45\n"
        ":nonsense\n"
    )
    ended = subprocess.run(
        [*COMMAND, "demo"],
        input=lines,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
        env=environment({}),
        check=False,
    )
    assert ended.returncode == 0
    assert ended.stderr == ""
    for said in (
        "The demo in a browser: http://127.0.0.1:",
        "Customer KPIs · ",
        " an owner · ",
        "[1] Acknowledge",
        "NPS 70.45",
        'Excellent: ≥ 50 — "18 customer engagement metrics to benchmark" (2024)',
        "Churn 1.67 % of customers at the end",
        "CRR 97.78 %",
        '"banana" is not a number',
        "State: acknowledged",
        "You are lee now, in #cs-team.",
        "Only managers may set targets",
        "There is no :nonsense.",
    ):
        assert said in ended.stdout
    assert list(tmp_path.iterdir()) == [], "it leaves nothing behind"


def test_the_demo_does_without_its_page_and_moves_to_the_next_digest(tmp_path: Path) -> None:
    ended = subprocess.run(
        [*COMMAND, "demo", "--no-page"],
        input=":next\n",
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
        env=environment({}),
        check=True,
    )
    assert "http://" not in ended.stdout
    assert ", and #cs-team gets its digest." in ended.stdout
    assert ended.stdout.count("Customer KPIs · ") == 2


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest()) as sandbox:
        yield sandbox
        assert sandbox.cautions == ()


def test_serve_over_http_records_and_ends_cleanly_on_sigterm(
    slack: Sandbox, tmp_path: Path
) -> None:
    port = free_port()
    settings = slack.settings_for_http(f"http://127.0.0.1:{port}/slack/events")
    with serving(settings | {"PORT": str(port)}, tmp_path) as process:
        until_ready(port, process)
        assert "NPS 70.45" in slack.person("kim").command("#cs-team", "/nps 1700 350 150").text
        stop(process)
    with serving(settings | {"PORT": str(port)}, tmp_path) as process:
        until_ready(port, process)
        text = slack.person("lee").command("#cs-team", "/nps").text
        assert text.startswith("NPS 70.45"), "it was kept"
        stop(process)


def test_a_dead_socket_shows_in_readyz_until_it_is_replaced(slack: Sandbox, tmp_path: Path) -> None:
    port = free_port()
    back = threading.Event()
    with serving(slack.settings_for_socket_mode() | {"PORT": str(port)}, tmp_path) as process:
        until_ready(port, process)
        slack.faults.script("apps.connections.open", [Held(back)])
        slack.socket.drop()
        # The Slack client by itself takes a minute to notice.
        until(lambda: readyz(port) == (503, ["socket: not connected"]), seconds=20.0)
        assert "socket: not connected" in examine_program(port).says
        back.set()
        until(lambda: readyz(port) == (200, []), seconds=20.0)
        assert examine_program(port).ok
        assert "NPS 70.45" in slack.person("kim").command("#cs-team", "/nps 1700 350 150").text
        stop(process)


IMPATIENT = (
    "import bot.server.socket, bot.server.watchdog as watchdog;"
    "bot.server.socket.LOOK_EVERY = 0.1;"
    "watchdog.RECONNECT_AFTER, watchdog.GIVE_UP_AFTER = 1.0, 3.0;"
)
"""Makes seconds of the minutes after which a silent connection is given up."""


def test_where_slack_stays_away_the_program_ends_for_its_supervisor(
    slack: Sandbox, tmp_path: Path
) -> None:
    port = free_port()
    settings = slack.settings_for_socket_mode() | {"PORT": str(port)}
    with serving(settings, tmp_path, IMPATIENT) as process:
        until_ready(port, process)
        slack.faults.script("apps.connections.open", [ApiError("fatal_error")] * 50)
        slack.socket.drop()
        _, written = process.communicate(timeout=PATIENCE)
    events = [json.loads(line)["event"] for line in written.splitlines()]
    assert process.returncode == CANNOT
    assert [event for event in events if event in ("socket dead", "stopped")] == [
        "socket dead",
        "stopped",
    ]


def test_a_bad_setting_ends_serve_with_one_sentence_that_names_it(tmp_path: Path) -> None:
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    ended = subprocess.run(
        [*COMMAND, "serve"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        cwd=tmp_path,
        env=environment(tokens | {"PORT": "eighty"}),
        check=False,
    )
    assert ended.returncode != 0
    assert ended.stdout == ""
    [sentence] = ended.stderr.splitlines()
    assert "PORT must be a whole number from 0 to 65535" in sentence
    assert "xoxb-1" not in sentence, "no secret is printed"


def test_a_token_that_slack_refuses_ends_socket_mode_with_a_sentence(
    slack: Sandbox, tmp_path: Path
) -> None:
    settings = slack.settings_for_socket_mode() | {
        "SLACK_APP_TOKEN": "xapp-1-wrong",
        "PORT": str(free_port()),
    }
    with serving(settings, tmp_path) as process:
        assert process.wait(PATIENCE) != 0
        assert process.stderr is not None
        written = process.stderr.read()
    assert "Slack refuses SLACK_APP_TOKEN: invalid_auth" in written
    assert "Traceback" not in written


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This environment without any setting of the program, and with those given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SLACK_", "KPI_BOT_", "DATABASE_URL", "PORT"))
    }
    root = str(Path(__file__).parents[2])
    return {**kept, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", **settings}


@contextmanager
def serving(
    settings: Mapping[str, str], folder: Path, before: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """`kpi-bot serve` with a database in a folder; gone at the end, whatever happened.

    `before` is Python that runs before it.
    """
    given = environment({"DATABASE_URL": f"sqlite:///{folder / 'kpi-bot.db'}", **settings})
    python, option, program = COMMAND
    process = subprocess.Popen(
        [python, option, before + program, "serve"],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=given,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def stop(process: subprocess.Popen[str]) -> None:
    """A supervisor's SIGTERM: it has to end by itself, with code 0 and without a traceback."""
    process.send_signal(signal.SIGTERM)
    _, written = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, written
    assert "Traceback" not in written
    assert json.loads(written.splitlines()[-1])["event"] == "stopped"


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def until_ready(port: int, process: subprocess.Popen[str]) -> None:
    """Ask /readyz until it says so, as a supervisor does."""

    def ready() -> bool:
        assert process.poll() is None, process.stderr and process.stderr.read()
        return readyz(port)[0] == HTTPStatus.OK

    until(ready)


def readyz(port: int) -> tuple[int, list[str]]:
    """The status of /readyz, and what is wrong; 0 where nothing answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, json.load(answer)["wrong"]
    except OSError:
        return 0, []
    finally:
        connection.close()
