"""A command with a word that can mean several KPIs, once one of them is chosen."""

from __future__ import annotations

import html

from bot.grammar.commands import read_command
from bot.questions import Record
from kpi.errors import AmbiguousName, KpiError
from kpi.text import fold_width


def with_meaning(text: str, error: AmbiguousName, key: str) -> str:
    """The text of the command, as Slack sends it, with a KPI's key in the place of the word."""
    typed = html.unescape(text)
    # Folding keeps the length, so what it finds stands at the same place.
    at = fold_width(typed).index(error.typed)
    return html.escape(typed[:at] + key + typed[at + len(error.typed) :], quote=False)


def would_record(command: str, text: str, error: AmbiguousName) -> bool:
    """Whether the command stores a figure once the KPI is known."""
    try:
        meant = read_command(command, with_meaning(text, error, error.candidates[0]))
    except KpiError:
        return False
    return isinstance(meant, Record)
