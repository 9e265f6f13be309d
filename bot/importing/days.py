"""A date cell -> the day, in the workspace's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.importing.errors import Unreadable
from kpi.language import said

_YEAR_FIRST = re.compile(r"(\d{4})([-/.]) ?(\d{1,2})\2 ?(\d{1,2})\.?", re.ASCII)
_IN_WORDS = re.compile(
    r"(\d{4})[년年] ?(\d{1,2})[월月] ?(\d{1,2})[일日](?: ?[월화수목금토일]요일)?", re.ASCII
)
_YEAR_LAST = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2,4}", re.ASCII)


def read_day(text: str, zone: ZoneInfo) -> date:
    """The day of 2021-09-01, 2021/9/1, 2021.9.1, 2021年9月1日, or of 2021-09-01T12:30:00Z.

    A moment with an offset is moved into `zone` first. Raises Unreadable.
    """
    cell = text.strip()
    try:
        if match := _YEAR_FIRST.fullmatch(cell):
            year, _, month, day = match.groups()
            return date(int(year), int(month), int(day))
        if match := _IN_WORDS.fullmatch(cell):
            return date(*map(int, match.groups()))
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise Unreadable(_why(cell)) from None
    return (moment.astimezone(zone) if moment.tzinfo else moment).date()


def _why(cell: str) -> str:
    if _YEAR_LAST.fullmatch(cell):
        return said(
            '"{cell}" may have the day or the month first. Write dates like 2021-09-01.', cell=cell
        )
    if not cell:
        return said("the date is empty.")
    return said('"{cell}" is not a date. Write dates like 2021-09-01.', cell=cell)
