"""What people wrote was erased."""

from __future__ import annotations

from bot.desk.answers import WordsErased
from bot.views.blocks import Message
from bot.views.layout import code, told


def words_erased(answer: WordsErased) -> Message:
    """How much was erased, and what stays."""
    lines = "1 line" if answer.lines == 1 else f"{answer.lines} lines"
    posted = {0: "", 1: " 1 posted correction is edited."}.get(
        answer.edited, f" {answer.edited} posted corrections are edited."
    )
    return told(
        f"Erased what people wrote beside K-{answer.number} and in its cases: {lines}.{posted} "
        "The numbers stay. Who erased it, when and why is kept: "
        f"{code(f'/kpi trace K-{answer.number}')}",
        "What somebody shared in a channel or wrote there, only they or an admin can delete.",
    )
