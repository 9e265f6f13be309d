"""Which segment moved a total: the change split exactly over the segments it is pooled from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from kpi.calculate import evaluate, values_of
from kpi.combine import pool
from kpi.errors import NotAddable, Undefined
from kpi.expression import ZeroDenominator
from kpi.model import Kpi
from kpi.read import Entry
from kpi.statistics import SampleError, rate_and_mix, simpson_reversal

Entries = Mapping[str, Entry]
"""What each exclusive segment holds in one period, by the segment's name."""
Ratios = Mapping[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one segment did to the total, in the KPI's unit."""

    rate: Fraction
    """By the change of its own value."""
    mix: Fraction
    """By its size: a segment above the average that grows raises the total."""

    @property
    def amount(self) -> Fraction:
        """Both together."""
        return self.rate + self.mix


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The change of a pooled total; the shares of its segments sum to `after - before` exactly."""

    before: Fraction
    after: Fraction
    shares: Mapping[str, Share]
    """By segment, largest amount first."""
    mixed: bool
    """Whether sizes matter: false for sums, where each segment only adds its own change."""
    reversal: bool
    """The total moved one way and every segment the other way (Simpson's paradox)."""

    @property
    def change(self) -> Fraction:
        """After minus before."""
        return self.after - self.before

    @property
    def rate(self) -> Fraction:
        """The part that comes from the segments' own values."""
        return sum((one.rate for one in self.shares.values()), Fraction(0))

    @property
    def mix(self) -> Fraction:
        """The part that comes from their sizes."""
        return sum((one.mix for one in self.shares.values()), Fraction(0))


def break_down(kpi: Kpi, before: Entries, after: Entries) -> Breakdown | None:
    """The change of the total from `before` to `after`, segment by segment.

    A ratio is split into rate and mix (Kitagawa 1955), a sum into its addends; a segment that
    is in one period only counts with nothing in the other. None where the segments cannot be
    pooled, were not all computed alike, or do not make up the pooled value.
    """
    everything = {
        **{("before", name): one for name, one in before.items()},
        **{("after", name): one for name, one in after.items()},
    }
    try:
        pool(kpi, list(everything.values()))
        totals = tuple(
            evaluate(pool(kpi, list(entries.values()))).value for entries in (before, after)
        )
        return _by_ratio(kpi, totals, before, after) or _by_sum(totals, before, after)
    except (NotAddable, Undefined, SampleError, ZeroDenominator, ValueError):
        return None


def _by_ratio(
    kpi: Kpi, totals: tuple[Fraction, ...], before: Entries, after: Entries
) -> Breakdown | None:
    old, new = _ratios(kpi, before), _ratios(kpi, after)
    if old is None or new is None:
        return None
    split = rate_and_mix(old, new)
    if (split.before, split.after) != totals:
        return None
    shares = {name: Share(rate=split.rate[name], mix=split.mix[name]) for name in split.rate}
    return _breakdown(totals, shares, mixed=True, reversal=simpson_reversal(old, new))


def _ratios(kpi: Kpi, entries: Entries) -> Ratios | None:
    ratios = {}
    for name, entry in entries.items():
        ratio = kpi.formula(entry.formula).expression.ratio(values_of(entry))
        if ratio is None:
            return None
        ratios[name] = ratio
    return ratios


def _by_sum(totals: tuple[Fraction, ...], before: Entries, after: Entries) -> Breakdown | None:
    old, new = (
        {name: evaluate(entry).value for name, entry in entries.items()}
        for entries in (before, after)
    )
    if (sum(old.values()), sum(new.values())) != totals:
        return None
    nothing = Fraction(0)
    shares = {
        name: Share(rate=new.get(name, nothing) - old.get(name, nothing), mix=nothing)
        for name in {**old, **new}
    }
    return _breakdown(totals, shares, mixed=False, reversal=False)


def _breakdown(
    totals: tuple[Fraction, ...], shares: Mapping[str, Share], *, mixed: bool, reversal: bool
) -> Breakdown:
    ranked = sorted(shares.items(), key=lambda pair: (-abs(pair[1].amount), pair[0]))
    before, after = totals
    return Breakdown(
        before=before,
        after=after,
        shares=MappingProxyType(dict(ranked)),
        mixed=mixed,
        reversal=reversal,
    )
