from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import asdict

from kpi.period import Cadence, Period
from storage.errors import Conflict
from storage.records import Action, FigureKey, NewObservation, Observation
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS, W46, Clock, append, key, new, withdrawal


def test_a_first_revision_makes_a_figure(store: Store, clock: Clock) -> None:
    given = new(note="after the release", source="https://example.com/nps", parts=(3, 4))
    stored = append(store, given)
    assert stored == Observation(**asdict(given), number=1, revision=1, recorded_at=clock.now)
    assert store.read(lambda tx: tx.observations.latest(OURS, key())) == stored
    assert store.read(lambda tx: tx.observations.by_number(OURS, 1)) == stored


def test_a_correction_is_a_new_revision_and_the_old_one_stays(store: Store, clock: Clock) -> None:
    first = append(store, new())
    clock.forward(hours=1)
    second = append(store, new(value=Fraction(70), action=Action.CORRECT, reason="typo"), 1)
    assert (second.number, second.revision, second.recorded_at) == (1, 2, clock.now)
    assert store.read(lambda tx: tx.observations.revisions(OURS, 1)) == (first, second)
    assert store.read(lambda tx: tx.observations.latest(OURS, key())) == second


def test_figures_are_numbered_from_1_in_each_workspace(store: Store) -> None:
    ours = [append(store, new(key(kpi))).number for kpi in ("nps", "churn", "crr")]
    theirs = append(store, new(), team=THEIRS).number
    assert (ours, theirs) == ([1, 2, 3], 1)


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_revision_after_another_than_the_standing_one_is_refused(
    store: Store, expected: int
) -> None:
    append(store, new())
    standing = append(store, new(value=Fraction(70)), 1)
    with pytest.raises(Conflict) as refused:
        append(store, new(value=Fraction(60)), expected)
    assert refused.value.current == standing
    assert len(store.read(lambda tx: tx.observations.revisions(OURS, 1))) == 2


def test_a_refused_revision_takes_no_number(store: Store) -> None:
    append(store, new())

    def refused_then_other(tx: Tx) -> int:
        with pytest.raises(Conflict):
            tx.observations.append(OURS, new(), 0)
        return tx.observations.append(OURS, new(key("churn")), 0).number

    assert store.write(refused_then_other) == 2


def test_a_figure_of_an_unknown_workspace_is_refused(store: Store) -> None:
    with pytest.raises(LookupError):
        append(store, new(), team="T-NONE")


def test_an_undefined_value_keeps_its_inputs(store: Store) -> None:
    stored = append(store, new(value=None, sound=False))
    assert store.read(lambda tx: tx.observations.latest(OURS, key())) == stored
    assert not stored.withdrawn


def test_a_withdrawn_figure_is_the_latest_but_stands_nowhere(store: Store) -> None:
    append(store, new())
    gone = append(store, withdrawal(), 1)
    assert gone.withdrawn

    def look(tx: Tx) -> tuple[object, ...]:
        figures = tx.observations
        return (
            figures.latest(OURS, key()),
            figures.history(OURS, "nps", "", Cadence.WEEK, limit=9),
            figures.of_period(OURS, W46),
            figures.newest(OURS, "nps", "", Cadence.WEEK, W46),
            figures.kpis(OURS),
            figures.segments(OURS, "nps"),
        )

    assert store.read(look) == (gone, (), (), None, (), ())
    again = append(store, new(), 2)
    assert store.read(lambda tx: tx.observations.kpis(OURS)) == ("nps",)
    assert (again.number, again.revision) == (1, 3)


@pytest.fixture
def series(store: Store) -> tuple[Store, dict[str, Observation]]:
    """Weeks 44 to 46 of NPS, week 45 corrected, and figures of every other kind around them."""
    weeks = {
        label: append(store, new(key(period=Period.parse(label))))
        for label in ("2026-W45", "2026-W44", "2026-W46")
    }
    weeks["2026-W45"] = append(store, new(key(period=Period.parse("2026-W45")), Fraction(1)), 1)
    for other in (
        key(segment="Korea"),
        key("churn"),
        key(period=Period(Cadence.MONTH, date(2026, 11, 1))),
    ):
        append(store, new(other))
    append(store, new(), team=THEIRS)
    return store, weeks


@pytest.mark.parametrize(
    ("before", "limit", "expected"),
    [
        (None, 9, ["2026-W46", "2026-W45", "2026-W44"]),
        (None, 2, ["2026-W46", "2026-W45"]),
        ("2026-W46", 9, ["2026-W45", "2026-W44"]),
        ("2026-W46", 1, ["2026-W45"]),
        ("2026-W44", 9, []),
    ],
)
def test_the_history_is_what_stands_newest_first(
    series: tuple[Store, dict[str, Observation]],
    before: str | None,
    limit: int,
    expected: list[str],
) -> None:
    store, weeks = series
    period = None if before is None else Period.parse(before)
    history = store.read(
        lambda tx: tx.observations.history(
            OURS, "nps", "", Cadence.WEEK, before=period, limit=limit
        )
    )
    assert history == tuple(weeks[label] for label in expected)


@pytest.mark.parametrize(
    ("since", "limit", "expected"),
    [
        (None, 9, ["2026-W44", "2026-W45", "2026-W46"]),
        (None, 2, ["2026-W44", "2026-W45"]),
        ("2026-W45", 9, ["2026-W45", "2026-W46"]),
        ("2026-W47", 9, []),
    ],
)
def test_the_earliest_figures_come_oldest_first(
    series: tuple[Store, dict[str, Observation]],
    since: str | None,
    limit: int,
    expected: list[str],
) -> None:
    store, weeks = series
    period = None if since is None else Period.parse(since)
    earliest = store.read(
        lambda tx: tx.observations.earliest(
            OURS, "nps", "", Cadence.WEEK, since=period, limit=limit
        )
    )
    assert earliest == tuple(weeks[label] for label in expected)


@pytest.mark.parametrize("changes", [{"partial": True}, {"sound": False}, {"value": None}], ids=str)
def test_what_no_baseline_is_made_of_is_not_among_the_earliest(
    series: tuple[Store, dict[str, Observation]], changes: dict[str, Any]
) -> None:
    store, weeks = series
    append(store, new(key(period=Period.parse("2026-W43")), **changes))
    earliest = store.read(
        lambda tx: tx.observations.earliest(OURS, "nps", "", Cadence.WEEK, since=None, limit=1)
    )
    assert earliest == (weeks["2026-W44"],)


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2026-W50", "2026-W46"), ("2026-W45", "2026-W45"), ("2026-W43", None)],
)
def test_the_newest_figure_up_to_a_period(
    series: tuple[Store, dict[str, Observation]], until: str, expected: str | None
) -> None:
    store, weeks = series
    newest = store.read(
        lambda tx: tx.observations.newest(OURS, "nps", "", Cadence.WEEK, Period.parse(until))
    )
    assert newest == (None if expected is None else weeks[expected])


@pytest.mark.parametrize(
    ("kpis", "expected"),
    [
        (None, [("churn", ""), ("nps", ""), ("nps", "Korea")]),
        (["nps"], [("nps", ""), ("nps", "Korea")]),
        ([], []),
    ],
)
def test_a_period_has_all_segments_of_its_kpis(
    series: tuple[Store, dict[str, Observation]],
    kpis: list[str] | None,
    expected: list[tuple[str, str]],
) -> None:
    found = series[0].read(lambda tx: tx.observations.of_period(OURS, W46, kpis))
    assert [(each.key.kpi, each.key.segment) for each in found] == expected
    assert {each.key.period for each in found} <= {W46}


@pytest.mark.parametrize(
    ("segment", "limit", "expected"),
    [
        (
            "",
            9,
            [
                ("churn", "2026-W46"),
                ("nps", "2026-11"),
                ("nps", "2026-W46"),
                ("nps", "2026-W45"),
                ("nps", "2026-W44"),
            ],
        ),
        ("", 1, [("churn", "2026-W46"), ("nps", "2026-11"), ("nps", "2026-W46")]),
        ("Korea", 9, [("nps", "2026-W46")]),
        ("Japan", 9, []),
    ],
)
def test_the_newest_figures_of_every_kpi_and_period_length(
    series: tuple[Store, dict[str, Observation]],
    segment: str,
    limit: int,
    expected: list[tuple[str, str]],
) -> None:
    store, weeks = series
    found = store.read(lambda tx: tx.observations.newest_each(OURS, segment, limit))
    assert [(one.key.kpi, one.key.period.label) for one in found] == expected
    stand = {one.key.period.label: one for one in found if one.key == weeks["2026-W45"].key}
    assert all(one == weeks[label] for label, one in stand.items())


def test_a_withdrawn_figure_leaves_its_place_among_the_newest_to_the_one_before(
    series: tuple[Store, dict[str, Observation]],
) -> None:
    store, weeks = series
    append(store, new(weeks["2026-W46"].key, None, entry=None, action=Action.UNDO), 1)
    found = store.read(lambda tx: tx.observations.newest_each(OURS, "", 1))
    assert weeks["2026-W45"] in found


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-W46", (("nps", "Korea"),)),
        ("2026-W40", (("nps", "Korea"),)),
        ("2026-W47", ()),
        ("2026-11", ()),
    ],
)
def test_the_segments_recorded_since_a_period(
    series: tuple[Store, dict[str, Observation]],
    since: str,
    expected: tuple[tuple[str, str], ...],
) -> None:
    store, _ = series
    period = Period.parse(since)
    assert store.read(lambda tx: tx.observations.segmented_since(OURS, period)) == expected
    assert store.read(lambda tx: tx.observations.segmented_since(THEIRS, period)) == ()


def test_kpis_and_segments_with_figures_are_listed(
    series: tuple[Store, dict[str, Observation]],
) -> None:
    store, _ = series
    assert store.read(lambda tx: tx.observations.kpis(OURS)) == ("churn", "nps")
    assert store.read(lambda tx: tx.observations.kpis(THEIRS)) == ("nps",)
    assert store.read(lambda tx: tx.observations.segments(OURS, "nps")) == ("", "Korea")


def test_the_last_revision_of_a_person_is_found_even_at_one_instant(store: Store) -> None:
    append(store, new(key("nps")))
    append(store, new(key("churn")))
    append(store, new(key("crr"), author="U-BOB"))
    last = append(store, new(key("nps"), Fraction(1)), 1)
    assert store.read(lambda tx: tx.observations.last_by(OURS, "U-ANN")) == last
    assert store.read(lambda tx: tx.observations.last_by(THEIRS, "U-ANN")) is None


def weeks_of(kpi: str, count: int) -> list[FigureKey]:
    return [key(kpi, W46.previous(back)) for back in range(count)]


def test_an_import_stores_new_figures_and_replaces_known_ones(store: Store) -> None:
    weeks = weeks_of("nps", 1500)
    append(store, new(weeks[7], author="U-BOB"))
    news = [
        (new(week, Fraction(back), action=Action.IMPORT), 1 if back == 7 else 0)
        for back, week in enumerate(weeks)
    ]
    assert store.write(lambda tx: tx.observations.append_many(OURS, news)) == 1500
    history = store.read(
        lambda tx: tx.observations.history(OURS, "nps", "", Cadence.WEEK, limit=2000)
    )
    assert [each.value for each in history] == list(range(1500))
    assert sorted(each.number for each in history) == list(range(1, 1501))
    assert {each.revision for each in history if each.number == 1} == {2}
    assert append(store, new(key("churn"))).number == 1501


def replaced(week: FigureKey, revision: int) -> tuple[NewObservation, int]:
    return new(week, Fraction(1)), revision


@pytest.mark.parametrize("stale", [0, 2])
def test_an_import_that_meets_another_revision_stores_nothing(store: Store, stale: int) -> None:
    weeks = weeks_of("nps", 20)
    standing = append(store, new(weeks[5]))
    news = [replaced(week, stale if week == weeks[5] else 0) for week in weeks]
    with pytest.raises(Conflict) as refused:
        store.write(lambda tx: tx.observations.append_many(OURS, news))
    assert refused.value.current == standing
    history = store.read(
        lambda tx: tx.observations.history(OURS, "nps", "", Cadence.WEEK, limit=99)
    )
    assert history == (standing,)
    assert append(store, new(key("churn"))).number == 2


def test_an_import_cannot_hold_a_figure_twice(store: Store) -> None:
    twice = [replaced(key(), 0), replaced(key(), 0)]
    with pytest.raises(ValueError, match="twice"):
        store.write(lambda tx: tx.observations.append_many(OURS, twice))


def test_an_empty_import_stores_nothing(store: Store) -> None:
    assert store.write(lambda tx: tx.observations.append_many(OURS, [])) == 0


def test_everything_that_stands_for_a_kpi_comes_by_length_of_period_oldest_first(
    store: Store,
) -> None:
    month = Period(Cadence.MONTH, date(2026, 10, 1))
    for one in (W46, W46.previous(), month):
        append(store, new(key(period=one)))
    append(store, new(key(period=W46, segment="tier:a")))
    append(store, new(key("churn")))
    append(store, new(key(period=W46.previous(2))))
    append(store, withdrawal(key(period=W46.previous(2))), 1)
    found = store.read(lambda tx: tx.observations.of_kpi(OURS, "nps"))
    assert [(one.key.period.label, one.key.segment) for one in found] == [
        ("2026-10", ""),
        ("2026-W45", ""),
        ("2026-W46", ""),
        ("2026-W46", "tier:a"),
    ]
