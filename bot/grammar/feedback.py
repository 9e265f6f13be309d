"""Customers' own words: `/kpi feedback`, `/kpi feedback add "…" theme=…`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import KeepFeedback, ListFeedback
from kpi.language import said
from storage.records import Sentiment

EXAMPLE = '/kpi feedback add "exports are slow" theme=exports sentiment=negative'
_LIST = "/kpi feedback theme=onboarding"
_ABOUT = ("theme", "customer", "sentiment", "segment")
_OF_A_FIGURE = frozenset({"items", "period", "formula", "note", "source", "reason"})
"""Names that only recording the KPI's own figure takes."""
_SENTIMENTS: Mapping[str, Sentiment] = {
    **dict.fromkeys(("positive", "good", "happy", "긍정", "正面"), Sentiment.POSITIVE),
    **dict.fromkeys(("neutral", "중립", "中性", "中立"), Sentiment.NEUTRAL),
    **dict.fromkeys(("negative", "bad", "unhappy", "부정", "負面"), Sentiment.NEGATIVE),
}


def read_list(tokens: Sequence[Token]) -> ListFeedback | None:
    """Which pieces are to be listed; None where the words are about the KPI's figure.

    Raises:
        CommandError: the theme is named twice.
    """
    if any(token.name != "theme" for token in tokens):
        return None
    return ListFeedback(theme=_options(tokens, ("theme",), _LIST).get("theme"))


def read_piece(tokens: Sequence[Token], read_segment: Callable[[str], str]) -> KeepFeedback | None:
    """The piece to be kept; None where the words are about the KPI's figure.

    Raises:
        CommandError: it has no words, or something about it cannot be understood.
    """
    named = [token for token in tokens if token.name is not None]
    if any(token.name in _OF_A_FIGURE for token in named):
        return None
    words = " ".join(token.value for token in tokens if token.name is None).strip()
    options = _options(named, _ABOUT, EXAMPLE)
    if not words:
        raise CommandError(
            said("Write what the customer said, between quotes."), field="words", example=EXAMPLE
        )
    return KeepFeedback(
        words=words,
        theme=options.get("theme", ""),
        customer=options.get("customer", ""),
        sentiment=read_sentiment(options["sentiment"]) if "sentiment" in options else None,
        segment=read_segment(options.get("segment", "")),
    )


def read_sentiment(typed: str) -> Sentiment:
    """How a customer feels, as typed.

    Raises:
        CommandError: it is no sentiment.
    """
    found = _SENTIMENTS.get(typed.strip().casefold())
    if found is None:
        raise CommandError(
            said('"{typed}" is no sentiment. Write positive, neutral or negative.', typed=typed),
            field="sentiment",
            candidates=tuple(Sentiment),
            example=EXAMPLE,
        )
    return found


def _options(tokens: Sequence[Token], allowed: tuple[str, ...], example: str) -> Mapping[str, str]:
    options: dict[str, str] = {}
    for token in tokens:
        name = token.name or ""
        if name not in allowed:
            raise CommandError(
                said('"{word}" is too much here.', word=name), field=name, example=example
            )
        if name in options:
            raise CommandError(
                said("{name} is given twice.", name=name), field=name, example=example
            )
        options[name] = token.value
    return options
