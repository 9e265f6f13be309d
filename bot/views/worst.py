"""What a digest's line says about the segments of its KPI."""

from __future__ import annotations

from bot.desk.among import Among
from bot.desk.reading import Reading
from bot.views.blocks import escape
from bot.views.numbers import change as change_words
from bot.views.readings import value_words
from bot.views.wholes import reversal_clauses
from kpi.language import counted, said
from kpi.lists import with_aside


def among_words(among: Among | None) -> list[str]:
    """`worst: market:MEX 3.1 (412 answers), −9.0 pts`, and a reversal."""
    if among is None:
        return []
    reversal = reversal_clauses(among.reversal) if among.reversal else []
    return [*_worst(among), *reversal]


def _worst(among: Among) -> list[str]:
    reading = among.worst
    if reading is None or reading.result is None:
        return []
    words = said("worst: {segment}", segment=_segment(reading))
    change = reading.change
    if change is None or not change.delta or change.before.value is None:
        return [words]
    result = reading.result
    step = change_words(change.delta, change.before.value, result.unit, result.currency, decimals=1)
    return [said("{worst}, {change}", worst=words, change=step)]


def _segment(reading: Reading) -> str:
    """`market:MEX 3.1 (412 answers)`."""
    held = f"{escape(reading.observation.key.segment)} {value_words(reading, 1)}"
    interval = reading.interval
    if interval is None or interval.census:
        return held
    answers = counted("{n} answer", "{n} answers", interval.n)
    return with_aside(held, answers)
