"""Splits what people type into words and name=value pairs."""

from __future__ import annotations

import html
from collections.abc import Iterable

from msgspec import Struct

from bot.grammar.errors import CommandError
from kpi.language import said
from kpi.text import fold_width

_QUOTES = str.maketrans("\u201c\u201d\u201e\uff02\u2018\u2019", '""""\'\'')


class Token(Struct, frozen=True):
    """A word, or a pair where `name` is set."""

    value: str
    name: str | None = None


def split(text: str) -> tuple[Token, ...]:
    """The words of a command.

    Double quotes keep spaces together, smart quotes count as plain ones, full-width letters and
    digits are folded, `a = b` is `a=b`, and Slack's escapes of & < > are undone.

    Raises:
        CommandError: a quote is not closed, or a name has no value.
    """
    return _pairs(_words(html.unescape(text).translate(_QUOTES)))


def join(tokens: Iterable[Token]) -> str:
    """A command of these words: splitting it gives them again."""
    return html.escape(" ".join(map(_written, tokens)), quote=False)


def _written(token: Token) -> str:
    quoted = f'"{token.value}"'
    return quoted if token.name is None else f"{token.name}={quoted}"


class _Word(Struct, frozen=True):
    text: str
    quoted_from: int | None
    """Where the quoted part begins; text before it may hold a name."""


def _words(text: str) -> list[_Word]:
    if '"' not in text:
        return [_Word(fold_width(word), None) for word in text.split()]
    words: list[_Word] = []
    current: list[str] = []
    started = quoting = False
    quoted_from: int | None = None
    for character in text:
        if character == '"':
            quoting = not quoting
            started = True
            quoted_from = len("".join(current)) if quoted_from is None else quoted_from
        elif character.isspace() and not quoting:
            if started:
                words.append(_Word("".join(current), quoted_from))
            current, started, quoted_from = [], False, None
        else:
            current.append(character if quoting else fold_width(character))
            started = True
    if quoting:
        raise CommandError(said('A quote (") is opened but not closed.'), field="text")
    if started:
        words.append(_Word("".join(current), quoted_from))
    return words


def _pairs(words: list[_Word]) -> tuple[Token, ...]:
    tokens: list[Token] = []
    waiting: str | None = None
    for word in _join_spaced_equals(words):
        name, value = _split_pair(word)
        if waiting is not None:
            if name is not None:
                raise CommandError(
                    said('{name} has no value after "=".', name=waiting), field=waiting
                )
            tokens.append(Token(value, waiting))
            waiting = None
        elif name is not None and value == "" and word.quoted_from is None:
            waiting = name
        else:
            tokens.append(Token(value, name))
    if waiting is not None:
        raise CommandError(said('{name} has no value after "=".', name=waiting), field=waiting)
    return tuple(tokens)


def _join_spaced_equals(words: list[_Word]) -> list[_Word]:
    """`lost = 50` and `lost =50` become `lost=` and what follows; `>=` is left alone."""
    joined: list[_Word] = []
    for word in words:
        if word.text.startswith("=") and word.quoted_from is None and joined:
            before = joined[-1]
            if before.quoted_from is None and before.text and before.text[-1] not in "<>=":
                joined[-1] = _Word(before.text + word.text, None)
                continue
        joined.append(word)
    return joined


def _split_pair(word: _Word) -> tuple[str | None, str]:
    head = word.text if word.quoted_from is None else word.text[: word.quoted_from]
    for at, character in enumerate(head):
        if character == "=":
            if at == 0 or head[at - 1] in "<>":
                return None, word.text
            return head[:at].casefold(), word.text[at + 1 :]
    return None, word.text
