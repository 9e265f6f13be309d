"""`kpi-bot worker` beside `kpi-bot serve`, on PostgreSQL, as processes of their own."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from tests.e2e.ports import free_port
from tests.forked import forked, kpi_bot
from tests.postgresql import create

PATIENCE = 40.0
"""Seconds that anything may take on a busy machine."""
CHANNEL = "#cs-team"


def test_a_worker_sends_what_programs_that_only_answer_have_promised(
    server: str, tmp_path: Path
) -> None:
    port, worker_port = free_port(), free_port()
    with Sandbox(read_manifest()) as slack:
        given = slack.settings_for_http(f"http://127.0.0.1:{port}/slack/events")
        shared = {**given, "DATABASE_URL": create(server)}
        kim = slack.person("kim")
        with running("serve", shared | {"KPI_BOT_WORKER": "separate"}, port, tmp_path) as serve:
            kim.command(CHANNEL, "/nps 1700 350 150 period=2026-W40")
            kim.command(CHANNEL, "/kpi digest weekly mon 09:00 nps")
            before = len(kim.sees(CHANNEL))
            kim.command(CHANNEL, "/kpi digest now")
            assert posts(slack) == 0
            with running("worker", shared, worker_port, tmp_path) as worker:
                until(lambda: posts(slack) == 1)
                assert len(kim.sees(CHANNEL)) > before
                assert stopped(worker) == 0
            assert stopped(serve) == 0


def test_a_worker_without_postgresql_says_why_it_cannot_be(tmp_path: Path) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    log = tmp_path / "log"
    with forked(kpi_bot, "worker", settings=given, log=log) as worker:
        worker.join(PATIENCE)
        assert worker.exitcode not in (None, 0)
    [sentence] = log.read_text().splitlines()
    assert "kpi-bot worker needs PostgreSQL" in sentence
    assert list(tmp_path.iterdir()) == [log]


def posts(slack: Sandbox) -> int:
    """How many messages the bot posted."""
    return sum(call.ok for call in slack.calls("chat.postMessage"))


@contextmanager
def running(
    command: str, settings: Mapping[str, str], port: int, folder: Path
) -> Iterator[ForkServerProcess]:
    """A program that is ready; gone at the end, whatever happened."""
    log = folder / f"{command}.log"
    with forked(kpi_bot, command, settings={**settings, "PORT": str(port)}, log=log) as process:
        until(lambda: is_ready(port))
        yield process


def stopped(process: ForkServerProcess) -> int | None:
    """The code a program ends with when a supervisor asks it to."""
    process.terminate()
    process.join(PATIENCE)
    return process.exitcode


def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
