"""What one recorded KPI costs, beside a Bolt app that records nothing.

Both are real processes with their own defaults, asked over HTTP in turn, so that whatever else the
machine does meets both. By default the bare app has waitress's four threads and the bot sixteen;
KPI_BOT_THREADS gives both as many. The bare app gains most from it: each of its threads sleeps
until it sees its acknowledgement.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.answers import read_and_imported, write_answers
from benchmarks.load import Caller, Timing, send, together
from benchmarks.process import BARE, KPI_BOT, Server, running
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from kpi.period import Cadence, Period
from storage.records import TOTAL
from storage.store import open_store

ROUNDS = 5
STARTS = 5
REQUESTS = {1: 200, 16: 800}
"""Requests a round, by the number of connections."""
_OLDEST = Period.parse("1900-W01")
"""There are more weeks since then than commands are sent."""


class Row(NamedTuple):
    """A measured thing, with the goal it is held to."""

    what: str
    ours: str
    bare: str
    result: str
    goal: str
    met: bool


@dataclass
class Commands:
    """Never twice the same figure."""

    caller: Caller
    made: int = 0

    def take(self, number: int) -> list[bytes]:
        """The next commands, signed."""
        first, self.made = self.made, self.made + number
        return [self.caller.request(self._text(one), one) for one in range(first, self.made)]

    def _text(self, number: int) -> str:
        return f"1700 350 150 period={_OLDEST.next(number).label}"


def main() -> int:
    """Measure, print the table; 1 where a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="kpi-bot-bench-") as folder:
        rows = [*_recording(Path(folder)), _import(Path(folder))]
    widths = [
        max(len(str(row[column])) for row in [Row(*_HEADS, met=True), *rows]) for column in range(5)
    ]
    for row in [Row(*_HEADS, met=True), *rows]:
        cells = [str(cell).ljust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join(cells), "" if row.met else " MISSED")
    return 0 if all(row.met for row in rows) else 1


_HEADS = ("", "kpi-bot", "bare", "result", "goal")


def _recording(folder: Path) -> Iterator[Row]:
    database = f"sqlite:///{folder / 'bench.db'}"
    with Sandbox(read_manifest()) as slack:
        settings = slack.settings_for_http("http://127.0.0.1:9/slack/events") | {
            "DATABASE_URL": database,
        }
        caller = Caller(
            team=slack.workspace.installation.team_id,
            user=slack.person("kim").id,
            channel="C00000001",
            secret=slack.app.signing_secret,
        )
        # The first start compiles, and is not counted.
        starts = [_ready_after(settings, folder / "start.log") for _ in range(STARTS + 1)][1:]
        with (
            running((*KPI_BOT, "serve"), settings, folder / "ours.log") as ours,
            running(BARE, settings, folder / "bare.log") as bare,
        ):
            commands = Commands(caller)
            one = _compare(ours, bare, commands, connections=1)
            many = _compare(ours, bare, commands, connections=16)
            memory, start = ours.peak_memory, median(starts)
    yield from _speed(one, many)
    yield Row("memory", f"{memory:.0f} MB", "", "", "< 150 MB", memory < 150)
    yield Row("start to ready, median", f"{start:.2f} s", "", "", "< 2 s", start < 2)
    stored = _stored(database, caller.team)
    what = f"figures stored of {commands.made:,}"
    yield Row(what, f"{stored:,}", "", "", "all", stored == commands.made)


def _ready_after(settings: Mapping[str, str], log: Path) -> float:
    with running((*KPI_BOT, "serve"), settings, log) as server:
        return server.ready_after


def _compare(
    ours: Server, bare: Server, commands: Commands, connections: int
) -> tuple[Timing, Timing]:
    number = REQUESTS[connections]
    send(ours.port, commands.take(20), connections, "70.45")
    send(bare.port, [commands.caller.request("", n) for n in range(20)], connections, "ok")
    rounds = [
        (
            send(ours.port, commands.take(number), connections, "70.45"),
            send(
                bare.port,
                [commands.caller.request("1700 350 150", n) for n in range(number)],
                connections,
                "ok",
            ),
        )
        for _ in range(ROUNDS)
    ]
    return together(one for one, _ in rounds), together(two for _, two in rounds)


def _speed(one: tuple[Timing, Timing], many: tuple[Timing, Timing]) -> Iterator[Row]:
    ratio = one[0].median_ms / one[1].median_ms
    yield Row(
        "1 connection, median",
        f"{one[0].median_ms:.2f} ms",
        f"{one[1].median_ms:.2f} ms",
        f"{ratio:.2f}",
        "< 0.4",
        ratio < 0.4,
    )
    share = many[0].per_second / many[1].per_second
    yield Row(
        "16 connections, requests a second",
        f"{many[0].per_second:.0f}",
        f"{many[1].per_second:.0f}",
        f"{share:.2f}",
        ">= 0.4",
        share >= 0.4,
    )
    p99 = many[0].p99_ms
    yield Row(
        "16 connections, 99th percentile",
        f"{p99:.1f} ms",
        f"{many[1].p99_ms:.1f} ms",
        "",
        "< 100 ms",
        p99 < 100,
    )


def _stored(database: str, team: str) -> int:
    store = open_store(database, lambda: datetime.now(UTC))

    try:
        return len(
            store.read(
                lambda tx: tx.observations.history(team, "nps", TOTAL, Cadence.WEEK, limit=100_000)
            )
        )
    finally:
        store.close()


def _import(folder: Path) -> Row:
    file = folder / "answers.csv"
    write_answers(file)
    bare, ours = read_and_imported(file, folder)
    return Row(
        "a million answers imported",
        f"{ours:.2f} s",
        f"{bare:.2f} s",
        f"{ours / bare:.1f}",
        "<= 5",
        ours <= 5 * bare,
    )


if __name__ == "__main__":
    sys.exit(main())
