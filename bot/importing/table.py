"""Text of a CSV file -> its header and rows, whichever program wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import IO

from bot.importing.errors import BadFile, BadLine, OnBadLine

_SIGNS = {
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PK": "an Excel workbook or a zip file",
    b"\xd0\xcf": "an Excel workbook",
}
_DELIMITERS = ",;\t"


def decoded(binary: IO[bytes]) -> io.TextIOWrapper:
    """The lines of a UTF-8 file, with or without a byte order mark; to be closed by the caller.

    Raises BadFile.
    """
    start = binary.read(1024)
    binary.seek(0)
    kind = next((kind for sign, kind in _SIGNS.items() if start.startswith(sign)), None)
    if kind is None and b"\0" in start:
        kind = "not text"
    if kind is not None:
        raise BadFile(f'The file is {kind}: save it as "CSV UTF-8".')
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")


class Table:
    """A header and the rows below it, read once and in order."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Read the header; commas, semicolons and tabs are told apart by it.

        Raises:
            BadFile: the file is empty, not UTF-8, or names two columns alike.
        """
        remaining = iter(lines)
        try:
            first = next(remaining, "")
            delimiter = max(_DELIMITERS, key=lambda sign: len(_cells(first, sign)))
            self._reader = csv.reader(chain([first], remaining), delimiter=delimiter, strict=True)
            self.header = tuple(name.strip().casefold() for name in next(self._reader, []))
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadFile(_unreadable(0, error)) from None
        if not any(self.header):
            raise BadFile("The file has no header: its first line names the columns.")
        for name in self.header:
            if name and self.header.count(name) > 1:
                raise BadFile(f'Two columns are called "{name}".')

    @property
    def line(self) -> int:
        """Number of the file's line that the newest row ends on."""
        return self._reader.line_num

    def column(self, name: str) -> int:
        """Where the column of that name stands, whatever its case. Raises BadFile."""
        try:
            return self.header.index(name.strip().casefold())
        except ValueError:
            columns = ", ".join(self.header)
            raise BadFile(f'There is no column "{name}"; there are {columns}.') from None

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows, blank ones too. Raises BadFile where the text cannot be read any further."""
        try:
            yield from self._reader
        except (csv.Error, UnicodeDecodeError) as error:
            raise BadFile(_unreadable(self.line, error)) from None

    def misfit(self, row: Sequence[str], on_bad: OnBadLine) -> None:
        """Report a row that is not as wide as the header, unless it is blank."""
        if row:
            problem = f"it has {len(row)} columns and the header has {len(self.header)}."
            on_bad(BadLine(self.line, problem))


def _cells(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _unreadable(line: int, error: csv.Error | UnicodeDecodeError) -> str:
    """`line` is the last one read, in which a csv.Error lies."""
    if isinstance(error, UnicodeDecodeError):
        return f'After line {line} the file is not UTF-8 text: save it as "CSV UTF-8".'
    if "unexpected end of data" in str(error):
        return 'A quote (") is opened and never closed.'
    return f"Line {line}: {error}. Nothing was stored."
