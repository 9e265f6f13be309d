"""Text of a CSV file -> its header and rows, whichever program wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

from bot.importing.columns import Headers
from bot.importing.encoding import LOOKED_AT, encoding_of
from bot.importing.errors import BadFile, BadLine, OnBadLine
from kpi import catalogue
from kpi.language import said
from kpi.lists import comma_joined

_DELIMITERS = ",;\t"


def decoded(binary: IO[bytes]) -> io.TextIOWrapper:
    """The lines of a file, without a byte order mark; to be closed by the caller.

    Raises BadFile.
    """
    start = binary.read(LOOKED_AT)
    binary.seek(0)
    headers = Headers(catalogue.all_kpis())
    codec = encoding_of(start, lambda word: bool(headers.column(word)))
    return io.TextIOWrapper(binary, encoding=codec, newline="")


class Table:
    """A header and the rows below it, read once and in order."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the header; commas, semicolons and tabs are told apart by it.

        Raises:
            BadFile: the file is empty, not text, or names two columns alike.
        """
        remaining = iter(lines)
        try:
            first = next(remaining, "")
            delimiter = max(_DELIMITERS, key=lambda sign: len(_cells(first, sign)))
            self._reader = csv.reader(chain([first], remaining), delimiter=delimiter, strict=True)
            self.header = tuple(name.strip().casefold() for name in next(self._reader, []))
        except (csv.Error, UnicodeError) as error:
            raise BadFile(unreadable(0, error)) from None
        if not any(self.header):
            raise BadFile(said("The file has no header: its first line names the columns."))
        for name in self.header:
            if name and self.header.count(name) > 1:
                raise BadFile(said('Two columns are called "{name}".', name=name))

    @property
    def line(self) -> int:
        """Number of the file's line that the newest row ends on."""
        return self._reader.line_num

    def column(self, name: str) -> int:
        """Where the column of that name stands, whatever its case. Raises BadFile."""
        try:
            return self.header.index(name.strip().casefold())
        except ValueError:
            missing = said(
                'There is no column "{name}"; there are {columns}.',
                name=name,
                columns=comma_joined(self.header),
            )
            raise BadFile(missing) from None

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows, blank ones too. Raises BadFile where the text cannot be read any further."""
        try:
            yield from self._reader
        except (csv.Error, UnicodeError) as error:
            raise BadFile(unreadable(self.line, error)) from None

    def misfit(self, row: Sequence[str], on_bad: OnBadLine) -> None:
        """Report a row that is not as wide as the header, unless it is blank."""
        if row:
            problem = said(
                "it has {columns} columns and the header has {wanted}.",
                columns=len(row),
                wanted=len(self.header),
            )
            on_bad(BadLine(self.line, problem))


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def unreadable(line: int, error: csv.Error | UnicodeError) -> str:
    """Why rows cannot be read; `line` is the last one read, in which a csv.Error lies."""
    if isinstance(error, UnicodeError):
        return said(
            'After line {line} the file is not the text it begins as: save it as "CSV UTF-8".',
            line=line,
        )
    if "unexpected end of data" in str(error):
        return said('A quote (") is opened and never closed.')
    if "field limit" in str(error):
        return said(
            "Line {line}: a cell is longer than {most} characters. Nothing was stored.",
            line=line,
            most=f"{csv.field_size_limit():,}",
        )
    return said(
        'Line {line}: text follows a closing quote ("). Leave the quotes of that cell out. '
        "Nothing was stored.",
        line=line,
    )
