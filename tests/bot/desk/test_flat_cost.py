"""What one digest costs, however long the history is that stands behind it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa

from bot.desk.gathering import Edition
from bot.desk.publishing import post_edition
from kpi import Entry
from kpi.target import Target
from storage import migrations
from storage.records import (
    Action,
    FigureKey,
    NewObservation,
    Rhythm,
    TargetRecord,
    Workspace,
)
from storage.statement import Session
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, NOW, TEAM, WEEK

KPIS = ("nps", "csat", "churn", "mrr")
HALF_A_YEAR, TEN_YEARS = 26, 520
QUIET, FELL = 500, 300


class Cost(NamedTuple):
    statements: int
    rows: int


class Counting:
    """A cursor that counts what is asked of it and what it gives."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self.statements = self.rows = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, *given: Any) -> Any:
        self.statements += 1
        return self._cursor.execute(*given)

    def executemany(self, *given: Any) -> Any:
        self.statements += 1
        return self._cursor.executemany(*given)

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        self.rows += row is not None
        return row

    def fetchall(self) -> Any:
        rows = self._cursor.fetchall()
        self.rows += len(rows)
        return rows


@contextmanager
def database() -> Iterator[tuple[Tx, Counting]]:
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    with engine.connect() as connection:
        migrations.build(connection)
        cursor = Counting(connection.connection.cursor())
        yield Tx(Session(cursor, engine.dialect, NOW)), cursor
    engine.dispose()


def entries(promoters: int) -> Iterator[tuple[Entry, Fraction]]:
    counts = {"promoters": promoters, "passives": 300, "detractors": 200}
    given = {name: Fraction(number) for name, number in counts.items()}
    yield (
        Entry("nps", "counts", given),
        Fraction(100 * (promoters - 200), 500 + promoters),
    )
    positive = {"positive": Fraction(promoters), "responses": Fraction(1000)}
    yield Entry("csat", "counts", positive), Fraction(promoters, 10)


def history(tx: Tx, weeks: int, newest: int) -> None:
    """So many weeks of figures, the same but for a little wobble and the newest."""
    made = []
    for back in range(weeks):
        promoters = newest if back == 0 else QUIET + back % 7
        for entry, value in entries(promoters):
            key = FigureKey(kpi=entry.kpi, period=WEEK.previous(back))
            made.append((key, entry, value))
    tx.observations.append_many(
        TEAM,
        (
            (
                NewObservation(
                    key=key,
                    entry=entry,
                    value=value,
                    sound=True,
                    partial=False,
                    action=Action.RECORD,
                    author="kim",
                ),
                0,
            )
            for key, entry, value in made
        ),
    )


def target(tx: Tx) -> None:
    tx.targets.add(
        TEAM,
        TargetRecord(
            kpi="nps",
            segment="",
            target=Target(">=", Fraction(10)),
            starts=date(2010, 1, 4),
            set_by="kim",
            set_at=NOW,
        ),
    )


def cost(weeks: int, newest: int) -> Cost:
    """Of composing and handing over one digest."""
    with database() as (tx, cursor):
        tx.workspaces.ensure(TEAM, "Acme", NOW)
        workspace = tx.workspaces.change(TEAM, zone="UTC")
        assert isinstance(workspace, Workspace)
        history(tx, weeks, newest)
        target(tx)
        edition = Edition(channel=CHANNEL, rhythm=Rhythm.WEEKLY, kpis=KPIS, period=WEEK)
        before = Cost(cursor.statements, cursor.rows)
        root = post_edition(tx, workspace, edition, subject="one", owner="kim", now=NOW)
        assert root.payload
        return Cost(cursor.statements - before.statements, cursor.rows - before.rows)


@pytest.mark.parametrize("newest", [QUIET, FELL], ids=["quiet", "fell"])
def test_a_digest_costs_the_same_after_half_a_year_and_after_ten(newest: int) -> None:
    young, old = cost(HALF_A_YEAR, newest), cost(TEN_YEARS, newest)
    assert old.statements == young.statements
    assert young.statements < 40 * len(KPIS)
    assert old.rows < 200 * len(KPIS), "two years are looked back on, not ten"
