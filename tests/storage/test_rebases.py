"""Rebasings are kept in the order they were made, each series of figures for itself."""

import pytest

from kpi.period import Cadence, Period
from storage.records import Rebase
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, W46, rebase

LATER, EARLIER = rebase(), rebase(starts=W46.previous(20), reason="typed the wrong week")


def test_rebasings_come_in_the_order_they_were_made(store: Store) -> None:
    def add(tx: Tx) -> None:
        tx.rebases.add(OURS, LATER)
        tx.rebases.add(OURS, EARLIER)

    store.write(add)
    found = store.read(lambda tx: tx.rebases.of(OURS, "nps", "", Cadence.WEEK))
    assert found == (LATER, EARLIER)


@pytest.mark.parametrize(
    "other",
    [
        rebase(kpi="csat"),
        rebase(segment="tier:enterprise"),
        rebase(starts=Period.parse("2026-11")),
    ],
    ids=["another KPI", "a segment", "another cadence"],
)
def test_each_series_of_figures_has_its_own(store: Store, other: Rebase) -> None:
    store.write(lambda tx: tx.rebases.add(OURS, other))
    assert store.read(lambda tx: tx.rebases.of(OURS, "nps", "", Cadence.WEEK)) == ()


def test_another_workspace_sees_none_of_it(store: Store) -> None:
    store.write(lambda tx: tx.rebases.add(OURS, rebase()))
    assert store.read(lambda tx: tx.rebases.of(THEIRS, "nps", "", Cadence.WEEK)) == ()


def test_a_rebasing_without_a_reason_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)constraint"):
        store.write(lambda tx: tx.rebases.add(OURS, rebase(reason="")))
