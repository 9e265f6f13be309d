"""Starting the program against the sandbox, the way `kpi-bot serve` does, on a test's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from structlog.testing import capture_logs

from bot.clients import connecting_client
from bot.delivery.pace import UNHURRIED
from bot.manifest import read_manifest, with_steps
from bot.program import Program
from bot.sandbox import Sandbox
from bot.server.http import HttpServer
from bot.server.socket import SocketServer
from bot.server.web import build_web
from bot.settings import load_settings
from tests.e2e.bench import Bench, Clock


@contextmanager
def over_http(database: Path, clock: Clock) -> Iterator[Bench]:
    """The bot behind its real HTTP server, requests signed, in a Slack of its own."""
    with Sandbox(_manifest(), clock=clock) as slack, beside(slack, database, clock) as bench:
        yield bench


@contextmanager
def beside(slack: Sandbox, database: Path, clock: Clock) -> Iterator[Bench]:
    """The same in a Slack that the test has prepared."""
    with capture_logs() as logged:
        program = _program(slack.settings_for_http("http://127.0.0.1:0"), database, clock)
        server = HttpServer(build_web(program.app, program.guard, program.ready), port=0, threads=4)
        slack.settings_for_http(f"http://127.0.0.1:{server.port}/slack/events")
        thread = Thread(target=server.run, name="http")
        thread.start()
        bench = Bench(slack, clock, program, database, logged)
        try:
            yield _started(bench)
        finally:
            server.stop()
            thread.join()
            program.stop()


@contextmanager
def over_socket(database: Path, clock: Clock) -> Iterator[Bench]:
    """The bot on its real Socket Mode connection."""
    with capture_logs() as logged, Sandbox(_manifest(), clock=clock) as slack:
        program = _program(slack.settings_for_socket_mode(), database, clock)
        server = SocketServer(program.app, connecting_client(program.settings))
        server.connect()
        thread = Thread(target=server.run, name="socket")
        thread.start()
        bench = Bench(slack, clock, program, database, logged)
        try:
            yield _started(bench)
        finally:
            server.stop()
            thread.join()
            program.stop()


@contextmanager
def replica(bench: Bench) -> Iterator[Program]:
    """One more program on the same database, as behind a load balancer."""
    program = Program(bench.program.settings, bench.clock, pace=UNHURRIED)
    program.start()
    try:
        yield program
    finally:
        program.stop()


@cache
def _manifest() -> dict[str, Any]:
    """Read once: it is the slowest part of a start."""
    return with_steps(read_manifest())


def _program(environment: dict[str, str], database: Path, clock: Clock) -> Program:
    settings = load_settings({**environment, "DATABASE_URL": f"sqlite:///{database}", "PORT": "0"})
    return Program(settings, clock, pace=UNHURRIED)


def _started(bench: Bench) -> Bench:
    bench.program.start()
    bench.settle()
    return bench
