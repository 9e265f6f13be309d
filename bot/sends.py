"""Which sends a digest has where holidays are minded: each period has one, and keeps it.

A send belongs to a day of the schedule, and that day decides what it is about. On a public holiday
it goes out at its time on the next working day instead, or is skipped. It never waits longer than
for the next send: over a week of holidays both go out at once, the older one first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import dropwhile
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.schedule import days_of, on_day, period_of
from kpi.period import Period
from storage.records import OnHoliday, Rhythm, Schedule

_LONGEST = timedelta(days=28)
"""No shift is longer: New Year's holidays last two weeks where they are longest."""


class Calendar(Protocol):
    """Which days are off."""

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Whether people work on a day: neither a holiday nor at a weekend."""
        ...


class DaysOff(Struct, frozen=True):
    """Whose holidays are minded, and what becomes of a digest on one."""

    calendar: Calendar
    then: OnHoliday


class Send(Struct, frozen=True, kw_only=True):
    """One send of a digest."""

    day: date
    """Of the schedule, in its zone."""
    due: datetime
    """When it goes out, in UTC; a skipped one would."""
    period: Period
    """What it is about, whenever it goes out."""
    skipped: bool
    """Whether it is left out, for its day is a holiday."""


def sends_after(schedule: Schedule, after: datetime, days_off: DaysOff | None) -> Iterator[Send]:
    """Yield without end, in the schedule's order, the sends that go out after an aware instant."""
    around = after.astimezone(ZoneInfo(schedule.zone)).date() - _LONGEST
    return dropwhile(lambda send: send.due <= after, _sends(schedule, around, days_off))


def sends_from(schedule: Schedule, period: Period, days_off: DaysOff | None) -> Iterator[Send]:
    """Yield without end, in the schedule's order, the send about a period and those after it."""
    sends = _sends(schedule, period.last, days_off)
    return dropwhile(lambda send: send.period < period, sends)


def _sends(schedule: Schedule, around: date, days_off: DaysOff | None) -> Iterator[Send]:
    return (_send(schedule, day, days_off) for day in days_of(schedule, around))


def _send(schedule: Schedule, day: date, days_off: DaysOff | None) -> Send:
    due = on_day(schedule, day)
    about = period_of(schedule, due)
    if days_off is None or not days_off.calendar.is_holiday(day):
        return Send(day=day, due=due, period=about, skipped=False)
    if days_off.then is OnHoliday.SKIP:
        return Send(day=day, due=due, period=about, skipped=True)
    instead = _day_instead(schedule, day, days_off.calendar)
    return Send(day=day, due=on_day(schedule, instead), period=about, skipped=False)


def _day_instead(schedule: Schedule, day: date, calendar: Calendar) -> date:
    """Return the next working day, or the next send's where that one goes out at a weekend.

    A calendar that has neither within four weeks shifts no further.
    """
    last = day + _LONGEST
    while day < last and not calendar.is_working_day(day):
        day += timedelta(days=1)
        if _is_scheduled(schedule, day) and not calendar.is_holiday(day):
            break
    return day


def _is_scheduled(schedule: Schedule, day: date) -> bool:
    weekly = schedule.rhythm is Rhythm.WEEKLY
    return (day.weekday() if weekly else day.day) == schedule.day
