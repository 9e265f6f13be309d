"""Looking: the latest value, the past, the list of KPIs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.desk.access import hidden_from, may_see, require_seen, require_shareable
from bot.desk.answers import (
    Answer,
    Catalogue,
    Compared,
    Guide,
    Latest,
    NothingYet,
    Past,
    Recorded,
)
from bot.desk.asker import Asker
from bot.desk.errors import NotFound, Refused
from bot.desk.reading import (
    Change,
    Reading,
    change_between,
    read_figure,
    reading_of,
    weighed,
    with_remarks,
    year_before,
)
from bot.desk.totals import Makeup, makeups
from bot.desk.whole import Whole, whole_of
from bot.desk.workspace import cadence_of, workspace_of, zone_of
from bot.questions import Compare, Help, Look
from bot.questions import History as HistoryQuestion
from kpi import Kpi, catalogue
from kpi.language import phrase, said
from kpi.period import Cadence, Period, current, last_complete, read_period
from storage.records import TOTAL, FigureKey
from storage.tx import Tx

TREND = 12
"""Periods shown as the trend of a latest value."""
LONGEST = 53
"""The most periods shown for a longer one: the weeks of a year."""


def look(tx: Tx, asker: Asker, question: Look) -> Answer:
    """The latest value of a KPI with its trend, or the value of one named period.

    Raises:
        NotAllowed: it is to be shared, and not everybody in the channel may see it.
    """
    if question.share:
        require_shareable(tx, asker, question.kpi)
    zone = zone_of(workspace_of(tx, asker))
    cadence = cadence_of(tx, asker.team, question.kpi)
    if question.period is not None:
        return _of_named(tx, asker, question, cadence, zone)
    newest = current(cadence, asker.now, zone)
    history = past_readings(tx, asker.team, question.kpi.key, question.segment, newest, TREND)
    if not history:
        return _nothing(tx, asker, question)
    due = last_complete(cadence, asker.now, zone)
    held = {reading.observation.key.period for reading in history}
    missing = None if due in held else due
    total = question.segment == TOTAL
    latest = weighed(tx, asker.team, history[0])
    return Latest(
        reading=with_remarks(tx, asker.team, latest),
        history=history,
        missing=missing,
        year_ago=year_before(tx, asker.team, latest),
        share=question.share,
        whole=_whole(tx, asker.team, history[0]) if total else None,
        awaited=_awaited(tx, asker.team, question.kpi, missing) if total and missing else None,
    )


def _nothing(tx: Tx, asker: Asker, question: Look, period: Period | None = None) -> NothingYet:
    """Nothing is recorded; for everybody, that is: segments may be."""
    recorded = tx.observations.segments(asker.team, question.kpi.key)
    segments = tuple(one for one in recorded if one != TOTAL)
    return NothingYet(
        kpi=question.kpi,
        segment=question.segment,
        period=period,
        segments=segments if question.segment == TOTAL else (),
        awaited=_awaited(tx, asker.team, question.kpi, period) if period else None,
    )


def _awaited(tx: Tx, team: str, kpi: Kpi, period: Period) -> Makeup | None:
    """The segments that are in, where the total waits for others."""
    found = makeups(tx, team, kpi, period)
    return found[0] if found and found[0].missing else None


def _whole(tx: Tx, team: str, reading: Reading) -> Whole | None:
    return whole_of(tx, team, reading.kpi, reading.observation.key.period)


def _of_named(tx: Tx, asker: Asker, question: Look, cadence: Cadence, zone: ZoneInfo) -> Answer:
    """The value of a named period; of a longer one, the values of the periods that begin in it."""
    named = read_period(question.period or "last", cadence, asker.now, zone)
    running = current(cadence, asker.now, zone)
    newest = min(Period.of(named[-1].last, cadence), running)
    oldest = Period.of(named[0].first, cadence)
    if oldest.first < named[0].first and oldest != newest:
        oldest = oldest.next()
    if oldest == newest:
        return _of_period(tx, asker, question, newest)
    count = 1
    while oldest.next(count) <= newest:
        count += 1
    if count > LONGEST:
        raise Refused(said(_TOO_MANY[cadence], n=count, most=LONGEST))
    readings = past_readings(tx, asker.team, question.kpi.key, question.segment, newest, count)
    readings = tuple(one for one in readings if one.observation.key.period >= oldest)
    if not readings:
        return _nothing(tx, asker, question)
    periods = tuple(newest.previous(back) for back in range(count))
    return _laid_out(tx, asker, question, readings, periods, running)


_TOO_MANY = {
    Cadence.WEEK: phrase("That is {n} weeks. At most {most} are shown at once."),
    Cadence.MONTH: phrase("That is {n} months. At most {most} are shown at once."),
    Cadence.QUARTER: phrase("That is {n} quarters. At most {most} are shown at once."),
    Cadence.YEAR: phrase("That is {n} years. At most {most} are shown at once."),
}


def _of_period(tx: Tx, asker: Asker, question: Look, period: Period) -> Answer:
    key = FigureKey(kpi=question.kpi.key, period=period, segment=question.segment)
    found = tx.observations.latest(asker.team, key)
    if found is None or found.withdrawn:
        return _nothing(tx, asker, question, period)
    reading = read_figure(tx, asker.team, found)
    whole = _whole(tx, asker.team, reading) if question.segment == TOTAL else None
    return Recorded(reading=reading, share=question.share, whole=whole)


def past_readings(
    tx: Tx, team: str, kpi: str, segment: str, newest: Period, count: int
) -> tuple[Reading, ...]:
    """The last figures up to and including `newest`, newest first."""
    rows = tx.observations.history(
        team, kpi, segment, newest.cadence, before=newest.next(), limit=count + 1
    )
    return tuple(
        reading_of(tx, team, row, rows[at + 1] if at + 1 < len(rows) else None)
        for at, row in enumerate(rows[:count])
    )


def past(tx: Tx, asker: Asker, question: HistoryQuestion) -> Answer:
    """The values of the last periods; a period without one is shown as missing."""
    zone = zone_of(workspace_of(tx, asker))
    cadence = cadence_of(tx, asker.team, question.kpi)
    newest = current(cadence, asker.now, zone)
    readings = past_readings(
        tx, asker.team, question.kpi.key, question.segment, newest, question.count
    )
    if not readings:
        return NothingYet(kpi=question.kpi, segment=question.segment)
    held = {reading.observation.key.period for reading in readings}
    periods = [newest if newest in held else newest.previous()]
    while len(periods) < question.count and periods[-1] > min(held):
        periods.append(periods[-1].previous())
    return _laid_out(tx, asker, question, readings, tuple(periods), newest)


def compare(tx: Tx, asker: Asker, question: Compare) -> Compared:
    """The last values of each KPI.

    Raises:
        NotAllowed: the asker may not see one of them.
    """
    for kpi in question.kpis:
        require_seen(tx, asker, kpi)
    found = [
        past(tx, asker, HistoryQuestion(kpi=kpi, count=question.count)) for kpi in question.kpis
    ]
    return Compared(
        pasts=tuple(one for one in found if isinstance(one, Past)),
        empty=tuple(one.kpi for one in found if isinstance(one, NothingYet)),
    )


def _laid_out(
    tx: Tx,
    asker: Asker,
    question: Look | HistoryQuestion,
    readings: tuple[Reading, ...],
    periods: tuple[Period, ...],
    running: Period,
) -> Past:
    """Readings in their periods, newest first, and None where a period has none."""
    by_period = {reading.observation.key.period: reading for reading in readings}
    return Past(
        kpi=question.kpi,
        segment=question.segment,
        rows=tuple((period, by_period.get(period)) for period in periods),
        running=running,
        year_ago=_a_year_ago(tx, asker.team, readings, len(periods)),
    )


def _a_year_ago(
    tx: Tx, team: str, readings: tuple[Reading, ...], periods: int
) -> dict[Period, Change]:
    """The steps from the same periods last year, where both are known.

    The readings, newest first, lie within so many periods.
    """
    key = readings[0].observation.key
    newest = key.period.year_ago()
    rows = tx.observations.history(
        team, key.kpi, key.segment, newest.cadence, before=newest.next(), limit=periods
    )
    then = {row.key.period: row for row in rows}
    found: dict[Period, Change] = {}
    for reading in readings:
        period = reading.observation.key.period
        if reading.result is not None and period.year_ago() in then:
            before = then[period.year_ago()]
            change = change_between(reading.result, reading.observation, before)
            if change is not None:
                found[period] = change
    return found


def list_kpis(tx: Tx, asker: Asker) -> Catalogue:
    """Every KPI, and which ones this workspace records."""
    recorded = frozenset(tx.observations.kpis(asker.team))
    hidden = hidden_from(tx, asker.team, asker.person)
    return Catalogue(families=catalogue.families(), recorded=recorded - hidden)


def guide(question: Help) -> Guide:
    """How to type."""
    return Guide(kpi=question.kpi)


def shared_reading(tx: Tx, asker: Asker, number: int, revision: int) -> Reading:
    """The revision of a figure that an answer showed, for sharing it.

    Raises:
        NotFound: there is no such figure here, or the asker may not see it.
        NotAllowed: not everybody in the channel may see it.
        Refused: the figure changed since; sharing the old value would mislead.
    """
    revisions = tx.observations.revisions(asker.team, number)
    if not revisions or not may_see(tx, asker, revisions[-1].key.kpi):
        raise no_figure(number)
    latest = revisions[-1]
    require_shareable(tx, asker, catalogue.get(latest.key.kpi))
    if latest.revision != revision or latest.withdrawn:
        raise Refused(
            said(
                "K-{number} was changed meanwhile. Look at it again before sharing it.",
                number=number,
            )
        )
    return read_figure(tx, asker.team, latest)


def figure(tx: Tx, asker: Asker, number: int) -> Reading:
    """The figure of that number as it stands.

    Raises:
        NotFound: there is none here, it was taken back, or the asker may not see it.
    """
    found = tx.observations.by_number(asker.team, number)
    if found is None or found.withdrawn or not may_see(tx, asker, found.key.kpi):
        raise no_figure(number)
    return read_figure(tx, asker.team, found)


def no_figure(number: int, field: str | None = None) -> NotFound:
    """For a number nobody was given, one of another workspace, and one the asker may not see."""
    return NotFound(said("There is no figure K-{number} here.", number=number), field=field)
