"""Closed months: nothing in them changes until a manager reopens them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.desk.answers import History, MonthAnswer, MonthList, Recorded
from bot.desk.errors import NotAllowed, Refused
from bot.importing.figures import Import
from bot.importing.storing import store_figures
from bot.language import language
from kpi import catalogue, read
from kpi.language import speaking
from kpi.period import Period
from storage.records import FigureKey, NewObservation, Standing
from tests.bot.desk.desk import NOW, TEAM, Desk

CLOSED = (
    "October 2026 was closed by lee on 18 Nov, and {} ends in it. Nothing was changed. "
    "A manager can reopen it."
)


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """October is closed; W43 was recorded before that."""
    desk.records("kim", "/nps 1700 350 150 period=2026-W43")
    answer = desk.say("lee", '/kpi close 2026-10 reason="books done"')
    assert isinstance(answer, MonthAnswer)
    assert (answer.month, answer.closed) == (Period.parse("2026-10"), True)
    return desk


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("/nps 1 2 3 period=2026-W42", "2026-W42"),
        ("/nps 1 2 3 period=2026-W43", "2026-W43"),
        ("/nps add 1 2 3 period=2026-W43", "2026-W43"),
        ("/nps correct 1 2 3 period=2026-W43 reason=x", "2026-W43"),
        ("/nps 1 2 3 period=2026-W40", "2026-W40"),
        ("/kpi undo", "2026-W43"),
        ("/kpi segments merge tier:a tier:b", "2026-W43"),
    ],
)
def test_nothing_in_a_closed_month_changes(closed: Desk, line: str, period: str) -> None:
    closed.say("lee", "/kpi reopen 2026-10 reason=preparing")
    for tier in ("a", "b"):
        closed.records("ana", f"/nps 4 5 6 period=2026-W43 segment=tier:{tier}")
    closed.say("lee", "/kpi close 2026-10")
    before = closed.revisions(1)
    with pytest.raises(Refused) as refused:
        closed.say("kim", line)
    assert refused.value.message == CLOSED.format(Period.parse(period).short())
    assert refused.value.example == '/kpi reopen 2026-10 reason="late invoice"'
    assert closed.revisions(1) == before


@pytest.mark.parametrize("period", ["2026-W39", "2026-W44", "2026-W46"])
def test_weeks_belong_to_the_month_in_which_they_end(closed: Desk, period: str) -> None:
    # W39 ends on 27 September, W44 on 1 November.
    assert isinstance(closed.say("kim", f"/nps 1 2 3 period={period}"), Recorded)


def test_a_quarter_belongs_to_its_last_month(closed: Desk) -> None:
    closed.say("kim", "/kpi settings cadence nps quarter")
    assert isinstance(closed.say("kim", "/nps 1 2 3 period=2026-Q4"), Recorded)
    closed.say("lee", "/kpi close 2026-09")
    with pytest.raises(Refused, match="September 2026 was closed"):
        closed.say("kim", "/nps 1 2 3 period=2026-Q3")


def imported(period: str) -> NewObservation:
    run = Import(now=NOW, zone=UTC, currency="USD", file="nps.csv")  # type: ignore[arg-type]
    typed = {"promoters": "9", "passives": "9", "detractors": "9"}
    entry = read(catalogue.get("nps"), (), typed)
    return run.figure(FigureKey(kpi="nps", period=Period.parse(period)), entry)


def test_the_month_itself_does_not_end_in_itself(closed: Desk) -> None:
    with pytest.raises(Refused) as refused:
        closed.say("kim", "/kpi mrr fees=49;99 period=2026-10")
    assert refused.value.message == (
        "October 2026 was closed by lee on 18 Nov. Nothing was changed. A manager can reopen it."
    )


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ("ko", "/kpi mrr fees=49;99 period=2026-10",
         "2026년 10월은 lee 님이 11월 18일에 마감했습니다. 바뀐 것은 없습니다."),
        ("zh_Hant", "/kpi mrr fees=49;99 period=2026-10",
         "2026年10月已由 lee 於 11月18日關帳，未變更任何內容。"),
        ("zh_Hant", "/nps 1 2 3 period=2026-W43",
         "2026年10月已由 lee 於 11月18日關帳，第 43 週結束於該月，"),
    ],
)  # fmt: skip
def test_it_is_told_in_every_language(closed: Desk, code: str, line: str, said: str) -> None:
    with speaking(language(code)), pytest.raises(Refused) as refused:
        closed.say("kim", line)
    assert refused.value.message.startswith(said)


def test_an_import_into_a_closed_month_stores_nothing(closed: Desk) -> None:
    figures = [imported("2026-W46"), imported("2026-W42")]
    with pytest.raises(Refused, match="October 2026 was closed"):
        closed.store.write(lambda tx: store_figures(tx, TEAM, figures, NOW))
    assert closed.latest("nps", Period.parse("2026-W46")) is None


def test_an_import_that_leaves_a_closed_month_as_it_is_passes(closed: Desk) -> None:
    stored = closed.store.write(lambda tx: store_figures(tx, TEAM, [imported("2026-W46")], NOW))
    assert stored.new == 1


def test_a_reopened_month_can_be_changed_again(closed: Desk) -> None:
    answer = closed.say("ana", '/kpi reopen october reason="late invoice"')
    assert isinstance(answer, MonthAnswer)
    assert [(one.closed, one.actor, one.reason) for one in answer.lines] == [
        (False, "ana", "late invoice"),
        (True, "lee", "books done"),
    ]
    corrected = closed.say("kim", "/nps correct 1 2 3 period=2026-W43 reason=x")
    assert isinstance(corrected, Recorded)


def test_every_closing_and_reopening_can_be_looked_up(closed: Desk) -> None:
    closed.say("ana", "/kpi reopen 2026-10 reason=x")
    answer = closed.say("kim", "/kpi close")
    assert isinstance(answer, MonthList)
    assert [one.closed for one in answer.lines] == [False, True]
    trace = closed.say("kim", "/kpi trace K-1")
    assert isinstance(trace, History)
    assert trace.months == answer.lines


@pytest.mark.parametrize("line", ["/kpi close 2026-09", "/kpi reopen 2026-10 reason=x"])
def test_only_managers_close_and_reopen(closed: Desk, line: str) -> None:
    closed.becomes("kim", Standing.MEMBER)
    with pytest.raises(NotAllowed):
        closed.say("kim", line)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/kpi close 2026-10", "October 2026 was already closed by lee on 18 Nov."),
        ("/kpi close 2026-11", "November 2026 is not over yet."),
        ("/kpi close 2026-W40", '"2026-W40" is not one month.'),
        ("/kpi close last 3", '"last 3" is not one month.'),
        ("/kpi reopen 2026-09 reason=x", "September 2026 is not closed."),
        (f"/kpi reopen 2026-10 reason={'x' * 1001}", "reason is longer than 1000 characters."),
    ],
)
def test_what_makes_no_sense_is_refused(closed: Desk, line: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        closed.say("lee", line)
    assert refused.value.message == said


def test_an_old_closing_is_told_with_its_year(closed: Desk) -> None:
    closed.now = datetime(2027, 1, 20, tzinfo=UTC)
    with pytest.raises(Refused, match="by lee on 18 Nov 2026"):
        closed.say("kim", "/nps 1 2 3 period=2026-W42")
