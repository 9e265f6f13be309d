"""What things are called: KPIs, segments, units, directions, rhythms, days."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views.blocks import escape
from kpi import Kpi
from kpi.language import phrase, said, spoken
from kpi.lists import with_aside
from kpi.model import Better, Unit
from kpi.names import shown_name
from kpi.period import Cadence, Period

EVERY: Mapping[Cadence, str] = {
    Cadence.WEEK: phrase("every week"),
    Cadence.MONTH: phrase("every month"),
    Cadence.QUARTER: phrase("every quarter"),
    Cadence.YEAR: phrase("every year"),
}
"""Said by whoever shows one, as are directions and measures."""
DIRECTION: Mapping[Better, str] = {
    Better.HIGHER: phrase("higher is better"),
    Better.LOWER: phrase("lower is better"),
    Better.NONE: phrase("neither higher nor lower is better"),
    Better.DECLARED: phrase("the survey says which direction is better"),
}
MEASURED: Mapping[Unit, str] = {
    Unit.PERCENT: phrase("in percent"),
    Unit.POINTS: phrase("in points"),
    Unit.MONEY: phrase("an amount of money"),
    Unit.COUNT: phrase("a count"),
    Unit.RATIO: phrase("a ratio"),
    Unit.SCORE: phrase("a score"),
    Unit.MONTHS: phrase("in months"),
    Unit.SECONDS: phrase("in seconds"),
    Unit.PAGES: phrase("in pages"),
}


def full_name(kpi: Kpi) -> str:
    """Its name with its abbreviation: "Net Promoter Score (NPS)"."""
    name = shown_name(kpi)
    if not _abbreviation(kpi):
        return name
    return with_aside(name, kpi.abbreviation)


def short_name(kpi: Kpi) -> str:
    """What it is called in a line: "Churn", "NPS", or else its name written out."""
    if _in_english(kpi):
        return kpi.short or kpi.abbreviation or kpi.name
    # Where English prefers a word to the abbreviation, nobody knows the abbreviation: CCR.
    return shown_name(kpi) if kpi.short else _abbreviation(kpi) or shown_name(kpi)


def with_rhythm(kpi: Kpi, cadence: Cadence) -> str:
    """What it is called in a line, and how often it is recorded: "Churn (every month)"."""
    return with_aside(short_name(kpi), said(EVERY[cadence]))


def _abbreviation(kpi: Kpi) -> str:
    """Its abbreviation as people of every language know it: "MQL rate" is English."""
    known = _in_english(kpi) or kpi.abbreviation.isupper()
    return kpi.abbreviation if known else ""


def _in_english(kpi: Kpi) -> bool:
    return spoken().code not in kpi.names


def among(segment: str) -> str:
    """What names a segment after a title: ", segment tier:enterprise"; nothing for everybody."""
    return said(", segment {segment}", segment=escape(segment)) if segment else ""


def dated(period: Period, *, beside: Period) -> str:
    """A period's short name: "W41", and "W46 2025" beside one of another year."""
    if period.cadence is not Cadence.WEEK:
        return period.short()
    year = period.label.partition("-")[0]
    if beside.label.startswith(year):
        return period.short()
    return said("{week} {year}", week=period.short(), year=year)


def segment_option(segment: str) -> str:
    """How a command names a segment, after a space; nothing for everybody. Not escaped."""
    if not segment:
        return ""
    return f' segment="{segment}"' if any(map(str.isspace, segment)) else f" segment={segment}"
