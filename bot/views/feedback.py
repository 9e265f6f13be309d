"""Customers' own words as answers: kept, listed, erased."""

from __future__ import annotations

from bot.desk.answers import FeedbackErased, FeedbackKept, FeedbackList, ListedPiece
from bot.desk.voices import Voices
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.voices import (
    counted,
    piece_head,
    pieces_words,
    quote_words,
    theme_name,
    themes_words,
)
from storage.records import Action

ADD = '/kpi feedback add "exports are slow" theme=exports sentiment=negative'
_NAME = 100
"""Characters shown of a name."""
_THEMES = 20
"""Themes that are counted by name."""


def kept(answer: FeedbackKept) -> Message:
    """That a piece is kept. It does not repeat the words: answers are stored for a while."""
    piece = answer.piece
    if not answer.anew:
        return told(
            f"This message is kept already as F-{piece.number}, by {short(answer.by, _NAME)}. "
            "Nothing was saved."
        )
    about = [theme_name(piece.theme), str(piece.sentiment)]
    about += [short(piece.segment)] if piece.segment else []
    more = f"All of it: {code('/kpi feedback')}" if answer.visible else ""
    return told(f"Kept as *F-{piece.number}*: {', '.join(about)}.", more)


def pieces(answer: FeedbackList) -> Message:
    """The counts of the last period, the newest pieces, and what to type."""
    if not answer.pieces:
        return told(
            "*Customers' own words*\nNothing is kept yet. In the menu of a customer's message, "
            "choose *Save customer feedback*, or type:",
            code(ADD),
        )
    whose = "" if answer.theme is None else f" · {theme_name(answer.theme)}"
    return told(
        f"*Customers' own words*{whose}",
        _counts(answer) if answer.theme is None else "",
        titled("The newest", [f"• {_line(one)}" for one in answer.pieces]),
        titled("What you can do", _commands(answer)),
    )


def erased(answer: FeedbackErased) -> Message:
    """What is gone, and what stays."""
    edited = {0: "", 1: " 1 posted message is edited."}.get(
        answer.edited, f" {answer.edited} posted messages are edited."
    )
    there = (
        "The customer's message itself only its author or an admin can delete."
        if answer.from_message
        else ""
    )
    return told(
        f"Erased the words and the customer of F-{answer.number}.{edited} It still counts under "
        "its theme. Who erased it, when and why is kept.",
        there,
    )


def _counts(answer: FeedbackList) -> str:
    last, running = answer.last, answer.running
    lines = [f"{last.period.words()}: {counted(last)}.", _by_theme(last)]
    lines.append(_recorded(answer))
    lines.append(f"{running.period.words()}, so far: {counted(running)}.")
    return "\n".join(line for line in lines if line)


def _by_theme(voices: Voices) -> str:
    themes = voices.themes
    more = f", and {len(themes) - _THEMES} more themes" if len(themes) > _THEMES else ""
    return f"By theme: {themes_words(list(themes[:_THEMES]))}{more}." if themes else ""


def _recorded(answer: FeedbackList) -> str:
    """Where somebody recorded another number than was kept here."""
    figure = answer.recorded
    if figure is None or figure.action is Action.DERIVE or figure.value is None:
        return ""
    return (
        f"Recorded for it as a figure: {pieces_words(int(figure.value))} (K-{figure.number}), "
        "which counts instead of what is kept here."
    )


def _line(one: ListedPiece) -> str:
    piece = one.quote.piece
    if piece.erased:
        # No link either: it would lead to the words.
        why = f" by {short(one.erased_by, _NAME)}: {short(one.reason)}" if one.erased_by else ""
        return f"{piece_head(piece)}: erased{why}"
    who = f" – {short(piece.customer, _NAME)}" if piece.customer else ""
    segment = f", {short(piece.segment)}" if piece.segment else ""
    return f"{quote_words(one.quote)}{who}{segment}, kept by {short(one.by, _NAME)}"


def _commands(answer: FeedbackList) -> list[str]:
    newest = answer.pieces[0].quote.piece
    theme = next((one.quote.piece.theme for one in answer.pieces if one.quote.piece.theme), "")
    named = f'"{theme}"' if " " in theme else theme
    erase = f'/kpi erase F-{newest.number} reason="names a customer"'
    return [
        f"{code(ADD)} – keep another piece; `customer=` and `segment=` may follow",
        f"{code(f'/kpi feedback theme={named}')} – one theme alone"
        if theme and answer.theme is None
        else f"{code('/kpi feedback')} – every theme",
        f"{code(erase)} – a manager takes the words and the name out",
    ]
