from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.importing.errors import Unreadable
from bot.importing.periods import read_cell
from kpi.errors import BadPeriod
from kpi.period import Cadence

NOW, ZONE = datetime(2026, 11, 18, 1, tzinfo=UTC), ZoneInfo("Asia/Seoul")


@pytest.mark.parametrize(
    ("cell", "label"),
    [
        ("2026-11", "2026-11"),
        ("2026/11", "2026-11"),
        ("2026.11", "2026-11"),
        ("Nov 2026", "2026-11"),
        ("November 2026", "2026-11"),
        ("Nov-26", "2026-11"),
        ("Nov '26", "2026-11"),
        ("2026-11-01", "2026-11"),
        ("2026/11/01", "2026-11"),
        ("2026-11-01 00:00:00", "2026-11"),
        ("2026-10-31T23:30:00Z", "2026-11"),
        ("2026년 11월", "2026-11"),
        ("2026年11月", "2026-11"),
        ("2026년 11월 3일", "2026-11"),
        ("2026년 11월 3일 화요일", "2026-11"),
        ("2026年11月3日", "2026-11"),
        ("11월", "2026-11"),
        ("12月", "2025-12"),
        (" 2026-W46 ", "2026-W46"),
        ("W46", "2026-W46"),
        ("Q3 2026", "2026-Q3"),
        ("2025", "2025"),
    ],
)
def test_a_period_is_read_as_people_and_spreadsheets_write_it(cell: str, label: str) -> None:
    assert read_cell(cell, Cadence.MONTH, NOW, ZONE).label == label


def test_a_day_stands_for_the_period_it_lies_in() -> None:
    assert read_cell("2026-11-09", Cadence.WEEK, NOW, ZONE).label == "2026-W46"


@pytest.mark.parametrize(
    ("cell", "error", "says"),
    [
        ("11/01/2026", Unreadable, "day or the month first"),
        ("last 3 months", Unreadable, "several periods"),
        ("last 12", Unreadable, "several periods"),
        ("week 46", BadPeriod, '"week 46" is not a period'),
        ("2026-02-30", Unreadable, "not a date"),
        ("2026년 2월 30일", Unreadable, "not a date"),
        ("2026-12", BadPeriod, "2026"),
        ("2026-12-01", BadPeriod, "lies in the future"),
        ("total", BadPeriod, "not a period"),
    ],
)
def test_what_names_no_single_period_that_has_begun_is_refused(
    cell: str, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        read_cell(cell, Cadence.MONTH, NOW, ZONE)
