"""Lines about corrections and recoveries, for threads and former authors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.desk.reading import Reading
from bot.desk.reassessing import Outcome, Reassessment
from bot.views.blocks import Message, Press, actions, escape, plain, section
from bot.views.case import RESOLVE
from bot.views.layout import short
from bot.views.naming import short_name
from bot.views.readings import change_line, value_words
from kpi import catalogue
from kpi.period import Period
from storage.records import Action, Case, Rebase
from storage.redaction import ERASED


def correction_line(old: Reading, new: Reading, by: str) -> Message:
    """`CSAT W46 82 → 79, lee: duplicates removed`, for the digest's thread."""
    reason = f": {short(new.observation.reason)}" if new.observation.reason else ""
    line = f"{_name(new)} {value_words(old)} → {value_words(new)}, {escape(by)}{reason}"
    return Message(text=plain(line), blocks=(section(line),))


def correction_notice(old: Reading, new: Reading, by: str) -> Message:
    """For the person whose figure was corrected."""
    reason = f" Reason: {short(new.observation.reason)}." if new.observation.reason else ""
    line = (
        f"{escape(by)} corrected your {_name(new)}: {value_words(old)} → {value_words(new)}."
        f"{reason} All revisions: `/kpi trace K-{new.observation.number}`"
    )
    return Message(text=plain(line), blocks=(section(line),))


def without_reason(payload: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """A correction's line or notice, as it was sent, without the reason that was given for it."""
    written = {short(reason), plain(short(reason))}

    def cleaned(part: Any) -> Any:
        if isinstance(part, str):
            return _without(part, written)
        if isinstance(part, list):
            return [cleaned(one) for one in part]
        if isinstance(part, Mapping):
            return {name: cleaned(value) for name, value in part.items()}
        return part

    return {name: cleaned(value) for name, value in payload.items()}


def _without(text: str, written: Iterable[str]) -> str:
    for reason in written:
        if text.endswith(f": {reason}"):
            text = f"{text.removesuffix(reason)}{ERASED}"
        text = text.replace(f" Reason: {reason}.", f" Reason: {ERASED}.")
    return text


def reassessed_words(one: Reassessment) -> str:
    """`after the correction from 38.20 to 52.10 it would not be flagged`, without markup."""
    if one.outcome is Outcome.WITHDRAWN:
        held = f" {value_words(one.old)}" if one.old else ""
        return f"the value{held} was taken back"
    return f"{_change_of(one)} {_OUTCOMES[one.outcome]}"


def reassessed_line(case: Case, words: str, *, resolve: bool) -> Message:
    """What a change made of a case, for its thread; proposes to resolve it where nothing is left.

    `words` are those of `reassessed_words` or `rebase_words`.
    """
    period = Period.parse(case.period).short()
    said = f"{short_name(catalogue.get(case.kpi))} {period}: {short(words)}."
    if not resolve:
        return Message(text=plain(said), blocks=(section(said),))
    line = f"{said} Resolve the case?"
    press = Press(label="Resolve", action=RESOLVE, value=case.id)
    return Message(text=f"{plain(line)}\nYou can: Resolve", blocks=(section(line), actions(press)))


def rebase_words(rebase: Rebase, by: str) -> str:
    """`its limits were taken anew from W46 on by kim: new survey tool`, as people typed it."""
    return f"its limits were taken anew from {rebase.starts.short()} on by {by}: {rebase.reason}"


def _change_of(one: Reassessment) -> str:
    if one.new is None:
        period = f"{one.old.observation.key.period.short()}'s value" if one.old else "a value"
        return f"after {period} was taken back"
    if one.old is None:
        return f"after it was recorded again as {value_words(one.new)}"
    what = _CHANGES.get(one.new.observation.action, "correction")
    whose = "" if one.own else f" of {one.new.observation.key.period.short()}"
    return f"after the {what}{whose} from {value_words(one.old)} to {value_words(one.new)}"


_CHANGES = {Action.ADD: "addition", Action.UNDO: "undoing"}
_OUTCOMES = {
    Outcome.CLEARED: "it would not be flagged",
    Outcome.WORSE: "it is worse, and still flagged",
    Outcome.STILL: "it is still flagged",
    Outcome.AGAIN: "it is flagged again",
}


def recovery_line(reading: Reading, case: str) -> Message:
    """A case's value is back; proposes to resolve it."""
    change = f" ({change_line(reading, reading.change)})" if reading.change else ""
    line = f"Recovered: {_name(reading)} is {value_words(reading)}{change}. Resolve the case?"
    press = Press(label="Resolve", action=RESOLVE, value=case)
    return Message(text=f"{plain(line)}\nYou can: Resolve", blocks=(section(line), actions(press)))


def _name(reading: Reading) -> str:
    return f"{short_name(reading.kpi)} {reading.observation.key.period.short()}"
