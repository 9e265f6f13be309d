"""The words of a question, and which of them nobody would miss in its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bot.grammar import small_words

NAMED = "|"
"""Stands in a text where a KPI was named."""


def pieces(text: str) -> Iterator[str]:
    """The words of a text in small letters: of each script by its own rules, and `NAMED`.

    Korean particles are cut off where they can be told, Chinese is parted at its small words.
    """
    for match in _pieces().finditer(text):
        word = match[0]
        if match["han"]:
            yield from _parted(word)
        elif match["hangul"]:
            yield _without_particle(word)
        else:
            yield _SHORTENED.sub("", word.rstrip("_"))


def is_number(piece: str) -> bool:
    """Whether it is a number, or one with its name: "100", "promoters=100"."""
    return _FIGURE.fullmatch(piece) is not None


def has_hangul(text: str) -> bool:
    """Whether Korean is in it."""
    return any("가" <= sign <= "힣" for sign in text)


def is_small(piece: str) -> bool:
    """Whether nobody would miss it in the answer."""
    if has_hangul(piece):
        return piece in _SMALL_KOREAN or _ASKING.fullmatch(piece) is not None
    return piece in _SMALL_LATIN or _LETTER.fullmatch(piece) is not None


def _without_particle(word: str) -> str:
    """The noun of a Korean word: its particle is cut off, where the sound before asks for it.

    Behind a single syllable it is cut off a small noun only: "값은" is "값", "좋은" stays.
    """
    for ending, after in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem in ("", word) or not after(stem):
            continue
        if stem in _KOREAN_NOUNS or (len(stem) > 1 and ending in _SURE):
            return stem
    return word


def _is_closed(stem: str) -> bool:
    """Whether its last syllable ends in a consonant."""
    return has_hangul(stem[-1]) and (ord(stem[-1]) - ord("가")) % 28 > 0


def _is_open(stem: str) -> bool:
    return not _is_closed(stem)


def _asks_for_ro(stem: str) -> bool:
    """ㄹ is followed by 로, as vowels are."""
    return _is_open(stem) or (ord(stem[-1]) - ord("가")) % 28 == _RIEUL


def _is_any(_stem: str) -> bool:
    return True


def _parted(text: str) -> Iterator[str]:
    """What is left of Chinese between its small words; question words stand for themselves."""
    for part in _SMALL_HAN.split(text):
        word = (part or "").strip(small_words.CHINESE_AT_ENDS)
        if word and word not in _ALONE:
            yield word


_RIEUL = 8
_LETTER = re.compile("[a-z]")
_ENDINGS = sorted(
    [
        *((ending, _is_closed) for ending in small_words.AFTER_CONSONANTS.split()),
        *((ending, _is_open) for ending in small_words.AFTER_VOWELS.split()),
        *((ending, _is_any) for ending in small_words.AFTER_ANY.split()),
        ("으로", _is_closed),
        ("로", _asks_for_ro),
    ],
    key=lambda one: -len(one[0]),
)
"""Particles and the endings of "is", longest first, each with what it may follow."""
_SURE = frozenset(small_words.SURE_PARTICLES.split())
_KOREAN_NOUNS = frozenset(small_words.KOREAN_NOUNS.split())
_SMALL_KOREAN = frozenset(
    {*_KOREAN_NOUNS, *small_words.KOREAN.split(), *(ending for ending, _ in _ENDINGS)}
)
_VERBS = "알려|보여|말해|가르쳐|확인해|조회해|찾아|계산해|정리해|뽑아|답해|대답해|설명해|해"
_ASKING = re.compile(
    rf"{_VERBS}|확인|(?:{_VERBS})?"
    "(?:줘|줘요|주세요|주십시오|주라|주렴|줄|줄래|줄래요|주실|주실래요|주시겠어요|주시면|주시고"
    "|봐|봐요|봐줘|봐주세요|보자|볼래|볼까)"
)
"""Tell me, show me, find it for me, please."""

_WHOLE_HAN = frozenset(small_words.CHINESE_NOT_SMALL.split())
_SMALL_HAN = re.compile(
    "|".join(
        f"({word})" if word in _WHOLE_HAN else word
        for word in sorted({*_WHOLE_HAN, *small_words.CHINESE.split()}, key=len, reverse=True)
    )
)
_ALONE = frozenset(small_words.CHINESE_ALONE.split())
_SMALL_LATIN = frozenset(small_words.ENGLISH.split())

_LATIN = r"[^\W가-힣\u3400-\u9fff]"
_AMOUNT = r"[$€£¥₩-]?\d[\d.,]*(?:%|[kmb만억천萬億千])?"
_PAIR = r"(?<!\w)\w{1,40}=[^\s\d]{0,10}\d\S*"
_FIGURE = re.compile(f"{_AMOUNT}|{_PAIR}")
_SHORTENED = re.compile(r"'(?:s|re|ve|ll|m|d)$")


@cache
def _pieces() -> re.Pattern[str]:
    """A word, a number or `NAMED`. Made when it is first needed: so many signs take long."""
    return re.compile(
        rf"\||{_PAIR}"
        rf"|{_AMOUNT}(?=(?:을|를|로|으로|은|는|이|가|의|的)?(?![\w-]))"
        r"|(?P<hangul>\d*[가-힣]+\w*)|(?P<han>\d*[\u3400-\u9fff]+)"
        rf"|(?!_){_LATIN}(?:{_LATIN}|[:'.+-](?=\w))*(?:(?<=:)[가-힣\u3400-\u9fff]+)?"
    )
