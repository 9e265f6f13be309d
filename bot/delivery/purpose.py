"""What a message is for."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    """Kept with a delivery, in one word."""

    DIGEST = "digest"
    """A digest's first message, and its edits."""
    OVERFLOW = "overflow"
    """Lines of a digest that did not fit into it."""
    CASE = "case"
    """A flagged drop in its digest's thread."""
    CORRECTION = "correction"
    """A line about a corrected figure in its digest's thread."""
    RECOVERY = "recovery"
    """News of a flagged drop, beside it in the thread."""
    NOTICE = "notice"
    """A direct message that tells somebody something."""
    ANSWER = "answer"
    """The answer to a question in plain words, in its thread."""
