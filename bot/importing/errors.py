"""What is wrong with a file, in sentences that name the line."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from kpi.language import said
from kpi.lists import sentences


class BadFile(Exception):
    """The file cannot be imported; nothing was stored."""


class BadLine(Struct, frozen=True):
    """A line that cannot be imported."""

    line: int
    """Counted from 1, the header being the first."""
    problem: str

    def __str__(self) -> str:
        return said("Line {line}: {problem}", line=self.line, problem=self.problem)


OnBadLine = Callable[[BadLine], None]
"""Told about every bad line; by raising it ends the import."""


def refuse(bad: BadLine) -> None:
    """End the import at the first bad line. Raises BadFile."""
    raise BadFile(sentences(str(bad), said("Nothing was stored.")))


class Unreadable(Exception):
    """A cell cannot be read; the message is a sentence."""
