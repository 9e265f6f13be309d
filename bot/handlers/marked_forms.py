"""The forms of a message's shortcuts as they come back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from bot.desk import feedback, noting
from bot.desk.asker import Asker
from bot.desk.errors import DeskError, NotAllowed
from bot.desk.feedback import Source
from bot.desk.noting import InThread
from bot.grammar.feedback import read_sentiment
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.own_home import acted
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.questions import KeepFeedback
from bot.views import feedback as feedback_view
from bot.views.blocks import Message
from bot.views.feedback_form import (
    KEEP,
    KEEP_TITLE,
    NO_THEME,
    NOTE,
    NOTE_TITLE,
    MessageState,
)
from bot.views.form_fields import EVERYBODY
from bot.views.notes import noted
from bot.views.recording_form import message_view
from kpi.errors import KpiError
from kpi.language import said
from storage.records import TOTAL
from storage.tx import Tx

Ack = dict[str, Any]

_MOST = 2000
"""Characters of an error under an input."""
_TYPED = {"theme": "new_theme"}
"""The inputs whose text counts instead of a menu's choice."""


class Returned(Struct, frozen=True, kw_only=True):
    """A submitted form of a message's shortcut, as Slack delivers it."""

    team: str
    user: str
    callback: str
    view: str
    state: MessageState
    fields: tuple[str, ...]
    """The blocks of its inputs, in their order."""
    values: Mapping[str, str]
    """What was filled in, by block; what was left empty is not there."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Returned:
        """The parts of the payload that matter here."""
        view = body["view"]
        held = view["state"]["values"]
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            callback=view["callback_id"],
            view=view["id"],
            state=MessageState.read(view["private_metadata"]),
            fields=tuple(one["block_id"] for one in view["blocks"] if one["type"] == "input"),
            values={name: typed for name in held if (typed := _entered(held[name]))},
        )


def _entered(block: Mapping[str, Any]) -> str:
    element: Mapping[str, Any] = next(iter(block.values()), {})
    option = element.get("selected_option") or {}
    return str(element.get("value") or option.get("value") or "").strip()


def submit_marked(office: Office, returned: Returned) -> Ack:
    """What the form is answered with: what was saved, or errors under its inputs."""

    def run() -> Ack:
        try:
            return _saved(office, returned)
        except KpiError as error:
            return _wrong(returned, error)

    return guarded(run, lambda why: _under(returned, "", why.text), what=returned.callback)


def _saved(office: Office, returned: Returned) -> Ack:
    if returned.state.user != returned.user:
        raise NotAllowed(said("This form was opened for somebody else. Open one of your own."))

    def once(tx: Tx, asker: Asker) -> Ack:
        key = f"view:{returned.view}"
        if not tx.requests.first_seen(asker.team, key, asker.now):
            answered: Ack = json.loads(tx.requests.answer(asker.team, key) or "{}")
            return answered
        title, save = FORMS[returned.callback]
        view = message_view(said(title), save(tx, asker, returned).blocks)
        ack = {"response_action": "update", "view": view}
        tx.requests.keep_answer(asker.team, key, json.dumps(ack, ensure_ascii=False))
        return ack

    channel = returned.state.channel
    ack = asked_by(office, returned.team, returned.user, channel, office.store.write, once)
    office.wake()
    acted(office, returned.team, returned.user)
    return ack


def _keep(tx: Tx, asker: Asker, returned: Returned) -> Message:
    values, state = returned.values, returned.state
    chosen = values.get("theme", NO_THEME)
    segment = values.get("segment", EVERYBODY)
    question = KeepFeedback(
        words=values.get("words", ""),
        theme=values.get("new_theme") or ("" if chosen == NO_THEME else chosen),
        customer=values.get("customer", ""),
        sentiment=read_sentiment(values.get("sentiment", "")),
        segment=TOTAL if segment == EVERYBODY else segment,
    )
    source = Source(channel=state.channel, ts=state.ts)
    return feedback_view.kept(feedback.keep(tx, asker, question, source))


def _note(tx: Tx, asker: Asker, returned: Returned) -> Message:
    values, state = returned.values, returned.state
    where = InThread(channel=state.channel, ts=state.ts, thread_ts=state.thread_ts)
    case = values.get("case", "")
    return noted(noting.note_message(tx, asker, where, case, values.get("note", "")))


def _wrong(returned: Returned, error: KpiError) -> Ack:
    field = error.field or ""
    if _TYPED.get(field) in returned.values:
        field = _TYPED[field]
    example = f" {error.example}" if isinstance(error, DeskError) else ""
    return _under(returned, field, f"{error.message}{example}")


def _under(returned: Returned, field: str, sentence: str) -> Ack:
    block = field if field in returned.fields else next(iter(returned.fields), "words")
    return {"response_action": "errors", "errors": {block: sentence.strip()[:_MOST]}}


FORMS: Mapping[str, tuple[str, Callable[[Tx, Asker, Returned], Message]]] = {
    KEEP: (KEEP_TITLE, _keep),
    NOTE: (NOTE_TITLE, _note),
}
"""Titles and work of the forms, by their callback id."""
