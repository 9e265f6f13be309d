"""Figures that hold the same quantity should agree: what differs, said and never mended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from kpi.calculate import Result, evaluate, values_of
from kpi.errors import Undefined
from kpi.expression import Expression
from kpi.read import Entry


class Quantity(StrEnum):
    """Something that more than one KPI counts, and what it is called."""

    START = "customers at the start"
    END = "customers at the end"
    NEW = "new customers"
    LOST = "customers lost"
    DUE = "subscriptions due"
    RENEWED = "subscriptions renewed"
    START_REVENUE = "recurring revenue at the start"
    END_REVENUE = "recurring revenue at the end"
    EXPANSION = "expansion revenue"
    CONTRACTION = "contraction revenue"


_REVENUE = frozenset(
    {
        Quantity.START_REVENUE,
        Quantity.END_REVENUE,
        Quantity.EXPANSION,
        Quantity.CONTRACTION,
    }
)
_CARRIED = (
    (Quantity.START, Quantity.END),
    (Quantity.START_REVENUE, Quantity.END_REVENUE),
)
"""What a period begins with is what the one before ended with."""


def _held(**quantities: str) -> Mapping[Quantity, Expression]:
    return {Quantity[name.upper()]: Expression(text) for name, text in quantities.items()}


_HOLDS: Mapping[tuple[str, str], Mapping[Quantity, Expression]] = {
    ("crr", "standard"): _held(start="start", end="end", new="new", lost="start + new - end"),
    ("churn", "of_start"): _held(start="start", lost="lost"),
    ("churn", "of_end"): _held(end="end", lost="lost"),
    ("churn", "of_active"): _held(lost="lost"),
    ("churn", "of_total"): _held(lost="lost"),
    ("churn", "of_start_and_new"): _held(
        start="start", new="new", lost="lost", end="start + new - lost"
    ),
    ("involuntary_churn", "standard"): _held(lost="churned"),
    ("ncvg", "value"): _held(new="new", lost="lost"),
    ("ncvg", "volume"): _held(new="new", lost="lost"),
    ("renewal_rate", "standard"): _held(due="due", renewed="renewed"),
    ("non_renewal", "standard"): _held(due="due", renewed="renewed"),
    ("nrr", "standard"): _held(
        start_revenue="start", expansion="expansion", contraction="contraction"
    ),
    ("segment_movement", "net"): _held(expansion="expansion", contraction="contraction"),
    ("segment_movement", "net_rate"): _held(
        start_revenue="start_revenue", expansion="expansion", contraction="contraction"
    ),
    # Average revenue times customers is rounded, so only the sum of the fees is the same thing.
    ("mrr", "fees"): _held(end_revenue="sum(fees)"),
}
_FROM_START = frozenset({"of_start", "from_crr"})
"""Churn formulas that are 100 % less retention."""
ROUNDED = Fraction(1, 20)
"""In percentage points: what rounding to one decimal explains."""


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """A quantity of one figure that another figure holds differently."""

    quantity: Quantity
    here: Fraction
    other: str
    """Key of the other KPI."""
    held: Quantity
    """What it is there: the same quantity, or the end of the period before."""
    there: Fraction
    currency: str | None
    """The code of both amounts; None for counts."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a period begins with, as another figure holds it for the end of the one before."""

    value: Fraction
    other: str
    """Key of the KPI that holds it."""
    currency: str | None
    """The code of an amount; None for a count."""


def beside(kpi: str) -> frozenset[str]:
    """The KPIs of the same period that a figure of this KPI is compared with."""
    return _BESIDE.get(kpi, frozenset())


def before(kpi: str) -> frozenset[str]:
    """The KPIs of the period before that a figure of this KPI is compared with."""
    return _BEFORE.get(kpi, frozenset())


def within(here: Entry, others: Iterable[Entry]) -> tuple[Mismatch, ...]:
    """What other KPIs of the same period and segment hold differently."""
    return tuple(
        found
        for other in others
        if other.kpi != here.kpi
        for quantity in _holds(here)
        if (found := _mismatch(here, quantity, other, quantity)) is not None
    )


def across(here: Entry, earlier: Iterable[Entry]) -> tuple[Mismatch, ...]:
    """Where a period does not begin with what the one before ended with.

    `earlier` are figures of the period before. Where several hold the end, the same KPI counts.
    """
    ranked = _own_first(here.kpi, earlier)
    found = []
    for start, end in _CARRIED:
        holder = next((one for one in ranked if end in _holds(one)), None)
        if holder is not None and (one := _mismatch(here, start, holder, end)) is not None:
            found.append(one)
    return tuple(found)


def openings(kpi: str, formula: str, earlier: Iterable[Entry]) -> Mapping[str, Opening]:
    """By input, what it begins with: what figures of the period before hold for its end.

    Where several hold the end, the same KPI counts. Nothing is computed backwards: only inputs
    that are the quantity itself are named.
    """
    ranked = _own_first(kpi, earlier)
    held = _HOLDS.get((kpi, formula), {})
    found = {}
    for start, end in _CARRIED:
        holder = next((one for one in ranked if end in _holds(one)), None)
        own = held.get(start)
        if holder is not None and own is not None and own.names == {own.text}:
            found[own.text] = Opening(
                value=_holds(holder)[end].evaluate(values_of(holder)),
                other=holder.kpi,
                currency=holder.currency if start in _REVENUE else None,
            )
    return found


def _own_first(kpi: str, entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (one.kpi != kpi, one.kpi))


def kept_and_lost(one: Entry, other: Entry) -> Fraction | None:
    """The sum of a period's CRR and churn in percent, where it is not 100.

    Only where both are shares of the customers at the start; None otherwise, and where the
    rounding of a typed rate explains the difference.
    """
    by_kpi = {entry.kpi: entry for entry in (one, other)}
    crr, churn = by_kpi.get("crr"), by_kpi.get("churn")
    if crr is None or churn is None or churn.formula not in _FROM_START:
        return None
    kept, lost = _result(crr), _result(churn)
    if kept is None or lost is None:
        return None
    total = kept.value + lost.value
    return total if abs(total - 100) > ROUNDED else None


def leaves_out_margin(ltv_cac: Entry, clv: Entry) -> bool:
    """Whether the lifetime value in an LTV:CAC is this one, and is taken before the margin."""
    result = _result(clv)
    return (
        result is not None and ltv_cac.inputs["clv"] == result.value and "margin" not in clv.inputs
    )


def _holds(entry: Entry) -> Mapping[Quantity, Expression]:
    return _HOLDS.get((entry.kpi, entry.formula), {})


def _mismatch(here: Entry, quantity: Quantity, other: Entry, held: Quantity) -> Mismatch | None:
    own, theirs = _holds(here).get(quantity), _holds(other).get(held)
    money = quantity in _REVENUE
    if own is None or theirs is None or (money and here.currency != other.currency):
        return None
    ours, there = own.evaluate(values_of(here)), theirs.evaluate(values_of(other))
    if ours == there:
        return None
    return Mismatch(
        quantity=quantity,
        here=ours,
        other=other.kpi,
        held=held,
        there=there,
        currency=here.currency if money else None,
    )


def _result(entry: Entry) -> Result | None:
    try:
        return evaluate(entry)
    except Undefined:
        return None


def _holders() -> Mapping[str, frozenset[Quantity]]:
    held: dict[str, frozenset[Quantity]] = {}
    for (kpi, _), quantities in _HOLDS.items():
        held[kpi] = held.get(kpi, frozenset()) | frozenset(quantities)
    return held


_HELD_BY = _holders()
_BESIDE: Mapping[str, frozenset[str]] = {
    kpi: frozenset(other for other in _HELD_BY if other != kpi and _HELD_BY[other] & quantities)
    for kpi, quantities in _HELD_BY.items()
} | {"ltv_cac": frozenset({"clv"})}
_BEFORE: Mapping[str, frozenset[str]] = {
    kpi: frozenset(
        other
        for start, end in _CARRIED
        if start in quantities
        for other in _HELD_BY
        if end in _HELD_BY[other]
    )
    for kpi, quantities in _HELD_BY.items()
}
