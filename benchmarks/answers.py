"""Importing a million raw answers against merely reading the file."""

from __future__ import annotations

import csv
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.process import KPI_BOT, environment

LINES = 1_000_000
_ROUNDS = 3
_MARKETS = ("US", "UK", "MEX", "DE", "KR")


def write_answers(file: Path) -> None:
    """A year of answers, the same every time."""
    dice = Random(2021)
    days = [(date(2021, 1, 1) + timedelta(days=n)).isoformat() for n in range(365)]
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(["response_id", "market", "surveyed_on", "score"])
        for number in range(LINES):
            rows.writerow(
                [1000 + number, dice.choice(_MARKETS), dice.choice(days), dice.randrange(11)]
            )


def read_only(file: Path) -> float:
    """Seconds a bare csv.reader takes over the file; the median of some rounds."""
    return median(_timed(lambda: _read(file)) for _ in range(_ROUNDS))


def imported(file: Path, folder: Path) -> float:
    """Seconds `kpi-bot import` takes into a new database, its start included; the median."""
    databases = [folder / f"import{number}.db" for number in range(_ROUNDS)]
    return median(_timed(lambda: _import(file, database)) for database in databases)  # noqa: B023


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _read(file: Path) -> None:
    with file.open(newline="") as opened:
        for _ in csv.reader(opened):
            pass


def _import(file: Path, database: Path) -> None:
    columns = "--kpi nps --scores score --date surveyed_on --segment market --cadence month"
    done = subprocess.run(
        [*KPI_BOT, "import", str(file), *columns.split()],
        env=environment(DATABASE_URL=f"sqlite:///{database}"),
        capture_output=True,
        text=True,
        check=False,
    )
    if f"{LINES:,} answers" not in done.stdout:
        raise RuntimeError(done.stdout + done.stderr)
