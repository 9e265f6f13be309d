"""Looking at segments: all of a workspace, and all of a KPI with what they did to its total."""

from __future__ import annotations

from bot.desk.access import hidden_from
from bot.desk.answers import Dimension, SegmentList, SegmentRow, SegmentsAnswer
from bot.desk.asker import Asker
from bot.desk.looking import past_readings
from bot.desk.moving import moved, worst_first
from bot.desk.reading import Reading
from bot.desk.totals import dimension_of
from bot.desk.whole import whole_of
from bot.desk.workspace import cadence_of, workspace_of, zone_of
from bot.questions import ShowSegments
from kpi import Kpi, catalogue
from kpi.period import Period, current
from storage.records import TOTAL
from storage.tx import Tx


def list_segments(tx: Tx, asker: Asker) -> SegmentList:
    """Every segment of the workspace, with the KPIs recorded for it that the asker may see."""
    hidden = hidden_from(tx, asker.team, asker.person)
    kpis: dict[str, list[Kpi]] = {segment: [] for segment in tx.segments.known(asker.team)}
    for key in tx.observations.kpis(asker.team):
        if key in hidden:
            continue
        for segment in tx.observations.segments(asker.team, key):
            if segment != TOTAL:
                kpis[segment].append(catalogue.get(key))
    return SegmentList(
        segments={segment: tuple(found) for segment, found in kpis.items() if found or not hidden}
    )


def show_segments(tx: Tx, asker: Asker, question: ShowSegments) -> SegmentsAnswer:
    """Each segment's latest value, worst first, and what they did to the total."""
    kpi, team = question.kpi, asker.team
    zone = zone_of(workspace_of(tx, asker))
    newest = current(cadence_of(tx, team, kpi), asker.now, zone)
    names = [
        segment
        for segment in tx.observations.segments(team, kpi.key)
        if segment != TOTAL and question.dimension in ("", dimension_of(segment))
    ]
    readings = [
        reading
        for segment in names
        for reading in past_readings(tx, team, kpi.key, segment, newest, 1)
    ]
    by_dimension: dict[str, list[Reading]] = {}
    for one in readings:
        by_dimension.setdefault(dimension_of(one.observation.key.segment), []).append(one)
    return SegmentsAnswer(
        kpi=kpi,
        wanted=question.dimension,
        dimensions=tuple(
            _dimension(tx, team, kpi, name, own) for name, own in sorted(by_dimension.items())
        ),
    )


def _dimension(tx: Tx, team: str, kpi: Kpi, name: str, readings: list[Reading]) -> Dimension:
    complete = [one for one in readings if not one.observation.partial]
    period = max(one.observation.key.period for one in complete or readings)
    whole = whole_of(tx, team, kpi, period)
    total = whole.total if whole else None
    change = total.change if total else None
    split = (
        moved(tx, team, kpi, change.before, total.observation)
        if total and change and change.delta is not None
        else ()
    )
    return Dimension(
        name=name,
        period=period,
        rows=_rows(readings, period),
        whole=whole,
        moved=next((one for one in split if one.dimension == name), None),
    )


def _rows(readings: list[Reading], period: Period) -> tuple[SegmentRow, ...]:
    """Those of the period first, worst first; then the others, newest first."""
    ranked = worst_first(readings)
    others = [one for one in readings if one not in ranked]
    rows = [
        SegmentRow(reading=one, current=one.observation.key.period == period)
        for one in (*ranked, *others)
    ]
    late = [row for row in rows if not row.current]
    late.sort(key=lambda row: row.reading.observation.key.period, reverse=True)
    return (*(row for row in rows if row.current), *late)
