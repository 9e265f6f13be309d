"""Days as people of each language write them."""

from __future__ import annotations

from datetime import date, datetime

from kpi.language import phrase, said

WEEKDAYS = (
    phrase("Monday"),
    phrase("Tuesday"),
    phrase("Wednesday"),
    phrase("Thursday"),
    phrase("Friday"),
    phrase("Saturday"),
    phrase("Sunday"),
)
"""In full, Monday first; said by whoever shows one."""
_WEEKDAYS = (
    phrase("Mon"),
    phrase("Tue"),
    phrase("Wed"),
    phrase("Thu"),
    phrase("Fri"),
    phrase("Sat"),
    phrase("Sun"),
)
_MONTHS = (
    phrase("Jan"),
    phrase("Feb"),
    phrase("Mar"),
    phrase("Apr"),
    phrase("May"),
    phrase("Jun"),
    phrase("Jul"),
    phrase("Aug"),
    phrase("Sep"),
    phrase("Oct"),
    phrase("Nov"),
    phrase("Dec"),
)

_MONTH_NAMES = (
    phrase("January"),
    phrase("February"),
    phrase("March"),
    phrase("April"),
    phrase("May"),
    phrase("June"),
    phrase("July"),
    phrase("August"),
    phrase("September"),
    phrase("October"),
    phrase("November"),
    phrase("December"),
)


def weekday_words(day: date) -> str:
    """Its weekday, short: Mon."""
    return said(_WEEKDAYS[day.weekday()])


def month_words(day: date) -> str:
    """Its month, short: Nov."""
    return said(_MONTHS[day.month - 1])


def month_name(day: date) -> str:
    """Its month in full: November."""
    return said(_MONTH_NAMES[day.month - 1])


def day_words(day: date) -> str:
    """A day: Mon 9 Nov 2026."""
    return said(
        "{weekday} {day} {month} {year}",
        weekday=weekday_words(day),
        day=day.day,
        month=month_words(day),
        year=day.year,
    )


def short_day_words(day: date) -> str:
    """A day of this year: 9 Nov."""
    return said("{day} {month}", day=day.day, month=month_words(day))


def date_words(day: date) -> str:
    """A day of any year: 9 Nov 2026."""
    return said("{day} {month} {year}", day=day.day, month=month_words(day), year=day.year)


def time_words(instant: datetime) -> str:
    """An instant on the clock that it carries: Mon 9 Nov 2026, 09:00."""
    return said("{day}, {time}", day=day_words(instant.date()), time=f"{instant:%H:%M}")


def span_words(first: date, last: date) -> str:
    """Mon 9 – Sun 15 Nov 2026; month and year are said twice only where they differ."""
    parts = {
        "from_weekday": weekday_words(first),
        "from_day": first.day,
        "from_month": month_words(first),
        "from_year": first.year,
        "weekday": weekday_words(last),
        "day": last.day,
        "month": month_words(last),
        "year": last.year,
    }
    if first.year != last.year:
        return said(
            "{from_weekday} {from_day} {from_month} {from_year} – {weekday} {day} {month} {year}",
            **parts,
        )
    if first.month != last.month:
        return said(
            "{from_weekday} {from_day} {from_month} – {weekday} {day} {month} {year}", **parts
        )
    return said("{from_weekday} {from_day} – {weekday} {day} {month} {year}", **parts)
