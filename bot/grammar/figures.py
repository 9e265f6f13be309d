"""Figures and feedback by their id: `/kpi trace K-4821`, `/kpi erase K-4821 …`, `… F-12 …`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import EraseFeedback, EraseWords, Trace
from kpi.language import phrase, said

_TRACE = "/kpi trace K-4821"
_ERASE = '/kpi erase K-4821 reason="names a customer"'

_WHICH = {
    "trace": phrase("Write the id that stands under a figure: K- and a number."),
    "erase": phrase(
        "Write the id that stands under a figure, K- and a number, or at a piece of "
        "feedback, F- and a number."
    ),
}


def read_trace(tokens: Sequence[Token]) -> Trace:
    """The figure to be traced.

    Raises:
        CommandError: no id is named.
    """
    _refuse_more(tokens, (), _TRACE)
    return Trace(number=_number(tokens, "trace", _TRACE))


def read_erase(tokens: Sequence[Token]) -> EraseWords | EraseFeedback:
    """The figure or the piece of feedback that loses its words, and why.

    Raises:
        CommandError: no id is named, or no reason is given.
    """
    _refuse_more(tokens, ("reason",), _ERASE)
    words = [one for one in tokens if one.name is None]
    letter = "F" if words and words[0].value[:1] in ("F", "f") else "K"
    number = _number(words, "erase", _ERASE, letter)
    reason = next((one.value for one in tokens if one.name == "reason"), "").strip()
    if not reason:
        raise CommandError(
            said(
                "Erasing what people wrote needs a reason, which is kept. Leave the customer's "
                "name out of it."
            ),
            field="reason",
            example=f'/kpi erase {letter}-{number} reason="names a customer"',
        )
    if letter == "F":
        return EraseFeedback(number=number, reason=reason)
    return EraseWords(number=number, reason=reason)


def _number(tokens: Sequence[Token], field: str, example: str, letter: str = "K") -> int:
    digits = tokens[0].value.upper().removeprefix(letter).lstrip("-#") if tokens else ""
    if not digits.isdecimal() or len(digits) > 12:
        raise CommandError(
            said(_WHICH[field]),
            field=field,
            example=example,
        )
    return int(digits)


def _refuse_more(tokens: Sequence[Token], allowed: tuple[str, ...], example: str) -> None:
    words = [one.value for one in tokens if one.name is None]
    named = [one.name for one in tokens if one.name is not None and one.name not in allowed]
    extra = [*named, *words[1:]]
    if extra:
        raise CommandError(
            said('"{word}" is too much here.', word=extra[0]), field=extra[0], example=example
        )
