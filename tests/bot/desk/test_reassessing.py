"""Corrections re-evaluate open cases, and say what they changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.desk import caseworking
from bot.desk.asker import Asker
from bot.desk.caseworking import CaseView, case_view
from bot.language import language
from bot.views.case import case_message
from kpi.language import speaking
from kpi.period import Period
from storage.records import Case, CaseEvent, CaseState, EventKind
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, TEAM, WEEK, Desk

HIGH, LOW = "180 60 60", "90 90 120"
"""NPS 40 and NPS -10, of 300 answers."""
BEFORE = WEEK.previous()


@pytest.fixture
def flagged(desk: Desk) -> Desk:
    """NPS fell in W46, and the digest opened a case for it."""
    first = WEEK.previous(13)
    for n in range(13):
        desk.records("kim", f"/nps {HIGH} period={first.next(n).label}")
    desk.records("lee", f"/nps {LOW}")
    desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    desk.say("kim", "/kpi digest now")
    assert the_case(desk).period == WEEK.label
    return desk


def the_case(desk: Desk) -> Case:
    [case] = desk.store.read(lambda tx: tx.cases.open(TEAM))
    return case


def events(desk: Desk) -> list[CaseEvent]:
    case = the_case(desk)
    found = desk.store.read(lambda tx: tx.cases.events(TEAM, case.id))
    return [one for one in found if one.kind is not EventKind.OPENED]


def said(desk: Desk) -> list[str]:
    """What was posted beside the case, oldest first."""
    case = the_case(desk)
    posts = desk.store.read(lambda tx: tx.deliveries.of_subject(TEAM, case.id))
    return [one.payload["text"] for one in posts if one.purpose == "recovery"]


def view(desk: Desk) -> CaseView:
    def look(tx: Tx) -> CaseView:
        workspace = tx.workspaces.get(TEAM)
        assert workspace is not None
        return case_view(tx, workspace, tx.cases.open(TEAM)[0])

    return desk.store.read(look)


def correct(desk: Desk, answers: str, period: Period = WEEK) -> None:
    desk.say("kim", f"/nps correct {answers} period={period.label} reason=recount")


@pytest.mark.parametrize(
    ("answers", "words", "posted", "resolve"),
    [
        (
            "175 65 60",
            "after the correction from −10.00 to 38.33 it would not be flagged",
            True,
            True,
        ),
        (
            "60 90 150",
            "after the correction from −10.00 to −30.00 it is worse, and still flagged",
            True,
            False,
        ),
        (
            "95 90 115",
            "after the correction from −10.00 to −6.67 it is still flagged",
            False,
            False,
        ),
    ],
)
def test_a_correction_of_the_flagged_figure_says_what_it_changed(
    flagged: Desk, answers: str, words: str, posted: bool, resolve: bool
) -> None:
    correct(flagged, answers)
    assert [(one.kind, one.text) for one in events(flagged)] == [(EventKind.REASSESSED, words)]
    proposal = " Resolve the case?\nYou can: Resolve" if resolve else ""
    assert said(flagged) == ([f"NPS W46: {words}.{proposal}"] if posted else [])


def test_a_figure_made_fine_and_wrong_again_is_flagged_again(flagged: Desk) -> None:
    correct(flagged, HIGH)
    correct(flagged, LOW)
    assert events(flagged)[-1].text == (
        "after the correction from 40.00 to −10.00 it is flagged again"
    )


def test_more_answers_and_an_undone_correction_are_said_as_what_they_are(flagged: Desk) -> None:
    flagged.say("kim", "/nps add 900 10 10")
    flagged.say("kim", "/kpi undo")
    assert [one.text for one in events(flagged)] == [
        "after the addition from −10.00 to 70.49 it would not be flagged",
        "after the undoing from 70.49 to −10.00 it is flagged again",
    ]


def test_a_figure_taken_back_leaves_nothing_to_work_on(flagged: Desk) -> None:
    flagged.say("lee", "/kpi undo")
    assert [one.text for one in events(flagged)] == ["the value −10.00 was taken back"]
    assert said(flagged) == [
        "NPS W46: the value −10.00 was taken back. Resolve the case?\nYou can: Resolve"
    ]
    flagged.records("lee", f"/nps {HIGH}")
    assert events(flagged)[-1].text == (
        "after it was recorded again as 40.00 it would not be flagged"
    )


def test_a_correction_of_what_it_was_compared_with_counts_too(desk: Desk) -> None:
    desk.records("kim", f"/nps {HIGH} period=2026-W45")
    desk.records("lee", f"/nps {LOW}")
    desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    desk.say("kim", "/kpi digest now")
    correct(desk, "95 90 115", BEFORE)
    assert [one.text for one in events(desk)] == [
        "after the correction of W45 from 40.00 to −6.67 it would not be flagged"
    ]


def test_a_correction_that_changes_nothing_about_the_case_is_not_told(flagged: Desk) -> None:
    correct(flagged, "181 60 60", BEFORE)
    assert events(flagged) == []
    assert said(flagged) == []


def test_a_later_good_week_is_a_recovery_and_told_once(flagged: Desk) -> None:
    flagged.records("kim", f"/nps {HIGH} period=this final")
    assert [(one.kind, one.text) for one in events(flagged)] == [(EventKind.RECOVERED, "2026-W47")]
    flagged.say("kim", "/nps correct 182 60 60 period=this reason=recount final")
    assert [one.kind for one in events(flagged)] == [EventKind.RECOVERED]


def test_a_recovery_is_told_in_the_channels_language_whoever_recorded_it(flagged: Desk) -> None:
    flagged.records("kim", "/nps 0 0 0 period=this final")
    flagged.now += timedelta(weeks=1)
    with speaking(language("ko")):
        flagged.records("kim", f"/nps {HIGH} period=this final")
    [line] = said(flagged)
    assert "not compared with W47: undefined then" in line


def snooze(desk: Desk) -> None:
    def work(tx: Tx) -> Any:
        person = tx.people.get(TEAM, "kim")
        assert person is not None
        asker = Asker(team=TEAM, person=person, channel=CHANNEL, now=desk.now)
        return caseworking.snooze(tx, asker, the_case_in(tx).id, date(2026, 12, 1))

    desk.store.write(work)


def the_case_in(tx: Tx) -> Case:
    return tx.cases.open(TEAM)[0]


@pytest.mark.parametrize(
    ("answers", "state"),
    [("60 90 150", CaseState.OPEN), ("95 90 115", CaseState.SNOOZED)],
)
def test_a_correction_ends_a_snooze_only_where_it_made_things_worse(
    flagged: Desk, answers: str, state: CaseState
) -> None:
    snooze(flagged)
    correct(flagged, answers)
    assert the_case(flagged).state is state


@pytest.mark.parametrize(
    ("code", "zone", "lines"),
    [
        (
            "en",
            "UTC",
            [
                "18 Nov: kim snoozed it until Tue 1 Dec 2026",
                "18 Nov: it recovered in W47",
            ],
        ),
        (
            "ko",
            "Asia/Seoul",
            [
                "11월 18일: kim 님이 2026년 12월 1일(화)까지 알림을 미뤘습니다",
                "11월 18일: 47주차에 회복했습니다",
            ],
        ),
        (
            "zh_Hant",
            "Pacific/Honolulu",
            [
                "11月17日：kim 設定 2026年12月1日（週二）再提醒",
                "11月17日：已恢復正常（第 47 週）",
            ],
        ),
    ],
)
def test_days_and_periods_of_the_timeline_are_told_in_words(
    flagged: Desk, code: str, zone: str, lines: list[str]
) -> None:
    snooze(flagged)
    flagged.records("kim", f"/nps {HIGH} period=this final")
    flagged.store.write(lambda tx: tx.workspaces.change(TEAM, zone=zone))
    with speaking(language(code)):
        shown = case_message(view(flagged)).text
    told = [line.removeprefix("• ") for line in shown.splitlines() if line.startswith("• ")]
    assert [line for line in lines if line not in told] == []


def test_limits_taken_anew_are_told_in_the_case_with_who_and_why(flagged: Desk) -> None:
    flagged.say("kim", '/kpi rebase nps reason="new survey tool"')
    words = "its limits were taken anew from W46 on by kim: new survey tool"
    assert [(one.kind, one.text) for one in events(flagged)] == [(EventKind.REASSESSED, words)]
    assert said(flagged) == [f"NPS W46: {words}. Resolve the case?\nYou can: Resolve"]
    now = view(flagged)
    assert now.assessment is not None
    assert now.assessment.signals == ()
    assert now.rebased_by == "kim"


def test_a_missed_target_stays_missed_whatever_the_limits(flagged: Desk) -> None:
    flagged.say("kim", "/kpi target nps >= 30")
    flagged.say("kim", "/kpi rebase nps reason=tool")
    assert said(flagged)[-1].endswith("by kim: tool.")


def test_a_case_knows_the_same_week_last_year(flagged: Desk) -> None:
    assert view(flagged).year_ago is None
    flagged.records("kim", "/nps 140 80 80 period=2025-W46")
    then = view(flagged).year_ago
    assert then is not None
    assert then.before.value == 20
    assert then.delta == -30
