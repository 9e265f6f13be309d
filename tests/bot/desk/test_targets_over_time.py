"""A target has a start: it holds from there on, and its history is shown."""

from fractions import Fraction

import pytest

from bot.desk.answers import TargetAnswer
from bot.views.answers import message_of
from kpi import KpiError
from kpi.target import Target
from tests.bot.desk.desk import Desk


def history(desk: Desk, line: str = "/kpi target nps") -> list[str]:
    said = message_of(desk.say("kim", line)).text.splitlines()
    return [one for one in said if one.startswith("from ")]


def test_the_history_of_targets_is_shown_latest_first_with_who_set_them(desk: Desk) -> None:
    desk.say("kim", "/kpi target nps >= 30 from=2026-Q1")
    assert history(desk) == [], "one target is no history"
    desk.say("lee", "/kpi target nps >= 45 from=2026-Q4")
    desk.say("kim", "/kpi target nps off from=2027-Q1")
    assert history(desk) == [
        "from Fri 1 Jan 2027: none, set by kim",
        "from Thu 1 Oct 2026: ≥ 45, set by lee",
        "from Thu 1 Jan 2026: ≥ 30, set by kim",
    ]


def test_of_two_targets_for_one_day_the_later_one_is_shown(desk: Desk) -> None:
    desk.say("kim", "/kpi target nps >= 30 from=2026-Q1")
    desk.say("kim", "/kpi target nps >= 40 from=2026-Q4")
    desk.say("lee", "/kpi target nps >= 45 from=2026-Q4")
    assert history(desk)[0] == "from Thu 1 Oct 2026: ≥ 45, set by lee"
    assert len(history(desk)) == 2


def test_targets_of_a_segment_have_a_history_of_their_own(desk: Desk) -> None:
    desk.records("kim", "/nps 10 5 5 segment=tier:pro")
    desk.say("kim", "/kpi target nps >= 30 from=2026-Q1")
    desk.say("kim", "/kpi target nps >= 40 from=2026-Q4")
    desk.say("kim", "/kpi target nps >= 50 from=2026-Q4 segment=tier:pro")
    assert len(history(desk)) == 2
    answer = desk.say("kim", "/kpi target nps segment=tier:pro")
    assert isinstance(answer, TargetAnswer)
    assert [record.target for record, _ in answer.history] == [Target(">=", Fraction(50))]


@pytest.mark.parametrize(
    ("start", "w45", "w46"),
    [("2026-W46", ">= 30", ">= 45"), ("2026-W45", ">= 45", ">= 45"), ("2027-Q1", ">= 30", ">= 30")],
)
def test_a_period_is_judged_by_the_target_it_began_with(
    desk: Desk, start: str, w45: str, w46: str
) -> None:
    desk.say("kim", "/kpi target nps >= 30 from=2026-Q1")
    desk.say("kim", f"/kpi target nps >= 45 from={start}")
    for period, rule in (("2026-W45", w45), ("2026-W46", w46)):
        reading = desk.records("kim", f"/nps 60 20 20 period={period}").reading
        assert reading.target == Target(">=", Fraction(rule.removeprefix(">= ")))


def test_a_start_that_is_no_period_is_refused(desk: Desk) -> None:
    with pytest.raises(KpiError):
        desk.say("kim", "/kpi target nps >= 45 from=soon")
