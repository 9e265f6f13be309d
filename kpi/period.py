"""Periods: weeks, months, quarters, years; their labels, neighbours and completeness."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kpi.dates import month_name, month_words, span_words
from kpi.errors import BadPeriod
from kpi.language import phrase, said

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class Cadence(StrEnum):
    """How long a period is."""

    WEEK = phrase("week")
    MONTH = phrase("month")
    QUARTER = phrase("quarter")
    YEAR = phrase("year")

    @property
    def per_year(self) -> int:
        """Periods a year: 52, 12, 4, 1. A year's one or two odd days are left out for weeks."""
        return _PER_YEAR[self]


_PER_YEAR = {Cadence.WEEK: 52, Cadence.MONTH: 12, Cadence.QUARTER: 4, Cadence.YEAR: 1}


@dataclass(frozen=True, order=True)
class Period:
    """One week (Monday to Sunday), month, quarter or year. Ordered by time within a cadence."""

    cadence: Cadence
    first: date
    """Its first day. Any other day raises ValueError."""

    def __post_init__(self) -> None:
        if self.first != _first_day(self.first, self.cadence):
            raise ValueError(f"no {self.cadence} begins on {self.first}")

    @classmethod
    def of(cls, day: date, cadence: Cadence) -> Period:
        """The period that contains the day."""
        return cls(cadence, _first_day(day, cadence))

    @classmethod
    def parse(cls, label: str) -> Period:
        """The period of a label: 2026-W46, 2026-11, 2026-Q4, 2026, W46 2026, Nov 2026.

        Raises BadPeriod.
        """
        text = _folded(label)
        for pattern, cadence in _LABELS:
            if match := pattern.fullmatch(text):
                return _numbered(int(match["year"]), cadence, _number(match), label)
        raise BadPeriod(
            said(
                '"{typed}" is not a period. '
                "Type a label such as 2026-W46, 2026-11, 2026-Q4 or 2026.",
                typed=label,
            )
        )

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next().first - timedelta(days=1)

    @property
    def label(self) -> str:
        """2026-W46, 2026-11, 2026-Q4 or 2026."""
        match self.cadence:
            case Cadence.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"{year}-W{week:02}"
            case Cadence.MONTH:
                return f"{self.first.year}-{self.first.month:02}"
            case Cadence.QUARTER:
                return f"{self.first.year}-Q{_quarter(self.first)}"
            case Cadence.YEAR:
                return str(self.first.year)

    def next(self, n: int = 1) -> Period:
        """The period `n` later."""
        if self.cadence is Cadence.WEEK:
            return Period(self.cadence, self.first + timedelta(weeks=n))
        months = self.first.year * 12 + self.first.month - 1 + n * (12 // self.cadence.per_year)
        return Period(self.cadence, date(months // 12, months % 12 + 1, 1))

    def previous(self, n: int = 1) -> Period:
        """The period `n` earlier."""
        return self.next(-n)

    def year_ago(self) -> Period:
        """The same period a year earlier; for a week the one 364 days back."""
        return self.previous(self.cadence.per_year)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The UTC instant it is over: midnight after its last day in `zone`.

        Where clocks skip that midnight, it is the instant of the skip.
        """
        midnight = datetime.combine(self.next().first, time.min, tzinfo=zone)
        return midnight.astimezone(UTC)

    def is_complete(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether it is over at `now` (aware)."""
        return now >= self.ends_at(zone)

    def words(self) -> str:
        """Mon 9 – Sun 15 Nov 2026, W46; October 2026; Q4 2026 (Oct – Dec); 2026."""
        match self.cadence:
            case Cadence.WEEK:
                span = span_words(self.first, self.last)
                return said("{span}, {week}", span=span, week=self.short())
            case Cadence.MONTH:
                return said("{month} {year}", month=month_name(self.first), year=self.first.year)
            case Cadence.QUARTER:
                return said(
                    "{quarter} ({first} – {last})",
                    quarter=self.short(),
                    first=month_words(self.first),
                    last=month_words(self.last),
                )
            case Cadence.YEAR:
                return said("{year}", year=self.first.year)

    def short(self) -> str:
        """W46, Oct 2026, Q4 2026 or 2026."""
        year = self.first.year
        match self.cadence:
            case Cadence.WEEK:
                return said("W{week:02}", week=self.first.isocalendar().week)
            case Cadence.MONTH:
                return said("{month} {year}", month=month_words(self.first), year=year)
            case Cadence.QUARTER:
                return said("Q{number} {year}", number=_quarter(self.first), year=year)
            case Cadence.YEAR:
                return said("{year}", year=year)


def current(cadence: Cadence, now: datetime, zone: ZoneInfo) -> Period:
    """The period running at `now` (aware) in `zone`."""
    return Period.of(now.astimezone(zone).date(), cadence)


def last_complete(cadence: Cadence, now: datetime, zone: ZoneInfo) -> Period:
    """The newest period that is over at `now` (aware) in `zone`."""
    return current(cadence, now, zone).previous()


def read_period(text: str, cadence: Cadence, now: datetime, zone: ZoneInfo) -> tuple[Period, ...]:
    """What a person typed for a period, oldest first.

    "last", "this", "previous 3" (the complete ones), "last 3 months", a label, a label without a
    year (the nearest past one), or a day, which stands for the period of `cadence` containing it.
    A label names its own cadence, which the caller compares. Raises BadPeriod, also for a period
    not yet begun.
    """
    folded = _folded(text)
    word = _WORDS.get(folded.replace(" ", ""))
    if word is not None:
        named, back = word
        return (current(named or cadence, now, zone).previous(back),)
    if match := _PREVIOUS.fullmatch(folded):
        named = Cadence(match["unit"]) if match["unit"] else cadence
        return _run_of(int(match["n"]), named, now, zone)
    period = _dated(folded, cadence) or _yearless(folded, now, zone) or Period.parse(text)
    if period.first > now.astimezone(zone).date():
        raise BadPeriod(
            said(
                "{period} has not begun yet. Type a period that has, or this.",
                period=period.words(),
            )
        )
    return (period,)


_LABELS = tuple(
    (re.compile(pattern), cadence)
    for cadence, patterns in {
        Cadence.WEEK: (
            r"(?P<year>\d{4})[- ]?w(?P<number>\d{1,2})",
            r"w(?P<number>\d{1,2})[- ](?P<year>\d{4})",
            r"(?P<year>\d{4})(?:년|年) ?第?(?P<number>\d{1,2})(?:주차?|[週周])",
        ),
        Cadence.MONTH: (
            r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})",
            r"(?P<month>[a-z]{3,9})[- ](?P<year>\d{4})",
            r"(?P<year>\d{4})[- ](?P<month>[a-z]{3,9})",
            r"(?P<year>\d{4})(?:년|年) ?(?P<number>\d{1,2})(?:월|月)",
        ),
        Cadence.QUARTER: (
            r"(?P<year>\d{4})[- ]?q(?P<number>\d)",
            r"q(?P<number>\d)[- ](?P<year>\d{4})",
            r"(?P<year>\d{4})(?:년|年) ?第?(?P<number>\d)(?:분기|季度?)",
        ),
        Cadence.YEAR: (r"(?P<year>\d{4})(?:년|年)?",),
    }.items()
    for pattern in patterns
)
_YEARLESS = (
    (re.compile(r"w(?P<number>\d{1,2})"), Cadence.WEEK),
    (re.compile(r"第?(?P<number>\d{1,2})(?:주차?|[週周])"), Cadence.WEEK),
    (re.compile(r"q(?P<number>\d)"), Cadence.QUARTER),
    (re.compile(r"第?(?P<number>\d)(?:분기|季度?)"), Cadence.QUARTER),
    (re.compile(r"(?P<number>\d{1,2})(?:월|月)"), Cadence.MONTH),
    (re.compile(r"(?P<month>[a-z]{3,9})"), Cadence.MONTH),
)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PREVIOUS = re.compile(
    r"(?:previous|last|past) ?(?P<n>\d{1,3})(?: (?P<unit>week|month|quarter|year)s?)?"
)
_WORDS: dict[str, tuple[Cadence | None, int]] = {
    "last": (None, 1), "previous": (None, 1), "this": (None, 0), "current": (None, 0),
    "lastweek": (Cadence.WEEK, 1), "thisweek": (Cadence.WEEK, 0),
    "lastmonth": (Cadence.MONTH, 1), "thismonth": (Cadence.MONTH, 0),
    "lastquarter": (Cadence.QUARTER, 1), "thisquarter": (Cadence.QUARTER, 0),
    "lastyear": (Cadence.YEAR, 1), "thisyear": (Cadence.YEAR, 0),
    **{
        word: (cadence, back)
        for (cadence, back), words in {
            (Cadence.WEEK, 1): "지난주 저번주 上週 上周 上一週 上星期 上個星期 上禮拜 上個禮拜",
            (Cadence.WEEK, 0): "이번주 本週 本周 這週 這周 這一週 這星期 這個星期 這禮拜 這個禮拜",
            (Cadence.MONTH, 1): "지난달 저번달 上個月 上月",
            (Cadence.MONTH, 0): "이번달 本月 這個月",
            (Cadence.QUARTER, 1): "지난분기 저번분기 上季 上一季 上季度 上個季度",
            (Cadence.QUARTER, 0): "이번분기 本季 這季 這一季 本季度 這個季度",
            (Cadence.YEAR, 1): "작년 지난해 去年",
            (Cadence.YEAR, 0): "올해 今年",
        }.items()
        for word in words.split()
    },
}  # fmt: skip
UNSPACED_WORDS = frozenset(word for word in _WORDS if not word.isascii())
"""The Korean and Chinese words for a period, which sentences write together with others."""
_HAN_NUMBERS = {
    han: str(n) for n, han in enumerate([*"一二三四五六七八九十", "十一", "十二"], start=1)
}
_HAN_NUMBER = re.compile(r"(?<=第)[一二三四](?=季)|(?:十[一二]?|[一二三四五六七八九])(?=月)")


def _folded(text: str) -> str:
    """The text in small letters of usual width, with the numbers of 十月 and 第四季 in digits."""
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return _HAN_NUMBER.sub(lambda match: _HAN_NUMBERS[match[0]], folded)


def _number(match: re.Match[str]) -> int:
    """The week, month or quarter a label names; 1 for a year; 0 for a word that is no month."""
    found = match.groupdict()
    if word := found.get("month"):
        named = [name.lower() for name in _MONTHS]
        return next((n for n, name in enumerate(named, 1) if word in (name, name[:3])), 0)
    return int(found.get("number") or 1)


def _numbered(year: int, cadence: Cadence, number: int, typed: str) -> Period:
    last = _last_number(year, cadence)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise BadPeriod(
            said(
                '"{typed}": the year has to lie between {first} and {last}.',
                typed=typed,
                first=_FIRST_YEAR,
                last=_LAST_YEAR,
            )
        )
    if not 1 <= number <= last:
        raise BadPeriod(said(_NOT_ONE[cadence], typed=typed, year=year, last=last))
    if cadence is Cadence.WEEK:
        return Period(cadence, date.fromisocalendar(year, number, 1))
    return Period(cadence, date(year, (number - 1) * (12 // cadence.per_year) + 1, 1))


_NOT_ONE = {
    Cadence.WEEK: phrase('"{typed}" is not a week. {year} has weeks 1 to {last}.'),
    Cadence.MONTH: phrase('"{typed}" is not a month. {year} has months 1 to {last}.'),
    Cadence.QUARTER: phrase('"{typed}" is not a quarter. {year} has quarters 1 to {last}.'),
}
"""By cadence, what is said of a number that no such period of the year has."""


def _last_number(year: int, cadence: Cadence) -> int:
    """How many such periods the year has: 52 or 53 ISO weeks, 12, 4, 1."""
    if cadence is not Cadence.WEEK or not 1 <= year <= 9999:
        return cadence.per_year
    return date(year, 12, 28).isocalendar().week


def _run_of(n: int, cadence: Cadence, now: datetime, zone: ZoneInfo) -> tuple[Period, ...]:
    if n < 1:
        raise BadPeriod(said("Type how many periods you mean, such as previous 3."))
    end = current(cadence, now, zone)
    return tuple(end.previous(back) for back in range(n, 0, -1))


def _dated(text: str, cadence: Cadence) -> Period | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError as error:
        wrong = said('"{typed}" is not a day. Type it as year-month-day: 2026-11-09.', typed=text)
        raise BadPeriod(wrong) from error
    return Period.of(day, cadence)


def _yearless(text: str, now: datetime, zone: ZoneInfo) -> Period | None:
    """The nearest such period that has begun: w46, q3, november."""
    today = now.astimezone(zone).date()
    for pattern, cadence in _YEARLESS:
        match = pattern.fullmatch(text)
        if match is None or not _number(match):
            continue
        for year in range(today.year + 1, today.year - 10, -1):
            number = _number(match)
            if number > _last_number(year, cadence):
                continue
            period = _numbered(year, cadence, number, text)
            if period.first <= today:
                return period
    return None


def _first_day(day: date, cadence: Cadence) -> date:
    match cadence:
        case Cadence.WEEK:
            return day - timedelta(days=day.weekday())
        case Cadence.MONTH:
            return day.replace(day=1)
        case Cadence.QUARTER:
            return day.replace(month=_quarter(day) * 3 - 2, day=1)
        case Cadence.YEAR:
            return day.replace(month=1, day=1)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3
