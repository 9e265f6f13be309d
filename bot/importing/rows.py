"""Rows of inputs, one a figure: columns kpi, period, perhaps segment, and one an input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.grammar.commands import read_segment
from bot.importing.errors import BadFile, BadLine, OnBadLine, Unreadable
from bot.importing.figures import Import
from bot.importing.table import Table
from kpi import KpiError, catalogue, read
from kpi.nearest import nearest
from kpi.period import Period
from storage.records import FigureKey, NewObservation

MAX_NOTE = 1000
"""Longest note or source kept, in characters."""

_NEEDED = ("kpi", "period")
_OPTIONAL = ("segment", "formula", "note", "source")


def read_rows(table: Table, run: Import, on_bad: OnBadLine) -> tuple[NewObservation, ...]:
    """Read all figures; an empty cell is an input not given.

    Raises:
        BadFile: a column is missing or unknown, the file is empty, or `on_bad` ended it.
    """
    _refuse_columns(table)
    figures: dict[FigureKey, tuple[int, NewObservation]] = {}
    for row in table.rows():
        if len(row) != len(table.header):
            table.misfit(row, on_bad)
            continue
        try:
            figure = _figure(_cells(table.header, row), run)
            if figure.key in figures:
                raise Unreadable(f"line {figures[figure.key][0]} holds the same figure.")
        except (Unreadable, KpiError) as problem:
            on_bad(BadLine(table.line, str(problem)))
        else:
            figures[figure.key] = (table.line, figure)
    if not figures:
        raise BadFile("The file holds no figure.")
    return tuple(figure for _, figure in figures.values())


def _refuse_columns(table: Table) -> None:
    for name in _NEEDED:
        if name not in table.header:
            raise BadFile(
                f'There is no column "{name}". A file of figures has the columns kpi and period '
                "and one for each input; a file of single answers needs --kpi, --scores and --date."
            )
    known = frozenset(_NEEDED + _OPTIONAL).union(
        *(kpi.input_names | kpi.attribute_names for kpi in catalogue.all_kpis())
    )
    for name in table.header:
        if name not in known:
            close = nearest(name, known)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise BadFile(f'"{name}" is an input of no KPI.{hint}')


def _cells(header: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    stripped = zip(header, (cell.strip() for cell in row), strict=True)
    return {name: cell for name, cell in stripped if cell}


def _figure(cells: Mapping[str, str], run: Import) -> NewObservation:
    for name in _NEEDED:
        if name not in cells:
            raise Unreadable(f"{name} is empty.")
    for name in ("note", "source"):
        if len(cells.get(name, "")) > MAX_NOTE:
            raise Unreadable(f"{name} is longer than {MAX_NOTE} characters.")
    kpi = catalogue.find(cells["kpi"])
    inputs = {name: cell for name, cell in cells.items() if name not in _NEEDED + _OPTIONAL}
    entry = read(kpi, (), inputs, formula=cells.get("formula"), currency=run.currency)
    return run.figure(
        FigureKey(
            kpi=kpi.key,
            period=_period(cells["period"], run),
            segment=read_segment(cells.get("segment", "")),
        ),
        entry,
        note=cells.get("note", ""),
        source=cells.get("source", ""),
    )


def _period(cell: str, run: Import) -> Period:
    period = Period.parse(cell)
    if period.first > run.today:
        raise Unreadable(f"{period.label} lies in the future.")
    return period
