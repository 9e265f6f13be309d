"""Questions in plain words: which KPI, which segment, which period, and what about it.

Nothing is guessed: words that were not used are handed back, so that the answer can say so.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.grammar.leftovers import NAMED, has_hangul, is_number, is_small, pieces
from bot.grammar.spoken_periods import find_period
from kpi import Kpi, catalogue

MOST = 3
"""KPIs one mention is answered about."""


class About(StrEnum):
    """What is asked about a KPI."""

    VALUE = "value"
    HISTORY = "history"
    MEANING = "meaning"
    SEGMENTS = "segments"


class Spoken(Struct, frozen=True, kw_only=True):
    """A question in plain words, as far as it was understood."""

    kpis: tuple[Kpi, ...]
    """Those named, in their order; empty where none is."""
    about: About
    segment: str
    """A known segment; "" for everybody."""
    period: str | None
    """As `kpi.period.read_period` takes it; None for the latest."""
    figures: tuple[str, ...]
    """Numbers that somebody seems to want recorded, which a mention cannot do."""
    unused: tuple[str, ...]
    """Words that had no part in this."""


def read_mention(text: str, segments: Iterable[str], now: datetime, zone: ZoneInfo) -> Spoken:
    """What somebody asks the bot, its own mention included or not.

    `segments` are the known ones; a value such as "enterprise" is enough where only one has it.
    Raises kpi.errors.AmbiguousName for a KPI name of several meanings.
    """
    kpis, rest = _kpis(_plain(text))
    found, rest = find_period(_tidy(rest), now, zone)
    segment, rest = _segment(rest, segments)
    about, rest = _about(rest, in_a_period=found is not None)
    left = tuple(pieces(rest))
    figures = _figures(left)
    missed = [one for one in left if not (figures and (one in figures or _records(one)))]
    if found and about in _OF_NO_PERIOD:
        missed.append(found.words)
    if segment and about is About.SEGMENTS:
        missed.append(segment)
    return Spoken(
        kpis=kpis,
        about=about,
        segment="" if about is About.SEGMENTS else segment,
        period=found.period if found and about not in _OF_NO_PERIOD else None,
        figures=figures,
        unused=tuple(dict.fromkeys(one for one in missed if one != NAMED and not is_small(one))),
    )


def _plain(text: str) -> str:
    """The words in small letters of usual width, without mentions."""
    words = html.unescape(_MENTION.sub(" ", text)).replace("’", "'").replace(NAMED, " ")
    return unicodedata.normalize("NFKC", words).casefold()


def _kpis(text: str) -> tuple[tuple[Kpi, ...], str]:
    """The KPIs named, and the text with `NAMED` in place of each name, however often it stands."""
    named = catalogue.spoken_of(text)
    kpis = tuple(kpi for kpi, _ in named)
    before = ""
    while named and text != before:
        before = text
        for _, words in named:
            text = re.sub(_as_a_word(words), f" {NAMED} ", text)
        named = catalogue.spoken_of(text)
    return kpis, text


def _as_a_word(words: str) -> str:
    """A pattern for words that are no part of others, where they begin or end in Latin letters."""
    before = _LATIN_BOUNDS[0] if words[0].isascii() else ""
    after = _LATIN_BOUNDS[1] if words[-1].isascii() and words[-1].isalnum() else ""
    return f"{before}{re.escape(words)}{after}"


def _tidy(text: str) -> str:
    """The words, without the punctuation between them."""
    words = _PUNCTUATION.sub(" ", text).split()
    return " ".join(filter(None, (word.strip(_AT_ENDS) for word in words)))


def _segment(text: str, segments: Iterable[str]) -> tuple[str, str]:
    """The known segment that is named, whole or by its value, and the text without it."""
    by_name = dict(_names_of(segments))
    for name in sorted(by_name, key=len, reverse=True):
        before, after = _HANGUL_BOUNDS if has_hangul(name) else _SEGMENT_BOUNDS
        pattern = re.compile(f"{before}{re.escape(name)}{_CUSTOMERS}{after}")
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


def _about(text: str, *, in_a_period: bool) -> tuple[About, str]:
    """What is asked, and the text without the words that say so.

    "What is" asks for the meaning, but of a period for its value.
    """
    for about, sign in _SIGNS:
        match = sign.search(text)
        if match and not (in_a_period and sign is _WHAT_IS):
            return about, f"{text[: match.start()]} {NAMED} {text[match.end() :]}"
    return About.VALUE, text


def _figures(left: Sequence[str]) -> tuple[str, ...]:
    """The numbers, where they are given as for recording: right behind the KPI, several, named."""
    numbers = tuple(one for one in left if is_number(one))
    follows = any(one == NAMED and is_number(two) for one, two in pairwise(left))
    given = len(numbers) > 1 or any(_records(one) or "=" in one for one in left)
    return numbers if follows or given else ()


def _records(word: str) -> bool:
    """Whether it asks for something to be recorded, or may: 기록 is a record, too."""
    return _RECORDING.fullmatch(word) is not None


_MENTION = re.compile(r"<[@#!][^>]*>")
_PUNCTUATION = re.compile(r"[?!;…\"“”‘()、·「」『』《》。]|(?<!\d),|,(?!\d)")
_AT_ENDS = ".,:'"
_LATIN_BOUNDS = ("(?<![a-z0-9])", "(?![a-z0-9])")
_SEGMENT_BOUNDS = ("(?<![a-z0-9:])", "(?![a-z0-9:])")
_HANGUL_BOUNDS = (
    "(?<![a-z0-9:가-힣])",
    "(?=(?:의|은|는|이|가|을|를|에|에서|에서는|으로|로|과|와|이랑|랑|도|만)?(?![a-z0-9:가-힣]))",
)
"""대기업 is no 기업, but 기업의 is."""
_CUSTOMERS = r"(?:\s?(?:customers?\b|고객|客戶|顧客|用戶))?"
"""Whom a segment is made of anyway."""
_OF_NO_PERIOD = frozenset({About.MEANING, About.SEGMENTS})
"""What is said of no period in particular."""
_RECORDING = re.compile(
    "record|enter|save|add|log|(?:기록|입력|저장)(?:[해하할][가-힣]*)?|記錄|紀錄|輸入|登錄|填入"
)
_WHAT_IS = re.compile(
    r"\bwhat(?: is\b|'s\b)"
    r"|(?<=\|)\s?(?:이|가|은|는|란|이란)?\s?(?:뭐(?:야|예요|에요|지|니|죠|임)|뭔(?:가요|지)"
    r"|무엇(?:인가요|인지|이야|이에요|입니까|일까요)|무슨 ?(?:뜻|의미)[가-힣]*)"
    # 是什麼時候 asks when.
    r"|(?<=\|) ?是?(?:指)?什麼(?:意思|東西|指標)?(?=[呢啊呀嗎]?(?:\s|$))|什麼是(?= ?\|)"
)
_SIGNS = (
    (About.SEGMENTS, re.compile("by segment|per segment|segments|세그먼트별|各分群|依分群")),
    (About.HISTORY, re.compile("history|trend|over time|추이|趨勢|走勢")),
    (About.MEANING, re.compile("what does|explain|meaning|설명|說明")),
    (About.MEANING, _WHAT_IS),
)
