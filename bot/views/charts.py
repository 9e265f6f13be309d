"""Slack's own charts: a KPI's last periods as a line, with its target and its verdict's bar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from bot.desk.answers import Past
from bot.desk.caseworking import CaseView
from bot.desk.certainty import basis_of
from bot.desk.reading import Reading
from bot.digest.report import Report
from bot.views.blocks import Block, Line, chart
from bot.views.naming import MEASURED, short_name
from bot.views.verdicts import GRADES
from kpi import Kpi
from kpi.judge import Judgement
from kpi.language import said
from kpi.lists import joined_and
from kpi.model import Band
from kpi.period import Period

POINTS = 20
"""Points that Slack takes in a line."""
IN_A_MESSAGE = 2
"""Charts that Slack takes in a message."""


def past_chart(answer: Past) -> Block | None:
    """The values of whole periods that can be compared with the newest; None where it is alone.

    A period without a value has no point: none is drawn as zero.
    """
    return _of_readings(answer.kpi, answer.segment, (reading for _, reading in answer.rows))


def compared_charts(pasts: Sequence[Past]) -> tuple[Block, ...]:
    """KPIs of one unit in one chart, over the periods they all have; else a chart of each."""
    if len({(one.kpi.unit, one.rows[0][0].cadence) for one in pasts}) == 1 and len(pasts) > 1:
        lines = [_values(_comparable(reading for _, reading in one.rows)) for one in pasts]
        common = sorted(set.intersection(*map(set, lines)))
        if len(common) > 1:
            return (_beside(pasts, lines, common),)
    drawn = (past_chart(one) for one in pasts)
    return tuple(block for block in drawn if block is not None)[:IN_A_MESSAGE]


def _beside(
    pasts: Sequence[Past], values: Sequence[Mapping[Period, Fraction]], periods: Sequence[Period]
) -> Block:
    names = [short_name(one.kpi) for one in pasts]
    lines = [
        Line(name, [(period.label, known[period]) for period in periods])
        for name, known in zip(names, values, strict=True)
    ]
    title = _title(joined_and(names), periods)
    return chart(title, lines, unit=said(MEASURED[pasts[0].kpi.unit]))


def _title(name: str, periods: Sequence[Period]) -> str:
    first, last = periods[0].short(), periods[-1].short()
    return said("{kpi}, {first} to {last}", kpi=name, first=first, last=last)


def case_chart(view: CaseView) -> Block | None:
    """The values up to a flagged one; None where it is alone."""
    return _of_readings(view.kpi, view.case.segment, view.history)


def drop_charts(report: Report) -> tuple[Block, ...]:
    """The ways to the drops that a digest opened cases for, the first ones of them."""
    drawn = (
        _drawn(line.kpi, line.segment, dict(line.past), line.reading)
        for line in report.fresh
        if line.reading is not None
    )
    return tuple(block for block in drawn if block is not None)[:IN_A_MESSAGE]


def _of_readings(kpi: Kpi, segment: str, readings: Iterable[Reading | None]) -> Block | None:
    """`readings` come newest first."""
    comparable = _comparable(readings)
    return _drawn(kpi, segment, _values(comparable), comparable[0]) if comparable else None


def _values(readings: Iterable[Reading]) -> dict[Period, Fraction]:
    return {
        one.observation.key.period: one.result.value for one in readings if one.result is not None
    }


def _comparable(readings: Iterable[Reading | None]) -> list[Reading]:
    """Those of whole periods on the newest one's basis, newest first."""
    found: list[Reading] = []
    basis = ""
    for reading in readings:
        if reading is None or reading.result is None or reading.observation.partial:
            continue
        own = basis_of(reading.result.kept)
        basis = basis or own
        if own == basis and reading.result.sound and len(found) < POINTS:
            found.append(reading)
    return found


def _drawn(
    kpi: Kpi, segment: str, values: Mapping[Period, Fraction], newest: Reading
) -> Block | None:
    if len(values) < 2:
        return None
    periods = sorted(values)[-POINTS:]
    name = short_name(kpi)
    whose = f"{name} {segment}" if segment else name
    lines = [
        Line(name, [(one.label, values[one]) for one in periods]),
        *(Line(word, [(one.label, bar) for one in periods]) for word, bar in _bars(newest).items()),
    ]
    return chart(_title(whose, periods), lines, unit=said(MEASURED[kpi.unit]))


def _bars(newest: Reading) -> Mapping[str, Fraction]:
    """The target, and the bar that the newest value is judged by, where it has them."""
    judgement = newest.judgement
    if judgement is None:
        return {}
    bars: dict[str, Fraction] = {}
    if judgement.target is not None:
        bars[said("target")] = judgement.target.target.value
    band = _band(judgement)
    ends = (band.gt, band.ge, band.lt, band.le) if band else ()
    bar = next((end for end in ends if end is not None), None)
    if bar is not None:
        bars[said("bar of {grade}", grade=_grade(judgement))] = bar
    return bars


def _grade(judgement: Judgement) -> str:
    grade = judgement.main.grade
    return said(GRADES[grade]) if grade else ""


def _band(judgement: Judgement) -> Band | None:
    """The band of the verdict, where it is stated for periods as long as the value's."""
    main = judgement.main
    if main.benchmark is None or main.basis is not None:
        return None
    return next((one for one in main.benchmark.bands if one.grade is main.grade), None)
