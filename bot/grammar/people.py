"""Who decides, who sees and who records: `/kpi admins …` and `/kpi access KPI …`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from bot.grammar.errors import CommandError
from bot.grammar.tokens import Token
from bot.questions import (
    EVERYONE,
    AddAdmins,
    RemoveAdmins,
    SetAccess,
    ShowAccess,
    ShowAdmins,
)
from kpi import Kpi
from kpi.language import said

_USER = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
_ADMINS = "/kpi admins add @kim"
_SEEN, _RECORDED = "seen", "recorded"
_CLAUSES: Mapping[str, str] = {
    **dict.fromkeys(("seen", "see", "sees", "visible", "view", "read"), _SEEN),
    **dict.fromkeys(("recorded", "record", "records", "recorder", "recorders"), _RECORDED),
}
_FILLERS = frozenset({"by", "to", "for", "only", "and", "its", "the", "members", "of", "=", ","})
_AUDIENCES: Mapping[str, str] = {
    **dict.fromkeys(("everyone", "everybody", "all", "anyone", "off", "none"), EVERYONE),
    **dict.fromkeys(("channels", "channel"), "channels"),
    **dict.fromkeys(("managers", "manager", "admins", "admin"), "managers"),
}


def user_of(word: str, example: str, field: str = "owner") -> str:
    """The id of a mentioned person.

    Raises:
        CommandError: the word mentions nobody.
    """
    match = _USER.fullmatch(word)
    if match is None:
        raise CommandError(
            said('"{word}" is nobody I can see here. Mention a person with @.', word=word),
            field=field,
            example=example,
        )
    return match[1]


def read_admins(tokens: Sequence[Token]) -> ShowAdmins | AddAdmins | RemoveAdmins:
    """The question behind the words after `/kpi admins`.

    Raises:
        CommandError: they are neither `add` nor `remove` and people.
    """
    words = _plain_words(tokens, _ADMINS)
    if not words or [one.casefold() for one in words] == ["list"]:
        return ShowAdmins()
    verb = words[0].casefold()
    if verb not in _CHANGES or len(words) < 2:
        raise CommandError(
            said("Write add or remove, and mention the people."), field="admins", example=_ADMINS
        )
    example = f"/kpi admins {verb} @kim"
    users = tuple(user_of(one, example, "admins") for one in words[1:] if one != "and")
    return _CHANGES[verb](users)


_CHANGES: Mapping[str, Callable[[tuple[str, ...]], AddAdmins | RemoveAdmins]] = {
    "add": lambda users: AddAdmins(users=users),
    "remove": lambda users: RemoveAdmins(users=users),
}


def read_access(kpi: Kpi, tokens: Sequence[Token]) -> ShowAccess | SetAccess:
    """The question behind the words after `/kpi access KPI`.

    Raises:
        CommandError: they say neither who sees it nor who records it.
    """
    example = f"/kpi access {kpi.key} seen managers"
    words = [word for word in _clause_words(tokens, example) if word.casefold() not in _FILLERS]
    if not words:
        return ShowAccess(kpi=kpi)
    clauses: dict[str, list[str]] = {}
    for word in words:
        clause = _CLAUSES.get(word.casefold())
        if clause is not None and clause not in clauses:
            clauses[clause] = []
        elif not clauses:
            raise _unclear(word, example)
        else:
            clauses[next(reversed(clauses))].append(word)
    return SetAccess(
        kpi=kpi,
        seen=_audience(clauses[_SEEN], example) if _SEEN in clauses else None,
        recorders=_recorders(kpi, clauses[_RECORDED]) if _RECORDED in clauses else None,
    )


def _clause_words(tokens: Sequence[Token], example: str) -> list[str]:
    """The words in order; `seen=managers` is `seen managers`, and "@kim,@lee" are two words."""
    words: list[str] = []
    for token in tokens:
        if token.name is not None and token.name not in _CLAUSES:
            raise CommandError(
                said('"{word}" is too much here.', word=token.name),
                field=token.name,
                example=example,
            )
        words += [token.name] if token.name is not None else []
        words += [part for part in token.value.replace(",", " ").split() if part]
    return words


def _audience(words: Sequence[str], example: str) -> str:
    found = {_AUDIENCES.get(word.casefold()) for word in words}
    if len(found) != 1 or None in found:
        raise _unclear(" ".join(words) or _SEEN, example)
    return str(found.pop())


def _recorders(kpi: Kpi, words: Sequence[str]) -> tuple[str, ...]:
    example = f"/kpi access {kpi.key} recorded @kim @lee"
    if [_AUDIENCES.get(word.casefold()) for word in words] == [EVERYONE]:
        return ()
    if not words:
        raise CommandError(
            said("Mention who records it, or write everyone."), field=_RECORDED, example=example
        )
    return tuple(user_of(word, example, _RECORDED) for word in words)


def _unclear(typed: str, example: str) -> CommandError:
    return CommandError(
        said(
            '"{typed}" does not say who sees the KPI. Write seen and one of managers, '
            "channels or everyone; or recorded and the people.",
            typed=typed,
        ),
        field="access",
        candidates=("managers", "channels", "everyone"),
        example=example,
    )


def _plain_words(tokens: Sequence[Token], example: str) -> list[str]:
    named = next((token.name for token in tokens if token.name is not None), None)
    if named is not None:
        raise CommandError(
            said('"{word}" is too much here.', word=named), field=named, example=example
        )
    return [part for token in tokens for part in token.value.replace(",", " ").split()]
