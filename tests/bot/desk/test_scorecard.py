"""The scorecard: which KPIs, in which order, what is due, and how much it asks of the database."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from msgspec.structs import replace

from bot.desk.answers import Latest
from bot.desk.asker import Asker
from bot.desk.scorecard import TREND, Row, Scorecard, scorecard
from bot.examples import example_of
from kpi import catalogue
from kpi.period import Period
from storage.records import (
    Audience,
    CaseState,
    NewCase,
    Person,
    Rhythm,
    Schedule,
    Standing,
    Subscription,
    SubscriptionState,
)
from storage.store import open_store
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, NOW, TEAM, WEEK, Desk

EVERYBODY_FINE = "/nps 60 30 10"


def asker(standing: Standing = Standing.MANAGER, zone: str = "Asia/Taipei") -> Asker:
    person = Person(
        user="kim", name="kim", standing=standing, zone=zone, locale="en-US", refreshed_at=NOW
    )
    return Asker(team=TEAM, person=person, channel="", now=NOW)


def seen(
    desk: Desk, *, segment: str = "", family: str = "", standing: Standing = Standing.MANAGER
) -> Scorecard:
    return desk.store.read(
        lambda tx: scorecard(tx, asker(standing), segment=segment, family=family)
    )


def row_of(desk: Desk, kpi: str) -> Row:
    [found] = [row for row in seen(desk).rows if row.kpi.key == kpi]
    return found


def keys(card: Scorecard) -> list[str]:
    return [row.kpi.key for row in card.rows]


def carries(desk: Desk, *kpis: str, channel: str = CHANNEL, **changes: object) -> None:
    """A channel gets a digest of these KPIs."""
    digest = Subscription(
        id=f"s-{channel}",
        channel=channel,
        schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul"),
        kpis=kpis,
        state=SubscriptionState.ACTIVE,
        set_by="kim",
        next_due=NOW,
        next_period=WEEK.label,
    )
    desk.store.write(lambda tx: tx.subscriptions.put(TEAM, replace(digest, **changes)))


def owned(desk: Desk) -> None:
    desk.store.write(lambda tx: tx.choices.set_owner(TEAM, "nps", "lee"))


def flags(desk: Desk, kpi: str, segment: str = "") -> str:
    """A case is opened about a KPI's newest figure; its id."""
    held = desk.held(kpi, segment=segment)
    case = NewCase(
        kpi=kpi,
        segment=segment,
        cadence=held.key.period.cadence,
        period=held.key.period.label,
        number=held.number,
        channel=CHANNEL,
        rules=("fell",),
        facts={},
        owner="lee",
    )
    return desk.store.write(lambda tx: tx.cases.add(TEAM, case, NOW).id)


def test_flagged_comes_first_then_what_misses_its_target_then_the_worst_verdict_then_names(
    desk: Desk,
) -> None:
    desk.records("kim", "/nps 600 300 100")  # 50: excellent
    desk.records("kim", "/kpi csat 900 1000")
    desk.records("kim", "/churn 10 1000")
    desk.records("kim", "/kpi crr 500 0 1000")
    desk.records("kim", "/kpi pageviews 5")
    desk.say("kim", "/kpi target churn <= 0.5%")
    flags(desk, "csat")
    card = seen(desk)
    assert keys(card)[:3] == ["csat", "churn", "crr"]
    assert keys(card)[-1] == "pageviews"
    grades = [row.reading.grade for row in card.rows if row.reading]
    assert grades[2] is not None


def test_what_is_equally_good_goes_by_name(desk: Desk) -> None:
    for kpi in catalogue.families()["web"]:
        desk.say("kim", example_of(kpi))
    rows = [row for row in seen(desk).rows if row.reading and row.reading.grade is None]
    names = [row.kpi.name.casefold() for row in rows]
    assert len(names) > 2
    assert names == sorted(names)


def test_each_kpi_says_the_same_as_its_answer(desk: Desk) -> None:
    for back in range(4, -1, -1):
        period = WEEK.previous(back).label
        for line in (
            f"/nps {20 + back} 3 2",
            f"/kpi csat {30 - back} 40",
            f"/churn {back + 1} 100",
        ):
            desk.say("kim", f"{line} period={period}")
    for kpi in ("nps", "csat", "churn"):
        answer = desk.say("kim", f"/kpi {kpi}")
        assert isinstance(answer, Latest)
        expected = replace(answer.reading, author_name="", remarks=())
        assert row_of(desk, kpi).reading == expected


def test_the_trend_has_twelve_periods_and_gaps_where_nothing_was_recorded(desk: Desk) -> None:
    desk.records("kim", f"{EVERYBODY_FINE} period={WEEK.previous(20).label}")
    desk.records("kim", f"{EVERYBODY_FINE} period={WEEK.previous(3).label}")
    desk.records("kim", "/nps 10 80 10")
    trend = row_of(desk, "nps").trend
    assert [period for period, _ in trend] == [WEEK.previous(n) for n in range(TREND - 1, -1, -1)]
    known = {period: value for period, value in trend if value is not None}
    assert known == {WEEK.previous(3): Fraction(50), WEEK: Fraction(0)}


def test_what_covers_a_part_of_its_period_is_told_beside_the_last_complete_figure(
    desk: Desk,
) -> None:
    desk.records("kim", EVERYBODY_FINE)
    desk.records("kim", "/nps 1 8 1 period=this")
    row = row_of(desk, "nps")
    assert row.reading is not None
    assert row.reading.observation.key.period == WEEK
    assert row.running is not None
    assert row.running.observation.key.period == WEEK.next()
    assert row.trend[-1] == (WEEK, Fraction(50))


def test_values_of_another_formula_are_gaps_in_the_trend(desk: Desk) -> None:
    desk.records("kim", f"/churn lost=1 end=100 period={WEEK.previous().label}")
    desk.records("kim", "/churn 1 100")
    assert [value for _, value in row_of(desk, "churn").trend[-2:]] == [None, Fraction(1)]


@pytest.mark.parametrize(("period", "days"), [("2026-W46", 3), ("2026-W45", 10), ("this final", 0)])
def test_a_figure_is_as_old_as_the_end_of_its_period(desk: Desk, period: str, days: int) -> None:
    desk.records("kim", f"{EVERYBODY_FINE} period={period}")
    assert row_of(desk, "nps").age_days == days


DUE: list[tuple[str, Callable[[Desk], object], Period | None]] = [
    ("recorded the week before", lambda desk: _recorded(desk, 1), WEEK),
    ("recorded for it", lambda desk: _recorded(desk, 0), None),
    ("recorded twelve weeks before", lambda desk: _recorded(desk, 12), WEEK),
    ("recorded long ago, nobody waits", lambda desk: _recorded(desk, 13), None),
    ("owned", owned, WEEK),
    ("with a target", lambda desk: desk.say("kim", "/kpi target nps >= 45"), WEEK),
    ("in a digest", lambda desk: carries(desk, "nps"), WEEK),
]


def _recorded(desk: Desk, weeks_ago: int) -> None:
    desk.records("kim", f"{EVERYBODY_FINE} period={WEEK.previous(weeks_ago).label}")


@pytest.mark.parametrize(
    ("prepare", "missing"), [case[1:] for case in DUE], ids=[case[0] for case in DUE]
)
def test_the_last_period_is_due_where_it_is_waited_for_or_was_recorded_lately(
    desk: Desk, prepare: Callable[[Desk], object], missing: Period | None
) -> None:
    prepare(desk)
    due = row_of(desk, "nps").due
    assert (due.period if due else None) == missing


@pytest.mark.parametrize(
    "undo",
    [
        lambda desk: carries(desk, "nps", state=SubscriptionState.OFF),
        lambda desk: desk.say("kim", "/kpi target nps off"),
    ],
)
def test_nobody_waits_for_what_was_switched_off(desk: Desk, undo: Callable[[Desk], object]) -> None:
    undo(desk)
    assert seen(desk).empty


def test_the_owner_of_what_is_missing_is_named(desk: Desk) -> None:
    owned(desk)
    due = row_of(desk, "nps").due
    assert due is not None
    assert due.owner == "lee"


def test_a_total_waits_for_the_segments_that_are_not_in(desk: Desk) -> None:
    for segment, weeks in (("tier:a", (1, 0)), ("tier:b", (1,))):
        for back in weeks:
            desk.records(
                "kim", f"/churn 1 100 segment={segment} period={WEEK.previous(back).label}"
            )
    due = row_of(desk, "churn").due
    assert due is not None
    assert due.waiting is not None
    assert due.waiting.missing == ("tier:b",)


def test_what_is_recorded_by_one_segment_alone_lacks_nothing(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    row = row_of(desk, "churn")
    assert (row.reading, row.due, row.only_segments) == (None, None, ("tier:a",))


def test_a_segment_shows_its_own_figures_targets_and_cases(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    desk.records("kim", EVERYBODY_FINE)
    desk.say("kim", "/kpi target churn <= 0.5% segment=tier:a")
    flags(desk, "churn", "tier:a")
    card = seen(desk, segment="tier:a")
    assert (card.segments, keys(card)) == (("tier:a",), ["churn"])
    [row] = card.rows
    assert row.case is not None
    assert row.reading is not None
    assert row.reading.target is not None
    assert [case.case.segment for case in card.cases] == ["tier:a"]


def test_a_family_shows_its_own_kpis(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100")
    desk.records("kim", EVERYBODY_FINE)
    flags(desk, "nps")
    card = seen(desk, family="retention")
    assert card.families == ("retention", "satisfaction")
    assert (keys(card), card.cases) == (["churn"], ())


def test_a_choice_that_is_not_there_any_more_is_none(desk: Desk) -> None:
    desk.records("kim", EVERYBODY_FINE)
    assert seen(desk, segment="tier:gone", family="gone") == seen(desk)


def test_resolved_cases_are_over(desk: Desk) -> None:
    desk.records("kim", EVERYBODY_FINE)
    case = flags(desk, "nps")
    desk.store.write(
        lambda tx: tx.cases.change(TEAM, case, 1, state=CaseState.RESOLVED, closed_at=NOW)
    )
    assert seen(desk).cases == ()
    assert row_of(desk, "nps").case is None


@pytest.mark.parametrize(
    ("later", "recovered"),
    [
        (None, False),
        ("/nps correct 80 10 10 reason=typo", False),
        ("/nps 80 10 10 period=this", False),
        ("/nps 50 20 30 period=this final", False),
        ("/nps 80 10 10 period=this final", True),
    ],
    ids=["nothing later", "corrected", "a part of a period", "still missed", "met again"],
)
def test_a_case_has_recovered_once_a_later_whole_figure_is_out_of_trouble(
    desk: Desk, later: str | None, recovered: bool
) -> None:
    desk.say("kim", "/kpi target nps >= 45 from=2026-W40")
    desk.records("kim", "/nps 50 20 30")
    flags(desk, "nps")
    if later:
        desk.records("kim", later)
    assert row_of(desk, "nps").recovered is recovered


def test_what_somebody_may_not_see_does_not_appear(desk: Desk) -> None:
    desk.records("kim", EVERYBODY_FINE)
    desk.records("kim", "/churn 1 100 segment=tier:a")
    flags(desk, "churn", "tier:a")
    carries(desk, "churn")
    desk.store.write(
        lambda tx: tx.choices.set_access(TEAM, "churn", Audience.MANAGERS, None),
    )
    card = seen(desk, standing=Standing.MEMBER)
    assert (keys(card), card.segments, card.cases) == (["nps"], (), ())
    assert "churn" in keys(seen(desk))


def test_only_the_digests_of_ones_own_channels_are_shown(desk: Desk) -> None:
    carries(desk, "nps", channel="C-MINE")
    carries(desk, "nps", channel="C-OTHER")
    carries(desk, "nps", channel="C-OFF", state=SubscriptionState.OFF)
    for channel in ("C-MINE", "C-OFF"):
        desk.store.write(lambda tx, c=channel: tx.memberships.fill(TEAM, c, ["kim"]))  # type: ignore[misc]
    [own] = seen(desk).digests
    assert (own.digest.channel, own.last) == ("C-MINE", None)


def test_times_are_the_readers(desk: Desk) -> None:
    assert seen(desk).zone == "Asia/Taipei"


def test_a_workspace_without_anything_is_empty(desk: Desk) -> None:
    assert seen(desk).empty


def test_nothing_of_another_workspace_is_seen() -> None:
    store = open_store("sqlite://", lambda: NOW)
    ours, theirs = Desk(store), Desk(store, team="T2")
    theirs.records("kim", "/churn 1 100 segment=tier:a")
    theirs.records("kim", EVERYBODY_FINE)
    theirs.say("kim", "/kpi target nps >= 99")
    assert seen(ours).empty
    store.close()


def statements(desk: Desk) -> int:
    """How many statements a scorecard takes."""

    def count(tx: Tx) -> int:
        run: list[str] = []
        connection = tx.observations._session.cursor.connection
        connection.set_trace_callback(run.append)
        try:
            scorecard(tx, asker())
        finally:
            connection.set_trace_callback(None)
        return len(run)

    return desk.store.read(count)


def test_more_periods_and_more_kpis_ask_no_more_of_the_database(desk: Desk) -> None:
    desk.records("kim", EVERYBODY_FINE)
    few = statements(desk)
    for back in range(1, 40):
        desk.records("kim", f"{EVERYBODY_FINE} period={WEEK.previous(back).label}")
    assert statements(desk) == few
    for kpi in catalogue.all_kpis():
        desk.say("kim", example_of(kpi))
    assert len(seen(desk).rows) > 40
    assert statements(desk) == few
    assert few <= 12


BEGUN: list[tuple[str, Callable[[Desk], object], bool]] = [
    ("nothing", lambda _desk: None, False),
    ("an owner", owned, False),
    ("a target", lambda desk: desk.say("kim", "/kpi target nps >= 45"), False),
    ("a figure", lambda desk: desk.records("kim", EVERYBODY_FINE), True),
    ("a segment", lambda desk: desk.records("kim", "/churn 1 100 segment=tier:a"), True),
    ("a digest elsewhere", lambda desk: carries(desk, "nps", channel="C9"), True),
    (
        "a digest switched off",
        lambda desk: carries(desk, "nps", state=SubscriptionState.OFF),
        False,
    ),
]


@pytest.mark.parametrize(
    ("prepare", "begun"), [case[1:] for case in BEGUN], ids=[case[0] for case in BEGUN]
)
def test_a_workspace_has_begun_once_it_has_a_figure_or_a_digest(
    desk: Desk, prepare: Callable[[Desk], object], begun: bool
) -> None:
    prepare(desk)
    assert seen(desk).begun is begun


@pytest.mark.parametrize("standing", [Standing.MANAGER, Standing.MEMBER])
def test_whoever_cannot_set_it_up_is_told_of_three_who_can(desk: Desk, standing: Standing) -> None:
    desk.store.write(
        lambda tx: tx.people.put(TEAM, replace(asker().person, user="zed", name="zed"))
    )
    card = seen(desk, standing=standing)
    assert card.decides is (standing is Standing.MANAGER)
    assert card.managers == (() if card.decides else ("ana", "kim", "lee"))


def test_nobody_is_looked_up_once_there_is_something_to_see(desk: Desk) -> None:
    desk.records("kim", EVERYBODY_FINE)
    assert seen(desk, standing=Standing.MEMBER).managers == ()
