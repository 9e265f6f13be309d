"""`/kpi close …` and `/kpi reopen …`."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import CloseMonth, ReopenMonth, ShowMonths
from kpi.language import said

_CLOSE, _REOPEN = "/kpi close 2026-10", '/kpi reopen 2026-10 reason="late invoice"'


def read_close(tokens: Sequence[Token]) -> CloseMonth | ShowMonths:
    """The question behind the words after `/kpi close`; without any, which months are closed.

    Raises:
        CommandError: something else than a month and a reason is named.
    """
    month, reason = _read(tokens, _CLOSE)
    return CloseMonth(month=month, reason=reason) if month else ShowMonths()


def read_reopen(tokens: Sequence[Token]) -> ReopenMonth:
    """The question behind the words after `/kpi reopen`.

    Raises:
        CommandError: the month or the reason is missing, or something else is named.
    """
    month, reason = _read(tokens, _REOPEN)
    if not month:
        raise CommandError(said("Which month do you mean?"), field="month", example=_REOPEN)
    if not reason:
        raise CommandError(
            said("Reopening a month needs a reason, which is kept."),
            field="reason",
            example=f'/kpi reopen {month} reason="late invoice"',
        )
    return ReopenMonth(month=month, reason=reason)


def _read(tokens: Sequence[Token], example: str) -> tuple[str, str]:
    """The month as typed, and the reason."""
    words = " ".join(token.value for token in tokens if token.name is None)
    named = {token.name: token.value.strip() for token in tokens if token.name is not None}
    extra = next((name for name in named if name != "reason"), None)
    if extra is not None:
        raise CommandError(
            said('"{word}" is too much here.', word=extra), field=extra, example=example
        )
    return words, named.get("reason", "")
