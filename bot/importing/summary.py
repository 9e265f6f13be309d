"""What an import found, in lines: everything pooled first, then each period and segment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import cast

from bot.views.numbers import number, quantity
from kpi import Entry, Kpi, Undefined, catalogue, evaluate
from kpi.combine import add
from kpi.errors import NotAddable
from kpi.sampling import counts_of
from storage.records import NewObservation


def summary(figures: Sequence[NewObservation], everything: Entry | None = None) -> list[str]:
    """The lines. `everything` is the total of all periods where the file gave it exactly."""
    by_kpi = sorted(figures, key=lambda figure: figure.key.kpi)
    lines: list[str] = []
    for key, group in groupby(by_kpi, key=lambda figure: figure.key.kpi):
        kpi, own = catalogue.get(key), list(group)
        lines.append(_pooled_line(kpi, own, everything))
        lines += _figure_lines(kpi, own)
    return lines


def _pooled_line(kpi: Kpi, figures: Sequence[NewObservation], everything: Entry | None) -> str:
    name = kpi.abbreviation or kpi.name
    labels = sorted({figure.key.period.label for figure in figures})
    span = labels[0] if len(labels) == 1 else f"{labels[0]} … {labels[-1]}"
    try:
        total = everything or _added(kpi, figures)
        value = _value(total)
    except NotAddable as why:
        return f"{name} over {span}: no total of all periods. {why}"
    sample = _sample(kpi, total)
    return f"{name} {value} over {span}{f', {sample}' if sample else ''}{_classes(kpi, total)}"


def _added(kpi: Kpi, figures: Sequence[NewObservation]) -> Entry:
    totals = [figure.entry for figure in figures if not figure.key.segment and figure.entry]
    if not totals:
        raise NotAddable("Segments alone may overlap.")
    total = totals[0]
    for entry in totals[1:]:
        total = add(kpi, total, entry)
    return total


def _figure_lines(kpi: Kpi, figures: Iterable[NewObservation]) -> Iterator[str]:
    for figure in sorted(figures, key=lambda one: (one.key.period.label, one.key.segment)):
        entry = cast(Entry, figure.entry)
        words = (
            f"  {figure.key.period.label}",
            f"{figure.key.segment or 'all':<20}",
            f"{_value(entry):>12}",
            _sample(kpi, entry),
            "so far" if figure.partial else "",
        )
        yield "  ".join(word for word in words if word).rstrip()


def _value(entry: Entry) -> str:
    try:
        result = evaluate(entry)
    except Undefined:
        return "undefined"
    return quantity(result.value, result.unit, result.currency)


def _sample(kpi: Kpi, entry: Entry) -> str:
    """How many answers stand behind a value; empty where it has no sample."""
    counts = counts_of(kpi, entry)
    return f"{counts.n:,} {'counted' if counts.census else 'answers'}" if counts else ""


def _classes(kpi: Kpi, entry: Entry) -> str:
    """Shares of the classes that answers fall into: promoters, passives and detractors."""
    formula, counts = kpi.formula(entry.formula), counts_of(kpi, entry)
    classes = [
        (one.label, count)
        for one in formula.inputs
        if isinstance(count := entry.inputs[one.name], Fraction)
    ]
    if counts is None or sum(count for _, count in classes) != counts.n:
        return ""
    shares = (f"{number(100 * count / counts.n, 2)} % {label}" for label, count in classes)
    return f": {', '.join(shares)}"
