"""A message of Slack's as people read it: mentions, channels and links in plain words."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from kpi.language import phrase, said

_MARK = re.compile(r"<([^<>]+)>")
_UNNAMED = {"@": phrase("@somebody"), "#": phrase("#channel"), "!": phrase("@everyone")}


def words_of(text: str, name_of: Callable[[str], str]) -> str:
    """The words of a message's text; `name_of` gives the name of a user id, or ""."""
    return html.unescape(_MARK.sub(lambda match: _spoken(match[1], name_of), text)).strip()


def _spoken(mark: str, name_of: Callable[[str], str]) -> str:
    what, _, label = mark.partition("|")
    kind = what[:1]
    if kind == "@":
        name = label or name_of(what[1:])
        return f"@{name}" if name else said(_UNNAMED[kind])
    if kind == "#":
        return f"#{label}" if label else said(_UNNAMED[kind])
    if kind == "!":
        return label or (f"@{what[1:]}" if what[1:].isalpha() else said(_UNNAMED[kind]))
    address = what.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({address})" if label and label != address else address
