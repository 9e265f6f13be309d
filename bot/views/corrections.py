"""Lines about corrections and recoveries, for threads and former authors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from bot.desk.reading import Reading
from bot.desk.reassessing import Outcome, Reassessment
from bot.language import NAMES, language
from bot.views.blocks import Message, Press, actions, escape, joined, plain, section
from bot.views.case import RESOLVE
from bot.views.layout import short
from bot.views.naming import short_name
from bot.views.readings import change_line, value_words
from bot.views.states import case_period
from kpi import catalogue
from kpi.language import phrase, said, speaking
from kpi.lists import labelled, sentences, with_aside
from storage.records import Action, Case, Rebase
from storage.redaction import ERASED


def correction_line(old: Reading, new: Reading, by: str) -> Message:
    """`CSAT W46 82 → 79, lee: duplicates removed`, for the digest's thread."""
    line = said(
        "{figure} {old} → {new}, {name}",
        figure=_name(new),
        old=value_words(old),
        new=value_words(new),
        name=escape(by),
    )
    if new.observation.reason:
        line = labelled(line, short(new.observation.reason))
    return Message(text=plain(line), blocks=(section(line),))


def correction_notice(old: Reading, new: Reading, by: str) -> Message:
    """For the person whose figure was corrected."""
    corrected = said(
        "{name} corrected your {figure}: {old} → {new}.",
        name=escape(by),
        figure=_name(new),
        old=value_words(old),
        new=value_words(new),
    )
    reason = new.observation.reason
    why = said("Reason: {reason}.", reason=short(reason)) if reason else ""
    command = f"`/kpi trace K-{new.observation.number}`"
    line = sentences(corrected, why, said("All revisions: {command}", command=command))
    return Message(text=plain(line), blocks=(section(line),))


def without_reason(payload: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """A correction's line or notice, as it was sent, without the reason that was given for it."""
    written = {short(reason), plain(short(reason))}
    wordings = [wording for one in written for wording in _wordings(one)]

    def cleaned(part: Any) -> Any:
        if isinstance(part, str):
            return _without(part, wordings)
        if isinstance(part, list):
            return [cleaned(one) for one in part]
        if isinstance(part, Mapping):
            return {name: cleaned(value) for name, value in part.items()}
        return part

    return {name: cleaned(value) for name, value in payload.items()}


class _Wording(Struct, frozen=True):
    """How a reason was said in a language, and how it is said once it is erased."""

    ending: str
    """Of a line."""
    erased_ending: str
    sentence: str
    """Of a notice."""
    erased_sentence: str


def _wordings(reason: str) -> Iterator[_Wording]:
    """In every language: what was sent does not tell which one it was said in."""
    for code in NAMES:
        with speaking(language(code)):
            yield _Wording(
                ending=labelled("", reason),
                erased_ending=labelled("", ERASED),
                sentence=said("Reason: {reason}.", reason=reason),
                erased_sentence=said("Reason: {reason}.", reason=ERASED),
            )


def _without(text: str, wordings: Iterable[_Wording]) -> str:
    for one in wordings:
        if text.endswith(one.ending):
            text = f"{text.removesuffix(one.ending)}{one.erased_ending}"
        text = text.replace(one.sentence, one.erased_sentence)
    return text


def reassessed_words(one: Reassessment) -> str:
    """`after the correction from 38.20 to 52.10 it would not be flagged`, without markup."""
    if one.outcome is Outcome.WITHDRAWN:
        if one.old is None:
            return said("the value was taken back")
        return said("the value {value} was taken back", value=value_words(one.old))
    return said("{change} {outcome}", change=_change_of(one), outcome=said(_OUTCOMES[one.outcome]))


def reassessed_line(case: Case, words: str, *, resolve: bool) -> Message:
    """What a change made of a case, for its thread; proposes to resolve it where nothing is left.

    `words` are those of `reassessed_words` or `rebase_words`.
    """
    figure = f"{short_name(catalogue.get(case.kpi))} {case_period(case)}"
    line = said("{figure}: {what}.", figure=figure, what=short(words))
    if not resolve:
        return Message(text=plain(line), blocks=(section(line),))
    return _proposal(line, case.id)


def _proposal(line: str, case: str) -> Message:
    """What speaks for resolving a case, and the button that does it."""
    asked = sentences(line, said("Resolve the case?"))
    press = Press(label=said("Resolve"), action=RESOLVE, value=case)
    choice = said("You can: {choices}", choices=press.label)
    return Message(text=joined([plain(asked), choice]), blocks=(section(asked), actions(press)))


def rebase_words(rebase: Rebase, by: str) -> str:
    """`its limits were taken anew from W46 on by kim: new survey tool`, as people typed it."""
    return said(
        "its limits were taken anew from {period} on by {name}: {reason}",
        period=rebase.starts.short(),
        name=by,
        reason=rebase.reason,
    )


def _change_of(one: Reassessment) -> str:
    if one.new is None:
        return _after_taking_back(one.old)
    if one.old is None:
        return said("after it was recorded again as {value}", value=value_words(one.new))
    own, of_another = _CHANGES.get(one.new.observation.action, _CORRECTION)
    return said(
        own if one.own else of_another,
        period=one.new.observation.key.period.short(),
        old=value_words(one.old),
        new=value_words(one.new),
    )


def _after_taking_back(old: Reading | None) -> str:
    if old is None:
        return said("after a value was taken back")
    period = old.observation.key.period.short()
    return said("after {period}'s value was taken back", period=period)


_CORRECTION = (
    phrase("after the correction from {old} to {new}"),
    phrase("after the correction of {period} from {old} to {new}"),
)
"""Of the flagged figure itself; then of another period's."""
_CHANGES = {
    Action.ADD: (
        phrase("after the addition from {old} to {new}"),
        phrase("after the addition of {period} from {old} to {new}"),
    ),
    Action.UNDO: (
        phrase("after the undoing from {old} to {new}"),
        phrase("after the undoing of {period} from {old} to {new}"),
    ),
}
_OUTCOMES = {
    Outcome.CLEARED: phrase("it would not be flagged"),
    Outcome.WORSE: phrase("it is worse, and still flagged"),
    Outcome.STILL: phrase("it is still flagged"),
    Outcome.AGAIN: phrase("it is flagged again"),
}


def recovery_line(reading: Reading, case: str) -> Message:
    """A case's value is back; proposes to resolve it."""
    value = value_words(reading)
    if reading.change:
        change = change_line(reading, reading.change)
        value = with_aside(value, change)
    line = said("Recovered: {figure} is {value}.", figure=_name(reading), value=value)
    return _proposal(line, case)


def _name(reading: Reading) -> str:
    return f"{short_name(reading.kpi)} {reading.observation.key.period.short()}"
