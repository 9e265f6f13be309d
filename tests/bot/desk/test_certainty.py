"""Verdicts that a sample cannot decide: what would, what the last weeks say, what was before."""

from __future__ import annotations

from contextlib import closing

from bot.desk.answers import Latest, Recorded
from bot.desk.reading import Reading
from kpi.judge import Call
from kpi.model import Grade
from kpi.period import Period
from tests.bot.desk.desk import WEEK, Desk

SMALL = "12 8 5"
"""25 answers at NPS 28: between poor and excellent."""


def record(desk: Desk, *answers: str, last: Period = WEEK) -> Reading:
    """Records NPS week after week, the last one for `last`; what is said of that one."""
    first = last.previous(len(answers) - 1)
    said = [
        desk.records("kim", f"/nps {one} period={first.next(n).label}")
        for n, one in enumerate(answers)
    ]
    return said[-1].reading


def test_a_decided_verdict_needs_nothing_more(desk: Desk) -> None:
    reading = record(desk, "1700 350 150")
    assert (reading.undecided, reading.needed, reading.window, reading.was) == (
        False, None, None, None,
    )  # fmt: skip
    assert reading.grade is Grade.EXCELLENT


def test_an_undecided_one_says_how_many_answers_would_decide(desk: Desk) -> None:
    reading = record(desk, SMALL)
    assert reading.undecided
    assert reading.window is None
    assert reading.needed is not None
    few, enough = (_times(reading.needed // 25 + more) for more in (0, 1))
    assert (few.undecided, enough.undecided) == (True, False)


def _times(times: int) -> Reading:
    with closing(Desk()) as desk:
        return record(desk, " ".join(str(int(part) * times) for part in SMALL.split()))


def test_a_value_on_the_bar_is_decided_by_no_number_of_answers(desk: Desk) -> None:
    reading = record(desk, "50 20 30")
    assert reading.undecided
    assert reading.needed is None


def test_the_last_eight_weeks_are_judged_where_one_is_not(desk: Desk) -> None:
    window = record(desk, *["120 50 60"], *[SMALL] * 9).window
    assert window is not None
    assert (window.periods, window.used, window.own, window.interval.n) == (8, 8, 25, 200)
    assert window.value == 28
    assert window.judgement.main.call is Call.TOO_CLOSE


def test_more_answers_together_decide(desk: Desk) -> None:
    reading = record(desk, *["60 40 25"] * 8)
    assert reading.undecided
    assert reading.window is not None
    assert reading.window.judgement.main.grade is Grade.GREAT
    assert reading.grade is Grade.GREAT


def test_weeks_without_a_value_and_of_another_survey_are_left_out(desk: Desk) -> None:
    record(desk, SMALL, SMALL, last=WEEK.previous(5))
    record(desk, f"{SMALL} scale=1-10", last=WEEK.previous(3))
    desk.records("kim", f"/nps {SMALL} period=2026-W45")
    window = record(desk, SMALL).window
    assert window is not None
    assert (window.used, window.interval.n) == (4, 100)


def test_a_week_unlike_the_others_is_not_put_together_with_them(desk: Desk) -> None:
    reading = record(desk, *["60 40 25"] * 7, "42 40 43")
    assert reading.undecided
    assert reading.window is None


def test_a_change_of_verdict_is_told_against_the_last_decided_one(desk: Desk) -> None:
    reading = record(desk, "1700 350 150", SMALL, "900 400 300")
    assert reading.grade is Grade.GREAT
    assert reading.was is not None
    assert (reading.was.grade, reading.was.period.label) == (Grade.EXCELLENT, "2026-W44")


def test_an_undecided_one_names_the_last_decided_one(desk: Desk) -> None:
    reading = record(desk, "1700 350 150", "10 8 9")
    assert reading.grade is None
    assert reading.was is not None
    assert reading.was.grade is Grade.EXCELLENT


def test_the_same_verdict_as_before_is_no_change(desk: Desk) -> None:
    assert record(desk, "1700 350 150", "1710 340 150").was is None


def test_a_verdict_by_a_window_counts_as_decided(desk: Desk) -> None:
    reading = record(desk, *["60 40 25"] * 8, "900 60 40")
    assert reading.grade is Grade.EXCELLENT
    assert reading.was is not None
    assert (reading.was.grade, reading.was.period.label) == (Grade.GREAT, "2026-W45")


def test_verdicts_of_another_survey_are_not_compared(desk: Desk) -> None:
    assert record(desk, "1700 350 150 scale=1-10", "900 400 300").was is None


def test_a_census_is_a_fact_whatever_its_interval(desk: Desk) -> None:
    desk.say("kim", "/kpi target churn <= 2%")
    reading = desk.records("kim", "/churn 5 200").reading
    assert reading.judgement is not None
    assert reading.judgement.target is not None
    assert (reading.judgement.target.call, reading.judgement.target.met) == (Call.DECIDED, False)
    assert reading.interval is not None
    assert reading.interval.census


def test_the_latest_value_is_judged_by_its_window_too(desk: Desk) -> None:
    record(desk, *["60 40 25"] * 8)
    latest = desk.say("kim", "/nps")
    assert isinstance(latest, Latest)
    assert latest.reading.window is not None


def test_a_single_score_is_recorded_and_says_nothing_about_the_spread(desk: Desk) -> None:
    answer = desk.say("kim", "/kpi ces scores=3 scale=5 direction=lower")
    assert isinstance(answer, Recorded)
    assert answer.reading.undecided
