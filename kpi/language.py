"""What people are told, in the language of whoever reads it: the English sentence is the key.

The language is ambient, as the precision of `decimal` is: views and errors would otherwise hand it
through every function. Whoever knows the reader opens a scope; outside of one, English is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from gettext import NullTranslations


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, eq=False)
class Language:
    """A language that texts are said in."""

    code: str
    """As catalogues and KPI names have it: "en", "ko", "zh_Hant"."""
    catalogue: NullTranslations = field(default_factory=NullTranslations)
    finish: Callable[[str], str] = _as_it_is
    """What the language asks for once the parts stand in the sentence, such as particles."""


ENGLISH = Language("en")

_SPOKEN: ContextVar[Language] = ContextVar("language", default=ENGLISH)


def spoken() -> Language:
    """The language that is said now."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Says everything within in a language."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def turn_to(language: Language) -> None:
    """Says the rest of the enclosing scope in a language: its reader has become known."""
    _SPOKEN.set(language)


def said(message: str, /, **parts: object) -> str:
    """A sentence in the language spoken.

    Args:
        message: the English sentence, which is its key, with `{name}` where a part stands.
        parts: what stands there, in words already. Without parts, braces are signs like others.
    """
    language = _SPOKEN.get()
    if language is ENGLISH:
        return message.format(**parts) if parts else message
    text = language.catalogue.gettext(message) if message else ""
    return language.finish(text.format(**parts) if parts else text)


def counted(one: str, many: str, count: int, /, **parts: object) -> str:
    """A sentence about so many things; `{n}` is the number, unless `parts` say it otherwise."""
    language = _SPOKEN.get()
    text = language.catalogue.ngettext(one, many, count)
    return language.finish(text.format(**{"n": f"{count:,}", **parts}))


def phrase(message: str) -> str:
    """Marks an English sentence that stands in a constant, to be `said` by its reader."""
    return message
