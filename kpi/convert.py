"""A value moved from one period length to another, by the KPI's scaling and never otherwise."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

from kpi.model import Kpi, Scaling
from kpi.period import Cadence

_PER_LONGER = {
    (Cadence.WEEK, Cadence.QUARTER): 13,
    (Cadence.WEEK, Cadence.YEAR): 52,
    (Cadence.MONTH, Cadence.QUARTER): 3,
    (Cadence.MONTH, Cadence.YEAR): 12,
    (Cadence.QUARTER, Cadence.YEAR): 4,
}
_DIGITS = 28


def periods_in(short: Cadence, long: Cadence) -> int | None:
    """How many periods of one length make up one of the other; None where it is no whole number."""
    return 1 if short is long else _PER_LONGER.get((short, long))


def common_period(one: Cadence, other: Cadence) -> Cadence:
    """The longer of the two where it holds a whole number of the shorter, else the year."""
    if periods_in(one, other):
        return other
    return one if periods_in(other, one) else Cadence.YEAR


def has_meaning(value: Fraction, scaling: Scaling) -> bool:
    """Whether the value can be compounded: nobody keeps less than nothing or loses more than all.

    `value` is in percent.
    """
    if scaling is Scaling.COMPOUND_KEPT:
        return value >= 0
    return scaling is not Scaling.COMPOUND_LOSS or value <= 100


def convert(value: Fraction, scaling: Scaling, from_: Cadence, to: Cadence) -> Fraction | Decimal:
    """The value over another period length: kept a^t, lost 1 - (1 - a)^t, linear a t.

    `value` is in percent where the scaling compounds. Exact (a Fraction) for longer periods, a
    Decimal of 28 digits where a root is taken. Raises ValueError where compounding has no meaning.
    """
    if from_ is to or scaling is Scaling.NONE:
        return value
    if not has_meaning(value, scaling):
        raise ValueError(f"{value} % cannot be compounded")
    up, down = _times(from_, to)
    if scaling is Scaling.LINEAR:
        return value * up / down
    kept = value / 100 if scaling is Scaling.COMPOUND_KEPT else 1 - value / 100
    raised = kept**up
    if down == 1:
        return 100 * raised if scaling is Scaling.COMPOUND_KEPT else 100 * (1 - raised)
    with localcontext() as context:
        # Digits in reserve: 1 - 0.99… would lose some.
        context.prec = 2 * _DIGITS
        root = _root(Decimal(raised.numerator) / Decimal(raised.denominator), down)
        result = 100 * root if scaling is Scaling.COMPOUND_KEPT else 100 * (1 - root)
        context.prec = _DIGITS
        return +result


def annualised(kpi: Kpi, value: Fraction, cadence: Cadence) -> Fraction | None:
    """What a compounding rate of one period comes to in a year, exactly.

    None for other KPIs, for yearly values, and for values that cannot be compounded.
    """
    compounds = kpi.scaling in (Scaling.COMPOUND_KEPT, Scaling.COMPOUND_LOSS)
    if not compounds or cadence is Cadence.YEAR or not has_meaning(value, kpi.scaling):
        return None
    return lengthened(value, kpi.scaling, cadence, Cadence.YEAR)


def lengthened(value: Fraction, scaling: Scaling, from_: Cadence, to: Cadence) -> Fraction:
    """`convert` to a period that holds a whole number of the first: exact. Raises ValueError."""
    if periods_in(from_, to) is None:
        raise ValueError(f"a {to} does not hold a whole number of {from_}s")
    return Fraction(convert(value, scaling, from_, to))


def _times(from_: Cadence, to: Cadence) -> tuple[int, int]:
    """The power and the root that lead from one period length to the other."""
    if n := periods_in(from_, to):
        return n, 1
    if n := periods_in(to, from_):
        return 1, n
    return from_.per_year, to.per_year


def _root(value: Decimal, n: int) -> Decimal:
    return value ** (Decimal(1) / n) if value else value
