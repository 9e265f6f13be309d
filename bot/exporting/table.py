"""Figures -> a CSV file; `bot.importing` reads the same figures from it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from fractions import Fraction

from bot.importing.cells import exact, harmless, written
from bot.importing.columns import (
    COMPLETE,
    COMPUTED,
    CURRENCY,
    FORMULA,
    KPI,
    NOTE,
    PERIOD,
    SEGMENT,
    SOURCE,
    TOLD,
)
from kpi import Entry, catalogue
from storage.records import Observation

_FIRST = (KPI, PERIOD, SEGMENT, FORMULA, CURRENCY)
_LAST = (COMPLETE, COMPUTED, NOTE, SOURCE, *TOLD)
_DECIMALS = 6
"""Of a value, which follows from the inputs and is there to be looked at."""


def csv_of(figures: Sequence[Observation], name_of: Callable[[str], str]) -> bytes:
    """The file: a header, then one row a figure.

    In UTF-8 with a byte order mark, by which Excel knows Korean and Chinese letters. `name_of`
    gives the name of a user id, or "".
    """
    rows = [_row(figure, name_of) for figure in figures]
    header = [*_FIRST, *_inputs(figures), *_LAST]
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow(header)
    out.writerows([harmless(row.get(name, "")) for name in header] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _inputs(figures: Iterable[Observation]) -> list[str]:
    """The inputs and properties of surveys that occur, each once, in the order they come."""
    entries = (figure.entry for figure in figures if figure.entry is not None)
    return list(dict.fromkeys(name for entry in entries for name in _given(entry)))


def _given(entry: Entry) -> Mapping[str, str]:
    """The inputs and the survey's properties of one figure, in cells."""
    formula = catalogue.get(entry.kpi).formula(entry.formula)
    inputs = {name: written(entry.inputs[name], formula.input(name).kind) for name in entry.inputs}
    return inputs | dict(entry.attributes)


def _row(figure: Observation, name_of: Callable[[str], str]) -> Mapping[str, str]:
    entry, key = figure.entry, figure.key
    if entry is None:
        raise ValueError(f"K-{figure.number} holds nothing")
    kpi = catalogue.get(key.kpi)
    values = {
        KPI: key.kpi,
        PERIOD: key.period.label,
        SEGMENT: key.segment,
        FORMULA: entry.formula,
        CURRENCY: entry.currency or "",
        COMPLETE: "no" if figure.partial else "yes",
        COMPUTED: "yes" if figure.computed else "no",
        NOTE: figure.note,
        SOURCE: figure.source,
        "value": _value(figure.value),
        "unit": str(kpi.unit_of(kpi.formula(entry.formula))),
        "author": name_of(figure.author),
        "recorded_at": f"{figure.recorded_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "figure": f"K-{figure.number}",
    }
    return {**values, **_given(entry)}


def _value(value: Fraction | None) -> str:
    """A decimal number with a point; "" where it is undefined."""
    if value is None:
        return ""
    return exact(Fraction(round(value * 10**_DECIMALS), 10**_DECIMALS)) or ""
