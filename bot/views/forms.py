"""The small forms of cases and corrections. Each input's block_id is its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import slackblocks
from msgspec import Struct

from bot.views.blocks import Field, Form, modal
from kpi.language import said

REASON, ASSIGN, SNOOZE, NOTE, RESOLVE = (
    "form.reason",
    "form.assign",
    "form.snooze",
    "form.note",
    "form.resolve",
)
INPUT = "value"
"""The action_id of every input; its block_id tells them apart."""
_MAX_TEXT = 1000


class State(Struct, frozen=True, kw_only=True):
    """What a form carries from the press that opened it to its submission."""

    value: str
    response_url: str

    def text(self) -> str:
        """As `private_metadata`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> State:
        """From `private_metadata`.

        Raises:
            ValueError: no form of ours carried that.
        """
        return _STATE.decode(text)


_STATE = msgspec.json.Decoder(State)


def reason(state: State) -> dict[str, Any]:
    """Why a value is corrected."""
    return _form(
        REASON,
        said("Correct a value"),
        said("Correct"),
        _text(
            "reason",
            said("Why is it corrected?"),
            said("Kept with the old value and told its author."),
        ),
        state,
    )


def _assign(state: State) -> dict[str, Any]:
    field = Field(
        block="owner",
        label=said("Who takes it?"),
        element=slackblocks.UserSelectMenu(action_id=INPUT),
    )
    return _form(ASSIGN, said("Assign the case"), said("Assign"), field, state)


def _snooze(state: State) -> dict[str, Any]:
    field = Field(
        block="until",
        label=said("Until when?"),
        element=slackblocks.DatePicker(action_id=INPUT),
        hint=said("It wakes earlier if the value gets worse."),
    )
    return _form(SNOOZE, said("Snooze the case"), said("Snooze"), field, state)


def _note(state: State) -> dict[str, Any]:
    field = _text("note", said("Note"), said("Kept in the timeline."))
    return _form(NOTE, said("Add a note"), said("Add"), field, state)


def _resolve(state: State) -> dict[str, Any]:
    field = _text(
        "reason",
        said("What came of it?"),
        said("Kept in the timeline and shown in the thread."),
    )
    return _form(RESOLVE, said("Resolve the case"), said("Resolve"), field, state)


def _text(name: str, label: str, hint: str) -> Field:
    element = slackblocks.PlainTextInput(action_id=INPUT, multiline=True, max_length=_MAX_TEXT)
    return Field(block=name, label=label, element=element, hint=hint)


def _form(callback: str, title: str, submit: str, field: Field, state: State) -> dict[str, Any]:
    return modal(
        Form(callback=callback, title=title, submit=submit, fields=(field,), state=state.text())
    )


CASE_FORMS: Mapping[str, Callable[[State], dict[str, Any]]] = {
    "assign": _assign,
    "snooze": _snooze,
    "note": _note,
    "resolve": _resolve,
}
"""Forms of a case by the action that opens them."""
