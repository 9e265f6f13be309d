"""KPIs that must be read together, because one of them hides what the other one shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kpi import catalogue
from kpi.language import phrase
from kpi.model import Kpi, Unit
from kpi.read import Entry
from kpi.sampling import counts_of

UP, DOWN = 1, -1
_CONFIDENCE = 0.95
_SHOWN = Fraction(1, 20)
"""The smallest change that shows with one decimal."""
_AS_THEY_ARE = frozenset({Unit.PERCENT, Unit.POINTS})
"""Units whose changes are said in the unit itself; all others in percent of the value before."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One KPI as it stands, and how it got there."""

    entry: Entry
    value: Fraction
    moved: int
    """`UP`, `DOWN`, or 0 where it did not move or cannot be compared."""


@dataclass(frozen=True, kw_only=True)
class Sign:
    """What one KPI of a pair has to show."""

    kpi: str
    moved: int = 0
    """`UP` or `DOWN`; 0 where the movement does not matter."""
    above: Fraction | None = None
    without: str = ""
    """An input it must have been computed without."""

    def shown_by(self, seen: Seen) -> bool:
        """Whether the KPI shows it."""
        return (
            (not self.moved or seen.moved == self.moved)
            and (self.above is None or seen.value > self.above)
            and (not self.without or self.without not in seen.entry.inputs)
        )


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two signs that mean something together."""

    first: Sign
    second: Sign
    means: str
    """A clause that follows both facts; to be `said`."""


def _up(kpi: str) -> Sign:
    return Sign(kpi=kpi, moved=UP)


def _down(kpi: str) -> Sign:
    return Sign(kpi=kpi, moved=DOWN)


PAIRS = (
    Pair(
        first=_up("mrr"),
        second=_up("churn"),
        means=phrase("growth covers the customers who leave. Look at churn first."),
    ),
    Pair(
        first=_up("nrr"),
        second=_up("churn"),
        means=phrase("upgrades of those who stay cover those who leave."),
    ),
    Pair(
        first=_up("nps"),
        second=_up("churn"),
        means=phrase("those who are content answer, and others leave without a word."),
    ),
    Pair(
        first=_up("csat"),
        second=_down("fcr"),
        means=phrase("people are content in the end, but fewer are helped at the first contact."),
    ),
    Pair(
        first=_down("cac_payback"),
        second=_up("crc"),
        means=phrase("winning a customer pays back sooner, while keeping one costs more."),
    ),
    Pair(
        first=_down("crc"),
        second=_up("churn"),
        means=phrase("less is spent on keeping customers, and more of them leave."),
    ),
    Pair(
        first=Sign(kpi="ltv_cac", above=Fraction(3)),
        second=Sign(kpi="clv", without="margin"),
        means=phrase(
            "the ratio passes 3 on revenue. Record CLV with its margin before trusting it."
        ),
    ),
    Pair(
        first=_up("arpu"),
        second=_up("churn"),
        means=phrase("the average rises too when small accounts leave."),
    ),
    Pair(
        first=_up("stickiness"),
        second=_down("mau"),
        means=phrase("the share of daily users rises too when occasional ones stay away."),
    ),
    Pair(
        first=_down("involuntary_churn"),
        second=_up("churn"),
        means=phrase("failed payments are a smaller share because more customers left by choice."),
    ),
)
"""Most telling first."""


def together(seen: Iterable[Seen], most: int) -> tuple[Pair, ...]:
    """The pairs that show, the most telling first, at most `most`."""
    by_kpi: Mapping[str, Seen] = {one.entry.kpi: one for one in seen}
    found = [pair for pair in PAIRS if _shows(pair.first, by_kpi) and _shows(pair.second, by_kpi)]
    return tuple(found[:most])


def _shows(sign: Sign, by_kpi: Mapping[str, Seen]) -> bool:
    seen = by_kpi.get(sign.kpi)
    return seen is not None and sign.shown_by(seen)


def movement(after: Entry, value: Fraction, before: Entry, value_before: Fraction) -> int:
    """Whether a value moved up, down, or not to speak of (0).

    What was surveyed has moved where sampling does not explain it (95 %). What was counted or
    added up has moved where the change shows with one decimal.
    """
    kpi = catalogue.get(after.kpi)
    now, then = counts_of(kpi, after), counts_of(kpi, before)
    if now is not None and then is not None and not now.census:
        return now.moved(then, _CONFIDENCE)
    return _shown(kpi, after.formula, value - value_before, value_before)


def _shown(kpi: Kpi, formula: str, delta: Fraction, before: Fraction) -> int:
    if kpi.unit_of(kpi.formula(formula)) not in _AS_THEY_ARE and before != 0:
        delta = 100 * delta / abs(before)
    return 0 if abs(delta) < _SHOWN else UP if delta > 0 else DOWN
