"""What people wrote was erased."""

from __future__ import annotations

from bot.desk.answers import WordsErased
from bot.views.blocks import Message
from bot.views.layout import code, told
from kpi.language import counted, said
from kpi.lists import sentences


def words_erased(answer: WordsErased) -> Message:
    """How much was erased, and what stays."""
    return told(
        sentences(
            counted(
                "Erased what people wrote beside K-{number} and in its cases: {n} line.",
                "Erased what people wrote beside K-{number} and in its cases: {n} lines.",
                answer.lines,
                number=answer.number,
            ),
            _edited(answer.edited),
            said("The numbers stay."),
            said(
                "Who erased it, when and why is kept: {command}",
                command=code(f"/kpi trace K-{answer.number}"),
            ),
        ),
        said("What somebody shared in a channel or wrote there, only they or an admin can delete."),
    )


def _edited(corrections: int) -> str:
    if not corrections:
        return ""
    return counted(
        "{n} posted correction is edited.", "{n} posted corrections are edited.", corrections
    )
