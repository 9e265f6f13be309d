"""Which day a digest goes out on where holidays are minded, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars import PublicHolidays
from bot.schedule import on_day, period_of
from bot.sends import DaysOff, Send, sends_after, sends_from
from storage.records import OnHoliday, Rhythm, Schedule

SHIFT, SKIP = OnHoliday
SEOUL, TAIPEI, NEW_YORK = "Asia/Seoul", "Asia/Taipei", "America/New_York"
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def weekly(day: int, zone: str, hour: int = 9) -> Schedule:
    return Schedule(rhythm=Rhythm.WEEKLY, day=day, hour=hour, minute=0, zone=zone)


def monthly(day: int, zone: str) -> Schedule:
    return Schedule(rhythm=Rhythm.MONTHLY, day=day, hour=9, minute=0, zone=zone)


def off(country: str, then: OnHoliday = SHIFT) -> DaysOff:
    return DaysOff(PublicHolidays(country), then)


def local(send: Send, schedule: Schedule) -> str:
    return f"{send.due.astimezone(ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("schedule", "country", "day", "goes", "about"),
    [
        pytest.param(weekly(THU, SEOUL), "KR", "2026-09-24", "2026-09-28 09:00", "2026-W38",
                     id="Chuseok, over its weekend: still about the week before"),
        pytest.param(weekly(FRI, SEOUL), "KR", "2026-09-25", "2026-09-28 09:00", "2026-W38",
                     id="a Friday's goes out on Monday, and not about the week that ended"),
        pytest.param(weekly(SAT, SEOUL), "KR", "2026-09-26", "2026-09-28 09:00", "2026-W38",
                     id="a holiday at a weekend"),
        pytest.param(weekly(SAT, SEOUL), "KR", "2026-09-19", "2026-09-19 09:00", "2026-W37",
                     id="a weekend is no holiday"),
        pytest.param(weekly(MON, SEOUL), "KR", "2026-03-02", "2026-03-03 09:00", "2026-W09",
                     id="a substitute holiday"),
        pytest.param(weekly(MON, SEOUL), "KR", "2026-08-17", "2026-08-18 09:00", "2026-W33",
                     id="a substitute for a Saturday"),
        pytest.param(weekly(MON, TAIPEI), "TW", "2026-09-28", "2026-09-29 09:00", "2026-W39",
                     id="Teachers' Day: the digest of Tuesday keeps its week"),
        pytest.param(weekly(MON, TAIPEI), "TW", "2026-02-16", "2026-02-23 09:00", "2026-W07",
                     id="New Year: with the next one, and before it"),
        pytest.param(weekly(SUN, TAIPEI), "TW", "2026-02-15", "2026-02-22 09:00", "2026-W06",
                     id="never after the next one, be that at a weekend"),
        pytest.param(weekly(MON, NEW_YORK), "US", "2026-05-25", "2026-05-26 09:00", "2026-W21",
                     id="Memorial Day"),
        pytest.param(monthly(1, SEOUL), "KR", "2026-03-01", "2026-03-03 09:00", "2026-02",
                     id="a month's, over a Sunday and its substitute"),
        pytest.param(monthly(1, SEOUL), "KR", "2027-01-01", "2027-01-04 09:00", "2026-12",
                     id="a month's, at New Year"),
    ],
)  # fmt: skip
def test_a_holiday_shifts_a_send_and_never_what_it_is_about(
    schedule: Schedule, country: str, day: str, goes: str, about: str
) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00Z") - timedelta(days=2)
    send = next(
        one
        for one in sends_after(schedule, noon, off(country))
        if one.day == date.fromisoformat(day)
    )
    assert (local(send, schedule), send.period.label, send.skipped) == (goes, about, False)


def test_a_shift_keeps_the_time_of_day_where_clocks_change_meanwhile() -> None:
    # Clocks go forward on the Sunday between Good Friday and Easter Tuesday.
    schedule = weekly(FRI, "Europe/London")
    good_friday = datetime.fromisoformat("2024-03-29T00:00Z")
    send = next(sends_after(schedule, good_friday, off("GB")))
    assert send.day == date(2024, 3, 29)
    assert send.due == datetime.fromisoformat("2024-04-01T08:00Z")


@pytest.mark.parametrize("schedule", [weekly(THU, SEOUL), weekly(FRI, SEOUL)])
def test_a_skipped_send_is_its_own_day_and_the_next_one_about_the_week_after(
    schedule: Schedule,
) -> None:
    start = datetime.fromisoformat("2026-09-22T00:00Z")
    chuseok, following = islice(sends_after(schedule, start, off("KR", SKIP)), 2)
    assert (chuseok.skipped, following.skipped) == (True, False)
    assert (chuseok.period.label, following.period.label) == ("2026-W38", "2026-W39")
    assert following.due - chuseok.due == timedelta(days=7)


def test_without_holidays_every_send_goes_out_on_its_day() -> None:
    schedule = weekly(MON, TAIPEI)
    start = datetime.fromisoformat("2026-09-22T00:00Z")
    send = next(sends_after(schedule, start, None))
    due = on_day(schedule, date(2026, 9, 28))
    assert (send.due, send.period, send.skipped) == (due, period_of(schedule, due), False)


@dataclass(frozen=True)
class Strange:
    """A calendar of any days, with no days to work on where that is drawn."""

    holidays: frozenset[date]
    weekend: frozenset[int]

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


START = date(2026, 1, 5)
SCHEDULES = st.one_of(
    st.builds(weekly, st.integers(0, 6), st.sampled_from([SEOUL, NEW_YORK, "Africa/Cairo"]),
              st.integers(0, 23)),
    st.builds(monthly, st.integers(1, 28), st.sampled_from([TAIPEI, NEW_YORK])),
)  # fmt: skip
CALENDARS = st.builds(
    Strange,
    st.frozensets(st.integers(0, 120).map(lambda days: START + timedelta(days=days)), max_size=60),
    st.frozensets(st.integers(0, 6), max_size=7),
)


@settings(max_examples=60)
@given(SCHEDULES, CALENDARS, st.sampled_from(OnHoliday))
def test_whatever_the_holidays_each_period_has_one_send_and_they_keep_their_order(
    schedule: Schedule, calendar: Strange, then: OnHoliday
) -> None:
    days_off = DaysOff(calendar, then)
    midnight = datetime.combine(START, datetime.min.time(), ZoneInfo(schedule.zone))
    first = next(sends_after(schedule, midnight, None))
    sends = list(islice(sends_from(schedule, first.period, days_off), 20))

    assert all(later.period == one.period.next() for one, later in pairwise(sends))
    assert all(one.due <= later.due for one, later in pairwise(sends))
    for one in sends:
        assert period_of(schedule, next(sends_from(schedule, one.period, None)).due) == one.period
        if not calendar.is_holiday(one.day):
            assert (one.due, one.skipped) == (
                next(sends_from(schedule, one.period, None)).due,
                False,
            )
