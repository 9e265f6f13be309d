"""Lines of a digest that must be read together, because one hides what the other shows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot.desk.reading import Reading
from bot.digest.report import Line
from bot.views.naming import short_name
from bot.views.numbers import change, quantity
from kpi.companions import Pair, Seen, Sign, movement, together
from kpi.language import said
from kpi.lists import with_aside

MOST = 3
"""Remarks a digest makes at most."""


def read_together(lines: Iterable[Line]) -> tuple[str, ...]:
    """A sentence for each pair that shows: what both did, and what it means together."""
    by_kpi = {line.kpi.key: line for line in lines}
    seen = [one for line in by_kpi.values() if (one := _seen(line.reading)) is not None]
    return tuple(_words(pair, by_kpi) for pair in together(seen, MOST))


def _seen(reading: Reading | None) -> Seen | None:
    """What may be read together: complete and possible values only."""
    if reading is None or reading.result is None:
        return None
    entry = reading.observation.entry
    if entry is None or reading.observation.partial or not reading.result.sound:
        return None
    return Seen(entry=entry, value=reading.result.value, moved=_moved(reading))


def _moved(reading: Reading) -> int:
    step, entry = reading.change, reading.observation.entry
    if step is None or step.delta is None or reading.result is None or entry is None:
        return 0
    before = step.before
    if before.entry is None or before.value is None or not before.sound:
        return 0
    return movement(entry, reading.result.value, before.entry, before.value)


def _words(pair: Pair, lines: dict[str, Line]) -> str:
    first, second = lines[pair.first.kpi], lines[pair.second.kpi]
    apart = first.period != second.period
    return said(
        "{first} with {second}: {meaning}",
        first=_fact(pair.first, first, apart=apart),
        second=_fact(pair.second, second, apart=apart),
        meaning=said(pair.means),
    )


def _fact(sign: Sign, line: Line, *, apart: bool) -> str:
    """`MRR +1.5 % (Oct 2026)`; the period is named where the two are apart."""
    fact = f"{short_name(line.kpi)} {_figure(sign, line.reading)}"
    return with_aside(fact, line.period.short()) if apart else fact


def _figure(sign: Sign, reading: Reading | None) -> str:
    if reading is None or reading.result is None:
        return ""
    result, step = reading.result, reading.change
    if not sign.moved or step is None or step.delta is None or step.before.value is None:
        return quantity(result.value, result.unit, result.currency, decimals=1)
    return change(step.delta, step.before.value, result.unit, result.currency, decimals=1)
