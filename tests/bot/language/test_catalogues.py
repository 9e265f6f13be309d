"""Every text has its translation, and every translation its text."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from bot.language import NAMES
from bot.language.catalogues import areas
from kpi.language import ENGLISH
from tests.bot.language.definitions import definition_texts

ROOT = Path(__file__).parents[3]
SAYING = {"said": 1, "phrase": 1, "counted": 2}
"""What says a text, with how many forms of it."""
LANGUAGES = sorted(set(NAMES) - {ENGLISH.code})
OWN_SCRIPT = re.compile(r"[가-힣㐀-鿿]")

Key = str | tuple[str, ...]


PACKAGES = ("bot", "kpi", "storage")


@cache
def code() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module that says something, but for the definitions, whose notation has names alike."""
    files = (one for package in PACKAGES for one in sorted((ROOT / package).rglob("*.py")))
    return tuple((one, ast.parse(one.read_text())) for one in files if "catalogue" not in one.parts)


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call that says a text or marks one to be said."""
    for file, module in code():
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAYING:
                yield file, node


@cache
def said_by_the_code() -> frozenset[Key]:
    found: set[Key] = set()
    for _, call in calls():
        texts = [
            str(one.value)
            for one in call.args[: SAYING[getattr(call.func, "id", "")]]
            if isinstance(one, ast.Constant)
        ]
        if texts:
            found.add(tuple(texts) if len(texts) > 1 else texts[0])
    return frozenset(found)


def messages(code: str) -> Iterator[tuple[str, Message]]:
    for area, catalogue in areas(code).items():
        yield from ((area, message) for message in catalogue if message.id)


def translations(message: Message) -> tuple[str, ...]:
    texts = message.string
    return (texts,) if isinstance(texts, str) else tuple(texts or ())


def parts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_code_is_read() -> None:
    assert len(said_by_the_code()) > 500


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated(code: str) -> None:
    there = {m.id for _, m in messages(code) if all(translations(m)) and not m.fuzzy}
    assert sorted(map(str, said_by_the_code() - there)) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_translation_outlives_its_text(code: str) -> None:
    wanted = said_by_the_code() | set(definition_texts())
    assert sorted(str(m.id) for _, m in messages(code) if m.id not in wanted) == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated_in_one_place(code: str) -> None:
    times = Counter(message.id for _, message in messages(code))
    assert [text for text, number in times.items() if number > 1] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_translations_have_the_parts_of_their_text_and_no_others(code: str) -> None:
    wrong = []
    for _, message in messages(code):
        known = message.id if isinstance(message.id, str) else "".join(message.id)
        given = parts(known) | ({"n"} if isinstance(message.id, tuple) else set())
        wrong += [one for one in translations(message) if not parts(one) <= given]
        wrong += [one for one in translations(message) if len(parts(one)) < len(parts(known))]
    assert wrong == []


MARKED = re.compile(r"(?:`[^`\n]+`|\*[^*\n]+\*)([，。：；、！？（）「」]?)")


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_full_width_mark_follows_bold_words_or_code(code: str) -> None:
    # Slack draws them only before a space, and a space before such a mark is a mistake.
    split = [
        text
        for _, message in messages(code)
        for text in translations(message)
        if any(MARKED.findall(text))
    ]
    assert split == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_translation_is_left_in_english(code: str) -> None:
    left = [
        message.id
        for _, message in messages(code)
        for text in translations(message)
        if has_words(str(message.id)) and not OWN_SCRIPT.search(text)
    ]
    assert left == []


def has_words(text: str) -> bool:
    bare = re.sub(r"\{\w+\}|`[^`]*`", " ", text)
    return bool(re.search(r"[a-z]{3,}", bare)) and text not in SAME_EVERYWHERE


SAME_EVERYWHERE = frozenset({"SaaS", "{words} and {last}", "{first} with {second}: {meaning}"})
"""Texts that may have no letter of a language's own, such as lists."""


def test_no_text_is_put_together_by_code() -> None:
    glued = [
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file, call in calls()
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert glued == []
