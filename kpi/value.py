"""Exact values: a number, a tally of scores, a list of amounts, a list of texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias


class Tally(Mapping[Fraction, int]):
    """How often each score was given. Immutable and hashable; scores given 0 times are left out."""

    __slots__ = ("_counts", "sum", "total")

    sum: Fraction
    """All scores added up."""
    total: int
    """Number of answers."""

    def __init__(self, counts: Mapping[Fraction, int] | Mapping[int, int]) -> None:
        """Raises ValueError for a negative count."""
        if any(count < 0 for count in counts.values()):
            raise ValueError("a tally cannot hold a negative count")
        pairs = sorted((Fraction(score), count) for score, count in counts.items() if count)
        self._counts = dict(pairs)
        self.total = sum(self._counts.values())
        self.sum = sum((score * count for score, count in pairs), Fraction(0))

    def __getitem__(self, score: Fraction) -> int:
        return self._counts[score]

    def __iter__(self) -> Iterator[Fraction]:
        return iter(self._counts)

    def __len__(self) -> int:
        return len(self._counts)

    def __hash__(self) -> int:
        return hash(tuple(self._counts.items()))

    def __repr__(self) -> str:
        return f"Tally({', '.join(f'{score}: {count}' for score, count in self.items())})"

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        merged = dict(self._counts)
        for score, count in other.items():
            merged[score] = merged.get(score, 0) + count
        return Tally(merged)

    def between(self, low: Fraction | int, high: Fraction | int) -> int:
        """Number of answers from `low` to `high`, both included."""
        return sum(count for score, count in self._counts.items() if low <= score <= high)


Value: TypeAlias = Fraction | Tally | tuple[Fraction, ...] | tuple[str, ...]
Dumped: TypeAlias = str | list[str] | dict[str, int] | dict[str, list[str]]


def dump(value: Value) -> Dumped:
    """JSON-able text of a value, exact: "7/2", {"9": 3}, ["1", "2"], {"texts": ["late"]}."""
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Tally):
        return {str(score): count for score, count in value.items()}
    if value and isinstance(value[0], str):
        return {"texts": [str(text) for text in value]}
    return [str(number) for number in value]


def load(dumped: object) -> Value:
    """The value `dump` was given. Raises ValueError for anything `dump` cannot have made."""
    match dumped:
        case str():
            return _exact(dumped)
        case {"texts": list(texts)}:
            return tuple(str(text) for text in texts)
        case dict():
            return Tally({Fraction(score): int(count) for score, count in dumped.items()})
        case list():
            return tuple(_exact(number) for number in dumped)
        case _:
            raise ValueError(f"not a stored value: {dumped!r}")


def _exact(text: str) -> Fraction:
    # Parsing a fraction's text costs several times as much as parsing two integers.
    numerator, _, denominator = text.partition("/")
    return Fraction(int(numerator), int(denominator or 1))
