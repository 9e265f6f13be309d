"""Segments get other names; what was recorded stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest

from kpi.period import Cadence
from kpi.target import Target
from storage.records import CaseState, FigureKey, Renaming, TargetRecord
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import NOW, OURS, THEIRS, W46, append, case, key, new, withdrawal

OLD, NEW = "tier:enterprize", "tier:enterprise"


def renaming(name: str = OLD, means: str = NEW) -> Renaming:
    return Renaming(name=name, means=means, actor="U-KIM", at=NOW)


def rename(store: Store, team: str = OURS, one: Renaming | None = None) -> tuple[FigureKey, ...]:
    return store.write(lambda tx: tx.segments.rename(team, one or renaming()))


def renamed(store: Store, team: str = OURS) -> Mapping[str, str]:
    return store.read(lambda tx: tx.segments.renamed(team))


def test_segments_are_known_while_a_figure_of_theirs_stands(store: Store) -> None:
    append(store, new(key(segment="tier:smb")))
    append(store, new(key("csat", segment=OLD)))
    append(store, new())
    append(store, new(key(segment="tier:gone")))
    append(store, withdrawal(key(segment="tier:gone")), expected=1)
    assert store.read(lambda tx: tx.segments.known(OURS)) == (OLD, "tier:smb")


def test_figures_keep_their_numbers_and_revisions_under_a_new_name(store: Store) -> None:
    first = append(store, new(key(segment=OLD)))
    append(store, new(key(segment=OLD), note="again"), expected=1)
    before = store.read(lambda tx: tx.observations.revisions(OURS, first.number))
    assert rename(store) == (key(segment=NEW),)
    after = store.read(lambda tx: tx.observations.revisions(OURS, first.number))
    assert [(one.revision, one.entry, one.note) for one in after] == [
        (one.revision, one.entry, one.note) for one in before
    ]
    assert {one.key.segment for one in after} == {NEW}


def test_a_figure_whose_twin_has_the_name_already_stays_where_it_is(store: Store) -> None:
    append(store, new(key(segment=OLD)))
    append(store, new(key(segment=NEW)))
    append(store, new(key("csat", segment=OLD)))
    assert rename(store) == (key("csat", segment=NEW),)
    kept = store.read(lambda tx: tx.observations.latest(OURS, key(segment=OLD)))
    assert kept is not None


def test_targets_and_cases_go_with_the_name_unless_the_new_one_has_its_own(store: Store) -> None:
    def target(kpi: str, segment: str, value: int) -> TargetRecord:
        return TargetRecord(
            kpi=kpi,
            segment=segment,
            target=Target(">=", Fraction(value)),
            starts=date(2026, 1, 1),
            set_by="U-KIM",
            set_at=NOW,
        )

    def write(tx: Tx) -> None:
        number = tx.observations.append(OURS, new(key(segment=OLD)), 0).number
        tx.cases.add(OURS, case(number, segment=OLD), NOW)
        tx.targets.add(OURS, target("nps", OLD, 40))
        tx.targets.add(OURS, target("csat", OLD, 70))
        tx.targets.add(OURS, target("csat", NEW, 80))

    store.write(write)
    rename(store)

    def read(tx: Tx) -> tuple[object, ...]:
        targets = [tx.targets.at(OURS, kpi, NEW, W46.first) for kpi in ("nps", "csat")]
        opened = tx.cases.open_of(OURS, "nps", NEW)
        return (*(one and one.target for one in targets), opened and opened.state)

    assert store.read(read) == (
        Target(">=", Fraction(40)),
        Target(">=", Fraction(80)),
        CaseState.OPEN,
    )


@pytest.mark.parametrize(
    ("steps", "means"),
    [
        ([("a", "b")], {"a": "b"}),
        ([("a", "b"), ("b", "c")], {"a": "c", "b": "c"}),
        ([("a", "b"), ("b", "a")], {"b": "a"}),
        ([("a", "b"), ("c", "b"), ("b", "d")], {"a": "d", "b": "d", "c": "d"}),
        ([("a", "b"), ("b", "c"), ("c", "a")], {"b": "a", "c": "a"}),
    ],
    ids=str,
)
def test_an_old_name_means_the_newest_one(
    store: Store, steps: Sequence[tuple[str, str]], means: Mapping[str, str]
) -> None:
    for name, to in steps:
        rename(store, one=renaming(f"x:{name}", f"x:{to}"))
    assert renamed(store) == {f"x:{name}": f"x:{to}" for name, to in means.items()}


def test_renaming_in_one_workspace_changes_nothing_in_another(store: Store) -> None:
    append(store, new(key(segment=OLD)))
    append(store, new(key(segment=OLD)), team=THEIRS)
    rename(store)
    assert renamed(store, THEIRS) == {}
    assert store.read(lambda tx: tx.segments.history(THEIRS)) == ()
    assert store.read(lambda tx: tx.segments.known(THEIRS)) == (OLD,)
    assert store.read(lambda tx: tx.segments.known(OURS)) == (NEW,)


def test_the_segments_of_a_period_are_read_without_the_total(store: Store) -> None:
    for segment in ("", OLD, "tier:smb"):
        append(store, new(key(segment=segment)))
        append(store, new(key(segment=segment, period=W46.previous(2))))
        append(store, new(key("csat", segment=segment)), team=THEIRS)
    append(store, new(key(period=W46.previous())))

    def read(tx: Tx) -> tuple[object, ...]:
        return (
            [one.key.segment for one in tx.observations.by_segment(OURS, "nps", W46)],
            tx.observations.by_segment(THEIRS, "nps", W46),
            [one.key for one in tx.observations.of_segment(OURS, OLD)],
            tx.observations.newest_segmented(OURS, "nps", Cadence.WEEK, W46.previous()),
            tx.observations.newest_segmented(THEIRS, "nps", Cadence.WEEK, W46),
        )

    assert store.read(read) == (
        [OLD, "tier:smb"],
        (),
        [key(segment=OLD, period=W46.previous(2)), key(segment=OLD)],
        W46.previous(2),
        None,
    )
