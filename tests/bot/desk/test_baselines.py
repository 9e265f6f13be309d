"""Natural limits: from the first twelve periods, or from those since a rebasing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.answers import Explanation, Rebased
from bot.desk.baselines import in_force, rebase_at
from bot.desk.errors import NotAllowed, Refused
from bot.desk.flagging import WINDOW, Flagged
from kpi.flags import Rule
from kpi.period import Period
from storage.records import Rebase, Standing
from tests.bot.desk.desk import NOW, WEEK, Desk


def explained(desk: Desk) -> Flagged:
    answer = desk.say("kim", "/kpi explain mrr")
    assert isinstance(answer, Explanation)
    assert answer.flagged is not None
    return answer.flagged


@pytest.fixture
def weekly(desk: Desk) -> Desk:
    desk.say("kim", "/kpi settings cadence mrr week")
    return desk


def record(desk: Desk, *values: int, last: Period = WEEK) -> None:
    first = last.previous(len(values) - 1)
    for n, value in enumerate(values):
        desk.records(
            "kim", f"/kpi mrr arpu=$1 customers={value} period={first.next(n).label} final"
        )


def weeks(flagged: Flagged) -> tuple[str, str]:
    points = flagged.process.points
    return points[0].period.label, points[-1].period.label


def test_the_first_twelve_are_kept_however_long_the_history_grows(weekly: Desk) -> None:
    record(weekly, *[100, 102] * (WINDOW // 2 + 5))
    flagged = explained(weekly)
    first = WEEK.previous(WINDOW + 9)
    assert weeks(flagged) == (first.label, first.next(11).label)
    assert flagged.assessment.limits is not None


def test_periods_of_another_currency_are_passed_over(weekly: Desk) -> None:
    for back in range(25, 12, -1):
        period = WEEK.previous(back).label
        weekly.records("kim", f"/kpi mrr arpu=₩1000 customers=3 period={period}")
    record(weekly, *[100, 102] * 6, 101)
    assert weeks(explained(weekly)) == (WEEK.previous(12).label, WEEK.previous().label)


def test_a_baseline_holds_only_what_lies_before_the_value(weekly: Desk) -> None:
    record(weekly, *[100, 102] * 6)
    flagged = explained(weekly)
    assert len(flagged.process.points) == 12
    assert flagged.assessment.limits is None


def test_a_rebasing_begins_anew_and_the_old_level_is_forgotten(weekly: Desk) -> None:
    record(weekly, *[100, 102] * 6, 60)
    assert [one.rule for one in explained(weekly).assessment.signals] == [Rule.OUTSIDE_LIMITS]
    answer = weekly.say("kim", '/kpi rebase mrr reason="new price list"')
    assert isinstance(answer, Rebased)
    assert (answer.rebase.starts, answer.rebase.reason, answer.points) == (
        WEEK, "new price list", 1,
    )  # fmt: skip
    flagged = explained(weekly)
    assert flagged.assessment.signals == ()
    assert flagged.process.rebase == answer.rebase


def test_limits_come_back_after_twelve_new_periods(weekly: Desk) -> None:
    record(weekly, *[100, 102] * 6, *[60, 62] * 6, 61)
    start = WEEK.previous(12).label
    weekly.say("kim", f"/kpi rebase mrr from={start} reason=prices")
    limits = explained(weekly).assessment.limits
    assert limits is not None
    assert limits.low < 61 < limits.high < 100


def test_what_was_flagged_before_a_rebasing_stays_flagged(weekly: Desk) -> None:
    record(weekly, *[100, 102] * 6, 60)
    weekly.now += timedelta(weeks=1)
    weekly.say("kim", "/kpi rebase mrr reason=prices")
    assert [one.rule for one in explained(weekly).assessment.signals] == [Rule.OUTSIDE_LIMITS]


def test_only_managers_take_limits_anew(desk: Desk) -> None:
    desk.becomes("ana", Standing.MEMBER)
    with pytest.raises(NotAllowed):
        desk.say("ana", "/kpi rebase nps reason=x")


@pytest.mark.parametrize("start", ["2026-10", "previous 3"])
def test_a_rebasing_begins_with_one_period_of_the_kpis_length(desk: Desk, start: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.say("kim", f'/kpi rebase nps from="{start}" reason=x')
    assert 'from=2026-W46 reason="new survey tool"' in refused.value.example


def made(weeks_back: list[int]) -> list[Rebase]:
    """Rebasings in the order they were made."""
    return [
        Rebase(
            kpi="nps",
            segment="",
            starts=WEEK.previous(back),
            actor="kim",
            reason=str(n),
            at=NOW + timedelta(minutes=n),
        )
        for n, back in enumerate(weeks_back)
    ]


REBASINGS = st.lists(st.integers(0, 9), max_size=8).map(made)


@given(REBASINGS)
def test_rebasings_in_force_follow_each_other_and_end_with_the_last_made(
    rebasings: list[Rebase],
) -> None:
    kept = in_force(rebasings)
    assert kept[-1:] == tuple(rebasings[-1:])
    assert all(a.starts < b.starts and a.at < b.at for a, b in pairwise(kept))


@given(REBASINGS, st.integers(0, 12))
def test_the_rebasing_of_a_period_is_the_last_made_that_it_was_not_too_early_for(
    rebasings: list[Rebase], back: int
) -> None:
    period = WEEK.previous(back)
    begun = [one for one in rebasings if one.starts <= period]
    found = rebase_at(in_force(rebasings), period)
    assert (found is None) is (not begun)
    if found is not None:
        later = rebasings[rebasings.index(found) + 1 :]
        assert all(one.starts > found.starts for one in later)


def test_a_renamed_segment_keeps_its_rebasing(desk: Desk) -> None:
    desk.records("kim", "/nps 1700 350 150 segment=tier:gold")
    desk.say("kim", "/kpi rebase nps segment=tier:gold reason=merger")
    desk.say("kim", "/kpi segments rename tier:gold tier:top")
    answer = desk.say("kim", "/kpi explain nps segment=tier:top")
    assert isinstance(answer, Explanation)
    assert answer.flagged is not None
    assert answer.flagged.process.rebase is not None
    assert (answer.flagged.process.rebase.reason, answer.rebased_by) == ("merger", "kim")
