from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from kpi.target import Target
from storage.records import TargetRecord
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS


def record(starts: date, target: Target | None, segment: str = "") -> TargetRecord:
    return TargetRecord(
        kpi="nps", segment=segment, target=target, starts=starts, set_by="U-ANN", set_at=NOW
    )


JULY = record(date(2026, 7, 1), Target(">=", Fraction(40)))
OCTOBER = record(date(2026, 10, 1), Target(">", Fraction(101, 3)))
CLEARED = record(date(2026, 11, 1), None)
SEGMENT = record(date(2026, 1, 1), Target("<=", Fraction(1)), "Korea")


@pytest.fixture
def targets(store: Store) -> Store:
    def add(tx: Tx) -> None:
        for each in (OCTOBER, JULY, CLEARED, SEGMENT):
            tx.targets.add(OURS, each)

    store.write(add)
    return store


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2026, 6, 30), None),
        (date(2026, 7, 1), JULY),
        (date(2026, 9, 30), JULY),
        (date(2026, 10, 1), OCTOBER),
        (date(2026, 12, 31), CLEARED),
    ],
)
def test_a_target_holds_from_its_day_until_the_next(
    targets: Store, day: date, in_force: TargetRecord | None
) -> None:
    assert targets.read(lambda tx: tx.targets.at(OURS, "nps", "", day)) == in_force
    assert targets.read(lambda tx: tx.targets.at(THEIRS, "nps", "", day)) is None


def test_of_two_targets_for_one_day_the_later_counts(targets: Store) -> None:
    second = record(OCTOBER.starts, Target(">=", Fraction(50)))
    targets.write(lambda tx: tx.targets.add(OURS, second))
    assert targets.read(lambda tx: tx.targets.at(OURS, "nps", "", OCTOBER.starts)) == second


def test_every_target_stays_in_the_history(targets: Store) -> None:
    history = targets.read(lambda tx: tx.targets.history(OURS, "nps"))
    assert history == (CLEARED, OCTOBER, JULY, SEGMENT)
    assert targets.read(lambda tx: tx.targets.history(THEIRS, "nps")) == ()


def test_the_targets_of_a_segment_are_those_of_every_kpi_latest_start_first(
    targets: Store,
) -> None:
    churn = replace(JULY, kpi="churn")
    targets.write(lambda tx: tx.targets.add(OURS, churn))
    found = targets.read(lambda tx: tx.targets.of_segment(OURS, ""))
    assert found == (CLEARED, OCTOBER, churn, JULY)
    assert targets.read(lambda tx: tx.targets.of_segment(OURS, "Korea")) == (SEGMENT,)
    assert targets.read(lambda tx: tx.targets.of_segment(THEIRS, "")) == ()
