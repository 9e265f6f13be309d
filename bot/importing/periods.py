"""A period cell of a sheet -> the period, as people and spreadsheets write it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.importing.days import read_day
from bot.importing.errors import Unreadable
from kpi.errors import BadPeriod
from kpi.language import said
from kpi.period import Cadence, Period, read_period

_SHORT_YEAR = re.compile(
    r"((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})[-/ ]?[-/ '’](\d{2})",
    re.ASCII | re.IGNORECASE,
)
"""Nov-26, as Excel shows a cell that was typed as 2026-11."""
_DATE = re.compile(
    r"\d{4}[-/.] ?\d{1,2}[-/.] ?\d{1,2}(?!\d).*|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|\d{4}[년年].*[일日].*",
    re.ASCII,
)


def read_cell(cell: str, cadence: Cadence, now: datetime, zone: ZoneInfo) -> Period:
    """The one period that a cell names; a day stands for the period of `cadence` it lies in.

    Raises:
        Unreadable: it is a day that may be read in two ways, or several periods.
        kpi.errors.BadPeriod: it is no period, or has not begun.
    """
    text = cell.strip()
    if _DATE.fullmatch(text):
        return _begun(Period.of(read_day(text, zone), cadence), now, zone)
    if match := _SHORT_YEAR.fullmatch(text):
        text = f"{match[1]} 20{match[2]}"
    periods = read_period(text, cadence, now, zone)
    if len(periods) != 1:
        raise Unreadable(said('"{cell}" is several periods. Name one a row.', cell=cell))
    return _begun(periods[0], now, zone)


def _begun(period: Period, now: datetime, zone: ZoneInfo) -> Period:
    if period.first > now.astimezone(zone).date():
        raise BadPeriod(said("{period} lies in the future.", period=period.label))
    return period
