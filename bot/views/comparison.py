"""KPIs beside each other: a chart, and the same in words."""

from __future__ import annotations

from bot.desk.answers import Compared, Past
from bot.views.blocks import Message, joined, plain
from bot.views.charts import compared_charts
from bot.views.layout import code, sections
from bot.views.naming import full_name
from bot.views.past import shape_words, trend_line
from bot.views.readings import value_words
from kpi.language import said
from kpi.lists import comma_joined


def compared(answer: Compared) -> Message:
    """Each KPI's trend; `text` has the values without the marks."""
    empty = [said("Nothing is recorded of {kpi} yet.", kpi=full_name(kpi)) for kpi in answer.empty]
    shown = [_about(one, trend_line(one.rows)) for one in answer.pasts]
    told = [_about(one, _listed(one)) for one in answer.pasts]
    more = [
        said("The values: {command}", command=code(f"/kpi history {one.kpi.key}"))
        for one in answer.pasts
    ]
    return Message(
        text=plain(joined([*told, *empty])),
        blocks=(
            *compared_charts(answer.pasts),
            *sections(*shown, joined([*empty, " · ".join(more)])),
        ),
    )


def _about(one: Past, values: str) -> str:
    return joined([f"*{full_name(one.kpi)}*", values, *shape_words(one.rows)])


def _listed(one: Past) -> str:
    return comma_joined(
        [
            f"{period.label} {value_words(reading)}"
            for period, reading in one.rows
            if reading is not None
        ]
    )
