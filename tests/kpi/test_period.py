"""Weeks, months, quarters and years."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import BadPeriod
from kpi.period import Cadence, Period, current, last_complete, read_period

SEOUL = ZoneInfo("Asia/Seoul")
WEEK, MONTH, QUARTER, YEAR = Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR
NOW = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
"""A Wednesday, noon in Seoul, in week 47."""

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2150, 12, 31))
CADENCES = st.sampled_from(Cadence)
ZONES = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "UTC",
            "Asia/Seoul",
            "Asia/Taipei",
            "America/New_York",
            "Europe/London",
            "America/Sao_Paulo",
            "America/Havana",
            "Pacific/Apia",
            "Asia/Kathmandu",
        )
    ]
)


@pytest.mark.parametrize(
    ("label", "first", "last", "words", "short"),
    [
        ("2026-W46", (2026, 11, 9), (2026, 11, 15), "Mon 9 – Sun 15 Nov 2026, W46", "W46"),
        ("2026-W44", (2026, 10, 26), (2026, 11, 1), "Mon 26 Oct – Sun 1 Nov 2026, W44", "W44"),
        ("2026-W53", (2026, 12, 28), (2027, 1, 3), "Mon 28 Dec 2026 – Sun 3 Jan 2027, W53", "W53"),
        ("2020-W53", (2020, 12, 28), (2021, 1, 3), "Mon 28 Dec 2020 – Sun 3 Jan 2021, W53", "W53"),
        ("2027-W01", (2027, 1, 4), (2027, 1, 10), "Mon 4 – Sun 10 Jan 2027, W01", "W01"),
        (
            "2025-W01",
            (2024, 12, 30),
            (2025, 1, 5),
            "Mon 30 Dec 2024 – Sun 5 Jan 2025, W01",
            "W01",
        ),
        ("2026-10", (2026, 10, 1), (2026, 10, 31), "October 2026", "Oct 2026"),
        ("2024-02", (2024, 2, 1), (2024, 2, 29), "February 2024", "Feb 2024"),
        ("2026-12", (2026, 12, 1), (2026, 12, 31), "December 2026", "Dec 2026"),
        ("2026-Q4", (2026, 10, 1), (2026, 12, 31), "Q4 2026 (Oct – Dec)", "Q4 2026"),
        ("2026-Q1", (2026, 1, 1), (2026, 3, 31), "Q1 2026 (Jan – Mar)", "Q1 2026"),
        ("2026", (2026, 1, 1), (2026, 12, 31), "2026", "2026"),
    ],
)
def test_a_label_names_its_days(
    label: str, first: tuple[int, int, int], last: tuple[int, int, int], words: str, short: str
) -> None:
    period = Period.parse(label)
    assert (period.first, period.last) == (date(*first), date(*last))
    assert (period.label, period.words(), period.short()) == (label, words, short)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("2026-w46", "2026-W46"),
        ("2026W46", "2026-W46"),
        ("2026 w46", "2026-W46"),
        ("W46 2026", "2026-W46"),
        ("２０２６－Ｗ４６", "2026-W46"),
        (" 2026-W46 ", "2026-W46"),
        ("2026-W3", "2026-W03"),
        ("2026-1", "2026-01"),
        ("2026/11", "2026-11"),
        ("2026.11", "2026-11"),
        ("Nov 2026", "2026-11"),
        ("november 2026", "2026-11"),
        ("2026-nov", "2026-11"),
        ("2026년 11월", "2026-11"),
        ("2026년 46주차", "2026-W46"),
        ("2026年第46週", "2026-W46"),
        ("2026년 4분기", "2026-Q4"),
        ("2026年第4季", "2026-Q4"),
        ("2026年11月", "2026-11"),
        ("2026q4", "2026-Q4"),
        ("Q4 2026", "2026-Q4"),
        ("2026년", "2026"),
    ],
)
def test_other_spellings_of_a_label_are_read(typed: str, label: str) -> None:
    assert Period.parse(typed).label == label


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "is not a period. Type a label such as"),
        ("banana", "is not a period"),
        ("2026-W54", '"2026-W54" is not a week. 2026 has weeks 1 to 53.'),
        ("2025-W53", '"2025-W53" is not a week. 2025 has weeks 1 to 52.'),
        ("2026-W00", "is not a week"),
        ("2026-13", '"2026-13" is not a month. 2026 has months 1 to 12.'),
        ("2026-00", "is not a month"),
        ("Foo 2026", "is not a month"),
        ("2026-Q5", '"2026-Q5" is not a quarter. 2026 has quarters 1 to 4.'),
        ("1066", "the year has to lie between 1900 and 2199"),
        ("0000", "the year has to lie between 1900 and 2199"),
        ("9999-W99", "the year has to lie between 1900 and 2199"),
        ("46", "is not a period"),
        ("2026-W46-1", "is not a period"),
    ],
)
def test_what_is_no_label_is_refused_with_a_sentence(typed: str, says: str) -> None:
    with pytest.raises(BadPeriod) as caught:
        Period.parse(typed)
    assert says in caught.value.message
    assert caught.value.field == "period"


@pytest.mark.parametrize(
    ("typed", "cadence", "labels"),
    [
        ("last", WEEK, ["2026-W46"]),
        ("LAST", MONTH, ["2026-10"]),
        ("previous", QUARTER, ["2026-Q3"]),
        ("last", YEAR, ["2025"]),
        ("this", WEEK, ["2026-W47"]),
        ("current", MONTH, ["2026-11"]),
        ("previous 3", WEEK, ["2026-W44", "2026-W45", "2026-W46"]),
        ("last 2", MONTH, ["2026-09", "2026-10"]),
        ("previous 1", QUARTER, ["2026-Q3"]),
        ("2026-W40", WEEK, ["2026-W40"]),
        ("2026-09", WEEK, ["2026-09"]),
        ("w46", WEEK, ["2026-W46"]),
        ("46주", WEEK, ["2026-W46"]),
        ("第46週", MONTH, ["2026-W46"]),
        ("3분기", WEEK, ["2026-Q3"]),
        ("10월", WEEK, ["2026-10"]),
        ("12月", MONTH, ["2025-12"]),
        ("w47", WEEK, ["2026-W47"]),
        ("W48", WEEK, ["2025-W48"]),
        ("w53", WEEK, ["2020-W53"]),
        ("q4", QUARTER, ["2026-Q4"]),
        ("q1", WEEK, ["2026-Q1"]),
        ("december", MONTH, ["2025-12"]),
        ("Nov", MONTH, ["2026-11"]),
        ("2026-11-09", WEEK, ["2026-W46"]),
        ("2026-11-15", WEEK, ["2026-W46"]),
        ("2026-11-18", WEEK, ["2026-W47"]),
        ("2026-11-09", MONTH, ["2026-11"]),
        ("last week", MONTH, ["2026-W46"]),
        ("this month", WEEK, ["2026-11"]),
        ("last year", WEEK, ["2025"]),
        ("지난주", MONTH, ["2026-W46"]),
        ("지난 주", MONTH, ["2026-W46"]),
        ("이번주", MONTH, ["2026-W47"]),
        ("지난달", WEEK, ["2026-10"]),
        ("이번달", WEEK, ["2026-11"]),
        ("上週", MONTH, ["2026-W46"]),
        ("本週", MONTH, ["2026-W47"]),
        ("這週", MONTH, ["2026-W47"]),
        ("上個月", WEEK, ["2026-10"]),
        ("本月", WEEK, ["2026-11"]),
        ("這個月", WEEK, ["2026-11"]),
        ("저번 주", MONTH, ["2026-W46"]),
        ("저번달", WEEK, ["2026-10"]),
        ("지난해", WEEK, ["2025"]),
        ("上星期", MONTH, ["2026-W46"]),
        ("上禮拜", MONTH, ["2026-W46"]),
        ("這一週", MONTH, ["2026-W47"]),
        ("這一季", WEEK, ["2026-Q4"]),
        ("這季", WEEK, ["2026-Q4"]),
        ("上一季", WEEK, ["2026-Q3"]),
        ("上季度", WEEK, ["2026-Q3"]),
        ("十月", WEEK, ["2026-10"]),
        ("十一月", WEEK, ["2026-11"]),
        ("十二月", MONTH, ["2025-12"]),
        ("一月", MONTH, ["2026-01"]),
        ("2025年十月", MONTH, ["2025-10"]),
        ("第三季", WEEK, ["2026-Q3"]),
        ("第46周", MONTH, ["2026-W46"]),
    ],
)
def test_what_people_type_for_a_period_is_read(
    typed: str, cadence: Cadence, labels: list[str]
) -> None:
    assert [period.label for period in read_period(typed, cadence, NOW, SEOUL)] == labels


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2026-W48", "Mon 23 – Sun 29 Nov 2026, W48 has not begun yet."),
        ("2026-11-23", "has not begun yet"),
        ("2026-12", "December 2026 has not begun yet"),
        ("2027", "has not begun yet"),
        ("2026-02-30", '"2026-02-30" is not a day. Type it as year-month-day'),
        ("previous 0", "such as previous 3"),
        ("w54", "is not a period"),
        ("q9", "is not a period"),
        ("soon", "is not a period"),
        ("十三月", "is not a period"),
        ("第五季", "is not a period"),
    ],
)
def test_a_period_that_cannot_be_used_is_refused(typed: str, says: str) -> None:
    with pytest.raises(BadPeriod) as caught:
        read_period(typed, WEEK, NOW, SEOUL)
    assert says in caught.value.message


def test_the_day_is_the_zones_own() -> None:
    """Sunday 23:30 in New York is already Monday in Seoul."""
    monday = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)
    assert current(WEEK, monday, SEOUL).label == "2026-W47"
    assert current(WEEK, monday, ZoneInfo("America/New_York")).label == "2026-W46"


@pytest.mark.parametrize(
    ("label", "zone", "instant"),
    [
        ("2026-W46", "UTC", "2026-11-16T00:00:00+00:00"),
        ("2026-W46", "Asia/Seoul", "2026-11-15T15:00:00+00:00"),
        ("2026-W46", "America/New_York", "2026-11-16T05:00:00+00:00"),
        # Clocks changed within the week: the end follows the new offset.
        ("2026-W13", "Europe/London", "2026-03-29T23:00:00+00:00"),
        ("2026-W43", "Europe/London", "2026-10-26T00:00:00+00:00"),
        ("2026-12", "Asia/Kathmandu", "2026-12-31T18:15:00+00:00"),
        # Midnight of 1 October 2000 did not exist there: the clock jumped from 0:00 to 1:00.
        ("2000-09", "America/Asuncion", "2000-10-01T04:00:00+00:00"),
        # A whole day was skipped: the 30th of December 2011.
        ("2011-12", "Pacific/Apia", "2011-12-31T10:00:00+00:00"),
    ],
)
def test_a_period_is_complete_at_the_exact_instant(label: str, zone: str, instant: str) -> None:
    period, place = Period.parse(label), ZoneInfo(zone)
    end = datetime.fromisoformat(instant)
    assert period.ends_at(place) == end
    assert period.is_complete(end, place)
    assert not period.is_complete(end - timedelta(microseconds=1), place)


def test_a_skipped_midnight_ends_the_day_at_the_skip() -> None:
    """In São Paulo the clock went from Saturday 23:59 to Sunday 1:00 on 4 November 2018."""
    zone = ZoneInfo("America/Sao_Paulo")
    end = Period(WEEK, date(2018, 10, 29)).previous().ends_at(zone)
    assert end == datetime(2018, 10, 29, 3, tzinfo=UTC)
    skipped = datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert current(MONTH, skipped, zone).label == "2018-11"


@pytest.mark.parametrize(
    ("label", "year_ago"),
    [
        ("2026-W46", "2025-W46"),
        ("2026-W53", "2026-W01"),
        ("2021-W01", "2020-W02"),
        ("2026-02", "2025-02"),
        ("2026-Q4", "2025-Q4"),
        ("2026", "2025"),
    ],
)
def test_the_same_period_a_year_ago(label: str, year_ago: str) -> None:
    assert Period.parse(label).year_ago().label == year_ago


@given(DAYS)
def test_a_week_a_year_ago_is_364_days_back(day: date) -> None:
    period = Period.of(day, WEEK)
    assert period.first - period.year_ago().first == timedelta(days=364)


@given(DAYS, CADENCES, st.integers(-40, 40))
def test_previous_undoes_next(day: date, cadence: Cadence, n: int) -> None:
    period = Period.of(day, cadence)
    assert period.next(n).previous(n) == period
    assert period.next().first == period.last + timedelta(days=1)


@given(DAYS, CADENCES)
def test_every_day_belongs_to_exactly_one_period(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)
    assert period.first <= day <= period.last
    for other in (period.previous(), period.next()):
        assert not other.first <= day <= other.last


@given(DAYS, CADENCES)
def test_a_label_reads_back(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)
    assert Period.parse(period.label) == period


@given(DAYS, CADENCES)
def test_periods_are_ordered_by_time(day: date, cadence: Cadence) -> None:
    period = Period.of(day, cadence)
    assert period.previous() < period < period.next()


@given(st.integers(0, 2**32), CADENCES, ZONES)
def test_the_last_complete_period_is_over_and_the_running_one_is_not(
    seconds: int, cadence: Cadence, zone: ZoneInfo
) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    assert last_complete(cadence, now, zone).is_complete(now, zone)
    assert not current(cadence, now, zone).is_complete(now, zone)
    assert last_complete(cadence, now, zone).next() == current(cadence, now, zone)


@pytest.mark.parametrize(("cadence", "day"), [(WEEK, 10), (MONTH, 9), (QUARTER, 2), (YEAR, 2)])
def test_a_period_begins_on_its_first_day_only(cadence: Cadence, day: int) -> None:
    with pytest.raises(ValueError, match=f"no {cadence} begins"):
        Period(cadence, date(2026, 11, day))


@pytest.mark.parametrize(("cadence", "n"), [(WEEK, 52), (MONTH, 12), (QUARTER, 4), (YEAR, 1)])
def test_a_year_holds_so_many_periods(cadence: Cadence, n: int) -> None:
    assert cadence.per_year == n
