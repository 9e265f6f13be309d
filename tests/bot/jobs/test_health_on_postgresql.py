"""What /readyz says of the jobs, with a real program on PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bot.jobs.worker import JobWorker
from bot.manifest import read_manifest
from bot.program import Program, utc_now
from bot.sandbox import Sandbox
from bot.settings import load_settings
from tests.postgresql import execute

PATIENCE = 30.0


@pytest.fixture
def settings(database: str) -> Iterator[dict[str, str]]:
    with Sandbox(read_manifest()) as slack:
        yield slack.settings_for_http("http://127.0.0.1:9/slack/events") | {
            "DATABASE_URL": database
        }


@contextmanager
def running(settings: dict[str, str]) -> Iterator[Program]:
    program = Program(load_settings(settings), utc_now)
    program.start()
    try:
        yield program
    finally:
        program.stop()


@contextmanager
def without(database: str, table: str) -> Iterator[None]:
    """A database in which a table of the job engine is missing."""
    execute(database, f"ALTER TABLE {table} RENAME TO missing")
    try:
        yield
    finally:
        execute(database, f"ALTER TABLE missing RENAME TO {table}")


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_program_whose_jobs_cannot_run_is_not_ready_until_they_can(
    settings: dict[str, str], database: str
) -> None:
    with without(database, "procrastinate_workers"), running(settings) as program:
        told = program.checkup.look()
        assert (told.signs.database, told.unready) == ("ok", ("jobs: not connected",))
    with running(settings) as program:
        until(lambda: program.checkup.look().ready)


def test_a_worker_whose_heartbeat_fails_starts_anew(database: str) -> None:
    worker = JobWorker(database, {}, beat_every=0.02)
    worker.start()
    until(worker.is_connected)
    with without(database, "procrastinate_workers"):
        until(lambda: not worker.is_connected())
    until(worker.is_connected)
    assert worker.stop(PATIENCE)
    assert not worker.is_connected()


def test_a_program_that_only_answers_is_well_while_a_worker_runs_somewhere(
    settings: dict[str, str], database: str
) -> None:
    with running({**settings, "KPI_BOT_WORKER": "separate"}) as program:
        look = program.checkup.look
        alone = look()
        assert (alone.ready, alone.unwell) == (True, ("jobs: no kpi-bot worker runs",))
        worker = JobWorker(database, {})
        worker.start()
        until(lambda: look().well)
        assert worker.stop(PATIENCE)
        assert not look().well
