from __future__ import annotations

from datetime import UTC, datetime, timedelta
from timeit import timeit

import pytest
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health, Signs, judge
from bot.metrics import Metrics
from bot.watching import Ending
from storage.records import Backlog, OccurrenceState
from tests.storage.made import occurrence

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
BACKLOG = Backlog(
    due=4,
    sending=1,
    unknown=2,
    dead=3,
    due_since=NOW - timedelta(seconds=90),
    unknown_since=NOW - timedelta(seconds=30),
)
SOUND = Signs(now=NOW, database="ok", beat=NOW - timedelta(seconds=5), round=NOW, backlog=BACKLOG)
Page = dict[tuple[str, frozenset[tuple[str, str]]], float]


def page(metrics: Metrics) -> Page:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(metrics.page().decode())
        for sample in family.samples
    }


def read(found: Page, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def made(signs: Signs = SOUND) -> Metrics:
    return Metrics(lambda: judge(signs), lambda: 4096)


def test_commands_are_counted_by_what_became_of_them_with_their_time() -> None:
    metrics = made()
    for ending, seconds in ((Ending.ANSWERED, 0.004), (Ending.ANSWERED, 0.2), (Ending.FAILED, 4)):
        metrics.command("/nps", ending, seconds)
    found = page(metrics)
    name, done = "kpi_bot_command_seconds", {"command": "/nps", "outcome": "answered"}
    assert read(found, f"{name}_count", **done) == 2
    assert read(found, f"{name}_bucket", **done, le="0.005") == 1
    assert read(found, f"{name}_sum", **done) == pytest.approx(0.204)
    failed = {"command": "/nps", "outcome": "failed"}
    assert read(found, f"{name}_bucket", **failed, le="3.0") == 0
    assert read(found, f"{name}_bucket", **failed, le="+Inf") == 1


def test_deliveries_and_digests_are_counted_by_what_became_of_them() -> None:
    metrics = made()
    metrics.delivery("digest", "Sent")
    metrics.delivery("digest", "Sent")
    metrics.delivery("case", "Unknown")
    for late, state in (
        (False, "planned"),
        (True, "planned"),
        (True, "planned"),
        (False, "skipped"),
    ):
        metrics.digest(occurrence(late=late, state=OccurrenceState(state)))
    found = page(metrics)
    attempts, digests = "kpi_bot_delivery_attempts_total", "kpi_bot_digests_total"
    assert read(found, attempts, purpose="digest", outcome="Sent") == 2
    assert read(found, attempts, purpose="case", outcome="Unknown") == 1
    assert [read(found, digests, outcome=one) for one in ("on_time", "late", "skipped")] == [
        1,
        2,
        1,
    ]


def test_the_state_of_the_program_is_looked_at_when_it_is_asked_for() -> None:
    signs = [SOUND, replace(SOUND, beat=NOW - timedelta(minutes=5))]
    found = [page(made(one)) for one in signs]
    assert [read(one, "kpi_bot_ready") for one in found] == [1, 0]
    assert [read(one, "kpi_bot_well") for one in found] == [1, 0]
    assert [read(one, "kpi_bot_heartbeat_age_seconds") for one in found] == [5, 300]
    assert read(found[0], "kpi_bot_delivery_round_age_seconds") == 0
    assert read(found[0], "kpi_bot_oldest_due_seconds") == 90
    assert read(found[0], "kpi_bot_oldest_unknown_seconds") == 30
    assert read(found[0], "kpi_bot_database_bytes") == 4096
    states = {"due": 4, "sending": 1, "unknown": 2, "dead": 3}
    assert {one: read(found[0], "kpi_bot_deliveries", state=one) for one in states} == states


def test_without_its_database_the_rest_is_still_told() -> None:
    def gone() -> int:
        raise AssertionError("the database is asked nothing")

    signs = replace(SOUND, database="OperationalError", backlog=None)
    found = page(Metrics(lambda: judge(signs), gone))
    assert read(found, "kpi_bot_ready") == 0
    assert ("kpi_bot_database_bytes", frozenset()) not in found


def test_the_process_and_the_version_are_told() -> None:
    names = {name for name, _ in page(made())}
    assert {"process_resident_memory_bytes", "process_cpu_seconds_total"} <= names
    assert "kpi_bot_build_info" in names


def test_two_programs_in_one_process_count_apart() -> None:
    one, other = made(), made()
    one.delivery("digest", "Sent")
    assert "Sent" not in other.page().decode()


def test_to_start_asks_the_database_nothing() -> None:
    def look() -> Health:
        raise AssertionError

    Metrics(look, lambda: 0)


def test_counting_a_command_costs_next_to_nothing() -> None:
    metrics = made()
    times = 2000
    took = min(
        timeit(lambda: metrics.command("/nps", Ending.ANSWERED, 0.01), number=times)
        for _ in range(5)
    )
    assert took / times < 50e-6
    print(took / times)
