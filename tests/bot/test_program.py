from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.health import STALE
from bot.manifest import read_manifest
from bot.program import Program
from bot.sandbox import Sandbox
from bot.settings import SettingsError, load_settings


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 18, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox(read_manifest()) as running:
        yield running


@pytest.fixture
def program(slack: Sandbox, clock: Clock, tmp_path: Path) -> Program:
    settings = slack.settings_for_http("http://127.0.0.1:9/slack/events")
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    return Program(load_settings(settings | {"DATABASE_URL": url}), clock)


def test_it_is_ready_from_its_start_until_its_heart_stops(program: Program, clock: Clock) -> None:
    assert not program.ready()["ready"]
    program.start()
    try:
        assert program.ready()["ready"]
        program.settle()
        clock.now += STALE + timedelta(seconds=1)
        late = program.ready()
        assert (late["ready"], late["database"]) == (False, "ok")
        assert late["heartbeat_age_seconds"] >= STALE.total_seconds()
    finally:
        program.stop()


def test_it_is_not_ready_without_its_database(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_work: object) -> None:
        raise ConnectionError

    program.start()
    try:
        monkeypatch.setattr(program.store, "read", gone)
        state = program.ready()
        assert (state["ready"], state["wrong"]) == (False, ["database: ConnectionError"])
    finally:
        program.stop()


def test_it_gets_to_know_the_workspace_and_its_people_beside_the_first_requests(
    program: Program, slack: Sandbox
) -> None:
    program.start()
    try:
        assert program.settle()
        team = slack.workspace.installation.team_id
        kim = slack.person("kim").id
        found = program.store.read(lambda tx: (tx.workspaces.get(team), tx.people.get(team, kim)))
        workspace, person = found
        assert workspace is not None
        assert person is not None
        assert (workspace.name, person.name) == ("Acme", "kim")
    finally:
        program.stop()


def test_on_sqlite_no_other_program_can_do_its_background_work(slack: Sandbox) -> None:
    given = slack.settings_for_http("http://127.0.0.1:9/slack/events")
    settings = load_settings(given | {"DATABASE_URL": "sqlite://", "KPI_BOT_WORKER": "separate"})
    with pytest.raises(SettingsError, match="KPI_BOT_WORKER needs PostgreSQL: leave it out"):
        Program(settings, Clock())


def test_it_can_be_stopped_without_having_been_started(program: Program) -> None:
    program.stop()
