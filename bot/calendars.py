"""Public holidays: which countries are known, which days are off, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

from bot.sends import DaysOff
from kpi.language import ENGLISH, spoken
from storage.records import ChannelSettings

_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "ko": ("ko", "ko_KR"),
    "zh_Hant": ("zh_TW", "zh_HK", "zh_MO"),
    "en": ("en_US", "en_GB", "en"),
}
"""Languages of holiday names that a reader of ours reads, the nearest first."""
_ALSO: Mapping[str, str] = {
    "korea": "KR",
    "한국": "KR",
    "韓國": "KR",
    "臺灣": "TW",
    "usa": "US",
    "america": "US",
    "uk": "GB",
    "britain": "GB",
    "hong kong": "HK",
    "홍콩": "HK",
    "香港": "HK",
    "macau": "MO",
    "마카오": "MO",
    "澳門": "MO",
}
"""What countries are called besides the names that Unicode's data has, in small letters."""


class PublicHolidays(Struct, frozen=True):
    """The public holidays of a whole country, with its weekends; see `bot.sends.Calendar`."""

    country: str
    """ISO 3166, two letters: "KR"."""

    def is_holiday(self, day: date) -> bool:
        """Whether a day is a public holiday."""
        return day in _year(self.country, day.year, ENGLISH.code).names

    def is_working_day(self, day: date) -> bool:
        """Whether people work: no public holiday, and no weekend but one that is worked on."""
        year = _year(self.country, day.year, ENGLISH.code)
        if day.weekday() in year.weekend:
            return day in year.worked
        return day not in year.names

    def name(self, day: date) -> str:
        """What a holiday is called, as the reader reads where that is known; "" for other days."""
        return _year(self.country, day.year, spoken().code).names.get(day, "")


def days_off_in(settings: ChannelSettings) -> DaysOff | None:
    """The holidays that a channel's digests mind, and what they do then; None where they don't."""
    if settings.holidays is None:
        return None
    return DaysOff(PublicHolidays(settings.holidays), settings.on_holiday)


def country_of(name: str) -> str | None:
    """The ISO code of a country by its code or its name in one of our languages; None if unknown.

    Unknown are also countries whose holidays are not: "kr", "South Korea", "대한민국", "南韓".
    """
    typed = " ".join(name.split())
    if typed.upper() in _codes():
        return typed.upper()
    return _names().get(typed.casefold())


def country_names() -> tuple[str, ...]:
    """Every name that `country_of` knows, in small letters."""
    return tuple(_names())


def country_name(code: str) -> str:
    """A country as the reader calls it: "South Korea"."""
    from babel import Locale  # noqa: PLC0415 -- takes a while to import, and few texts need it

    return str(Locale.parse(spoken().code).territories[code])


class _Year(Struct, frozen=True):
    """A year of a country."""

    names: Mapping[date, str]
    weekend: frozenset[int]
    """0 Monday .. 6 Sunday."""
    worked: frozenset[date]
    """Days of weekends that are worked on."""


@lru_cache(maxsize=64)
def _year(country: str, year: int, language: str) -> _Year:
    # Half a second to import and 20 MB: only where a channel minds holidays.
    from holidays import country_holidays  # noqa: PLC0415

    known = country_holidays(country)
    written = [one for one in (*_WRITTEN[language], *_WRITTEN["en"]) if _writes(known, one)]
    found = country_holidays(country, years=year, language=written[0] if written else None)
    return _Year(dict(found.items()), frozenset(found.weekend), frozenset(found.weekend_workdays))


def _writes(known: object, language: str) -> bool:
    return language in getattr(known, "supported_languages", ())


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    # Asking the library which countries it supports would load them all, for a second.
    from holidays.registry import COUNTRIES  # noqa: PLC0415 -- see above

    return frozenset(code for _, code, *_ in COUNTRIES.values())


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    from babel import Locale  # noqa: PLC0415 -- see above

    named = {
        str(name).casefold(): code
        for language in _WRITTEN
        for code, name in Locale.parse(language).territories.items()
        if code in _codes()
    }
    return {**named, **_ALSO}
