"""Bytes of a file -> how its text is written: UTF-8, UTF-16, Korean or Traditional Chinese."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from bot.importing.errors import BadFile
from kpi.language import said

LOOKED_AT = 65_536
"""Bytes at the beginning of a file that are enough to tell."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_REGIONAL = ("cp949", "cp950")
"""What Excel writes in Korea and in Taiwan."""
_CELL = re.compile(r"[^,;\t\r\n\"]+")


def encoding_of(start: bytes, is_known: Callable[[str], bool]) -> str:
    """The codec that reads a file beginning with these bytes, without its byte order mark.

    `is_known` tells the words of headers from others: two encodings of one region may both give
    letters, but only the right one gives words. Raises BadFile.
    """
    if start.startswith(_WORKBOOKS):
        raise BadFile(
            said(
                "The file is an Excel workbook or a zip file. In the spreadsheet choose Save as, "
                'then "CSV UTF-8".'
            )
        )
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return codec
    if b"\0" in start:
        raise BadFile(said('The file is not text. Save it as "CSV UTF-8".'))
    if _decoded(start, "utf-8") is not None:
        return "utf-8-sig"
    texts = {codec: text for codec in _REGIONAL if (text := _decoded(start, codec)) is not None}
    if not texts:
        raise BadFile(
            said(
                "The file's letters cannot be read: it is neither UTF-8 nor UTF-16 nor a Korean or "
                'Traditional Chinese file of Excel. Save it as "CSV UTF-8".'
            )
        )
    return max(texts, key=lambda codec: (_words(texts[codec], is_known), _is_hangul(texts[codec])))


def _decoded(start: bytes, codec: str) -> str | None:
    """The text, whose last letter may be cut off; None where it is another encoding."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(start, final=len(start) < LOOKED_AT)
    except UnicodeDecodeError:
        return None


def _words(text: str, is_known: Callable[[str], bool]) -> int:
    first, _, _ = text.partition("\n")
    return sum(map(is_known, _CELL.findall(first)))


def _is_hangul(text: str) -> bool:
    """Whether all letters beyond ASCII are Korean syllables, as misread Chinese rarely are."""
    letters = [sign for sign in text if not sign.isascii()]
    return all("가" <= sign <= "힣" for sign in letters)
