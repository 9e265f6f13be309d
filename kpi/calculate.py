"""Entry -> result: the exact value, what it is measured in, and what is doubtful about the data."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kpi import catalogue
from kpi.errors import Undefined
from kpi.expression import Expression, ZeroDenominator
from kpi.language import Language, said, spoken
from kpi.model import Better, Formula, Kind, Kpi, Unit
from kpi.names import shown_name
from kpi.parse import Typed
from kpi.read import Entry, read
from kpi.value import Value
from kpi.words import shown_word


@dataclass(frozen=True)
class DataWarning:
    """A doubt about the inputs. An impossible one leaves the value without a verdict."""

    code: str
    message: str
    fields: tuple[str, ...]
    impossible: bool

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True, kw_only=True)
class Result:
    """A computed KPI, exact and in its unit."""

    entry: Entry
    value: Fraction
    unit: Unit
    better: Better
    """The direction, after the survey's own where the KPI leaves it to the survey."""
    warnings: tuple[DataWarning, ...]
    kept: Entry
    """What is stored: raw scores classed into counts where the formula says so."""
    beside: tuple[tuple[str, Fraction], ...]
    """Further figures shown with the value, with their labels."""

    @property
    def kpi(self) -> str:
        """The KPI's key."""
        return self.entry.kpi

    @property
    def formula(self) -> str:
        """The formula's key."""
        return self.entry.formula

    @property
    def inputs(self) -> Mapping[str, Value]:
        """The inputs as given."""
        return self.entry.inputs

    @property
    def attributes(self) -> Mapping[str, str]:
        """The survey's attributes."""
        return self.entry.attributes

    @property
    def currency(self) -> str | None:
        """The code of its amounts; None where no input is money."""
        return self.entry.currency

    @property
    def sound(self) -> bool:
        """Whether the inputs are possible, so that the value may be judged."""
        return not any(warning.impossible for warning in self.warnings)


def compute(
    kpi: str,
    /,
    *positional: Typed,
    formula: str | None = None,
    currency: str = "USD",
    **named: Typed,
) -> Result:
    """The KPI of any accepted name for these inputs, given as numbers or as people type them.

    `formula` is a key; without it the inputs choose, or a name that means one formula.
    `currency` is the code of amounts without one. Raises the errors of `kpi.errors`,
    Undefined among them.
    """
    definition, meant, _ = catalogue.resolve([kpi])
    if formula is None and meant is not None:
        formula = meant.key
    return evaluate(read(definition, positional, named, formula=formula, currency=currency))


def evaluate(entry: Entry) -> Result:
    """The value of an entry, read or stored. Raises Undefined where it does not exist."""
    return _evaluated(entry, spoken())


@lru_cache(maxsize=1024)
def _evaluated(entry: Entry, _language: Language) -> Result:
    """One answer looks at the same entry several times; its doubts are said in a language."""
    kpi = catalogue.get(entry.kpi)
    formula = kpi.formula(entry.formula)
    values = values_of(entry)
    return Result(
        entry=entry,
        value=_value(kpi, formula, entry, values),
        unit=kpi.unit_of(formula),
        better=_better(kpi, formula, entry),
        warnings=_warnings(formula, values),
        kept=_kept(formula, entry, values),
        beside=_beside(formula, values),
    )


def values_of(entry: Entry) -> Mapping[str, Value]:
    """What an entry's expressions are computed from: its inputs, and its numeric attributes."""
    numbers = {name: Fraction(text) for name, text in entry.attributes.items() if text.isdecimal()}
    return {**numbers, **entry.inputs} if numbers else entry.inputs


def _value(kpi: Kpi, formula: Formula, entry: Entry, values: Mapping[str, Value]) -> Fraction:
    try:
        value = formula.expression.evaluate(values)
    except ZeroDenominator as error:
        labels = {one.name: said(one.label) for one in formula.inputs}
        divisor = Expression(error.text).words(labels)
        why = said("it divides by {divisor}, and that is 0", divisor=divisor)
        raise Undefined(shown_name(kpi), why, entry) from error
    for needed in formula.requires:
        if needed.positive.evaluate(values) <= 0:
            raise Undefined(shown_name(kpi), said(needed.otherwise), entry)
    return value


def _better(kpi: Kpi, formula: Formula, entry: Entry) -> Better:
    better = kpi.better_of(formula)
    if better is Better.DECLARED and "direction" in entry.attributes:
        return Better(entry.attributes["direction"])
    return better


def _warnings(formula: Formula, values: Mapping[str, Value]) -> tuple[DataWarning, ...]:
    negative = tuple(
        DataWarning(
            "negative",
            said("{field} is below zero.", field=shown_word(one.name)),
            (one.name,),
            impossible=True,
        )
        for one in formula.inputs
        if one.kind is Kind.NUMBER and _below_zero(values[one.name])
    )
    broken = tuple(
        DataWarning(
            "impossible",
            said(check.broken),
            tuple(sorted(check.smaller.names | check.larger.names)),
            impossible=True,
        )
        for check in formula.checks
        if check.smaller.evaluate(values) > check.larger.evaluate(values)
    )
    return negative + broken


def _below_zero(value: Value) -> bool:
    return isinstance(value, Fraction) and value < 0


def _kept(formula: Formula, entry: Entry, values: Mapping[str, Value]) -> Entry:
    if formula.keep is None:
        return entry
    counts = {name: count.evaluate(values) for name, count in formula.keep.inputs.items()}
    return Entry(entry.kpi, formula.keep.formula, counts, entry.attributes, entry.currency)


def _beside(formula: Formula, values: Mapping[str, Value]) -> tuple[tuple[str, Fraction], ...]:
    """The further figures that exist: one of them may divide by zero where the value does not."""
    figures = []
    for label, figure in formula.beside:
        with suppress(ZeroDenominator):
            figures.append((label, figure.evaluate(values)))
    return tuple(figures)
