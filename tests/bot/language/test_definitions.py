from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

import pytest
from babel.messages.catalog import Message

from bot.language import NAMES
from bot.language.catalogues import areas
from kpi.catalogue import SOURCES, all_kpis
from kpi.expression import Expression
from kpi.language import ENGLISH
from tests.bot.language.definitions import definition_texts

TRANSLATED = tuple(code for code in NAMES if code != ENGLISH.code)
KEYS = {kpi.key for kpi in all_kpis()}
PROPER = {
    *("SaaS", "MRR", "NPS", "Cookie"),
    *("Bain", "Company", "Bessemer", "Sixteen", "Ventures", "Invesp", "Userpilot"),
    *("Google", "Analytics", "Harvard", "McKinsey"),
}
"""Names and abbreviations that readers know in Latin letters."""
ELSEWHERE = {"name", "names", "abbreviation", "short", "source", "title", "examples"}
"""Fields of the model that are no texts to translate, or whose translations stand beside them."""

every_language = pytest.mark.parametrize("code", TRANSLATED)


@cache
def _translations(code: str) -> Mapping[str, Message]:
    return {str(one.id): one for one in areas(code)["definitions"] if one.id}


@every_language
def test_every_text_of_the_definitions_is_translated(code: str) -> None:
    held = _translations(code)
    done = {text for text, one in held.items() if one.string and not one.fuzzy}
    assert [text for text in definition_texts() if text not in done] == []


@every_language
def test_no_translation_outlives_its_text(code: str) -> None:
    assert _translations(code).keys() - set(definition_texts()) == set()


@every_language
def test_a_translation_has_the_placeholders_of_its_text(code: str) -> None:
    placeholders = re.compile(r"\{\w*\}")
    differing = [
        text
        for text, one in _translations(code).items()
        if set(placeholders.findall(text)) != set(placeholders.findall(str(one.string)))
    ]
    assert differing == []


@every_language
def test_no_english_is_left_in_a_translation(code: str) -> None:
    latin = re.compile(r"[A-Za-z_]{2,}")
    said = {word for one in _translations(code).values() for word in latin.findall(str(one.string))}
    assert said - PROPER - KEYS == set()


@every_language
def test_a_translation_ends_as_a_sentence_where_its_text_does(code: str) -> None:
    differing = [
        text
        for text, one in _translations(code).items()
        if text.endswith(".") != str(one.string).endswith((".", "。"))
    ]
    assert differing == []


def test_each_text_is_named_once() -> None:
    assert len(definition_texts()) == len(set(definition_texts()))


def test_no_sentence_of_a_definition_is_forgotten() -> None:
    held = {text for one in (*all_kpis(), *SOURCES.values()) for text in _sentences(one)}
    assert held - set(definition_texts()) == set()


def test_titles_of_publications_stay_as_they_were_published() -> None:
    published = {source.title for source in SOURCES.values() if source.year is not None}
    assert published & set(definition_texts()) == set()


def _sentences(held: object) -> Iterator[str]:
    """Every text of several words in a definition, whatever field of the model it stands in."""
    if type(held) is str and " " in held:  # members of enums are strings too
        yield held
    for part in _parts(held):
        yield from _sentences(part)


def _parts(held: object) -> Iterator[object]:
    if isinstance(held, tuple):
        yield from held
    elif is_dataclass(held) and not isinstance(held, Expression):
        yield from (getattr(held, one.name) for one in fields(held) if one.name not in ELSEWHERE)
