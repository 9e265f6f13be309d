"""How long somebody waits for Home: every KPI, five years of weeks, in a SQLite file."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from bot.desk.asker import Asker
from bot.desk.scorecard import scorecard
from bot.examples import example_of
from bot.grammar.commands import read_command
from bot.questions import Record
from bot.views.home import Choice, home_view
from kpi import Entry, Kpi, Undefined, catalogue, evaluate
from kpi.period import Cadence, Period
from kpi.read import read
from storage import migrations
from storage.records import TOTAL, Action, FigureKey, NewObservation, Person, Standing
from storage.store import Store, open_store
from storage.tx import Tx

GOAL_SECONDS = 1.0
WEEKS = 260
_NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
_LAST = Period.parse("2026-W46")
_TEAM = "T1"
_ROUNDS = 10


def main() -> int:
    """Measure and print; 1 where the goal is missed."""
    with tempfile.TemporaryDirectory(prefix="kpi-bot-home-") as folder:
        url = f"sqlite:///{Path(folder) / 'home.db'}"
        migrations.upgrade(url)
        store = open_store(url, lambda: _NOW)
        store.write(_fill)
        seconds, view = _shown(store)
        store.close()
    size = len(json.dumps(view, ensure_ascii=False).encode())
    print(
        f"Home of {len(catalogue.all_kpis())} KPIs and {WEEKS} weeks: {seconds * 1000:.0f} ms, "
        f"{len(view['blocks'])} blocks, {size / 1000:.0f} kB; "
        f"goal < {GOAL_SECONDS:.0f} s"
    )
    return 0 if seconds < GOAL_SECONDS else 1


def _shown(store: Store) -> tuple[float, dict[str, Any]]:
    """Median seconds from the question to the view, and the view."""
    taken = []
    view: dict[str, Any] = {}
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        view = home_view(store.read(lambda tx: scorecard(tx, _asker())), Choice())
        taken.append(time.perf_counter() - began)
    return median(taken), view


def _asker() -> Asker:
    person = Person(
        user="U1",
        name="Kim",
        standing=Standing.MANAGER,
        zone="Asia/Seoul",
        locale="en-US",
        refreshed_at=_NOW,
    )
    return Asker(team=_TEAM, person=person, channel="", now=_NOW)


def _fill(tx: Tx) -> None:
    dice = Random(2021)
    tx.workspaces.ensure(_TEAM, "Acme", _NOW)
    tx.workspaces.change(_TEAM, zone="UTC")
    for kpi in catalogue.all_kpis():
        tx.choices.set_cadence(_TEAM, kpi.key, Cadence.WEEK)
        tx.observations.append_many(_TEAM, ((one, 0) for one in _figures(kpi, dice)))


def _figures(kpi: Kpi, dice: Random) -> Iterator[NewObservation]:
    """Five years of a KPI around its own example, the same every time."""
    question = read_command("/kpi", example_of(kpi).replace("/kpi ", "").lstrip("/"))
    if not isinstance(question, Record):
        raise TypeError(f"the example of {kpi.key} records nothing")
    usual = read(kpi, question.positional, question.named)
    for back in range(WEEKS - 1, -1, -1):
        key = FigureKey(kpi=kpi.key, period=_LAST.previous(back), segment=TOTAL)
        yield _figure(key, _varied(usual, dice))


def _varied(usual: Entry, dice: Random) -> Entry:
    inputs = {
        name: Fraction(round(value * Fraction(dice.randrange(95, 100), 100)))
        if isinstance(value, Fraction) and value > 50
        else value
        for name, value in usual.inputs.items()
    }
    return Entry(usual.kpi, usual.formula, inputs, usual.attributes, usual.currency)


def _figure(key: FigureKey, entry: Entry) -> NewObservation:
    try:
        result = evaluate(entry)
        entry, value, sound = result.kept, result.value, result.sound
    except Undefined:
        value, sound = None, True
    return NewObservation(
        key=key,
        entry=entry,
        value=value,
        sound=sound,
        partial=False,
        action=Action.RECORD,
        author="U1",
    )


if __name__ == "__main__":
    sys.exit(main())
