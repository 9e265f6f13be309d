"""A total over segments: did their rates change, or their sizes?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeAlias

from kpi.statistics.errors import SampleError

Number: TypeAlias = int | Fraction
Parts: TypeAlias = Mapping[str, tuple[Number, Number]]
"""Numerator and denominator of each exclusive segment."""


@dataclass(frozen=True, kw_only=True)
class RateAndMix:
    """The change of a total, split per segment; all parts sum to `after - before` exactly."""

    before: Fraction
    after: Fraction
    rate: Mapping[str, Fraction]
    """What the segments' own rates did to the total."""
    mix: Mapping[str, Fraction]
    """What the segments' sizes did: growth of a segment above the average raises the total."""

    @property
    def change(self) -> Fraction:
        """After minus before."""
        return self.after - self.before

    @property
    def rate_effect(self) -> Fraction:
        """The part of the change that comes from rates."""
        return sum(self.rate.values(), Fraction(0))

    @property
    def mix_effect(self) -> Fraction:
        """The part of the change that comes from sizes."""
        return sum(self.mix.values(), Fraction(0))


def rate_and_mix(before: Parts, after: Parts) -> RateAndMix:
    """Split the change of a pooled rate into rate and mix (Kitagawa 1955), exactly.

    A segment that is missing in one period counts with size 0 and an unchanged rate, so all it
    does is mix. Rates are numerator / denominator: multiply the numerators by 100 for percent.
    Raises SampleError for a period without any denominator.
    """
    total0, total1 = _total(before, "before"), _total(after, "after")
    middle = (total0.rate + total1.rate) / 2
    rate: dict[str, Fraction] = {}
    mix: dict[str, Fraction] = {}
    for name, rate0, rate1 in _rates(before, after):
        weight0 = _size(before, name) / total0.size
        weight1 = _size(after, name) / total1.size
        rate[name] = (weight0 + weight1) / 2 * (rate1 - rate0)
        mix[name] = ((rate0 + rate1) / 2 - middle) * (weight1 - weight0)
    return RateAndMix(
        before=total0.rate,
        after=total1.rate,
        rate=MappingProxyType(rate),
        mix=MappingProxyType(mix),
    )


def simpson_reversal(before: Parts, after: Parts) -> bool:
    """Whether the total moved one way and every segment present in both periods the other way.

    Raises SampleError for a period without any denominator.
    """
    change = _total(after, "after").rate - _total(before, "before").rate
    moves = [
        rate1 - rate0
        for name, rate0, rate1 in _rates(before, after)
        if _size(before, name) and _size(after, name)
    ]
    return bool(moves) and all(move * change < 0 for move in moves)


@dataclass(frozen=True)
class _Total:
    rate: Fraction
    size: Fraction


def _total(parts: Parts, field: str) -> _Total:
    size = sum((Fraction(denominator) for _, denominator in parts.values()), Fraction(0))
    if any(denominator < 0 for _, denominator in parts.values()):
        raise SampleError(field, "The size of a segment must not be negative.")
    if not size:
        raise SampleError(field, "All segments are empty, so there is no total.")
    return _Total(sum((Fraction(top) for top, _ in parts.values()), Fraction(0)) / size, size)


def _rates(before: Parts, after: Parts) -> Iterator[tuple[str, Fraction, Fraction]]:
    """Every segment's two rates; where it is missing in one period, the other period's rate."""
    for name in {**before, **after}:
        old, new = _rate(before, name), _rate(after, name)
        first = new if old is None else old
        second = old if new is None else new
        if first is not None and second is not None:
            yield name, first, second


def _rate(parts: Parts, name: str) -> Fraction | None:
    top, size = parts.get(name, (0, 0))
    return Fraction(top) / Fraction(size) if size else None


def _size(parts: Parts, name: str) -> Fraction:
    return Fraction(parts.get(name, (0, 0))[1])
