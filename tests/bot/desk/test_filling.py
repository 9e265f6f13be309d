"""Forms: what stands comes back as one would type it, and nothing of a rehearsal is kept."""

import pytest

from bot.desk.asker import Asker
from bot.desk.filling import Sheet, Subject, sheet
from bot.examples import example_inputs
from bot.handlers.rehearsal import rehearsal
from kpi import Kpi, all_kpis, catalogue
from kpi.model import Formula
from kpi.read import read
from storage.records import Person, Standing
from tests.bot.desk.desk import CHANNEL, NOW, TEAM, Desk

FORMULAS = [(kpi, formula) for kpi in all_kpis() for formula in kpi.formulas]


def quoted(kpi: Kpi, formula: Formula) -> str:
    """The example's inputs as a command takes them."""
    inputs = example_inputs(kpi, formula).items()
    return " ".join(f'{name}="{value}"' for name, value in inputs)


def correction(desk: Desk, number: int) -> Sheet:
    """The form that corrects a figure."""
    person = Person(
        user="kim",
        name="kim",
        standing=Standing.MANAGER,
        zone="UTC",
        locale="en-US",
        refreshed_at=NOW,
    )
    asker = Asker(team=TEAM, person=person, channel=CHANNEL, now=NOW)
    kpi = desk.revisions(number)[-1].key.kpi
    about = Subject(kpi=kpi, number=number)
    return desk.store.read(lambda tx: sheet(tx, asker, about))


@pytest.mark.parametrize(
    ("kpi", "formula"), FORMULAS, ids=[f"{kpi.key}-{formula.key}" for kpi, formula in FORMULAS]
)
def test_what_stands_is_filled_in_so_that_it_reads_the_same(
    desk: Desk, kpi: Kpi, formula: Formula
) -> None:
    line = f"/kpi {kpi.key} {quoted(kpi, formula)} formula={formula.key}"
    stored = desk.records("kim", line).reading.observation
    filled = correction(desk, stored.number).filled
    assert filled is not None
    assert stored.entry is not None
    again = read(kpi, (), filled.inputs, formula=filled.about.formula)
    assert again == stored.entry


@pytest.mark.parametrize(
    ("line", "name", "typed"),
    [
        ("/kpi aov revenue=€1,500.25 orders=10", "revenue", "EUR 1500.25"),
        ("/kpi aov revenue=1,500 orders=10", "revenue", "1500"),
        ("/churn crr=97.5", "crr", "97.5%"),
        ("/kpi mrr fees=49;99.5", "fees", "49\n99.5"),
        ("/kpi scroll_depth depths=0.5%;75%", "depths", "0.5%\n75%"),
        ('/kpi feedback "slow; dear"', "items", "slow\ndear"),
        ("/kpi ces scores=5,1,5 scale=5 direction=higher", "scores", "1,5,5"),
    ],
)
def test_each_kind_of_input_comes_back_as_one_types_it(
    desk: Desk, line: str, name: str, typed: str
) -> None:
    number = desk.records("kim", line).reading.observation.number
    filled = correction(desk, number).filled
    assert filled is not None
    assert filled.inputs[name] == typed


def test_scores_too_many_for_an_input_are_left_out(desk: Desk) -> None:
    scores = ",".join("5" for _ in range(1600))
    number = desk.records("kim", f"/kpi ces scores={scores} scale=5").reading.observation.number
    filled = correction(desk, number).filled
    assert filled is not None
    assert "scores" not in filled.inputs


def test_a_rehearsal_returns_what_would_be_and_keeps_nothing(desk: Desk) -> None:
    trying = rehearsal(desk.store.write)
    assert trying(lambda tx: tx.requests.first_seen(TEAM, "key", NOW)) is True
    assert trying(lambda tx: tx.requests.first_seen(TEAM, "key", NOW)) is True


def test_a_rehearsal_lets_errors_pass(desk: Desk) -> None:
    with pytest.raises(ZeroDivisionError):
        rehearsal(desk.store.write)(lambda _tx: 1 / 0)


def test_a_correction_knows_its_kpi(desk: Desk) -> None:
    number = desk.records("kim", "/nps 1 2 3").reading.observation.number
    found = correction(desk, number)
    assert found.kpi is catalogue.get("nps")
    assert found.standing is not None
