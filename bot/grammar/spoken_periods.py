"""A period in the middle of a sentence, in three languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.grammar.leftovers import has_hangul
from kpi.errors import BadPeriod
from kpi.period import UNSPACED_WORDS, Cadence, read_period


class SpokenPeriod(Struct, frozen=True, kw_only=True):
    """A period as a sentence names it."""

    period: str
    """As `kpi.period.read_period` takes it."""
    words: str
    """As the sentence has it."""


def find_period(text: str, now: datetime, zone: ZoneInfo) -> tuple[SpokenPeriod | None, str]:
    """The first period of a sentence in small letters, and the sentence without it.

    Korean and Chinese write periods together with the words beside them; English parts them.
    """
    words = _labels_before_others().sub(r"\g<0> ", text).split()
    return _among_signs(text, now, zone) or _among_words(words, now, zone) or (None, text)


def _among_signs(
    text: str, now: datetime, zone: ZoneInfo
) -> tuple[SpokenPeriod | None, str] | None:
    for match in _unspaced().finditer(text):
        period = _last_few(match) or "".join(match[0].removesuffix("份").split())
        if _is_readable(period, now, zone):
            left = f"{text[: match.start()]} {text[match.end() :]}"
            return SpokenPeriod(period=period, words=match[0]), left
    return None


def _last_few(match: re.Match[str]) -> str:
    """The last few complete periods: "last 3 months" for 최근 3개월; "" for any other period."""
    found = match.groupdict()
    n, unit = found["ko_n"] or found["zh_n"], found["ko_unit"] or found["zh_unit"]
    return f"last {_HAN_NUMBERS.get(n, n)} {_UNITS[unit]}s" if unit else ""


def _among_words(
    words: Sequence[str], now: datetime, zone: ZoneInfo
) -> tuple[SpokenPeriod | None, str] | None:
    """The first words that are a period, the most of them."""
    for first in range(len(words)):
        for length in range(min(_PERIOD_WORDS, len(words) - first), 0, -1):
            typed = " ".join(words[first : first + length])
            if _is_period(typed, words[:first], now, zone):
                left = " ".join([*words[:first], *words[first + length :]])
                return SpokenPeriod(period=typed, words=typed), left
    return None


def _is_period(typed: str, before: Sequence[str], now: datetime, zone: ZoneInfo) -> bool:
    """Whether words name a period; a month's name only where "in" or the like leads to it."""
    if not typed.isascii() or typed in _ALONE_NO_PERIOD or (typed.isdigit() and len(typed) != 4):
        return False
    is_word = typed.isalpha() and typed not in _SPELT
    if is_word and (not before or before[-1] not in _LEADS_TO_A_MONTH):
        return False
    return _is_readable(typed, now, zone)


def _is_readable(typed: str, now: datetime, zone: ZoneInfo) -> bool:
    try:
        read_period(typed, Cadence.WEEK, now, zone)
    except BadPeriod:
        return False
    return True


_PERIOD_WORDS = 3
_ALONE_NO_PERIOD = frozenset({"last", "previous", "this", "current"})
"""Periods where a command expects one, ordinary words in a sentence."""
_SPELT = frozenset(
    f"{which}{unit}" for which in ("last", "this") for unit in ("week", "month", "quarter", "year")
)
_LEADS_TO_A_MONTH = frozenset({"in", "for", "of", "during", "since"})

_UNITS = {
    "주": "week", "개월": "month", "달": "month", "분기": "quarter",
    "週": "week", "周": "week", "個星期": "week", "個禮拜": "week", "個月": "month",
    "季": "quarter", "個季度": "quarter",
}  # fmt: skip
_HAN_NUMBERS = {han: str(n) for n, han in enumerate("一二三四五六七八九十", 1)} | {"兩": "2"}


def _spoken(word: str) -> str:
    """A pattern for a word of `UNSPACED_WORDS`; in Korean, spaces may stand in it."""
    if has_hangul(word):
        return r"\s?".join(word)
    return word


_WORDS = "|".join(map(_spoken, sorted(UNSPACED_WORDS, key=len, reverse=True)))
_DURATION = r"(?!\s?(?:간|동안|전|째|내|[前內間]))"
"""Four weeks are no week 4."""


@cache
def _labels_before_others() -> re.Pattern[str]:
    """2026-W45의, Q3的. Made when it is first needed, as `_unspaced` is: such signs take long."""
    return re.compile(
        r"(?<![a-z0-9-])(?:(?:\d{4}-?)?[wq]\d{1,2}|\d{4}-\d{2}(?:-\d{2})?)(?=[가-힣\u4e00-\u9fff])"
    )


@cache
def _unspaced() -> re.Pattern[str]:
    """A period in Korean or Chinese."""
    return re.compile(
        # 재작년, 지지난주, 上上週 and 日本週報 hold words for a period, and mean something else.
        r"(?<![가-힣\d一二三四五六七八九十上日])(?:"
        r"(?:최근|지난|저번)\s?(?P<ko_n>\d{1,3})\s?(?P<ko_unit>주|개월|달|분기)(?!차)"
        r"(?:\s?(?:간|동안))?"
        r"|(?:最近|過去|近)的?\s?(?P<zh_n>\d{1,3}|[一二兩三四五六七八九十])\s?"
        r"(?P<zh_unit>[週周季]|個星期|個禮拜|個月|個季度)"
        rf"|{_WORDS}"
        r"|(?:\d{4}\s?[년年]\s?)?(?:"
        rf"第\s?\d{{1,2}}\s?[週周]|\d{{1,2}}\s?주차|\d{{1,2}}[주週周]{_DURATION}"
        r"|第?\s?\d\s?(?:분기|季度?)|第[一二三四]季度?"
        r"|(?:\d{1,2}|十[一二]?|[一二三四五六七八九])(?:월|月)份?)"
        r"|\d{4}[년年])"
    )
