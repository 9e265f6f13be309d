"""Customers' own words, short: how often which theme came up, and single quotes."""

from __future__ import annotations

from bot.desk.voices import Quote, Theme, Voices
from bot.views.layout import code, short
from storage.records import Piece, Sentiment

THEMES = 3
"""Themes that a digest names."""
_SHORT = 140
"""Characters of a customer's words that are quoted."""


def voices_line(voices: Voices) -> str:
    """The digest's line about a period: how many, how they feel, the themes named most."""
    named = [one for one in voices.themes if one.name]
    most = f" Most named: {themes_words(named[:THEMES])}." if named else ""
    return f"*Customers said*  {counted(voices)}.{most} All of it: {code('/kpi feedback')}"


def counted(voices: Voices) -> str:
    """`8 pieces of feedback: 4 negative, 3 neutral, 1 positive`."""
    parts = [
        f"{voices.of(one)} {one}"
        for one in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)
        if voices.of(one)
    ]
    return f"{pieces_words(voices.pieces)}{': ' if parts else ''}{', '.join(parts)}"


def pieces_words(pieces: int) -> str:
    """`1 piece of feedback`."""
    return f"{pieces} {'piece' if pieces == 1 else 'pieces'} of feedback"


def themes_words(themes: list[Theme]) -> str:
    """`onboarding 5 (3 negative), price 2`."""
    return ", ".join(
        f"{theme_name(one.name)} {one.pieces}"
        + (f" ({one.negative} negative)" if one.negative else "")
        for one in themes
    )


def theme_name(theme: str) -> str:
    """A theme, or that there is none."""
    return short(theme) if theme else "no theme"


def quote_words(one: Quote) -> str:
    """`F-12, 17 Nov, exports, negative: “They are slow” (message)`."""
    piece = one.piece
    link = f" (<{one.link}|message>)" if one.link else ""
    return f"{piece_head(piece)}: “{said(piece)}”{link}"


def piece_head(piece: Piece) -> str:
    """`F-12, 17 Nov, exports, negative`."""
    theme = f", {short(piece.theme)}" if piece.theme else ""
    return f"F-{piece.number}, {piece.kept_at.day} {piece.kept_at:%b}{theme}, {piece.sentiment}"


def said(piece: Piece) -> str:
    """The customer's words on one line, made harmless and cut."""
    return short(" ".join(piece.words.split()), _SHORT)
