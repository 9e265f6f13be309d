"""Words in a row, as a sentence of each language lists them."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.language import said


def joined_and(words: Sequence[str]) -> str:
    """All of them: "a, b and c". Nothing for no words."""
    if len(words) < 2:
        return "".join(words)
    return said("{words} and {last}", words=comma_joined(words[:-1]), last=words[-1])


def joined_or(words: Sequence[str]) -> str:
    """Any one of them: "a, b or c". Nothing for no words."""
    if len(words) < 2:
        return "".join(words)
    return said("{words} or {last}", words=comma_joined(words[:-1]), last=words[-1])


def comma_joined(words: Sequence[str]) -> str:
    """One after another, without a word before the last: "a, b, c"."""
    return said(", ").join(words)


def alternatives(groups: Sequence[str]) -> str:
    """Any of several things that are lists themselves: "a and b, or c and d"."""
    return said(", or ").join(groups)


def sentences(*each: str) -> str:
    """Whole sentences, one after another; empty ones are left out."""
    told = [one for one in each if one]
    text = "".join(told[:1])
    for one in told[1:]:
        text = said("{sentence} {next}", sentence=text, next=one)
    return text


def labelled(label: str, words: str) -> str:
    """What something is, and then what of it: "Promoters: 1,700"."""
    return said("{label}: {value}", label=label, value=words)


def with_aside(words: str, aside: str) -> str:
    """Words with a remark in brackets: "Promoters (whole number)"."""
    return said("{words} ({aside})", words=words, aside=aside)


def without_stop(sentence: str) -> str:
    """A sentence as a clause of another: the full stop at its end is left out."""
    return sentence.removesuffix(".").removesuffix("。")
