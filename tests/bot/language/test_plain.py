"""The English that people read is plain: the other languages are made from it."""

from __future__ import annotations

import re

import pytest

from tests.bot.language.definitions import definition_texts
from tests.bot.language.test_catalogues import said_by_the_code

TEXTS = tuple(
    text
    for key in (*said_by_the_code(), *definition_texts())
    for text in (key if isinstance(key, tuple) else (key,))
)
MOST_WORDS = 40
"""A sentence that is longer is not taken in when it is read aloud once."""
RATHER = {
    "utilize": "use", "utilise": "use", "leverage": "use", "facilitate": "help",
    "commence": "begin",
    "terminate": "end", "prior to": "before", "subsequent": "next", "subsequently": "then",
    "in order to": "to", "due to the fact": "because", "at this point in time": "now",
    "additionally": "also", "furthermore": "also", "aforementioned": "this", "henceforth": "now",
    "regarding": "about", "pertaining": "about", "endeavour": "try", "ascertain": "find out",
    "via": "by", "e.g.": "such as", "i.e.": "that is", "etc.": "and the like",
    "invalid": "say what is wrong", "illegal": "say what is wrong",
    "malformed": "say what is wrong",
    "fatal": "say what happened", "abort": "stop", "execute": "run", "payload": "data",
    "null": "empty", "boolean": "yes or no", "string": "text", "integer": "whole number",
    "parameter": "input", "argument": "input", "regex": "pattern", "timestamp": "time",
    "deprecated": "old", "parse": "read", "instantiate": "make", "persist": "keep",
    "oops": "nothing", "sorry": "nothing", "unfortunately": "nothing", "simply": "nothing",
    "obviously": "nothing", "please note": "nothing", "successfully": "nothing",
    "whitelist": "allow", "blacklist": "refuse", "sanity": "check",
}  # fmt: skip
"""Words that a customer team should not have to read, and what to say in their place."""


@pytest.mark.parametrize("word", sorted(RATHER))
def test_plain_words_are_used(word: str) -> None:
    found = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])", re.IGNORECASE)
    assert [text for text in TEXTS if found.search(text)] == [], f"rather: {RATHER[word]}"


def test_sentences_are_short_enough_to_be_read_aloud() -> None:
    long = [
        sentence
        for text in TEXTS
        for sentence in re.split(r"(?<=[.!?;:])\s|\n", text)
        if len(sentence.split()) > MOST_WORDS
    ]
    assert long == []


def test_nobody_is_shouted_at() -> None:
    assert [text for text in TEXTS if "!" in text.replace("!=", "")] == []
