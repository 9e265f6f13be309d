"""Text pasted from a sheet, or a whole file of one -> its rows, cell by column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from msgspec import Struct, field

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

MAX_ROWS = 1000
"""Rows of one import in Slack; a check that long can still be read."""
_WIDEST = 500
"""Cells of one row; what each column means takes a moment to tell."""


class SheetRow(Struct, frozen=True, kw_only=True):
    """One row: cells by column, and without a header the values in their order."""

    line: int
    """Number of the line it ends on, from 1."""
    cells: Mapping[str, str]
    """Empty ones are left out."""
    values: tuple[str, ...] = ()


class Sheet(Struct, frozen=True, kw_only=True):
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
        BadFile: there is no row, there are more than MAX_ROWS, one is too wide, or the columns
            cannot be told.
    """
    filled = ((line, row) for line, row in _split(text) if any(cell.strip() for cell in row))
    # What lies beyond is counted and not kept: five megabytes may hold a million rows.
    lines = list(islice(filled, MAX_ROWS + _LOOKED_AT))
    if not lines:
        raise BadFile(said("There are no rows yet. Copy them from your sheet and paste them."))
    for line, row in lines:
        if len(row) > _WIDEST:
            wide = said(
                "it has {found} cells, and {most} can be read.", found=len(row), most=_WIDEST
            )
            raise BadFile(str(BadLine(line, wide)))
    sheet = _understood(lines, kpi)
    found = len(sheet.rows) + len(sheet.bad) + sum(1 for _ in filled)
    if found > MAX_ROWS:
        raise BadFile(
            said(
                "There are {found} rows, and {most} can be stored at once. Part them into several.",
                found=f"{found:,}",
                most=f"{MAX_ROWS:,}",
            )
        )
    return sheet


def _understood(lines: Sequence[tuple[int, Sequence[str]]], kpi: Kpi | None) -> Sheet:
    everything = Headers(catalogue.all_kpis())
    for at, (_, row) in enumerate(lines[:_LOOKED_AT]):
        names = _columns(row, everything, kpi)
        if len(set(filter(None, names))) > 1:
            return _under_header(row, names, lines[at + 1 :], above=lines[:at])
    first = lines[0][1]
    names = _columns(first, everything, kpi)
    if any(names) or not any(sign.isdigit() for cell in first for sign in cell):
        return _under_header(first, names, lines[1:])
    return Sheet(rows=tuple(_in_order(line, row) for line, row in lines))


def _columns(header: Sequence[str], everything: Headers, kpi: Kpi | None) -> list[str]:
    """What each header means; the inputs of every KPI count where the rows say which one it is."""
    named = [everything.column(cell) for cell in header]
    if kpi is None or KPI in named:
        return named
    own = Headers([kpi])
    return [own.column(cell) for cell in header]


def _under_header(
    header: Sequence[str],
    names: list[str],
    lines: Sequence[tuple[int, Sequence[str]]],
    *,
    above: Sequence[tuple[int, Sequence[str]]] = (),
) -> Sheet:
    header, names = _with_corner(header, names, lines)
    _refuse_columns(header, names)
    rows: list[SheetRow] = []
    bad = [BadLine(line, said("it stands above the header.")) for line, _ in above]
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
        unread=tuple(_unread(header, names, lines)),
        names_kpis=KPI in names,
        columns=frozenset(filter(None, names)),
    )


def _unread(
    header: Sequence[str], names: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]]
) -> Iterator[str]:
    """Headers that name nothing; one that is empty only counts above something."""
    used = {place for _, row in lines for place, cell in enumerate(row) if cell.strip()}
    for place, (cell, name) in enumerate(zip(header, names, strict=True)):
        if not name and (cell.strip() or place in used):
            yield cell.strip() or said("column {number}", number=place + 1)


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
        for line, words in enumerate(io.StringIO(text, newline=None), start=1):
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
    begun = (line for line in io.StringIO(text, newline=None) if line.strip())
    for line in islice(begun, _LOOKED_AT):
        # A longer cell is told by whoever reads all rows.
        begin = line.rstrip("\n")[: csv.field_size_limit()]
        for sign in _SEPARATORS:
            if len(next(csv.reader([begin], delimiter=sign))) > 1:
                return sign
        if _GAP.search(line.strip()):
            break
    return None
