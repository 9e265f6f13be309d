"""Customers' own words, short: how often which theme came up, and single quotes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.voices import Quote, Theme, Voices
from bot.views.layout import code, short
from kpi.dates import short_day_words
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined, sentences
from storage.records import Piece, Sentiment

THEMES = 3
"""Themes that a digest names."""
_SHORT = 140
"""Characters of a customer's words that are quoted."""
_SO_MANY: Mapping[Sentiment, str] = {
    Sentiment.NEGATIVE: phrase("{count} negative"),
    Sentiment.NEUTRAL: phrase("{count} neutral"),
    Sentiment.POSITIVE: phrase("{count} positive"),
}
_FEELINGS: Mapping[Sentiment, str] = {
    Sentiment.NEGATIVE: phrase("negative"),
    Sentiment.NEUTRAL: phrase("neutral"),
    Sentiment.POSITIVE: phrase("positive"),
}


def voices_line(voices: Voices) -> str:
    """The digest's line about a period: how many, how they feel, the themes named most."""
    named = [one for one in voices.themes if one.name]
    most = said("Most named: {themes}.", themes=themes_words(named[:THEMES])) if named else ""
    words = sentences(
        said("{counts}.", counts=counts_words(voices)),
        most,
        said("All of it: {command}", command=code("/kpi feedback")),
    )
    return said("*Customers said*  {words}", words=words)


def counts_words(voices: Voices) -> str:
    """`8 pieces of feedback: 4 negative, 3 neutral, 1 positive`."""
    parts = [said(words, count=voices.of(one)) for one, words in _SO_MANY.items() if voices.of(one)]
    if not parts:
        return pieces_words(voices.pieces)
    return said(
        "{pieces}: {feelings}", pieces=pieces_words(voices.pieces), feelings=comma_joined(parts)
    )


def pieces_words(pieces: int) -> str:
    """`1 piece of feedback`."""
    return counted("{n} piece of feedback", "{n} pieces of feedback", pieces)


def themes_words(themes: list[Theme]) -> str:
    """`onboarding 5 (3 negative), price 2`."""
    return comma_joined([_theme_words(one) for one in themes])


def _theme_words(theme: Theme) -> str:
    name = theme_name(theme.name)
    if not theme.negative:
        return f"{name} {theme.pieces}"
    return said(
        "{theme} {pieces} ({negative} negative)",
        theme=name,
        pieces=theme.pieces,
        negative=theme.negative,
    )


def theme_name(theme: str) -> str:
    """A theme, or that there is none."""
    return short(theme) if theme else said("no theme")


def feeling(sentiment: Sentiment) -> str:
    """How a customer feels, in the middle of a sentence: "negative"."""
    return said(_FEELINGS[sentiment])


def quote_words(one: Quote) -> str:
    """`F-12, 17 Nov, exports, negative: “They are slow” (message)`."""
    words = said("{piece}: “{words}”", piece=piece_head(one.piece), words=_words(one.piece))
    message = said("message")
    return f"{words} (<{one.link}|{message}>)" if one.link else words


def piece_head(piece: Piece) -> str:
    """`F-12, 17 Nov, exports, negative`."""
    theme = [short(piece.theme)] if piece.theme else []
    kept = short_day_words(piece.kept_at.date())
    return comma_joined([f"F-{piece.number}", kept, *theme, feeling(piece.sentiment)])


def _words(piece: Piece) -> str:
    """The customer's words on one line, made harmless and cut."""
    return short(" ".join(piece.words.split()), _SHORT)
