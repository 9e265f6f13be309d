"""How sure one can be, sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from bot.desk.certainty import Decided, Window, Yardstick, window_of
from bot.desk.reading import Change, Reading, change_between
from bot.digest.report import Line, Standing
from bot.views.certainty import (
    census_line,
    certainty,
    interval_line,
    turn_words,
    window_line,
    year_ago_line,
)
from bot.views.digest import line_words
from bot.views.readings import verdict_words
from kpi import catalogue
from kpi.model import Grade
from kpi.period import Period
from kpi.target import Target
from storage.records import Observation

Reads = Callable[..., Reading]
Stores = Callable[..., Observation]


def nps(promoters: int, passives: int, detractors: int) -> dict[str, str]:
    return {
        "promoters": str(promoters),
        "passives": str(passives),
        "detractors": str(detractors),
    }


SURE, SMALL = nps(1700, 350, 150), nps(12, 8, 5)
CES = {"scores": "3", "scale": "5", "direction": "lower"}
CHURN = {"lost": "75", "start": "3375"}


@pytest.mark.parametrize(
    ("kpi", "inputs", "needed", "said"),
    [
        ("nps", SURE, None, "2,200 answers, ±2.5 (95 %)"),
        ("nps", SMALL, 873, "25 answers, ±28.6 (95 %): about 880 would decide"),
        ("nps", SMALL, 99, "25 answers, ±28.6 (95 %): about 99 would decide"),
        ("nps", SMALL, 123_456, "25 answers, ±28.6 (95 %): about 130,000 would decide"),
        (
            "nps",
            nps(50, 20, 30),
            None,
            "100 answers, ±16.8 (95 %); it lies on the bar, where more answers hardly help",
        ),
        ("nps", nps(1, 0, 0), 9, "1 answer, ±73.5 (95 %): about 9 would decide"),
        ("ces", CES, None, "1 answer: nothing can be said about how far it is off"),
        ("churn", CHURN, None, ""),
    ],
)
def test_a_sample_says_how_far_off_it_may_be_and_how_many_answers_would_decide(
    kpi: str, inputs: Mapping[str, str], needed: int | None, said: str, reading: Reads
) -> None:
    assert certainty(replace(reading(kpi, inputs), needed=needed)) == said


@pytest.mark.parametrize(
    ("kpi", "inputs", "more", "said"),
    [
        (
            "churn",
            CHURN,
            {},
            (
                "Everybody was counted; by chance alone it moves by ±0.5 pp around its level "
                "from week to week (95 %)."
            ),
        ),
        (
            "churn",
            {"lost": "75000", "start": "3375000"},
            {"period": "2026-10"},
            (
                "Everybody was counted; by chance alone it moves by ±0.02 pp around its level "
                "from month to month (95 %)."
            ),
        ),
        ("churn", CHURN, {"partial": True}, ""),
        ("churn", {"lost": "0", "start": "0"}, {}, ""),
        ("nps", SURE, {}, ""),
        ("mrr", {"fees": "$10;$20"}, {}, ""),
    ],
)
def test_a_census_says_what_its_interval_means(
    kpi: str, inputs: Mapping[str, str], more: dict[str, Any], said: str, reading: Reads
) -> None:
    assert census_line(reading(kpi, inputs, **more)) == said


@pytest.mark.parametrize(
    ("kpi", "inputs", "said"),
    [
        ("nps", SURE, "95 % interval: 67.90 to 72.81 (adjusted Wald)."),
        (
            "csat",
            {"positive": "80", "responses": "100"},
            "95 % interval: 71.12 % to 86.66 % (Wilson's).",
        ),
        (
            "ces",
            {"scores": "1,2,2,3", "scale": "5", "direction": "lower"},
            "95 % interval: 0.70 to 3.30 (Student's t).",
        ),
        ("ces", CES, ""),
        ("mrr", {"fees": "$10;$20"}, ""),
    ],
)
def test_an_interval_is_named_after_whoever_it_is_of(
    kpi: str, inputs: Mapping[str, str], said: str, reading: Reads
) -> None:
    assert interval_line(reading(kpi, inputs)) == said


def windowed(reading: Reads, observation: Stores, answers: dict[str, str], **more: Any) -> Reading:
    """Eight weeks of these answers; the newest of them read with its window."""
    newest = Period.parse("2026-W46")
    weeks = [observation("nps", answers, newest.previous(n).label) for n in range(8)]
    found = reading("nps", answers, target=more.get("target", ""))
    yardstick = Yardstick(kpi=catalogue.get("nps"), chosen_set=None, target=found.target)
    window = window_of(yardstick, weeks)
    assert isinstance(window, Window)
    return replace(found, window=replace(window, used=more.get("used", 8)))


@pytest.mark.parametrize(
    ("answers", "more", "said"),
    [
        (
            nps(60, 40, 25),
            {},
            (
                "The last 8 weeks: 1,000 answers, NPS 28.00 ± 4.8: great (≥ 20). "
                "W46's 125 are not judged alone."
            ),
        ),
        (
            SMALL,
            {"used": 5},
            (
                "The last 8 weeks (5 recorded): 200 answers, NPS 28.00 ± 10.7: "
                "too close to call as well. W46's 25 are not judged alone."
            ),
        ),
        (
            nps(60, 40, 25),
            {"target": ">= 22"},
            (
                "The last 8 weeks: 1,000 answers, NPS 28.00 ± 4.8: target ≥ 22 met; "
                "great (≥ 20). W46's 125 are not judged alone."
            ),
        ),
    ],
)
def test_a_window_says_what_the_last_weeks_together_say(
    answers: dict[str, str], more: dict[str, Any], said: str, reading: Reads, observation: Stores
) -> None:
    assert window_line(windowed(reading, observation, answers, **more)) == said


@pytest.mark.parametrize(
    ("inputs", "was", "said"),
    [
        (SURE, ("great", "2026-W41"), "great → excellent since W41"),
        (SURE, ("great", "2025-W50"), "great → excellent since W50 2025"),
        (SMALL, ("excellent", "2026-W41"), "last decided: excellent, W41"),
        (SURE, None, ""),
    ],
)
def test_a_change_of_verdict_is_told_since_when(
    inputs: dict[str, str], was: tuple[str, str] | None, said: str, reading: Reads
) -> None:
    decided = Decided(grade=Grade(was[0]), period=Period.parse(was[1])) if was else None
    one = replace(reading("nps", inputs), was=decided)
    assert turn_words(one) == said
    assert verdict_words(one).endswith(said)


def line(reading: Reading) -> str:
    said = line_words(
        Line(
            kpi=reading.kpi,
            segment="",
            period=reading.observation.key.period,
            reading=reading,
            standing=Standing.HOLDS,
            other_length=False,
        )
    )
    return said.partition("   ")[2]


def test_a_digest_line_has_the_verdict_before_and_since_when(reading: Reads) -> None:
    was = Decided(grade=Grade.GREAT, period=Period.parse("2026-W41"))
    assert line(replace(reading("nps", SURE), was=was)) == (
        'great → excellent (≥ 50, "18 customer engagement metrics to benchmark" 2024) since W41'
        "   2,200 answers, ±2.5 (95 %)"
    )


def test_a_digest_line_judges_the_window_where_the_week_is_too_small(
    reading: Reads, observation: Stores
) -> None:
    assert line(windowed(reading, observation, nps(60, 40, 25))) == (
        "the last 8 weeks: 1,000 answers, NPS 28.0 ± 4.8, great (≥ 20); "
        "W46's 125 are not judged alone"
    )


def test_a_digest_says_nothing_about_the_chances_of_a_census(reading: Reads) -> None:
    assert "by chance" not in line(reading("churn", CHURN))


LAST_YEAR: list[tuple[dict[str, str], dict[str, Any], str]] = [
    ({"lost": "3", "start": "100"}, {}, "A year ago (W46 2025): 3.00 %"),
    (
        {"lost": "2", "end": "100"},
        {},
        "A year ago (W46 2025): 2.00 %, computed by another formula then (of_end)",
    ),
    ({"lost": "3", "start": "100"}, {"partial": True}, ""),
    ({"lost": "0", "start": "0"}, {}, ""),
]


@pytest.mark.parametrize(("then", "more", "said"), LAST_YEAR)
def test_the_same_week_last_year_is_told_beside(
    then: dict[str, str], more: dict[str, Any], said: str, reading: Reads, observation: Stores
) -> None:
    one = reading("churn", CHURN)
    before = observation("churn", then, "2025-W46", **more)
    assert one.result is not None
    change = change_between(one.result, one.observation, before)
    assert isinstance(change, Change)
    assert year_ago_line(one, change) == said


def test_without_a_year_of_history_nothing_is_told(reading: Reads) -> None:
    assert year_ago_line(reading("nps", SURE), None) == ""


def test_a_target_alone_may_be_what_is_open(reading: Reads) -> None:
    one = reading("nps", SURE, target=">= 70")
    assert one.undecided
    assert one.grade is Grade.EXCELLENT
    assert one.target == Target(">=", Fraction(70))
