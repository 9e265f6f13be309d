"""History: a table for the eye, the same rows and the shape of the line in words for the ear."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.answers import Past
from bot.desk.reading import Reading, change_between
from bot.views.blocks import Message
from bot.views.past import past
from kpi import catalogue
from kpi.period import Period
from storage.records import Observation

NPS = catalogue.get("nps")
RUNNING = Period.parse("2026-W47")

TABLE = """\
```
Period    Value         Change            Verdict
2026-W47  47.06 so far                    not judged
2026-W46  70.45         +6.82 pts better  excellent, target met
2026-W45  not recorded
2026-W44  63.64         not compared      excellent
2026-W43  40.00                           great
2026-W42  undefined
```"""


def nps(promoters: int, passives: int, detractors: int) -> dict[str, str]:
    return {
        "promoters": str(promoters),
        "passives": str(passives),
        "detractors": str(detractors),
    }


@pytest.fixture
def history(reading: Callable[..., Reading], observation: Callable[..., Observation]) -> Message:
    by_shares = {"promoter_share": "50", "detractor_share": "10"}
    w44 = observation("nps", nps(1600, 400, 200), "2026-W44")
    w46 = observation("nps", nps(1700, 350, 150), "2026-W46")
    readings = {
        "2026-W47": reading("nps", nps(100, 50, 20), "2026-W47", before=w46, partial=True),
        "2026-W46": reading("nps", nps(1700, 350, 150), before=w44, target=">= 65"),
        "2026-W45": None,
        "2026-W44": reading(
            "nps",
            nps(1600, 400, 200),
            "2026-W44",
            before=observation("nps", by_shares, "2026-W43"),
        ),
        "2026-W43": reading("nps", by_shares, "2026-W43"),
        "2026-W42": reading("nps", nps(0, 0, 0), "2026-W42"),
    }
    rows = tuple((Period.parse(label), one) for label, one in readings.items())
    return past(Past(kpi=NPS, segment="tier:enterprise", rows=rows, running=RUNNING))


def test_missing_partial_undefined_and_not_comparable_values_are_told_apart(
    history: Message,
) -> None:
    assert history.text.splitlines()[:7] == [
        "Net Promoter Score (NPS), segment tier:enterprise, newest first",
        "2026-W47, 47.06 so far, not judged",
        "2026-W46, 70.45, +6.82 pts better, excellent, target met",
        "2026-W45, not recorded",
        "2026-W44, 63.64, not compared, excellent",
        "2026-W43, 40.00, great",
        "2026-W42, undefined",
    ]


def test_the_shape_of_the_line_is_said_in_words_and_leaves_out_what_is_not_complete(
    history: Message,
) -> None:
    said = "Lowest 40.00 in 2026-W43, highest 70.45 in 2026-W46, newest 70.45 in 2026-W46."
    assert said in history.text
    below = history.blocks[-3]["text"]["text"].splitlines()
    assert below[:2] == ["Oldest to newest: ·▁▆·█·", said]


def test_what_cannot_be_compared_or_computed_says_why(history: Message) -> None:
    told = history.text.splitlines()
    assert (
        "2026-W44 is not compared with 2026-W43: computed by another formula then (shares)."
    ) in told
    assert any(line.startswith("2026-W42 is undefined: it divides by ") for line in told)


def test_a_gap_is_filled_by_a_command_that_names_its_period_and_segment(history: Message) -> None:
    assert history.text.splitlines()[-1] == (
        "Fill a gap: /nps promoters=1700 passives=350 detractors=150 "
        "period=2026-W45 segment=tier:enterprise"
    )


@pytest.mark.parametrize(
    ("held", "lines", "records"),
    [
        (
            ("2026-W45",),
            [
                "2026-W47, still running",
                "2026-W46, not recorded",
                "Fill a gap: /nps promoters=1700 passives=350 detractors=150 period=2026-W46",
            ],
            "nps||2026-W46",
        ),
        (("2026-W46", "2026-W45"), ["2026-W47, still running"], "nps"),
    ],
)
def test_a_period_that_runs_still_is_no_gap(
    reading: Callable[..., Reading], held: tuple[str, ...], lines: list[str], records: str
) -> None:
    rows = tuple(
        (Period.parse(label), reading("nps", nps(5, 3, 2), label) if label in held else None)
        for label in ("2026-W47", "2026-W46", "2026-W45")
    )
    message = past(Past(kpi=NPS, segment="", rows=rows, running=RUNNING))
    told = message.text.splitlines()
    words = ("still running", "not recorded", "Fill a gap")
    assert [line for line in told if any(word in line for word in words)] == lines
    assert [one["value"] for one in message.blocks[-1]["elements"]] == [records]


def test_the_table_stands_in_columns(history: Message) -> None:
    assert history.blocks[1]["text"]["text"] == TABLE


def test_a_single_value_has_no_trend(reading: Callable[..., Reading]) -> None:
    one = reading("nps", nps(1700, 350, 150))
    rows = ((Period.parse("2026-W46"), one),)
    answer = past(Past(kpi=NPS, segment="", rows=rows, running=RUNNING))
    assert "Lowest" not in answer.text
    assert "Oldest to newest" not in str(answer.blocks)


@settings(max_examples=20)
@given(amounts=st.lists(st.integers(10**57, 10**58), min_size=60, max_size=60))
def test_sixty_periods_of_amounts_of_nearly_sixty_digits_fit(
    amounts: list[int],
    fits: Callable[[Message], None],
    reading: Callable[..., Reading],
    observation: Callable[..., Observation],
) -> None:
    period = Period.parse("2026-10")
    rows: list[tuple[Period, Reading | None]] = []
    for amount, earlier in zip(amounts, [*amounts[1:], 1], strict=True):
        before = observation("mrr", {"fees": f"₩{earlier}"}, period.previous().label)
        one = reading("mrr", {"fees": f"₩{amount}"}, period.label, before=before)
        rows.append((period, one))
        period = period.previous()
    segment, running = "m:" + "<&*`" * 15, Period.parse("2026-11")
    answer = Past(kpi=catalogue.get("mrr"), segment=segment, rows=tuple(rows), running=running)
    message = past(answer)
    fits(message)
    texts = [block["text"]["text"] for block in message.blocks if "text" in block]
    fences = [text for text in texts if "```" in text]
    assert len(fences) > 1
    assert all(one.startswith("```\n") and one.endswith("\n```") for one in fences)
    assert sum(one.count("2026-10") for one in fences) == 1


def test_the_same_periods_last_year_stand_in_a_column_of_their_own(
    reading: Callable[..., Reading], observation: Callable[..., Observation]
) -> None:
    now = reading("nps", nps(1700, 350, 150))
    before = reading("nps", nps(1600, 400, 200), "2026-W45")
    assert now.result is not None
    then = change_between(
        now.result, now.observation, observation("nps", nps(60, 20, 20), "2025-W46")
    )
    assert then is not None
    w46, w45 = Period.parse("2026-W46"), Period.parse("2026-W45")
    rows = ((w46, now), (w45, before))
    message = past(Past(kpi=NPS, segment="", rows=rows, running=RUNNING, year_ago={w46: then}))
    assert "2026-W46, 70.45, excellent, a year ago 40.00" in message.text
    assert "2026-W45, 63.64, excellent\n" in message.text
    table = str(message.blocks)
    assert "Verdict    A year ago" in table
    assert "excellent  40.00" in table
