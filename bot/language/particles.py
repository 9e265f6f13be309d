"""Korean particles, which follow the sound that a word ends in.

Translators write both forms, as is usual where a word is filled in: "{kpi}은(는)". Here the right
one is taken, where the last sign says how it is read; where it does not, both stay.
"""

from __future__ import annotations

import re

_PAIRS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "와(과)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "이(라)": ("이라", "라"),
}
"""After a final consonant, and after a vowel."""
_BOTH = re.compile(
    r"(?P<last>[\w%])(?P<marks>(?:\([^()]*\)|[^\w\s%]){0,4}?)(?P<both>"
    + "|".join(map(re.escape, _PAIRS))
    + ")"
)
"""Between word and particle: what is not read aloud, such as quotes, stars, words in brackets."""

_RIEUL = 8
"""The final ㄹ: 으로 is 로 after it."""
_FINALS_OF_DIGITS = dict(zip("0123456789", (21, 8, 0, 16, 0, 0, 1, 8, 8, 0), strict=True))
"""영 일 이 삼 사 오 육 칠 팔 구."""
_FINALS_OF_LETTERS = {
    **dict.fromkeys("abcdefghijkopqrstuvwxyz", 0),
    "l": 8,
    "m": 16,
    "n": 4,
    "R": 8,
    "%": 0,
}
"""엘, 엠, 엔, 알 end in a consonant, as names and in words, but for a small r; % is read 퍼센트."""


def joined_to(text: str) -> str:
    """The text with each double particle put right: "NPS은(는)" reads "NPS는"."""
    return _BOTH.sub(_right, text) if "(" in text else text


def _right(match: re.Match[str]) -> str:
    final = _final_of(match["last"])
    if final is None:
        return match[0]
    after_consonant, after_vowel = _PAIRS[match["both"]]
    closed = final > 0 and not (match["both"] == "(으)로" and final == _RIEUL)
    return f"{match['last']}{match['marks']}{after_consonant if closed else after_vowel}"


def _final_of(sign: str) -> int | None:
    """The number of the final consonant that a sign is read with, 0 for none; None unknown."""
    if "가" <= sign <= "힣":
        return (ord(sign) - ord("가")) % 28
    folded = sign if sign == "R" else sign.casefold()
    return _FINALS_OF_DIGITS.get(folded, _FINALS_OF_LETTERS.get(folded))
