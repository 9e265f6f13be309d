"""One input as it was typed -> its exact value, by the kind of the input."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from kpi.errors import (
    AmbiguousList,
    BadAttribute,
    BarePercent,
    MixedCurrencies,
    NegativeCount,
    NotANumber,
    NotWhole,
    OffScale,
    WrongSign,
)
from kpi.language import phrase
from kpi.model import Input, Kind
from kpi.text import Amount, Number, fold_width, read_amount
from kpi.value import Tally, Value

Typed: TypeAlias = Number | Sequence[Number | None] | Mapping[int, int] | Tally
"""What may be given for an input: a number or text, a list, or counts by score."""

LISTS = frozenset({Kind.SCORE_LIST, Kind.MONEY_LIST, Kind.PERCENT_LIST, Kind.TEXT_LIST})
"""Kinds that hold several things."""

TAKES: Mapping[Kind, str] = {
    Kind.COUNT: phrase("a whole number such as 1,700"),
    Kind.AVERAGE_COUNT: phrase("a number of 0 or more such as 812.5"),
    Kind.MONEY: phrase("an amount such as 1,500 or $1,500"),
    Kind.PERCENT: phrase("a percentage such as 12.5%"),
    Kind.SAME_UNIT_RATE: phrase("a rate such as 1.4 or 3.5%"),
    Kind.NUMBER: phrase("a number such as 12 or 2.5"),
    Kind.SCORE_LIST: phrase("scores such as 9,10,3"),
    Kind.MONEY_LIST: phrase("amounts such as 49;99;1,200"),
    Kind.PERCENT_LIST: phrase("percentages such as 25;50;75"),
    Kind.CHOICE_5_7: phrase("5 or 7"),
    Kind.TEXT_LIST: phrase("texts with ; between them"),
}
"""What each kind takes, to be `said` after "promoters takes"."""


@dataclass(frozen=True)
class Parsed:
    """An exact value, and what was typed with it."""

    value: Value
    currency: str | None = None
    percent: bool = False


Parser: TypeAlias = Callable[[Input, Typed, str], Parsed]


def parse(one: Input, typed: Typed, *, currency: str, scale: tuple[int, int] | None) -> Parsed:
    """The value of an input. `currency` is what a shared sign such as $ stands for.

    `scale` holds the lowest and the highest score where the input is a list of scores. Raises
    the errors of `kpi.errors`, with the input's name as their field.
    """
    if one.kind is Kind.SCORE_LIST:
        if scale is None:
            raise ValueError(f"{one.name} needs the survey's scale")
        return Parsed(_scores(one.name, typed, *scale))
    return _PARSERS[one.kind](one, typed, currency)


def scale_range(scale: str) -> tuple[int, int]:
    """Lowest and highest score of a scale: "0-10" is 0 to 10, "5" is 1 to 5."""
    low, dash, high = scale.partition("-")
    return (int(low), int(high)) if dash else (1, int(scale))


def _amount(one: Input, typed: object, currency: str) -> Amount:
    return read_amount(typed, one.name, currency=currency, takes=TAKES[one.kind])


def _bare(one: Input, typed: object, currency: str) -> Fraction:
    """A number with neither a currency nor a percent sign."""
    amount = _amount(one, typed, currency)
    if amount.currency or amount.percent:
        raise WrongSign(one.name, str(typed), TAKES[one.kind])
    return amount.number


def _not_negative(one: Input, typed: Typed, currency: str) -> Parsed:
    number = _bare(one, typed, currency)
    if number < 0:
        raise NegativeCount(one.name, str(typed))
    return Parsed(number)


def _count(one: Input, typed: Typed, currency: str) -> Parsed:
    parsed = _not_negative(one, typed, currency)
    if isinstance(parsed.value, Fraction) and parsed.value.denominator != 1:
        raise NotWhole(one.name, str(typed), TAKES[one.kind])
    return parsed


def _number(one: Input, typed: Typed, currency: str) -> Parsed:
    return Parsed(_bare(one, typed, currency))


def _money(one: Input, typed: object, currency: str) -> Parsed:
    amount = _amount(one, typed, currency)
    if amount.percent:
        raise WrongSign(one.name, str(typed), TAKES[one.kind])
    return Parsed(amount.number, amount.currency)


def _rate(one: Input, typed: object, currency: str) -> Parsed:
    amount = _amount(one, typed, currency)
    if amount.currency:
        raise WrongSign(one.name, str(typed), TAKES[one.kind])
    return Parsed(amount.number, percent=amount.percent)


def _percent(one: Input, typed: object, currency: str) -> Parsed:
    parsed = _rate(one, typed, currency)
    number = parsed.value
    if isinstance(number, Fraction) and 0 < number < 1 and not parsed.percent:
        small, large = f"{_plain(number)}%", f"{_plain(number * 100)}%"
        raise BarePercent(one.name, str(typed), small, large)
    return parsed


def _plain(number: Fraction) -> str:
    return f"{float(number):.6g}"


def _choice(one: Input, typed: Typed, currency: str) -> Parsed:
    number = _bare(one, typed, currency)
    if number not in (5, 7):
        raise BadAttribute(one.name, str(typed), ("5", "7"))
    return Parsed(number)


def _scores(name: str, typed: Typed, low: int, high: int) -> Tally:
    if isinstance(typed, Mapping):
        return _tally(name, typed, low, high)
    given = re.split(r"[\s,;、]+", fold_width(typed)) if isinstance(typed, str) else typed
    if not isinstance(given, Sequence):
        raise NotANumber(name, str(typed), TAKES[Kind.SCORE_LIST])
    # An answer left empty is no answer; it is not counted at all.
    answers = Counter(answer for answer in given if answer is not None and answer != "")
    if not answers and isinstance(typed, str):
        raise NotANumber(name, typed, TAKES[Kind.SCORE_LIST])
    counts: Counter[int] = Counter()
    for answer, count in answers.items():
        counts[_score(name, answer, low, high)] += count
    return Tally(counts)


def _tally(name: str, counts: Mapping[int, int] | Tally, low: int, high: int) -> Tally:
    for score, count in counts.items():
        _score(name, score, low, high)
        if count < 0:
            raise NegativeCount(name, str(count))
    return Tally({int(score): count for score, count in counts.items()})


def _score(name: str, typed: Number, low: int, high: int) -> int:
    amount = read_amount(typed, name, takes=TAKES[Kind.SCORE_LIST])
    if amount.currency or amount.percent:
        raise WrongSign(name, str(typed), TAKES[Kind.SCORE_LIST])
    if amount.number.denominator != 1:
        raise NotWhole(name, str(typed), TAKES[Kind.SCORE_LIST])
    if not low <= amount.number <= high:
        raise OffScale(name, str(typed), low, high)
    return int(amount.number)


def _list_of(each: Callable[[Input, object, str], Parsed]) -> Parser:
    """A parser of lists from the parser of one of their members."""

    def parse_list(one: Input, typed: Typed, currency: str) -> Parsed:
        parsed = [each(one, piece, currency) for piece in _pieces(one, typed)]
        if not parsed:
            raise NotANumber(one.name, "", TAKES[one.kind])
        codes = sorted({item.currency for item in parsed if item.currency})
        if len(codes) > 1:
            raise MixedCurrencies(one.name, codes)
        numbers = tuple(item.value for item in parsed if isinstance(item.value, Fraction))
        return Parsed(numbers, codes[0] if codes else None)

    return parse_list


_THOUSANDS = re.compile(r"(?<![\d.])[1-9]\d{0,2}(?:,\d{3})+(?!\d)")


def _pieces(one: Input, typed: Typed) -> list[object]:
    """The members of a list: ; or a line end separates, else space; a comma where it is clear."""
    if not isinstance(typed, str):
        if not isinstance(typed, Sequence):
            raise NotANumber(one.name, str(typed), TAKES[one.kind])
        return [piece for piece in typed if piece is not None and piece != ""]
    text = fold_width(typed).strip()
    separator = r"[;\n]" if re.search(r"[;\n]", text) else r"\s+"
    parts = [part.strip().rstrip(",") for part in re.split(separator, text)]
    parts = [part for part in parts if part]
    pieces: list[object] = []
    for part in parts:
        pieces += _split_at_commas(one, part, alone=len(parts) == 1)
    return pieces


def _split_at_commas(one: Input, part: str, *, alone: bool) -> list[str]:
    """The part itself where its commas are thousands, its members where they cannot be.

    Between other separators 1,500 is one number; alone it may be two, and is asked back.
    """
    thousands = _THOUSANDS.search(part)
    if thousands is None:
        return [piece for piece in part.split(",") if piece]
    rest = part[: thousands.start()] + part[thousands.end() :]
    if alone or "," in rest:
        raise AmbiguousList(one.name, part, part.replace(",", ""), part.replace(",", ";"))
    return [part]


def _texts(one: Input, typed: Typed, _currency: str) -> Parsed:
    given = re.split(r"[;；\n]", typed) if isinstance(typed, str) else typed
    if not isinstance(given, Sequence):
        raise NotANumber(one.name, str(typed), TAKES[one.kind])
    texts = tuple(str(text).strip() for text in given if text is not None and str(text).strip())
    if not texts:
        raise NotANumber(one.name, "", TAKES[one.kind])
    return Parsed(texts)


_PARSERS: Mapping[Kind, Parser] = {
    Kind.COUNT: _count,
    Kind.AVERAGE_COUNT: _not_negative,
    Kind.MONEY: _money,
    Kind.PERCENT: _percent,
    Kind.SAME_UNIT_RATE: _rate,
    Kind.NUMBER: _number,
    Kind.MONEY_LIST: _list_of(_money),
    Kind.PERCENT_LIST: _list_of(_percent),
    Kind.CHOICE_5_7: _choice,
    Kind.TEXT_LIST: _texts,
}
