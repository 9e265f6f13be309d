from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import asdict

from bot.importing.errors import BadFile, refuse
from bot.importing.rows import read_rows
from bot.importing.storing import Stored, store_figures
from bot.importing.workspace import choose_workspace
from kpi.period import Cadence, Period
from storage.records import Action, FigureKey, Observation
from storage.store import Store, open_store
from tests.bot.importing.files import RUN, scores, table

TEAM = "T1"
FILE = ("kpi,period,lost,start", "churn,2021-09,50,3000", "churn,2021-10,60,3000")


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://", lambda: RUN.now)
    opened.write(lambda tx: tx.workspaces.ensure(TEAM, "Acme", RUN.now))
    yield opened
    opened.close()


def put(store: Store, *lines: str) -> Stored:
    figures = read_rows(table(*lines), RUN, refuse)
    return store.write(lambda tx: store_figures(tx, TEAM, figures, RUN.now))


def standing(store: Store, label: str, kpi: str = "churn") -> Observation:
    key = FigureKey(kpi=kpi, period=Period.parse(label))
    found = store.read(lambda tx: tx.observations.latest(TEAM, key))
    assert found is not None
    return found


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    assert str(put(store, *FILE)) == "2 new, 0 changed, 0 unchanged"
    assert str(put(store, *FILE)) == "0 new, 0 changed, 2 unchanged"
    assert standing(store, "2021-09").revision == 1


def test_a_file_that_overlaps_corrects_and_never_adds(store: Store) -> None:
    put(store, *FILE)
    again = put(store, FILE[0], "churn,2021-10,70,3000", "churn,2021-11,1,3000")
    assert str(again) == "1 new, 1 changed, 0 unchanged"
    corrected = standing(store, "2021-10")
    assert (corrected.revision, corrected.action) == (2, Action.IMPORT)
    assert corrected.reason == "import of answers.csv"
    assert corrected.entry is not None
    assert corrected.entry.inputs["lost"] == 70


def test_a_figure_whose_period_ended_meanwhile_is_no_longer_partial(store: Store) -> None:
    put(store, FILE[0], "churn,2021-12,5,3000")
    assert standing(store, "2021-12").partial
    figures = read_rows(table(FILE[0], "churn,2021-12,5,3000"), RUN, refuse)
    later = [type(one)(**(asdict(one) | {"partial": False})) for one in figures]
    stored = store.write(lambda tx: store_figures(tx, TEAM, later, RUN.now))
    assert stored.changed == 1
    assert not standing(store, "2021-12").partial


def test_the_file_decides_how_often_a_new_kpi_is_recorded(store: Store) -> None:
    answers = scores(table("day,score", "2021-09-05,9"), cadence=Cadence.MONTH)
    stored = store.write(lambda tx: store_figures(tx, TEAM, answers.figures, RUN.now))
    assert stored.cadences == ("nps",)
    assert store.read(lambda tx: tx.choices.get(TEAM, "nps")).cadence is Cadence.MONTH


def test_it_decides_nothing_about_a_kpi_that_is_recorded_or_decided_already(store: Store) -> None:
    store.write(lambda tx: tx.choices.set_cadence(TEAM, "nps", Cadence.QUARTER))
    put(store, *FILE)
    put(store, FILE[0], "churn,2021-W40,5,3000")
    answers = scores(table("day,score", "2021-09-05,9"), cadence=Cadence.MONTH)
    store.write(lambda tx: store_figures(tx, TEAM, answers.figures, RUN.now))
    assert store.read(lambda tx: tx.choices.get(TEAM, "nps")).cadence is Cadence.QUARTER
    assert store.read(lambda tx: tx.choices.get(TEAM, "churn")).cadence is Cadence.MONTH


def test_without_a_workspace_one_is_made_and_a_single_one_is_taken() -> None:
    empty = open_store("sqlite://", lambda: RUN.now)
    made = empty.write(lambda tx: choose_workspace(tx, None, "LOCAL", RUN.now))
    assert made.team == "LOCAL"
    again = empty.write(lambda tx: choose_workspace(tx, None, "OTHER", RUN.now))
    assert again.team == "LOCAL"
    empty.close()


@pytest.mark.parametrize(
    ("wanted", "says"),
    [(None, r"several workspaces: .* T1 \(Acme\), T2"), ("T9", "no workspace T9; there is T1")],
)
def test_a_workspace_that_is_not_clear_is_asked_for(
    store: Store, wanted: str | None, says: str
) -> None:
    store.write(lambda tx: tx.workspaces.ensure("T2", "", RUN.now))
    with pytest.raises(BadFile, match=says):
        store.write(lambda tx: choose_workspace(tx, wanted, "LOCAL", RUN.now))
    assert store.write(lambda tx: choose_workspace(tx, "T2", "LOCAL", RUN.now)).team == "T2"
