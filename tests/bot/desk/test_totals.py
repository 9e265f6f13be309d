"""Totals put together from segments: pooled, withheld, never against what was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.answers import Latest, NothingYet, Recorded
from bot.desk.errors import Refused
from bot.views.answers import message_of
from kpi import evaluate
from kpi.period import Period
from storage.records import Action
from tests.bot.desk.desk import WEEK, Desk

BEFORE = WEEK.previous()


def total(desk: Desk, kpi: str = "churn", period: Period = WEEK) -> Fraction | None:
    """The pooled total; None where there is none."""
    found = desk.latest(kpi, period)
    if found is None or found.withdrawn:
        return None
    assert found.action is Action.POOL
    return found.value


def tiers(desk: Desk, period: Period, **lost_of_start: tuple[int, int]) -> None:
    for tier, (lost, start) in lost_of_start.items():
        line = f"/churn {lost} {start} period={period.label} segment=tier:{tier}"
        desk.records("kim", line)


def test_counts_are_pooled_and_rates_are_never_averaged(desk: Desk) -> None:
    tiers(desk, WEEK, smb=(30, 100), enterprise=(1, 900))
    assert total(desk) == Fraction(31, 10)


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.integers(0, 999), st.integers(0, 999), st.integers(1, 999)),
        min_size=2,
        max_size=4,
    )
)
def test_a_pooled_total_is_the_value_of_all_counts_together(
    answers: list[tuple[int, int, int]],
) -> None:
    desk = Desk()
    for number, (promoters, passives, detractors) in enumerate(answers):
        line = f"/nps {promoters} {passives} {detractors} segment=market:{number}"
        desk.records("kim", line)
    sums = [sum(column) for column in zip(*answers, strict=True)]
    assert total(desk, "nps") == Fraction(100 * (sums[0] - sums[2]), sum(sums))
    held = desk.held("nps")
    assert held.entry is not None
    assert evaluate(held.entry).value == held.value
    desk.close()


def test_one_segment_alone_is_no_total(desk: Desk) -> None:
    tiers(desk, WEEK, smb=(30, 100))
    assert total(desk) is None


def test_a_total_is_withheld_while_a_segment_of_last_time_is_missing(desk: Desk) -> None:
    tiers(desk, BEFORE, a=(1, 100), b=(1, 100), c=(1, 100))
    tiers(desk, WEEK, a=(2, 100), b=(2, 100))
    assert total(desk) is None
    answer = desk.say("kim", "/churn")
    assert isinstance(answer, Latest)
    assert "W46: 2 of 3 tier segments are in; tier:c is missing" in message_of(answer).text
    tiers(desk, WEEK, c=(2, 100))
    assert total(desk) == 2


def test_a_week_without_any_segment_does_not_shorten_the_list(desk: Desk) -> None:
    tiers(desk, BEFORE.previous(3), a=(1, 100), b=(1, 100), c=(1, 100))
    tiers(desk, WEEK, a=(2, 100), b=(2, 100))
    assert total(desk) is None


def test_a_pooled_total_follows_its_segments(desk: Desk) -> None:
    tiers(desk, WEEK, a=(1, 100), b=(1, 100))
    desk.records("kim", '/churn correct 5 100 segment=tier:b reason="late leavers"')
    assert total(desk) == 3
    desk.undoes("kim")
    assert total(desk) == 1
    tiers(desk, WEEK, c=(4, 100))
    assert total(desk) == 2
    desk.undoes("kim")
    assert total(desk) == 1


def test_a_taken_back_segment_takes_the_total_with_it(desk: Desk) -> None:
    tiers(desk, WEEK, a=(1, 100), b=(1, 100))
    desk.undoes("kim")
    assert total(desk) is None


def test_a_recorded_total_is_never_overridden(desk: Desk) -> None:
    desk.records("kim", "/churn 7 200")
    tiers(desk, WEEK, a=(1, 100), b=(1, 100))
    held = desk.held("churn")
    assert (held.action, held.value) == (Action.RECORD, Fraction(7, 2))


def test_recording_a_total_takes_the_place_of_the_pooled_one(desk: Desk) -> None:
    tiers(desk, WEEK, a=(1, 100), b=(1, 100))
    told = message_of(desk.records("kim", "/churn 7 200")).text.splitlines()
    assert (
        "The value before was pooled from 2 segments (tier:a, tier:b); what was typed stands "
        "now. To go back to it: /kpi undo"
    ) in told
    assert desk.held("churn").action is Action.RECORD
    undone = desk.undoes("kim")
    assert total(desk) == 1
    assert undone.now is not None
    assert undone.now.observation.action is Action.POOL


def test_a_batch_cannot_be_added_to_a_pooled_total(desk: Desk) -> None:
    desk.records("kim", "/nps 10 5 5 segment=market:US")
    desk.records("kim", "/nps 20 5 5 segment=market:UK")
    with pytest.raises(Refused, match="pooled from its segments"):
        desk.say("kim", "/nps add 1 1 1")
    assert total(desk, "nps") == 40


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        pytest.param(
            ["/churn 7 200", "/churn 1 100 segment=tier:a", "/churn 1 100 segment=tier:b"],
            "the 2 tier segments give 1.00 %, the recorded total is 3.50 %",
            id="recorded and segments",
        ),
        pytest.param(
            [
                "/churn 1 100 segment=market:US",
                "/churn 1 100 segment=market:UK",
                "/churn 1 100 segment=tier:a",
                "/churn 4 100 segment=tier:b",
            ],
            "the 2 tier segments give 2.50 %, the pooled total is 1.00 %",
            id="two dimensions",
        ),
    ],
)
def test_segments_that_do_not_add_up_to_the_total_are_told(
    desk: Desk, lines: list[str], says: str
) -> None:
    answers = [desk.records("kim", line) for line in lines]
    assert says in message_of(answers[-1]).text
    assert says in message_of(desk.say("kim", "/churn")).text


def test_segments_that_add_up_are_not_remarked_upon(desk: Desk) -> None:
    desk.records("kim", "/churn 2 200")
    tiers(desk, WEEK, a=(1, 100), b=(1, 100))
    assert "Please check" not in message_of(desk.say("kim", "/churn")).text


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("/churn lost=1 end=100", "different formulas"),
        ("/churn 150 100", "The figures of tier:b cannot be right"),
    ],
)
def test_what_cannot_be_pooled_gives_no_total_and_says_why(
    desk: Desk, second: str, says: str
) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    answer = desk.records("kim", f"{second} segment=tier:b")
    assert total(desk) is None
    assert says in message_of(answer).text


def test_a_pooled_total_names_its_parts(desk: Desk) -> None:
    tiers(desk, WEEK, smb=(1, 100), enterprise=(1, 100))
    answer = desk.say("kim", "/churn")
    assert isinstance(answer, Latest)
    assert answer.reading.pooled_from == ("tier:enterprise", "tier:smb")
    assert "Pooled from 2 segments: tier:enterprise, tier:smb." in message_of(answer).text
    trace = desk.say("kim", f"/kpi trace K-{answer.reading.observation.number}")
    assert "pooled from segments" in message_of(trace).text


def test_the_answer_for_a_segment_names_the_total_it_is_part_of(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    answer = desk.records("kim", "/churn 3 100 segment=tier:b")
    assert isinstance(answer, Recorded)
    number = desk.held("churn").number
    said = f"Total: Churn 2.00 %, pooled from 2 segments (K-{number})."
    assert said in message_of(answer).text


def test_without_a_total_the_segments_there_are_named(desk: Desk) -> None:
    tiers(desk, WEEK, smb=(1, 100))
    answer = desk.say("kim", "/churn")
    assert isinstance(answer, NothingYet)
    assert "Of segments there is tier:smb: /kpi segments churn" in message_of(answer).text


def test_a_pooled_total_covers_as_little_as_its_least_part(desk: Desk) -> None:
    running: Mapping[str, str] = {"a": "", "b": " final"}
    for tier, word in running.items():
        desk.records("kim", f"/churn 1 100 period=this segment=tier:{tier}{word}")
    assert desk.held("churn", WEEK.next()).partial
