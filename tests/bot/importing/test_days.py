from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.importing.days import read_day
from bot.importing.errors import Unreadable

SEOUL = ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    "cell",
    [
        "2021-09-01",
        "2021/9/1",
        "2021.9.1",
        "2021. 9. 1.",
        "2021년 9월 1일",
        "2021년 09월 01일 수요일",
        "2021年9月1日",
        " 2021-09-01 ",
        "2021-09-01 23:59:59",
        "2021-09-01T00:00",
        "2021-08-31T15:00:00Z",
        "2021-08-31T16:30:00+00:00",
        "20210901",
    ],
)
def test_a_day_is_read_year_first_and_moments_are_moved_into_the_time_zone(cell: str) -> None:
    assert read_day(cell, SEOUL) == date(2021, 9, 1)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("1/9/2021", "may have the day or the month first"),
        ("13/9/2021", "may have the day or the month first"),
        ("01.09.21", "may have the day or the month first"),
        ("2021-13-01", "is not a date"),
        ("2021-02-30", "is not a date"),
        ("2021-09/01", "is not a date"),
        ("yesterday", "is not a date"),
        ("", "the date is empty"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_refused(cell: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_day(cell, SEOUL)
