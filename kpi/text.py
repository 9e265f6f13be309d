"""Numbers as people type them, read exactly: "3,500", "12.5%", "NT$1,500", "1.5k", "3萬"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from kpi.currency import SIGNS, meaning
from kpi.errors import AmbiguousCurrency, NotANumber
from kpi.language import phrase

Number: TypeAlias = str | int | float | Decimal | Fraction
"""What may be given for one number. A float only where it is integral."""

_LONGEST = 60
"""Characters of a typed number; no figure of a business needs more."""

_UNITS: Mapping[str, int] = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9,
    "천": 10**3, "만": 10**4, "십만": 10**5, "백만": 10**6, "천만": 10**7,
    "억": 10**8, "조": 10**12,
    "千": 10**3, "萬": 10**4, "十萬": 10**5, "百萬": 10**6, "千萬": 10**7,
    "億": 10**8, "兆": 10**12,
    "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
}  # fmt: skip


def _one_of(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DIGITS = r"(?:(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?|\.[0-9]+)"
_UNIT = f"(?:{_one_of(_UNITS)})"
_AMOUNT = re.compile(
    rf"(?P<sign>[-+]?)\s*(?P<before>{_one_of(SIGNS)})?\s*(?P<sign2>[-+]?)"
    rf"(?P<number>{_DIGITS}(?:\s*{_UNIT}\s*{_DIGITS})*\s*{_UNIT}?)\s*"
    rf"(?P<after>{_one_of(SIGNS)}|%)?"
)
_PART = re.compile(rf"(?P<digits>{_DIGITS})\s*(?P<unit>{_UNIT})?\s*")
_QUOTES = "\"'“”‘’„‟«»「」『』`"
_MINUS = {ord(sign): "-" for sign in "−–﹣"}


@dataclass(frozen=True)
class Amount:
    """A number and what was typed with it: a currency's code, a percent sign."""

    number: Fraction
    currency: str | None = None
    percent: bool = False


def read_amount(
    typed: object,
    field: str,
    *,
    currency: str = "USD",
    takes: str = phrase("a number such as 1,700"),
) -> Amount:
    """The exact number. `currency` is what a shared sign such as $ or ¥ stands for.

    Raises NotANumber naming `field` and what it `takes`, or AmbiguousCurrency.
    """
    if not isinstance(typed, str):
        return Amount(_exact(typed, field, takes))
    if typed.isascii() and typed.isdigit() and len(typed) <= _LONGEST:
        return Amount(Fraction(int(typed)))
    text = fold_width(typed).strip().strip(_QUOTES).strip().casefold()
    match = _AMOUNT.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None or (match["sign"] and match["sign2"]):
        raise NotANumber(field, _shortened(typed), takes, _problem(text))
    number = _added_up(match["number"])
    if number is None:
        raise NotANumber(field, typed, takes)
    if "-" in (match["sign"], match["sign2"]):
        number = -number
    if match["after"] == "%":
        return _percentage(number, match, field, takes)
    codes = _currencies(match, field, currency)
    if len(codes) > 1:
        raise NotANumber(field, typed, takes)
    return Amount(number, next(iter(codes), None))


def fold_width(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, and every minus sign as "-".

    Not all of NFKC: that would read 5² as 52.
    """
    if text.isascii():
        return text
    folded = "".join(_narrow(character) for character in text)
    return folded.translate(_MINUS)


def _narrow(character: str) -> str:
    wide = unicodedata.decomposition(character).startswith(("<wide>", "<narrow>", "<noBreak>"))
    return unicodedata.normalize("NFKC", character) if wide else character


def _exact(typed: object, field: str, takes: str) -> Fraction:
    if isinstance(typed, bool) or not isinstance(typed, (int, float, Decimal, Fraction)):
        raise NotANumber(field, str(typed), takes)
    if isinstance(typed, float) and not typed.is_integer():
        # Only code can give a float, so this stays English.
        why = '"{typed}" is not a number, because a float is not exact: pass text or a Decimal.'
        raise NotANumber(field, str(typed), takes, why)
    if isinstance(typed, Decimal) and not typed.is_finite():
        raise NotANumber(field, str(typed), takes)
    return Fraction(typed)


def _added_up(number: str) -> Fraction | None:
    """1억 2,500만 is 125,000,000.

    None where the parts do not fall in order, and for 3만5, which is said for 35,000 as well.
    """
    parts = list(_PART.finditer(number))
    if len(parts) > 1 and any((part["unit"] or "").isascii() and part["unit"] for part in parts):
        return None
    total, last = Fraction(0), None
    for part in parts:
        unit = _UNITS[part["unit"]] if part["unit"] else 1
        value = Fraction(part["digits"].replace(",", "")) * unit
        if last is not None and (value >= last or (unit == 1 and value * 10 < last)):
            return None
        total, last = total + value, unit
    return total


def _percentage(number: Fraction, match: re.Match[str], field: str, takes: str) -> Amount:
    if match["before"] or not re.fullmatch(_DIGITS, match["number"].strip()):
        raise NotANumber(field, match[0], takes)
    return Amount(number, percent=True)


def _currencies(match: re.Match[str], field: str, default: str) -> set[str]:
    """The codes of the signs before and after the number."""
    codes = set()
    for sign in (match["before"], match["after"]):
        if not sign:
            continue
        code = meaning(sign, default)
        if code is None:
            raise AmbiguousCurrency(field, sign, SIGNS[sign])
        codes.add(code)
    return codes


def _problem(text: str) -> str:
    """Why a text is no number, which it may look like; to be said with what was `{typed}`."""
    if re.fullmatch(r"\(.*\)", text):
        return phrase('"{typed}" is not a number: for a negative number type a minus sign.')
    if re.fullmatch(r"\W*[0-9.]+e[-+]?[0-9]+", text):
        return phrase('"{typed}" is not a number: type all of its digits.')
    if re.search(r"[0-9],[0-9]", text):
        return phrase(
            '"{typed}" is not a number: a comma goes before each three digits, '
            "and a point before decimals."
        )
    return phrase('"{typed}" is not a number.')


def _shortened(typed: str) -> str:
    return typed if len(typed) <= _LONGEST else f"{typed[:_LONGEST]}…"
