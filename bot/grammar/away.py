"""`/kpi away …`: days off as people type them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from bot.grammar.errors import CommandError
from bot.grammar.people import user_of
from bot.grammar.tokens import Token
from bot.questions import EndAway, SetAway, ShowAway
from kpi.language import said

EXAMPLE = "/kpi away 2026-09-24..2026-09-28"
_SPAN = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:(?:\.\.+|~|–|—)(\d{4}-\d{1,2}-\d{1,2}))?")
_OFF = frozenset({"off", "none", "back", "end", "clear"})


def read_away(tokens: Sequence[Token]) -> ShowAway | SetAway | EndAway:
    """The question behind the words after `/kpi away`.

    Raises:
        CommandError: they are neither days nor `off`, or the days are none.
    """
    named = next((token for token in tokens if token.name is not None), None)
    if named is not None:
        raise CommandError(
            said('"{word}" is too much here.', word=named.name), field=named.name, example=EXAMPLE
        )
    words = [token.value for token in tokens]
    user = user_of(words.pop(0), EXAMPLE, "away") if words and words[0].startswith("<@") else None
    if not words:
        return ShowAway(user=user)
    if len(words) == 1 and words[0].casefold() in _OFF:
        return EndAway(user=user)
    first, last = _days("".join(words))
    return SetAway(user=user, first=first, last=last)


def _days(typed: str) -> tuple[date, date]:
    match = _SPAN.fullmatch(typed)
    if match is None:
        raise CommandError(
            said(
                '"{typed}" is not a span of days. Write the first and the last day off as '
                "year-month-day, with two dots between them; or off when you are back.",
                typed=typed,
            ),
            field="away",
            example=EXAMPLE,
        )
    first, last = _day(match[1]), _day(match[2] or match[1])
    if last < first:
        raise CommandError(
            said("The last day ({last}) is before the first ({first}).", last=last, first=first),
            field="away",
            example=EXAMPLE,
        )
    return first, last


def _day(text: str) -> date:
    try:
        return date(*map(int, text.split("-")))
    except ValueError as error:
        raise CommandError(
            said('There is no day "{typed}" in the calendar.', typed=text),
            field="away",
            example=EXAMPLE,
        ) from error
