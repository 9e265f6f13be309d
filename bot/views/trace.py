"""Where a figure comes from: its inputs, its formula, its revisions, and who saw which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from bot.desk.answers import History, Seen, Told, WordsLine
from bot.views.blocks import Message, escape, joined
from bot.views.derived import derived_from, derived_sentence
from bot.views.inputs import arithmetic, formula_words, input_lines
from bot.views.layout import short, titled, told
from bot.views.moments import moment
from bot.views.months import month_lines
from bot.views.naming import among, full_name
from bot.views.numbers import quantity
from kpi import Kpi
from kpi.language import phrase, said
from kpi.lists import comma_joined, labelled
from storage.records import Action, Observation

_MOST = 15
"""Revisions and messages shown; older ones are counted."""
_WEB = re.compile(r"https?://[^\s<>|`\"]{1,500}")
_DONE: Mapping[Action, str] = {
    Action.RECORD: phrase("recorded by {name}"),
    Action.ADD: phrase("more added by {name}"),
    Action.REPLACE: phrase("replaced by {name}"),
    Action.CORRECT: phrase("corrected by {name}"),
    Action.UNDO: phrase("taken back by {name}"),
    Action.IMPORT: phrase("imported by {name}"),
    Action.DERIVE: phrase("derived by {name}"),
    Action.POOL: phrase("pooled from segments by {name}"),
    Action.MERGE: phrase("merged by {name}"),
}
_NO_LONGER = phrase("no longer derived by {name}")


def trace(answer: History) -> Message:
    """Everything known about one figure."""
    newest, _ = answer.revisions[-1]
    key = newest.key
    figure = said("{kpi}, {period}", kpi=full_name(answer.kpi), period=key.period.words())
    heading = f"*K-{answer.number}* · {figure}{among(key.segment)}"
    revisions = [_revision(answer.kpi, *one) for one in answer.revisions]
    return told(
        joined([heading, _now(answer)]),
        *_made_of(answer),
        titled(said("Revisions"), _latest(revisions)),
        titled(said("Shown in"), _latest([_seen(one) for one in answer.shown]))
        or said("It was in no digest yet."),
        titled(said("Told directly"), _latest([_told(one) for one in answer.told])),
        titled(said("Its month"), month_lines(answer.months)),
        titled(said("Words erased"), [_erased(one) for one in answer.erased]),
    )


def _now(answer: History) -> str:
    newest, author = answer.revisions[-1]
    if newest.withdrawn:
        if newest.action is Action.DERIVE:
            return said("It is no longer derived, because a part of it was taken back or changed.")
        return said("It was taken back by {name} and holds nothing now.", name=short(author, 100))
    return said(
        _HOLDS_SO_FAR if newest.partial else _HOLDS,
        value=_value(answer.kpi, newest),
        origin=derived_from(newest) or said("by {name}", name=short(author, 100)),
    )


_HOLDS = phrase("It holds *{value}*, {origin}.")
_HOLDS_SO_FAR = phrase("It holds *{value}* so far, {origin}.")


def _made_of(answer: History) -> list[str]:
    """Inputs, formula and origin of the newest revision that holds anything."""
    held = next((one for one, _ in reversed(answer.revisions) if one.entry), None)
    if held is None or held.entry is None:
        return []
    kpi, reading = answer.kpi, answer.reading
    formula = kpi.formula(held.entry.formula)
    numbers = [arithmetic(kpi, reading.result)] if reading and reading.result else []
    undefined = (
        [said("Undefined: {why}.", why=reading.undefined)] if reading and reading.undefined else []
    )
    words = labelled(f"`{formula.key}`", formula_words(kpi, formula))
    lines = [words, *numbers, *undefined]
    return [
        titled(said("Inputs"), input_lines(kpi, held.entry)),
        titled(said("Formula"), lines),
        titled(said("Origin"), _origin(held)),
    ]


def _origin(held: Observation) -> list[str]:
    lines = [
        said("Source: {source}", source=_source(held.source))
        if held.source
        else said("Source: none given.")
    ]
    if held.note:
        lines.append(said("Note: {note}", note=short(held.note)))
    if held.parts:
        parts = comma_joined([f"K-{number}" for number in held.parts[:_MOST]])
        computed = said("Computed from {figures}.", figures=parts)
        lines.append(derived_sentence(held) or computed)
    return lines


def _source(source: str) -> str:
    """A web address stays one; the shown words are the address itself."""
    if _WEB.fullmatch(source):
        return f"<{source.replace('&', '&amp;')}|{escape(source)}>"
    return short(source)


def _revision(kpi: Kpi, one: Observation, author: str) -> str:
    no_longer = one.action is Action.DERIVE and one.withdrawn
    done = said(_NO_LONGER if no_longer else _DONE[one.action], name=short(author, 100))
    if one.entry:
        value = _value(kpi, one)
        if one.partial:
            value = said("{value} so far", value=value)
        done = labelled(done, value)
    line = said(
        "{revision}. {time}, {done}", revision=one.revision, time=moment(one.recorded_at), done=done
    )
    if not one.reason:
        return line
    return said("{line}. Reason: {reason}", line=line, reason=short(one.reason))


def _value(kpi: Kpi, one: Observation) -> str:
    if one.entry is None or one.value is None:
        return said("undefined")
    return quantity(one.value, kpi.unit_of(kpi.formula(one.entry.formula)), one.entry.currency)


def _seen(one: Seen) -> str:
    where = f"<#{one.channel}>" if one.channel[:1] in ("C", "G") else said("a direct message")
    line = said(
        _IN_A_DIGEST if one.digest else _BY_HAND,
        digest=one.digest,
        channel=where,
        time=_when(one.sent),
        revision=one.revisions[0],
    )
    for number in one.revisions[1:]:
        line = said("{line}, then revision {revision}", line=line, revision=number)
    return line


_IN_A_DIGEST = phrase("digest of {digest} in {channel}, {time}: revision {revision}")
_BY_HAND = phrase("digest posted by hand in {channel}, {time}: revision {revision}")


def _told(one: Told) -> str:
    return said(
        "{name}, of revision {revision}, {time}",
        name=short(one.name, 100),
        revision=one.revision,
        time=_when(one.sent),
    )


def _erased(one: WordsLine) -> str:
    return said(
        "{time}, by {name}: {reason}",
        time=moment(one.at),
        name=short(one.actor, 100),
        reason=short(one.reason),
    )


def _when(sent: datetime | None) -> str:
    return moment(sent) if sent else said("not sent")


def _latest(lines: list[str]) -> list[str]:
    """The newest lines; how many older ones there are is said."""
    older = len(lines) - _MOST
    return [said("… {n} older", n=older), *lines[-_MOST:]] if older > 0 else lines
