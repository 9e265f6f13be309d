"""Public holidays: countries by any of their names, and days by theirs."""

from __future__ import annotations

from datetime import date

import pytest

from bot.calendars import PublicHolidays, country_name, country_of, days_off_in
from bot.language import language
from kpi.language import speaking
from storage.records import ChannelSettings, OnHoliday


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("KR", "KR"), ("kr", "KR"), ("korea", "KR"), ("South  Korea", "KR"), ("대한민국", "KR"),
        ("한국", "KR"), ("南韓", "KR"), ("tw", "TW"), ("Taiwan", "TW"), ("대만", "TW"),
        ("台灣", "TW"), ("臺灣", "TW"), ("us", "US"), ("usa", "US"), ("United States", "US"),
        ("미국", "US"), ("美國", "US"), ("uk", "GB"), ("japan", "JP"), ("日本", "JP"),
        ("Hong Kong", "HK"), ("atlantis", None), ("", None), ("KOR1", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_code_and_its_names(typed: str, code: str | None) -> None:
    assert country_of(typed) == code


@pytest.mark.parametrize(
    ("reader", "country", "day", "name", "called"),
    [
        ("en", "KR", "2026-09-25", "Chuseok", "South Korea"),
        ("ko", "KR", "2026-09-25", "추석", "대한민국"),
        ("zh_Hant", "KR", "2026-09-25", "Chuseok", "南韓"),
        ("zh_Hant", "TW", "2026-09-25", "中秋節", "台灣"),
        ("ko", "TW", "2026-09-25", "Mid-Autumn Festival", "대만"),
        ("en", "GB", "2026-12-25", "Christmas Day", "United Kingdom"),
        ("zh_Hant", "HK", "2026-10-01", "國慶日", "中國香港特別行政區"),
        ("en", "KR", "2026-09-23", "", "South Korea"),
    ],
)
def test_holidays_and_countries_are_called_as_the_reader_does_where_that_is_known(
    reader: str, country: str, day: str, name: str, called: str
) -> None:
    with speaking(language(reader)):
        assert PublicHolidays(country).name(date.fromisoformat(day)) == name
        assert country_name(country) == called


@pytest.mark.parametrize(
    ("country", "day", "holiday", "works"),
    [
        ("KR", "2026-09-23", False, True),
        ("KR", "2026-09-25", True, False),
        ("KR", "2026-09-27", False, False),
        ("TW", "2014-12-27", False, True),
        ("AE", "2026-01-11", False, False),
    ],
    ids=["a weekday", "a holiday", "Sunday", "a Saturday worked on", "the Emirates' Sunday"],
)
def test_people_work_on_weekdays_and_on_weekends_made_up_for(
    country: str, day: str, holiday: bool, works: bool
) -> None:
    calendar, when = PublicHolidays(country), date.fromisoformat(day)
    assert (calendar.is_holiday(when), calendar.is_working_day(when)) == (holiday, works)


def test_a_channel_minds_holidays_only_where_it_was_told_to() -> None:
    told = ChannelSettings(channel="C1", holidays="KR", on_holiday=OnHoliday.SKIP)
    assert days_off_in(ChannelSettings(channel="C1")) is None
    minded = days_off_in(told)
    assert minded is not None
    assert (minded.calendar, minded.then) == (PublicHolidays("KR"), OnHoliday.SKIP)
