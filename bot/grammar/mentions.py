"""Questions in plain words: which KPI, which segment, which period, and what about it.

Nothing is guessed: words that were not used are handed back, so that the answer can say so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from kpi import Kpi, catalogue
from kpi.errors import BadPeriod
from kpi.period import Cadence, read_period

MOST = 3
"""KPIs one mention is answered about."""


class About(StrEnum):
    """What is asked about a KPI."""

    VALUE = "value"
    HISTORY = "history"
    MEANING = "meaning"
    SEGMENTS = "segments"


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A question in plain words, as far as it was understood."""

    kpis: tuple[Kpi, ...]
    """Those named, in their order; empty where none is."""
    about: About
    segment: str
    """A known segment; "" for everybody."""
    period: str | None
    """As `kpi.period.read_period` takes it; None for the latest."""
    unused: tuple[str, ...]
    """Words that had no part in this."""


def read_mention(text: str, segments: Iterable[str], now: datetime, zone: ZoneInfo) -> Spoken:
    """What somebody asks the bot, its own mention included or not.

    `segments` are the known ones; a value such as "enterprise" is enough where only one has it.
    Raises kpi.errors.AmbiguousName for a KPI name of several meanings.
    """
    rest = _tidy(text)
    named = catalogue.spoken_of(rest)
    for _, words in named:
        rest = rest.replace(words, " ", 1)
    period, rest = _period(rest, now, zone)
    segment, rest = _segment(rest, segments)
    about, rest = _about(rest)
    unused = (word for word in _LATIN_WORD.findall(rest) if word not in _SMALL_WORDS)
    return Spoken(
        kpis=tuple(kpi for kpi, _ in named),
        about=about,
        segment=segment,
        period=period,
        unused=tuple(dict.fromkeys(unused)),
    )


def _tidy(text: str) -> str:
    """The words, without mentions and the punctuation at their ends."""
    folded = unicodedata.normalize("NFKC", _MENTION.sub(" ", text)).casefold()
    return " ".join(word.strip(_PUNCTUATION) for word in folded.split())


def _period(text: str, now: datetime, zone: ZoneInfo) -> tuple[str | None, str]:
    """The first words that are a period, the most of them, and the text without them."""
    words = text.split()
    for first in range(len(words)):
        for length in range(min(_PERIOD_WORDS, len(words) - first), 0, -1):
            typed = " ".join(words[first : first + length])
            if _is_period(typed, words[:first], now, zone):
                left = [*words[:first], *words[first + length :]]
                return typed, " ".join(left)
    for word in _WITHOUT_SPACES:
        if word in text:
            return word, text.replace(word, " ", 1)
    return None, text


def _is_period(typed: str, before: Sequence[str], now: datetime, zone: ZoneInfo) -> bool:
    """Whether words name a period; a month's name only where "in" or the like leads to it."""
    if typed in _ALONE_NO_PERIOD or (typed.isdigit() and len(typed) != 4):
        return False
    is_word = typed.isalpha() and typed.isascii() and typed not in _SPELT
    if is_word and (not before or before[-1] not in _LEADS_TO_A_MONTH):
        return False
    try:
        read_period(typed, Cadence.WEEK, now, zone)
    except BadPeriod:
        return False
    return True


def _segment(text: str, segments: Iterable[str]) -> tuple[str, str]:
    """The known segment that is named, whole or by its value, and the text without it."""
    by_name = dict(_names_of(segments))
    for name in sorted(by_name, key=len, reverse=True):
        pattern = re.compile(rf"(?<![a-z0-9:]){re.escape(name)}(?![a-z0-9:])")
        if pattern.search(text):
            return by_name[name], pattern.sub(" ", text, count=1)
    return "", text


def _names_of(segments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every unmistakable name of a segment, with the segment."""
    whole = [segment for segment in segments if segment]
    values = [segment.partition(":")[2].casefold() for segment in whole]
    for segment, value in zip(whole, values, strict=True):
        yield segment.casefold(), segment
        if values.count(value) == 1:
            yield value, segment


def _about(text: str) -> tuple[About, str]:
    for about, signs in _SIGNS.items():
        for sign in signs:
            if sign in text:
                return about, text.replace(sign, " ", 1)
    return About.VALUE, text


_MENTION = re.compile(r"<[@#!][^>]*>")
_PUNCTUATION = "?!.,;:…\"'“”‘’()。，？！、·"
_PERIOD_WORDS = 3
_LATIN_WORD = re.compile(r"[a-zà-öø-ɏ][a-zà-öø-ɏ0-9:_-]{2,}")
_ALONE_NO_PERIOD = frozenset({"last", "previous", "this", "current"})
"""Periods where a command expects one, ordinary words in a sentence."""
_SPELT = frozenset(
    f"{which}{unit}" for which in ("last", "this") for unit in ("week", "month", "quarter", "year")
)
_LEADS_TO_A_MONTH = frozenset({"in", "for", "of", "during", "since"})
_WITHOUT_SPACES = (
    "지난주", "이번주", "지난달", "이번달", "지난분기", "이번분기", "작년", "올해",
    "上週", "上周", "本週", "這週", "本周", "上個月", "上月", "本月", "這個月", "上季", "本季",
    "去年", "今年",
)  # fmt: skip
_SIGNS = {
    About.SEGMENTS: ("by segment", "per segment", "segments", "세그먼트별", "各分群", "依分群"),
    About.HISTORY: ("history", "trend", "over time", "추이", "趨勢", "走勢"),
    About.MEANING: (
        "what is", "what's", "what does", "explain", "meaning", "뭐야", "설명", "是什麼", "說明",
    ),
}  # fmt: skip
_SMALL = (
    "a about again all and any are bot can could did do does doing for from give going had has "
    "have hello how however into its kpi kpis like look looking may me mean might much need now "
    "number numbers of our ours over please rate ratio right score show since still tell thank "
    "thanks that the their them then there these they this today up was we were what when where "
    "which who why will with would you your yours hey his her get got see know let out"
)
_SMALL_WORDS = frozenset(_SMALL.split())
