"""One cell of a sheet: an exact value as text and back, and text that no spreadsheet runs."""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from kpi.model import Kind
from kpi.parse import Typed
from kpi.value import Tally, Value

_RUN = "=+-@\t\r\n＝＋－＠"
"""Signs that make a spreadsheet take a cell for a formula where they stand first."""
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?%?", re.ASCII)
_TO_QUOTE = re.compile(rf"'*[{re.escape(_RUN)}]")
_QUOTED = re.compile(rf"'+[{re.escape(_RUN)}]")
_PERCENTS = (Kind.PERCENT, Kind.PERCENT_LIST)
_SCORE = re.compile(r"(-?\d{1,400})\s*[×x*]\s*(\d{1,400})", re.ASCII)
_SCORES = re.compile(rf"\s*{_SCORE.pattern}(\s+{_SCORE.pattern})*\s*", re.ASCII)
_RATIO = re.compile(r"(-?\d{1,400})/([1-9]\d{0,399})", re.ASCII)


def harmless(text: str) -> str:
    """The text for a spreadsheet to show: what it would run gets an apostrophe in front.

    Numbers stay numbers, negative ones too. `bare` gives the text back, whatever it is.
    """
    if _NUMBER.fullmatch(text) or not _TO_QUOTE.match(text):
        return text
    return f"'{text}"


def bare(cell: str) -> str:
    """The text that `harmless` was given; any other cell as it is."""
    return cell[1:] if _QUOTED.match(cell) else cell


def written(value: Value, kind: Kind) -> str:
    """An exact value of an input, as `typed` and then `kpi.read` give it again."""
    if isinstance(value, Fraction):
        return _number(value, kind)
    if isinstance(value, Tally):
        return " ".join(f"{_number(score, kind)}×{count}" for score, count in value.items())
    return "; ".join(_number(one, kind) if isinstance(one, Fraction) else one for one in value)


def typed(cell: str, kinds: Collection[Kind]) -> Typed:
    """What a cell gives `kpi.read` for an input of one of these kinds.

    Counted scores (9×1200 10×300) and ratios (1/3) are worked out; the rest stays as typed.
    """
    if Kind.SCORE_LIST in kinds and _SCORES.fullmatch(cell):
        counts: dict[int, int] = {}
        for score, count in _SCORE.findall(cell):
            counts[int(score)] = counts.get(int(score), 0) + int(count)
        return counts
    match = _RATIO.fullmatch(cell)
    return Fraction(int(match[1]), int(match[2])) if match else cell


def _number(value: Fraction, kind: Kind) -> str:
    """All its decimals, with a percent sign where the kind needs one; else as a ratio."""
    decimals = exact(value)
    if decimals is None:
        return str(value)
    return f"{decimals}%" if kind in _PERCENTS else decimals


def exact(value: Fraction) -> str | None:
    """A number with all its decimals; None where they never end."""
    rest, digits = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        digits = max(digits, count)
    if rest != 1:
        return None
    scaled = abs(value.numerator) * 10**digits // value.denominator
    whole = f"{scaled:0{digits + 1}d}"
    shown = f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole
    return f"-{shown}" if value < 0 else shown
