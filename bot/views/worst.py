"""What a digest's line says about the segments of its KPI."""

from __future__ import annotations

from bot.desk.among import Among
from bot.views.blocks import escape
from bot.views.numbers import change as change_words
from bot.views.readings import value_words
from bot.views.wholes import reversal_lines


def among_words(among: Among | None) -> list[str]:
    """`worst: market:MEX 3.1 (412 answers), −9.0 pts`, and a reversal."""
    if among is None:
        return []
    reversal = reversal_lines(among.reversal) if among.reversal else []
    return [*_worst(among), *(line.removesuffix(".") for line in reversal)]


def _worst(among: Among) -> list[str]:
    reading = among.worst
    if reading is None or reading.result is None:
        return []
    interval = reading.interval
    sample = f" ({interval.n:,} answers)" if interval and not interval.census else ""
    said = f"worst: {escape(reading.observation.key.segment)} {value_words(reading, 1)}{sample}"
    change = reading.change
    if change is None or not change.delta or change.before.value is None:
        return [said]
    result = reading.result
    step = change_words(change.delta, change.before.value, result.unit, result.currency, decimals=1)
    return [f"{said}, {step}"]
