"""Where a figure comes from: its inputs, its formula, its revisions, and who saw which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.desk.answers import History, Seen, Told, WordsLine
from bot.views.blocks import Message, escape
from bot.views.derived import derived_from, derived_sentence
from bot.views.inputs import arithmetic, formula_words, input_lines
from bot.views.layout import short, titled, told
from bot.views.moments import moment
from bot.views.months import month_lines
from bot.views.naming import among, full_name
from bot.views.numbers import quantity
from kpi import Kpi
from storage.records import Action, Observation

_MOST = 15
"""Revisions and messages shown; older ones are counted."""
_WEB = re.compile(r"https?://[^\s<>|`\"]{1,500}")
_DONE: Mapping[Action, str] = {
    Action.RECORD: "recorded",
    Action.ADD: "more added",
    Action.REPLACE: "replaced",
    Action.CORRECT: "corrected",
    Action.UNDO: "taken back",
    Action.IMPORT: "imported",
    Action.DERIVE: "derived",
    Action.POOL: "pooled from segments",
    Action.MERGE: "merged",
}


def trace(answer: History) -> Message:
    """Everything known about one figure."""
    newest, _ = answer.revisions[-1]
    key = newest.key
    heading = f"*K-{answer.number}* · {full_name(answer.kpi)}, {key.period.words()}"
    return told(
        f"{heading}{among(key.segment)}\n{_now(answer)}",
        *_made_of(answer),
        titled("Revisions", _latest([_revision(answer.kpi, *one) for one in answer.revisions])),
        titled("Shown in", _latest([_seen(one) for one in answer.shown]))
        or "It was in no digest yet.",
        titled("Told directly", _latest([_told(one) for one in answer.told])),
        titled("Its month", month_lines(answer.months)),
        titled("Words erased", [_erased(one) for one in answer.erased]),
    )


def _now(answer: History) -> str:
    newest, author = answer.revisions[-1]
    if newest.withdrawn:
        if newest.action is Action.DERIVE:
            return "It is no longer derived, because a part of it was taken back or changed."
        return f"It was taken back by {short(author, 100)} and holds nothing now."
    so_far = " so far" if newest.partial else ""
    origin = derived_from(newest) or f"by {short(author, 100)}"
    return f"It holds *{_value(answer.kpi, newest)}*{so_far}, {origin}."


def _made_of(answer: History) -> list[str]:
    """Inputs, formula and origin of the newest revision that holds anything."""
    held = next((one for one, _ in reversed(answer.revisions) if one.entry), None)
    if held is None or held.entry is None:
        return []
    kpi, reading = answer.kpi, answer.reading
    formula = kpi.formula(held.entry.formula)
    numbers = [arithmetic(kpi, reading.result)] if reading and reading.result else []
    undefined = [f"Undefined: {reading.undefined}."] if reading and reading.undefined else []
    lines = [f"`{formula.key}`: {formula_words(kpi, formula)}", *numbers, *undefined]
    return [
        titled("Inputs", input_lines(kpi, held.entry)),
        titled("Formula", lines),
        titled("Origin", _origin(held)),
    ]


def _origin(held: Observation) -> list[str]:
    lines = [f"Source: {_source(held.source)}" if held.source else "Source: none given."]
    if held.note:
        lines.append(f"Note: {short(held.note)}")
    if held.parts:
        parts = ", ".join(f"K-{number}" for number in held.parts[:_MOST])
        lines.append(derived_sentence(held) or f"Computed from {parts}.")
    return lines


def _source(source: str) -> str:
    """A web address stays one; the shown words are the address itself."""
    if _WEB.fullmatch(source):
        return f"<{source.replace('&', '&amp;')}|{escape(source)}>"
    return short(source)


def _revision(kpi: Kpi, one: Observation, author: str) -> str:
    held = f": {_value(kpi, one)}" if one.entry else ""
    so_far = " so far" if one.partial and one.entry else ""
    reason = f". Reason: {short(one.reason)}" if one.reason else ""
    no_longer = "no longer " if one.action is Action.DERIVE and one.withdrawn else ""
    done = f"{no_longer}{_DONE[one.action]} by {short(author, 100)}"
    return f"{one.revision}. {moment(one.recorded_at)}, {done}{held}{so_far}{reason}"


def _value(kpi: Kpi, one: Observation) -> str:
    if one.entry is None or one.value is None:
        return "undefined"
    return quantity(one.value, kpi.unit_of(kpi.formula(one.entry.formula)), one.entry.currency)


def _seen(one: Seen) -> str:
    about = f"digest of {one.digest}" if one.digest else "digest posted by hand"
    where = f"<#{one.channel}>" if one.channel[:1] in ("C", "G") else "a direct message"
    first, *edits = one.revisions
    edited = "".join(f", then revision {number}" for number in edits)
    return f"{about} in {where}, {_when(one.sent)}: revision {first}{edited}"


def _told(one: Told) -> str:
    return f"{short(one.name, 100)}, of revision {one.revision}, {_when(one.sent)}"


def _erased(one: WordsLine) -> str:
    return f"{moment(one.at)}, by {short(one.actor, 100)}: {short(one.reason)}"


def _when(sent: datetime | None) -> str:
    return moment(sent) if sent else "not sent"


def _latest(lines: list[str]) -> list[str]:
    """The newest lines; how many older ones there are is said."""
    older = len(lines) - _MOST
    return [f"… {older} older", *lines[-_MOST:]] if older > 0 else lines
