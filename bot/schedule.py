"""When a digest goes out and which period it is about: wall clocks, their gaps and their folds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kpi.dates import WEEKDAYS
from kpi.language import said
from kpi.period import Cadence, Period, last_complete
from storage.records import Rhythm, Schedule

CADENCES = {Rhythm.WEEKLY: Cadence.WEEK, Rhythm.MONTHLY: Cadence.MONTH}
"""The cadence of the period a digest is about."""

_WEEKEND = (5, 6)


def on_day(schedule: Schedule, day: date) -> datetime:
    """Return the instant of a send on a day of its zone, in UTC.

    The schedule's wall clock decides. A time that a clock change skips is sent at the first
    instant after the gap; a time that comes twice is sent the first time.
    """
    return _instant(day, time(schedule.hour, schedule.minute), ZoneInfo(schedule.zone))


def period_of(schedule: Schedule, due: datetime) -> Period:
    """Return the period a send is about: the last one complete at that instant in its zone."""
    return last_complete(CADENCES[schedule.rhythm], due, ZoneInfo(schedule.zone))


def working_day_after(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return when a whole working day has passed, in UTC: Monday to Friday on a zone's calendar.

    From Friday 15:00 that is Monday 15:00; what happens at a weekend counts from Monday's midnight.
    """
    local = instant.astimezone(zone)
    started = local.replace(tzinfo=None)
    if started.weekday() in _WEEKEND:
        started = datetime.combine(_workday(started.date()), time())
    passed = datetime.combine(_workday(started.date() + timedelta(days=1)), started.time())
    return passed.replace(tzinfo=zone).astimezone(UTC)


def _workday(day: date) -> date:
    """Return a day itself, or the Monday after it where it is at a weekend."""
    while day.weekday() in _WEEKEND:
        day += timedelta(days=1)
    return day


def describe(schedule: Schedule) -> str:
    """Say a schedule in words: "every Monday at 09:00 (Asia/Seoul)"."""
    time_of_day = f"{schedule.hour:02}:{schedule.minute:02}"
    if schedule.rhythm is Rhythm.WEEKLY:
        return said(
            "every {weekday} at {time} ({zone})",
            weekday=said(WEEKDAYS[schedule.day]),
            time=time_of_day,
            zone=schedule.zone,
        )
    return said(
        "on day {day} of every month at {time} ({zone})",
        day=schedule.day,
        time=time_of_day,
        zone=schedule.zone,
    )


def days_of(schedule: Schedule, around: date) -> Iterator[date]:
    """Yield the schedule's days without end, from one before the given day on."""
    if schedule.rhythm is Rhythm.WEEKLY:
        day = around - timedelta(days=7 + (around.weekday() - schedule.day) % 7)
        while True:
            yield day
            day += timedelta(days=7)
    # The day before the first is in the month before.
    first = (around.replace(day=1) - timedelta(days=1)).replace(day=1)
    while True:
        yield first.replace(day=schedule.day)
        first = (first + timedelta(days=31)).replace(day=1)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first instant at which a zone's clocks show a time or, in a gap, a later one."""
    shown = datetime.combine(day, wall, zone)
    # In a gap (and only there) the later of the two readings is the one with fold=0.
    earliest, latest = shown.replace(fold=1).astimezone(UTC), shown.astimezone(UTC)
    if latest <= earliest:
        return latest
    naive = shown.replace(tzinfo=None)
    while latest - earliest > timedelta(seconds=1):
        middle = earliest + (latest - earliest) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).replace(tzinfo=None) >= naive:
            latest = middle
        else:
            earliest = middle
    return latest
