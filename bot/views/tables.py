"""Tables of text with aligned columns, in pieces that Slack takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.views.blocks import MAX_SECTION

Row = tuple[str, ...]
_FENCE = "```"


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as code, their columns aligned, in pieces that fit into a section."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    piece = ""
    for row in rows:
        cells = zip(row, widths, strict=True)
        line = "  ".join(cell.ljust(width) for cell, width in cells).rstrip()
        if piece and len(piece) + len(line) > MAX_SECTION - 2 * len(_FENCE) - 3:
            yield f"{_FENCE}\n{piece}\n{_FENCE}"
            piece = line
        else:
            piece = f"{piece}\n{line}" if piece else line
    yield f"{_FENCE}\n{piece}\n{_FENCE}"
