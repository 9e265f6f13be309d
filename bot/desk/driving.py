"""Why a value moved: contributions of its drivers, with their names."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from kpi import Entry, Kpi
from kpi.calculate import values_of
from kpi.expression import ZeroDenominator
from kpi.statistics import shapley


class Contribution(Struct, frozen=True, kw_only=True):
    """What one driver added to the change, in the KPI's unit."""

    label: str
    amount: Fraction


def contributions(kpi: Kpi, before: Entry, after: Entry) -> tuple[Contribution, ...]:
    """The change split exactly over its drivers, largest first; they sum to the change.

    Empty where the two were not computed alike, or where a mixture of both is undefined.
    """
    if before.formula != after.formula or before.attributes != after.attributes:
        return ()
    formula = kpi.formula(after.formula)
    try:
        shares = shapley(formula, values_of(before), values_of(after))
    except (ZeroDenominator, ValueError, TypeError):
        return ()
    labels = {one.name: one.label for one in formula.inputs}
    if formula.drivers is not None:
        labels |= {part.name: part.label for part in formula.drivers.parts}
    ranked = sorted(shares.items(), key=lambda pair: -abs(pair[1]))
    return tuple(
        Contribution(label=labels.get(name, name), amount=amount)
        for name, amount in ranked
        if amount != 0
    )
