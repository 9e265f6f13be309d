"""What an operator's monitoring reads at /metrics: counters kept here, the rest looked at then.

Labels name commands, states and outcomes: never a workspace, a person or anything typed.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client import generate_latest as text_of
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.health import Health, age
from bot.watching import Ending
from storage.records import Occurrence, OccurrenceState

__all__ = ["CONTENT_TYPE", "Metrics"]

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Bounds of the histogram; Slack waits three seconds."""


class Metrics:
    """One program's counters, and its page of numbers."""

    def __init__(self, look: Callable[[], Health], size: Callable[[], int]) -> None:
        """Take how the program is, and how many bytes its database has; both are asked a page."""
        self._registry = CollectorRegistry()
        self._commands = Histogram(
            "kpi_bot_command_seconds",
            "How long commands took to answer.",
            ("command", "outcome"),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._deliveries = Counter(
            "kpi_bot_delivery_attempts",
            "Attempts to deliver a message, by what it is for and what became of it.",
            ("purpose", "outcome"),
            registry=self._registry,
        )
        self._digests = Counter(
            "kpi_bot_digests",
            "Digests that came due: sent on time, sent late, skipped as too old, or left out for a "
            "holiday.",
            ("outcome",),
            registry=self._registry,
        )
        build = Gauge(
            "kpi_bot_build_info", "What runs.", ("version", "python"), registry=self._registry
        )
        build.labels(version("kpi-bot"), platform.python_version()).set(1)
        ProcessCollector(registry=self._registry)
        self._registry.register(_Looked(look, size))

    def command(self, name: str, ending: Ending, seconds: float, /) -> None:
        """A command was answered."""
        self._commands.labels(name, ending).observe(seconds)

    def delivery(self, purpose: str, outcome: str) -> None:
        """A delivery was attempted."""
        self._deliveries.labels(purpose, outcome).inc()

    def digest(self, occurrence: Occurrence) -> None:
        """A digest came due."""
        skipped = "holiday" if occurrence.holiday else "skipped"
        late = "late" if occurrence.late else "on_time"
        is_skipped = occurrence.state is OccurrenceState.SKIPPED
        self._digests.labels(skipped if is_skipped else late).inc()

    def page(self) -> bytes:
        """Everything, in the text form of Prometheus."""
        return text_of(self._registry)


class _Looked(Collector):
    """What is looked at anew for each page."""

    def __init__(self, look: Callable[[], Health], size: Callable[[], int]) -> None:
        self._look = look
        self._size = size

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing, so that registering asks no database."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Every gauge; those of the database only while it answers."""
        health = self._look()
        signs, backlog = health.signs, health.signs.backlog
        yield from _gauges(
            {
                "kpi_bot_ready": (
                    "Whether requests are answered and digests go out.",
                    health.ready,
                ),
                "kpi_bot_well": ("Whether nothing has waited for long, besides.", health.well),
                "kpi_bot_heartbeat_age_seconds": (
                    "Since the last good heartbeat.",
                    age(signs.now, signs.beat),
                ),
                "kpi_bot_delivery_round_age_seconds": (
                    "Since deliveries were last looked through.",
                    age(signs.now, signs.round),
                ),
            }
        )
        if backlog is None:
            return
        states = GaugeMetricFamily(
            "kpi_bot_deliveries", "Messages in each unfinished state.", labels=["state"]
        )
        for state in ("due", "sending", "unknown", "dead"):
            states.add_metric([state], getattr(backlog, state))
        yield states
        yield from _gauges(
            {
                "kpi_bot_oldest_due_seconds": (
                    "How long the oldest message that is due has waited.",
                    age(signs.now, backlog.due_since) or 0,
                ),
                "kpi_bot_oldest_unknown_seconds": (
                    "How long it is unknown of the oldest message whether it was posted.",
                    age(signs.now, backlog.unknown_since) or 0,
                ),
                "kpi_bot_database_bytes": ("What the database takes up.", self._size()),
            }
        )


def _gauges(values: Mapping[str, tuple[str, float | None]]) -> Iterator[GaugeMetricFamily]:
    """A gauge for each value that is known."""
    for name, (told, value) in values.items():
        if value is not None:
            yield GaugeMetricFamily(name, told, value=value)
