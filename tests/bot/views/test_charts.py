"""A KPI's history as Slack draws it: what is a point, which bars stand beside it, what fits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.desk.answers import Past
from bot.desk.reading import Reading
from bot.views.blocks import Block, Message
from bot.views.charts import past_chart
from kpi import catalogue
from kpi.period import Period

WEEK = Period.parse("2026-W46")
COUNTS = {"promoters": "1700", "passives": "350", "detractors": "150"}
Make = Callable[..., Reading]


def history(*readings: Reading | None, kpi: str = "nps") -> Past:
    rows = tuple((WEEK.previous(back), one) for back, one in enumerate(readings))
    return Past(kpi=catalogue.get(kpi), segment="", rows=rows, running=Period.parse("2026-W47"))


def lines(block: Block | None) -> dict[str, list[tuple[str, float]]]:
    assert block is not None
    return {
        one["name"]: [(point["label"], point["value"]) for point in one["data"]]
        for one in block["chart"]["series"]
    }


def test_the_values_stand_oldest_first_beside_the_target_and_the_bar_of_the_verdict(
    reading: Make, fits: Callable[[Message], None]
) -> None:
    now = reading("nps", COUNTS, "2026-W46", target=">= 65")
    then = reading("nps", {**COUNTS, "passives": "2000"}, "2026-W45")
    block = past_chart(history(now, then))
    assert block is not None
    fits(Message(text="NPS", blocks=(block,)))
    assert block["title"] == "NPS, W45 to W46"
    weeks = ("2026-W45", "2026-W46")
    assert lines(block) == {
        "NPS": list(zip(weeks, (40.2597, 70.4545), strict=True)),
        "target": [(week, 65.0) for week in weeks],
        "bar of excellent": [(week, 50.0) for week in weeks],
    }


def test_a_missing_period_has_no_point_and_none_is_drawn_as_zero(reading: Make) -> None:
    now = reading("nps", COUNTS, "2026-W46")
    then = reading("nps", COUNTS, "2026-W43")
    points = lines(past_chart(history(now, None, None, then)))["NPS"]
    assert [label for label, _ in points] == ["2026-W43", "2026-W46"]


@pytest.mark.parametrize(
    ("inputs", "more"),
    [
        (COUNTS, {"partial": True}),
        ({"promoters": "0", "passives": "0", "detractors": "0"}, {}),
    ],
    ids=["partial", "undefined"],
)
def test_what_is_no_whole_value_is_no_point(
    reading: Make, inputs: dict[str, str], more: dict[str, Any]
) -> None:
    now, then = reading("nps", COUNTS, "2026-W46"), reading("nps", COUNTS, "2026-W45")
    odd = reading("nps", inputs, "2026-W44", **more)
    assert len(lines(past_chart(history(now, then, odd)))["NPS"]) == 2


def test_values_in_another_currency_are_no_points(reading: Make) -> None:
    inputs = {"revenue": "1000", "orders": "10"}
    rows = [
        reading("aov", inputs, f"2026-W{week}", currency=currency)
        for week, currency in ((46, "USD"), (45, "KRW"), (44, "USD"))
    ]
    points = lines(past_chart(history(*rows, kpi="aov")))
    assert [label for label, _ in next(iter(points.values()))] == ["2026-W44", "2026-W46"]


def test_one_value_alone_is_no_chart(reading: Make) -> None:
    assert past_chart(history(reading("nps", COUNTS, "2026-W46"))) is None


def test_only_as_many_periods_are_drawn_as_slack_takes(
    reading: Make, fits: Callable[[Message], None]
) -> None:
    rows = [reading("nps", COUNTS, WEEK.previous(back).label) for back in range(52)]
    block = past_chart(history(*rows))
    assert block is not None
    fits(Message(text="NPS", blocks=(block,)))
    points = lines(block)["NPS"]
    assert (len(points), points[-1][0]) == (20, "2026-W46")
