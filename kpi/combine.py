"""Entries put together: another batch of the same period, or the exclusive segments of a total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import cast

from kpi.errors import NotAddable
from kpi.language import phrase, said
from kpi.model import Input, Kind, Kpi
from kpi.names import shown_name
from kpi.read import Entry
from kpi.value import Tally, Value

_NEVER_SUMMED = frozenset({Kind.PERCENT, Kind.SAME_UNIT_RATE, Kind.AVERAGE_COUNT})
_FORMULAS = phrase(
    "These {kpi} figures are of different formulas: {first} and {second}. "
    "They cannot be put together."
)
_CURRENCIES = phrase(
    "These {kpi} figures are of different currencies: {first} and {second}. "
    "They cannot be put together."
)
_SURVEYS = phrase(
    "These {kpi} figures are of different surveys: {first} and {second}. "
    "They cannot be put together."
)


def add(kpi: Kpi, a: Entry, b: Entry) -> Entry:
    """Both batches of one period together: every count summed, scores and lists joined.

    Raises NotAddable where they are of different kinds, or an input is a level, a rate or an
    average: two counts of the customers at the start do not add up.
    """
    _refuse_different(kpi, a, b)
    inputs = kpi.formula(a.formula).inputs
    for one in inputs:
        if one.level or not _summable(one):
            raise NotAddable(
                said(
                    "{input} cannot be added up over two batches. Record the period at once.",
                    input=said(one.label),
                ),
                field=one.name,
            )
    return replace(a, inputs={one.name: _together(one, a, b) for one in inputs})


def pool(kpi: Kpi, entries: Sequence[Entry]) -> Entry:
    """Segments that share nobody as one total: levels are summed as well, rates never.

    Raises NotAddable, and ValueError for no entries.
    """
    if not entries:
        raise ValueError("nothing to pool")
    for other in entries[1:]:
        _refuse_different(kpi, entries[0], other)
    inputs = kpi.formula(entries[0].formula).inputs
    for one in inputs:
        if not _summable(one) and one.kind is not Kind.AVERAGE_COUNT:
            raise NotAddable(
                said(
                    "{input} cannot be pooled from segments. Record the total itself.",
                    input=said(one.label),
                ),
                field=one.name,
            )
    return reduce(
        lambda a, b: replace(a, inputs={one.name: _together(one, a, b) for one in inputs}), entries
    )


def _summable(one: Input) -> bool:
    return one.kind not in _NEVER_SUMMED and not one.rate


def _refuse_different(kpi: Kpi, a: Entry, b: Entry) -> None:
    for differing, first, second in (
        (_FORMULAS, a.formula, b.formula),
        (_CURRENCIES, a.currency, b.currency),
        (_SURVEYS, _survey(a), _survey(b)),
    ):
        if first != second:
            raise NotAddable(said(differing, kpi=shown_name(kpi), first=first, second=second))
    for one in kpi.formula(a.formula).inputs:
        if one.kind is Kind.CHOICE_5_7 and a.inputs[one.name] != b.inputs[one.name]:
            raise NotAddable(
                said(
                    "{input} differs: {first} and {second}. They cannot be put together.",
                    input=said(one.label),
                    first=a.inputs[one.name],
                    second=b.inputs[one.name],
                ),
                field=one.name,
            )


def _survey(entry: Entry) -> str:
    attributes = sorted(entry.attributes.items())
    return " ".join(f"{name}={value}" for name, value in attributes) or said("none")


def _together(one: Input, a: Entry, b: Entry) -> Value:
    if one.kind is Kind.CHOICE_5_7:
        return a.inputs[one.name]
    return _sum(a.inputs[one.name], b.inputs[one.name])


def _sum(first: Value, second: Value) -> Value:
    if isinstance(first, Fraction) and isinstance(second, Fraction):
        return first + second
    if isinstance(first, Tally) and isinstance(second, Tally):
        return first + second
    # Lists of one kind: numbers with numbers, texts with texts.
    return cast(Value, (*cast(tuple[Fraction, ...], first), *cast(tuple[Fraction, ...], second)))
