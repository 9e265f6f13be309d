"""Importing a million raw answers against merely reading the file."""

from __future__ import annotations

import csv
import subprocess
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.process import KPI_BOT, environment

LINES = 1_000_000
_ROUNDS = 5
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


def read_and_imported(file: Path, folder: Path) -> tuple[float, float]:
    """Seconds a bare csv.reader takes over the file, and `kpi-bot import` into a new database.

    In turn, so that whatever else the machine does meets both; the medians. The import's start
    and its new database are part of it.
    """
    rounds = [
        (
            _timed(lambda: _read(file)),
            _timed(partial(_import, file, folder / f"import{number}.db")),
        )
        for number in range(_ROUNDS)
    ]
    return median(read for read, _ in rounds), median(imported for _, imported in rounds)


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
