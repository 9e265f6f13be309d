"""Natural limits and closed months, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from bot.desk.answers import MonthAnswer, MonthLine, MonthList, Rebased
from bot.desk.baselines import Process
from bot.desk.flagging import Flagged
from bot.desk.reading import Reading
from bot.views.blocks import Message
from bot.views.limits import limits_lines, rebased
from bot.views.months import MOST, month, months
from kpi import Result, catalogue
from kpi.flags import Assessment, Event, Point
from kpi.period import Period
from kpi.statistics import ControlLimits
from storage.records import Rebase

W46 = Period.parse("2026-W46")
AT = datetime(2026, 11, 16, 0, 30, tzinfo=UTC)
LIMITS = ControlLimits(mean=40.0, low=31.2, high=48.9)
TOOL = Rebase(
    kpi="nps",
    segment="",
    starts=Period.parse("2026-W20"),
    actor="U1KIM",
    reason="new survey *tool*",
    at=AT,
)


def flagged(
    limits: ControlLimits | None, first: str, points: int, rebase: Rebase | None
) -> Flagged:
    begins = Period.parse(first)
    found = tuple(Point(period=begins.next(n), value=Fraction(40), basis="") for n in range(points))
    return Flagged(
        assessment=Assessment(event=Event.QUIET, episode=None, limits=limits),
        before=None,
        process=Process(rebase=rebase, points=found),
        recent=found,
    )


@pytest.fixture
def result(reading: Callable[..., Reading]) -> Result:
    inputs = {"promoters": "60", "passives": "20", "detractors": "20"}
    found: Reading = reading("nps", inputs)
    assert found.result is not None
    return found.result


@pytest.mark.parametrize(
    ("limits", "first", "points", "rebase", "lines"),
    [
        (
            LIMITS,
            "2026-W20",
            12,
            None,
            [
                "Limits 31.20 to 48.90, from 12 weeks since W20. A value outside them is unusual.",
                "",
            ],
        ),
        (
            LIMITS,
            "2025-W20",
            12,
            None,
            [
                (
                    "Limits 31.20 to 48.90, from 12 weeks since W20 2025. "
                    "A value outside them is unusual."
                ),
                "",
            ],
        ),
        (
            LIMITS,
            "2026-W20",
            12,
            TOOL,
            [
                "Limits 31.20 to 48.90, from 12 weeks since W20. A value outside them is unusual.",
                "Taken anew from W20 on by Kim: new survey *tool*",
            ],
        ),
        (
            None,
            "2026-W43",
            4,
            None,
            [
                "No limits yet: they come from 12 weeks, and 3 are recorded before this one.",
                "",
            ],
        ),
        (
            None,
            "2026-W20",
            12,
            None,
            ["No limits: the values they would come from are all the same.", ""],
        ),
    ],
)
def test_limits_say_what_they_come_from_and_since_when(
    limits: ControlLimits | None,
    first: str,
    points: int,
    rebase: Rebase | None,
    lines: list[str],
    result: Result,
) -> None:
    said = limits_lines(flagged(limits, first, points, rebase), result, W46, "Kim")
    assert [line.replace("\u200b", "") for line in said] == lines


@pytest.mark.parametrize(
    ("points", "said"),
    [
        (
            1,
            (
                "They come from the first 12 weeks since then. 1 of them recorded; until all "
                "are, it has no limits, and a drop is flagged by its target, its benchmark and "
                "the fall that is set here."
            ),
        ),
        (12, "They come from the first 12 weeks since then. All of them are recorded."),
    ],
)
def test_limits_taken_anew_say_from_when_why_and_how_far_they_are(
    points: int, said: str, fits: Callable[[Message], None]
) -> None:
    answer = Rebased(kpi=catalogue.get("nps"), segment="tier:gold", rebase=TOOL, points=points)
    message = rebased(answer)
    fits(message)
    lines = message.text.splitlines()
    assert lines[0] == (
        "Net Promoter Score (NPS), segment tier:gold: its limits are taken anew from "
        "Mon 11 – Sun 17 May 2026, W20 on. Reason: new survey *tool*"
    )
    assert lines[1] == said


OCTOBER = Period.parse("2026-10")
CLOSED = MonthLine(month=OCTOBER, closed=True, actor="Lee", reason="", at=AT)
REOPENED = MonthLine(month=OCTOBER, closed=False, actor="Ana", reason="late invoice", at=AT)


def test_a_closed_month_says_what_is_in_it_and_how_to_reopen_it(
    fits: Callable[[Message], None],
) -> None:
    message = month(MonthAnswer(month=OCTOBER, closed=True, reason="", lines=(CLOSED,)))
    fits(message)
    assert message.text == (
        "October 2026 is closed. Its figures cannot be recorded, corrected, taken back or imported "
        "until a manager reopens it. Weeks belong to the month in which they end: W40 to W43.\n"
        "What was done to it\n"
        "October 2026 closed by Lee, Mon 16 Nov 2026, 00:30 UTC\n"
        'Reopen it: /kpi reopen 2026-10 reason="late invoice"'
    )


def test_a_reopened_month_says_why(fits: Callable[[Message], None]) -> None:
    lines = (REOPENED, CLOSED)
    message = month(MonthAnswer(month=OCTOBER, closed=False, reason="late invoice", lines=lines))
    fits(message)
    assert message.text.startswith("October 2026 is open again: late invoice\n")
    assert "October 2026 reopened by Ana, Mon 16 Nov 2026, 00:30 UTC: late invoice" in message.text


@pytest.mark.parametrize("count", [0, 1, 90])
def test_however_many_closings_there_are_they_fit(
    count: int, fits: Callable[[Message], None]
) -> None:
    loud = MonthLine(
        month=OCTOBER, closed=False, actor="<!here>" * 50, reason="*`<@U1>" * 140, at=AT
    )
    message = months(MonthList(lines=(loud,) * count))
    fits(message)
    assert ("older" in message.text) is (count > MOST)
    assert ("No month was ever closed" in message.text) is (count == 0)
