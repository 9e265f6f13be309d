"""Tables of text with aligned columns, in pieces that Slack takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from bot.views.blocks import MAX_SECTION

Row = tuple[str, ...]
_FENCE = "```"


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as code, their columns aligned, in pieces that fit into a section."""
    piece = ""
    for line in aligned(rows):
        if piece and len(piece) + len(line) > MAX_SECTION - 2 * len(_FENCE) - 3:
            yield f"{_FENCE}\n{piece}\n{_FENCE}"
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    yield f"{_FENCE}\n{piece}\n{_FENCE}"


def aligned(rows: Sequence[Row]) -> Iterator[str]:
    """A line for each row, each cell below its header."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = zip(row, widths, strict=True)
        yield "  ".join(_padded(cell, width) for cell, width in cells).rstrip()


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


def _width(cell: str) -> int:
    """Columns that it takes: Korean and Chinese letters are as wide as two Latin ones."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in cell)
