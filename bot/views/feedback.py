"""Customers' own words as answers: kept, listed, erased."""

from __future__ import annotations

from bot.desk.answers import FeedbackErased, FeedbackKept, FeedbackList, ListedPiece
from bot.desk.voices import Voices
from bot.views.blocks import Message, joined
from bot.views.layout import code, short, titled, told
from bot.views.voices import (
    counts_words,
    feeling,
    piece_head,
    pieces_words,
    quote_words,
    theme_name,
    themes_words,
)
from kpi.language import counted, said
from kpi.lists import comma_joined, sentences
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
            said(
                "This message is kept already as F-{number}, by {person}. Nothing was saved.",
                number=piece.number,
                person=short(answer.by, _NAME),
            )
        )
    about = [theme_name(piece.theme), feeling(piece.sentiment)]
    about += [short(piece.segment)] if piece.segment else []
    more = said("All of it: {command}", command=code("/kpi feedback"))
    return told(
        said("Kept as *F-{number}*: {about}.", number=piece.number, about=comma_joined(about)),
        more if answer.visible else "",
    )


def pieces(answer: FeedbackList) -> Message:
    """The counts of the last period, the newest pieces, and what to type."""
    title = said("Customers' own words")
    if not answer.pieces:
        return told(
            joined(
                [
                    f"*{title}*",
                    said(
                        "Nothing is kept yet. In the menu of a customer's message, "
                        "choose *Save customer feedback*, or type:"
                    ),
                ]
            ),
            code(ADD),
        )
    whose = "" if answer.theme is None else f" · {theme_name(answer.theme)}"
    return told(
        f"*{title}*{whose}",
        _counts(answer) if answer.theme is None else "",
        titled(said("The newest"), [f"• {_line(one)}" for one in answer.pieces]),
        titled(said("What you can do"), _commands(answer)),
    )


def erased(answer: FeedbackErased) -> Message:
    """What is gone, and what stays."""
    there = said("The customer's message itself only its author or an admin can delete.")
    return told(
        sentences(
            said("Erased the words and the customer of F-{number}.", number=answer.number),
            _edited(answer.edited),
            said("It still counts under its theme. Who erased it, when and why is kept."),
        ),
        there if answer.from_message else "",
    )


def _edited(messages: int) -> str:
    if not messages:
        return ""
    return counted("{n} posted message is edited.", "{n} posted messages are edited.", messages)


def _counts(answer: FeedbackList) -> str:
    last, running = answer.last, answer.running
    lines = [
        said("{period}: {counts}.", period=last.period.words(), counts=counts_words(last)),
        _by_theme(last),
        _recorded(answer),
        said(
            "{period}, so far: {counts}.",
            period=running.period.words(),
            counts=counts_words(running),
        ),
    ]
    return joined(lines)


def _by_theme(voices: Voices) -> str:
    themes = voices.themes
    if not themes:
        return ""
    words, more = themes_words(list(themes[:_THEMES])), len(themes) - _THEMES
    if more <= 0:
        return said("By theme: {themes}.", themes=words)
    return counted(
        "By theme: {themes}, and {n} more theme.",
        "By theme: {themes}, and {n} more themes.",
        more,
        themes=words,
    )


def _recorded(answer: FeedbackList) -> str:
    """Where somebody recorded another number than was kept here."""
    figure = answer.recorded
    if figure is None or figure.action is Action.DERIVE or figure.value is None:
        return ""
    return said(
        "Recorded for it as a figure: {pieces} (K-{number}), "
        "which counts instead of what is kept here.",
        pieces=pieces_words(int(figure.value)),
        number=figure.number,
    )


def _line(one: ListedPiece) -> str:
    piece = one.quote.piece
    if piece.erased:
        # No link either: it would lead to the words.
        return _erased_line(one)
    who = f" – {short(piece.customer, _NAME)}" if piece.customer else ""
    words = f"{quote_words(one.quote)}{who}"
    return said(
        "{words}, kept by {person}",
        words=comma_joined([words, short(piece.segment)] if piece.segment else [words]),
        person=short(one.by, _NAME),
    )


def _erased_line(one: ListedPiece) -> str:
    head = piece_head(one.quote.piece)
    if not one.erased_by:
        return said("{piece}: erased", piece=head)
    return said(
        "{piece}: erased by {person}: {reason}",
        piece=head,
        person=short(one.erased_by, _NAME),
        reason=short(one.reason),
    )


def _commands(answer: FeedbackList) -> list[str]:
    newest = answer.pieces[0].quote.piece
    theme = next((one.quote.piece.theme for one in answer.pieces if one.quote.piece.theme), "")
    named = f'"{theme}"' if " " in theme else theme
    erase = f'/kpi erase F-{newest.number} reason="names a customer"'
    return [
        said(
            "{command} – keep another piece; `customer=` and `segment=` may follow",
            command=code(ADD),
        ),
        said("{command} – one theme alone", command=code(f"/kpi feedback theme={named}"))
        if theme and answer.theme is None
        else said("{command} – every theme", command=code("/kpi feedback")),
        said("{command} – a manager takes the words and the name out", command=code(erase)),
    ]
