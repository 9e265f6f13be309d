"""Slack's own charts: a KPI's last periods as a line, with its target and its verdict's bar."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.desk.answers import Past
from bot.desk.certainty import basis_of
from bot.desk.reading import Reading
from bot.views.blocks import Block, Line, chart
from bot.views.naming import MEASURED, short_name
from kpi.judge import Judgement
from kpi.model import Band
from kpi.period import Period

POINTS = 20
"""Points that Slack takes in a line."""


def past_chart(answer: Past) -> Block | None:
    """The values of whole periods that can be compared with the newest; None where it is alone.

    A period without a value has no point: none is drawn as zero.
    """
    comparable = _comparable(answer)
    if len(comparable) < 2:
        return None
    newest = next(iter(comparable.values()))
    values = {period: one.result.value for period, one in comparable.items() if one.result}
    periods = sorted(values)
    first, last = periods[0].short(), periods[-1].short()
    title = f"{short_name(answer.kpi)}, {first} to {last}"
    lines = [
        Line(short_name(answer.kpi), [(one.label, values[one]) for one in periods]),
        *(Line(name, [(one.label, bar) for one in periods]) for name, bar in _bars(newest).items()),
    ]
    return chart(title, lines, unit=MEASURED[answer.kpi.unit])


def _comparable(answer: Past) -> Mapping[Period, Reading]:
    """Newest first."""
    found: dict[Period, Reading] = {}
    basis = ""
    for period, reading in answer.rows:
        if reading is None or reading.result is None or reading.observation.partial:
            continue
        own = basis_of(reading.result.kept)
        basis = basis or own
        if own == basis and reading.result.sound and len(found) < POINTS:
            found[period] = reading
    return found


def _bars(newest: Reading) -> Mapping[str, Fraction]:
    """The target, and the bar that the newest value is judged by, where it has them."""
    judgement = newest.judgement
    if judgement is None:
        return {}
    bars: dict[str, Fraction] = {}
    if judgement.target is not None:
        bars["target"] = judgement.target.target.value
    band = _band(judgement)
    ends = (band.gt, band.ge, band.lt, band.le) if band else ()
    bar = next((end for end in ends if end is not None), None)
    if bar is not None:
        bars[f"bar of {judgement.main.grade}"] = bar
    return bars


def _band(judgement: Judgement) -> Band | None:
    """The band of the verdict, where it is stated for periods as long as the value's."""
    main = judgement.main
    if main.benchmark is None or main.basis is not None:
        return None
    return next((one for one in main.benchmark.bands if one.grade is main.grade), None)
