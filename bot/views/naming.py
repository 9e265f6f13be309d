"""What things are called: KPIs, segments, units, directions, rhythms, days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.views.blocks import escape
from kpi import Kpi
from kpi.model import Better, Unit
from kpi.period import Cadence, Period

EVERY: Mapping[Cadence, str] = {
    Cadence.WEEK: "every week",
    Cadence.MONTH: "every month",
    Cadence.QUARTER: "every quarter",
    Cadence.YEAR: "every year",
}
DIRECTION: Mapping[Better, str] = {
    Better.HIGHER: "higher is better",
    Better.LOWER: "lower is better",
    Better.NONE: "neither higher nor lower is better",
    Better.DECLARED: "the survey says which direction is better",
}
MEASURED: Mapping[Unit, str] = {
    Unit.PERCENT: "in percent",
    Unit.POINTS: "in points",
    Unit.MONEY: "an amount of money",
    Unit.COUNT: "a count",
    Unit.RATIO: "a ratio",
    Unit.SCORE: "a score",
    Unit.MONTHS: "in months",
    Unit.SECONDS: "in seconds",
    Unit.PAGES: "in pages",
}


def full_name(kpi: Kpi) -> str:
    """Its name with its abbreviation: "Net Promoter Score (NPS)"."""
    return f"{kpi.name} ({kpi.abbreviation})" if kpi.abbreviation else kpi.name


def short_name(kpi: Kpi) -> str:
    """What it is called in a line: "Churn", "NPS", or else its full name."""
    return kpi.short or kpi.abbreviation or kpi.name


def among(segment: str) -> str:
    """What names a segment after a title: ", segment tier:enterprise"; nothing for everybody."""
    return f", segment {escape(segment)}" if segment else ""


def dated(period: Period, *, beside: Period) -> str:
    """A period's short name: "W41", and "W46 2025" beside one of another year."""
    if period.cadence is not Cadence.WEEK:
        return period.short()
    year = period.label.partition("-")[0]
    return period.short() if beside.label.startswith(year) else f"{period.short()} {year}"


def segment_option(segment: str) -> str:
    """How a command names a segment, after a space; nothing for everybody. Not escaped."""
    if not segment:
        return ""
    return f' segment="{segment}"' if any(map(str.isspace, segment)) else f" segment={segment}"


def day(one: date) -> str:
    """A day: "Mon 9 Nov 2026"."""
    return f"{one:%a} {one.day} {one:%b %Y}"
