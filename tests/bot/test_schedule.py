from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.schedule import describe, working_day_after
from bot.sends import Send, sends_after
from storage.records import Rhythm, Schedule

ZONES = sorted(available_timezones() - {"localtime"})
START, END = datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


def weekly(day: int, hour: int, minute: int, zone: str) -> Schedule:
    return Schedule(rhythm=Rhythm.WEEKLY, day=day, hour=hour, minute=minute, zone=zone)


def monthly(day: int, hour: int, minute: int, zone: str) -> Schedule:
    return Schedule(rhythm=Rhythm.MONTHLY, day=day, hour=hour, minute=minute, zone=zone)


def all_sends(schedule: Schedule) -> list[Send]:
    """Every send of ten years."""
    return list(takewhile(lambda send: send.due < END, sends_after(schedule, START, None)))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("schedule", "after", "due", "period"),
    [
        pytest.param(
            weekly(0, 9, 0, "Asia/Seoul"), "2026-11-13T12:00Z", "2026-11-16T00:00Z", "2026-W46",
            id="the coming Monday",
        ),
        pytest.param(
            weekly(0, 9, 0, "Asia/Seoul"), "2026-11-16T00:00Z", "2026-11-23T00:00Z", "2026-W47",
            id="strictly after a send, the next one",
        ),
        pytest.param(
            weekly(0, 9, 0, "Asia/Seoul"), "2026-11-15T23:59:59Z", "2026-11-16T00:00Z", "2026-W46",
            id="a second before a send, that one",
        ),
        pytest.param(
            weekly(4, 17, 30, "Europe/Berlin"), "2026-11-16T00:00Z", "2026-11-20T16:30Z",
            "2026-W46", id="a Friday digest is about the week before",
        ),
        pytest.param(
            weekly(6, 2, 30, "America/New_York"), "2026-03-02T00:00Z", "2026-03-08T07:00Z",
            "2026-W09", id="a time in a gap is the first instant after it",
        ),
        pytest.param(
            weekly(6, 1, 30, "America/New_York"), "2026-10-26T00:00Z", "2026-11-01T05:30Z",
            "2026-W43", id="a time that comes twice is its first",
        ),
        pytest.param(
            weekly(6, 1, 30, "America/New_York"), "2026-11-01T05:30Z", "2026-11-08T06:30Z",
            "2026-W44", id="and not its second",
        ),
        pytest.param(
            weekly(6, 0, 0, "Africa/Cairo"), "2024-04-22T00:00Z", "2024-04-27T21:00Z",
            "2024-W16", id="the zone's offset of that day counts",
        ),
        pytest.param(
            weekly(4, 0, 0, "Africa/Cairo"), "2024-04-22T00:00Z", "2024-04-25T22:00Z",
            "2024-W16", id="a midnight that clocks skip is the instant of the skip",
        ),
        pytest.param(
            weekly(6, 2, 10, "Australia/Lord_Howe"), "2026-10-01T00:00Z", "2026-10-03T15:30Z",
            "2026-W39", id="a gap of half an hour",
        ),
        pytest.param(
            weekly(4, 9, 0, "Pacific/Apia"), "2011-12-26T00:00Z", "2011-12-30T10:00Z",
            "2011-W51", id="a day that a zone skips is the start of the next",
        ),
        pytest.param(
            monthly(3, 9, 0, "Asia/Taipei"), "2026-11-20T00:00Z", "2026-12-03T01:00Z", "2026-11",
            id="a month",
        ),
        pytest.param(
            monthly(1, 0, 0, "America/Los_Angeles"), "2026-12-31T23:59Z", "2027-01-01T08:00Z",
            "2026-12", id="a month over the new year",
        ),
        pytest.param(
            monthly(28, 23, 59, "Pacific/Kiritimati"), "2026-02-28T09:59Z", "2026-03-28T09:59Z",
            "2026-02", id="the last day a month may be sent on",
        ),
    ],
)  # fmt: skip
def test_the_next_send_and_its_period(
    schedule: Schedule, after: str, due: str, period: str
) -> None:
    found = next(sends_after(schedule, at(after), None))

    assert (found.due, found.due.tzinfo) == (at(due), UTC)
    assert found.period.label == period


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    day=st.integers(0, 6),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
)
def test_every_week_of_ten_years_has_exactly_one_send(
    zone: str, day: int, hour: int, minute: int
) -> None:
    schedule = weekly(day, hour, minute, zone)

    sends = all_sends(schedule)

    assert all(later.period == earlier.period.next() for earlier, later in pairwise(sends))
    walls = [send.due.astimezone(ZoneInfo(zone)) for send in sends]
    assert all(wall.weekday() == day and wall.fold == 0 for wall in walls)
    assert all(wall.replace(tzinfo=None) >= _wanted(wall, hour, minute) for wall in walls)
    assert sum(wall.hour != hour or wall.minute != minute for wall in walls) <= 20


def _wanted(wall: datetime, hour: int, minute: int) -> datetime:
    return wall.replace(hour=hour, minute=minute, second=0, tzinfo=None)


@settings(max_examples=50)
@given(
    zone=st.sampled_from(ZONES),
    day=st.integers(1, 28),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
)
def test_every_month_of_ten_years_has_exactly_one_send(
    zone: str, day: int, hour: int, minute: int
) -> None:
    schedule = monthly(day, hour, minute, zone)

    sends = all_sends(schedule)

    assert len(sends) == len({send.period for send in sends})
    assert all(later.period == earlier.period.next() for earlier, later in pairwise(sends))


@settings(max_examples=200)
@given(
    zone=st.sampled_from(ZONES),
    day=st.integers(0, 6),
    hour=st.integers(0, 23),
    seconds=st.integers(0, int((END - START).total_seconds())),
)
def test_no_send_lies_between_an_instant_and_the_next_send(
    zone: str, day: int, hour: int, seconds: int
) -> None:
    schedule = weekly(day, hour, 0, zone)
    after = START + timedelta(seconds=seconds)

    send = next(sends_after(schedule, after, None))

    assert after < send.due <= after + timedelta(days=7, hours=2)
    assert next(sends_after(schedule, send.due - timedelta(microseconds=1), None)) == send


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (weekly(0, 9, 0, "Asia/Seoul"), "every Monday at 09:00 (Asia/Seoul)"),
        (weekly(6, 23, 5, "UTC"), "every Sunday at 23:05 (UTC)"),
        (monthly(3, 9, 0, "Asia/Taipei"), "on day 3 of every month at 09:00 (Asia/Taipei)"),
    ],
)
def test_a_schedule_is_said_in_words(schedule: Schedule, words: str) -> None:
    assert describe(schedule) == words


@pytest.mark.parametrize(
    ("started", "passed"),
    [
        ("2026-11-18T14:00+09:00", "2026-11-19T14:00+09:00"),
        ("2026-11-20T14:00+09:00", "2026-11-23T14:00+09:00"),
        ("2026-11-21T00:00+09:00", "2026-11-24T00:00+09:00"),
        ("2026-11-22T23:59+09:00", "2026-11-24T00:00+09:00"),
        ("2026-11-22T15:00+00:00", "2026-11-24T00:00+09:00"),
        ("2026-11-23T00:00+09:00", "2026-11-24T00:00+09:00"),
    ],
    ids=["a weekday", "Friday", "Saturday", "Sunday", "Monday in Seoul", "midnight"],
)
def test_a_working_day_is_monday_to_friday_where_the_workspace_is(
    started: str, passed: str
) -> None:
    assert working_day_after(at(started), ZoneInfo("Asia/Seoul")) == at(passed)


@given(st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None)), st.sampled_from(ZONES))
def test_a_working_day_takes_one_to_three_days(naive: datetime, zone: str) -> None:
    started = naive.replace(tzinfo=UTC)
    passed = working_day_after(started, ZoneInfo(zone))
    assert timedelta(hours=21) < passed - started <= timedelta(days=3, hours=3)
    assert passed.astimezone(ZoneInfo(zone)).weekday() < 5
