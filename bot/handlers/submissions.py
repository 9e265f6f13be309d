"""Submitted forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from bot.desk import caseworking, settling
from bot.desk.asker import Asker
from bot.desk.departing import hand_over
from bot.desk.errors import Refused
from bot.desk.refresh import after_case_change
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.own_home import acted
from bot.handlers.presses import carry_out_draft
from bot.handlers.respond import Replace, Reply, send
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.questions import Mode
from bot.views import departure, forms
from bot.views import settling as settling_view
from bot.views.blocks import Message
from kpi.errors import KpiError
from kpi.language import said
from storage.records import Case
from storage.tx import Tx


class Submitted(Struct, frozen=True, kw_only=True):
    """A submitted form as Slack delivers it."""

    team: str
    user: str
    callback: str
    view: str
    state: forms.State
    values: Mapping[str, str]
    """What was entered, by the name of the input."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Submitted:
        """The parts of the payload that matter here."""
        view = body["view"]
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            callback=view["callback_id"],
            view=view["id"],
            state=forms.State.read(view["private_metadata"]),
            values={name: _entered(block) for name, block in view["state"]["values"].items()},
        )


Ack = dict[str, Any]


def submit(office: Office, submitted: Submitted) -> Ack:
    """What the form is answered with: nothing (it closes), or an error under a field."""
    field = next(iter(submitted.values), "")

    def run() -> Ack:
        try:
            _carry_out(office, submitted)
        except KpiError as error:
            known = error.field is not None and error.field in submitted.values
            return _under(error.field if known and error.field else field, error.message)
        return {}

    def told(message: Message) -> Ack:
        return _under(field, message.text)

    return guarded(run, told, what=submitted.callback)


def _carry_out(office: Office, submitted: Submitted) -> None:
    def once(tx: Tx, asker: Asker) -> Reply | None:
        if not tx.requests.first_seen(asker.team, f"view:{submitted.view}", asker.now):
            return None
        return _HANDLERS[submitted.callback](tx, asker, submitted)

    reply = asked_by(office, submitted.team, submitted.user, "", office.store.write, once)
    office.wake()
    acted(office, submitted.team, submitted.user)
    if reply is not None:
        send(office, submitted.state.response_url, reply)


def _correct(tx: Tx, asker: Asker, submitted: Submitted) -> Reply:
    reason = submitted.values.get("reason", "").strip()
    if not reason:
        raise Refused(said("Write a reason."), field="reason")
    return carry_out_draft(tx, asker, submitted.state.value, Mode.CORRECT, reason)


def _on_case(
    work: Callable[[Tx, Asker, Submitted], Case],
) -> Callable[[Tx, Asker, Submitted], None]:
    def run(tx: Tx, asker: Asker, submitted: Submitted) -> None:
        after_case_change(tx, asker.team, work(tx, asker, submitted), asker.now)

    return run


def _assign(tx: Tx, asker: Asker, submitted: Submitted) -> Case:
    return caseworking.assign(tx, asker, submitted.state.value, submitted.values.get("owner", ""))


def _snooze(tx: Tx, asker: Asker, submitted: Submitted) -> Case:
    try:
        until = date.fromisoformat(submitted.values.get("until", ""))
    except ValueError as error:
        raise Refused(said("Choose a day."), field="until") from error
    return caseworking.snooze(tx, asker, submitted.state.value, until)


def _note(tx: Tx, asker: Asker, submitted: Submitted) -> Case:
    return caseworking.note(tx, asker, submitted.state.value, submitted.values.get("note", ""))


def _resolve(tx: Tx, asker: Asker, submitted: Submitted) -> Case:
    return caseworking.resolve(tx, asker, submitted.state.value, submitted.values.get("reason", ""))


def _it_is_there(tx: Tx, asker: Asker, submitted: Submitted) -> Reply:
    link = submitted.values.get(settling_view.LINK, "")
    delivery = settling.it_is_there(tx, asker, submitted.state.value, link)
    return Replace(settling_view.settled(delivery, asker.person.name))


def _hand_over(tx: Tx, asker: Asker, submitted: Submitted) -> Reply:
    heir = submitted.values.get(departure.HEIR, "")
    return Replace(departure.handed_over(*hand_over(tx, asker, submitted.state.value, heir)))


def _entered(block: Mapping[str, Any]) -> str:
    element = block.get(forms.INPUT) or {}
    return (
        element.get("value") or element.get("selected_user") or element.get("selected_date") or ""
    )


def _under(field: str, message: str) -> Ack:
    return {"response_action": "errors", "errors": {field: message[:2000]}}


_HANDLERS: Mapping[str, Callable[[Tx, Asker, Submitted], Reply | None]] = {
    forms.REASON: _correct,
    forms.ASSIGN: _on_case(_assign),
    forms.SNOOZE: _on_case(_snooze),
    forms.NOTE: _on_case(_note),
    forms.RESOLVE: _on_case(_resolve),
    settling_view.FORM: _it_is_there,
    departure.FORM: _hand_over,
}
CALLBACKS = tuple(_HANDLERS)
"""Every form of ours."""
