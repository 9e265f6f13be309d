"""Rows of inputs, one a figure: columns kpi, period, perhaps segment, and one an input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.grammar.segments import read_segment
from bot.importing.cells import typed
from bot.importing.columns import (
    COMPLETE,
    COMPUTED,
    CURRENCY,
    FORMULA,
    KPI,
    NOTE,
    PERIOD,
    READ,
    SEGMENT,
    SOURCE,
    TOLD,
    by_column,
)
from bot.importing.errors import BadFile, BadLine, OnBadLine, Unreadable
from bot.importing.figures import Import
from bot.importing.table import Table
from kpi import Kpi, KpiError, catalogue, read
from kpi.currency import CODES
from kpi.language import said
from kpi.lists import sentences
from kpi.model import Kind
from kpi.nearest import nearest
from kpi.period import Period
from storage.records import FigureKey, NewObservation

MAX_NOTE = 1000
"""Longest note or source kept, in characters."""

_NEEDED = (KPI, PERIOD)
_YES_NO = {"yes": True, "no": False}


def read_rows(table: Table, run: Import, on_bad: OnBadLine) -> tuple[NewObservation, ...]:
    """Read all figures; an empty cell is an input not given.

    Rows that an export marks as computed are left out: they follow from the others.

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
            cells = by_column(table.header, row)
            if is_computed(cells):
                continue
            figure = _figure(cells, run)
            if figure.key in figures:
                raise Unreadable(
                    said("line {line} holds the same figure.", line=figures[figure.key][0])
                )
        except (Unreadable, KpiError) as problem:
            on_bad(BadLine(table.line, str(problem)))
        else:
            figures[figure.key] = (table.line, figure)
    if not figures:
        raise BadFile(said("The file holds no figure."))
    return tuple(figure for _, figure in figures.values())


def is_computed(cells: Mapping[str, str]) -> bool:
    """Whether a row says that its figure follows from others. Raises Unreadable."""
    return _yes_or_no(cells, COMPUTED) is True


def figure_of(
    cells: Mapping[str, str],
    values: Sequence[str],
    kpi: Kpi,
    run: Import,
    period: Callable[[str], Period],
) -> NewObservation:
    """The figure of one row.

    Args:
        cells: by column, empty ones left out.
        values: inputs that no column names, in the order of the first formula.
        kpi: what it is a figure of.
        run: the import it belongs to.
        period: reads the cell of that column.

    Raises:
        Unreadable: a cell cannot be taken.
        kpi.errors.KpiError: its inputs or its period cannot.
    """
    if PERIOD not in cells:
        raise Unreadable(said("{column} is empty.", column=PERIOD))
    for name in (NOTE, SOURCE):
        if len(cells.get(name, "")) > MAX_NOTE:
            raise Unreadable(
                said("{column} is longer than {most} characters.", column=name, most=MAX_NOTE)
            )
    entry = read(
        kpi,
        [typed(value, _kinds(kpi, place)) for place, value in enumerate(values)],
        {
            name: typed(cell, _kinds(kpi, name))
            for name, cell in cells.items()
            if name not in READ + TOLD
        },
        formula=cells.get(FORMULA),
        currency=_currency(cells, run),
    )
    return run.figure(
        FigureKey(
            kpi=kpi.key,
            period=period(cells[PERIOD]),
            segment=read_segment(cells.get(SEGMENT, "")),
        ),
        entry,
        note=cells.get(NOTE, ""),
        source=cells.get(SOURCE, ""),
        complete=_yes_or_no(cells, COMPLETE),
    )


def _refuse_columns(table: Table) -> None:
    for name in _NEEDED:
        if name not in table.header:
            raise BadFile(
                said(
                    'There is no column "{name}". A file of figures has the columns kpi and period '
                    "and one for each input; a file of single answers needs --kpi, --scores and "
                    "--date.",
                    name=name,
                )
            )
    known = frozenset(READ + TOLD).union(
        *(kpi.input_names | kpi.attribute_names for kpi in catalogue.all_kpis())
    )
    for name in table.header:
        if name not in known:
            close = nearest(name, known)
            unknown = said('"{name}" is an input of no KPI.', name=name)
            hint = said("Did you mean {words}?", words=close[0]) if close else ""
            raise BadFile(sentences(unknown, hint))


def _figure(cells: Mapping[str, str], run: Import) -> NewObservation:
    if KPI not in cells:
        raise Unreadable(said("{column} is empty.", column=KPI))
    return figure_of(cells, (), catalogue.find(cells[KPI]), run, lambda cell: _period(cell, run))


def _kinds(kpi: Kpi, given: str | int) -> frozenset[Kind]:
    """What an input takes: by its name in any formula, or by its place in the first one."""
    if isinstance(given, int):
        return frozenset(one.kind for one in kpi.formulas[0].inputs[given : given + 1])
    return frozenset(
        one.kind for formula in kpi.formulas for one in formula.inputs if one.name == given
    )


def _currency(cells: Mapping[str, str], run: Import) -> str:
    code = cells.get(CURRENCY, run.currency).upper()
    if code not in CODES:
        raise Unreadable(said('"{code}" is no currency. Write a code such as USD.', code=code))
    return code


def _yes_or_no(cells: Mapping[str, str], column: str) -> bool | None:
    cell = cells.get(column)
    if cell is None:
        return None
    if cell.casefold() not in _YES_NO:
        raise Unreadable(said("{column} takes yes or no.", column=column))
    return _YES_NO[cell.casefold()]


def _period(cell: str, run: Import) -> Period:
    period = Period.parse(cell)
    if period.first > run.today:
        raise Unreadable(said("{period} lies in the future.", period=period.label))
    return period
