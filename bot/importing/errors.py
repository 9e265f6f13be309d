"""What is wrong with a file, in sentences that name the line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


class BadFile(Exception):
    """The file cannot be imported; nothing was stored."""


@dataclass(frozen=True)
class BadLine:
    """A line that cannot be imported."""

    line: int
    """Counted from 1, the header being the first."""
    problem: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.problem}"


OnBadLine = Callable[[BadLine], None]
"""Told about every bad line; by raising it ends the import."""


def refuse(bad: BadLine) -> None:
    """End the import at the first bad line. Raises BadFile."""
    raise BadFile(f"{bad} Nothing was stored.")


class Unreadable(Exception):
    """A cell cannot be read; the message is a sentence."""
