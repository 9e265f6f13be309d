"""Text pasted from a sheet, or a whole file of one -> its rows, cell by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from bot.importing.cells import bare
from bot.importing.columns import KPI, PERIOD, Headers, by_column
from bot.importing.errors import BadFile, BadLine
from bot.importing.table import unreadable
from kpi import Kpi, catalogue
from kpi.language import said

_SEPARATORS = "\t;,"
"""The surest first: a number holds commas, and a text may hold a semicolon."""
_LOOKED_AT = 5
"""Lines that tell by what the cells are separated."""
_GAP = re.compile(r"\s{2,}")


@dataclass(frozen=True, kw_only=True)
class SheetRow:
    """One row: cells by column, and without a header the values in their order."""

    line: int
    """Number of the line it ends on, from 1."""
    cells: Mapping[str, str]
    """Empty ones are left out."""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A sheet as far as its shape tells."""

    rows: tuple[SheetRow, ...]
    bad: tuple[BadLine, ...] = ()
    """Rows that do not fit the header."""
    unread: tuple[str, ...] = ()
    """Headers that name nothing known, whose columns are left out."""
    names_kpis: bool = False
    """Whether each row says which KPI it is of."""
    columns: frozenset[str] = field(default_factory=frozenset)
    """Those that were understood; none without a header."""


def read_sheet(text: str, kpi: Kpi | None) -> Sheet:
    """The rows of a text separated by tabs, semicolons or commas, with or without a header.

    Without one, a row is its period and then the inputs of the first formula. `kpi` is what the
    rows are about; None where a column or somebody still has to say so.

    Raises:
        BadFile: there is no row, or the columns cannot be told.
    """
    lines = [(line, row) for line, row in _split(text) if any(cell.strip() for cell in row)]
    if not lines:
        raise BadFile(said("There are no rows yet. Copy them from your sheet and paste them."))
    names = _columns(lines[0][1], kpi)
    if any(names) or not any(sign.isdigit() for cell in lines[0][1] for sign in cell):
        return _under_header(lines[0][1], names, lines[1:])
    rows = tuple(_in_order(line, row) for line, row in lines)
    return Sheet(rows=rows)


def _columns(header: Sequence[str], kpi: Kpi | None) -> list[str]:
    """What each header means; the inputs of every KPI count where the rows say which one it is."""
    everything = Headers(catalogue.all_kpis())
    named = [everything.column(cell) for cell in header]
    if kpi is None or KPI in named:
        return named
    own = Headers([kpi])
    return [own.column(cell) for cell in header]


def _under_header(
    header: Sequence[str], names: list[str], lines: Sequence[tuple[int, Sequence[str]]]
) -> Sheet:
    header, names = _with_corner(header, names, lines)
    _refuse_columns(header, names)
    rows: list[SheetRow] = []
    bad: list[BadLine] = []
    for line, row in lines:
        if any(cell.strip() for cell in row[len(names) :]):
            bad.append(BadLine(line, _misfit(len(row), len(names))))
        else:
            rows.append(SheetRow(line=line, cells=by_column(names, row)))
    if not rows and not bad:
        raise BadFile(said("There is a header, and no row below it."))
    return Sheet(
        rows=tuple(rows),
        bad=tuple(bad),
        unread=tuple(cell.strip() for cell, name in zip(header, names, strict=True) if not name),
        names_kpis=KPI in names,
        columns=frozenset(filter(None, names)),
    )


def _with_corner(
    header: Sequence[str], names: list[str], lines: Sequence[tuple[int, Sequence[str]]]
) -> tuple[Sequence[str], list[str]]:
    """In many sheets nothing stands over the column of periods, and pasting loses even that."""
    if PERIOD in names:
        return header, names
    if not header[0].strip():
        return header, [PERIOD, *names[1:]]
    if lines and all(len(row) == len(header) + 1 for _, row in lines):
        return ("", *header), [PERIOD, *names]
    return header, names


def _refuse_columns(header: Sequence[str], names: Sequence[str]) -> None:
    if PERIOD not in names:
        listed = ", ".join(cell.strip() for cell in header if cell.strip())
        raise BadFile(
            said(
                'No column says which period a row is about. Call it "period". The columns are: '
                "{columns}.",
                columns=listed,
            )
        )
    for name in filter(None, names):
        if names.count(name) > 1:
            raise BadFile(said('Two columns mean "{column}". Leave one of them out.', column=name))


def _misfit(found: int, wanted: int) -> str:
    return said(
        "{found} cells, but the header has {wanted}. Where commas separate the cells, a number "
        "with commas needs quotes.",
        found=found,
        wanted=wanted,
    )


def _in_order(line: int, row: Sequence[str]) -> SheetRow:
    period, *values = (bare(cell).strip() for cell in row)
    while values and not values[-1]:
        values.pop()
    return SheetRow(line=line, cells={PERIOD: period} if period else {}, values=tuple(values))


def _split(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    """Each row with the number of the line it ends on."""
    separator = _separator(text)
    if separator is None:
        for line, words in enumerate(text.splitlines(), start=1):
            yield line, _GAP.split(words.strip())
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise BadFile(unreadable(reader.line_num, error)) from None


def _separator(text: str) -> str | None:
    """What stands between the cells of the first line that has several; None for spaces."""
    begun = (line for line in text.splitlines() if line.strip())
    for line in islice(begun, _LOOKED_AT):
        for sign in _SEPARATORS:
            if len(next(csv.reader([line], delimiter=sign))) > 1:
                return sign
        if _GAP.search(line.strip()):
            break
    return None
