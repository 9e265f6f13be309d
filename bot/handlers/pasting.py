"""Rows of a sheet in Slack: the form that takes them, their check, and saving them at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from bot.desk import pasting
from bot.desk.asker import Asker
from bot.desk.errors import NotAllowed
from bot.desk.filling import Subject
from bot.desk.pasting import Consent, Pasted
from bot.desk.reaching import write_to
from bot.handlers.boundary import Transaction, asked_by, guarded
from bot.handlers.filled_forms import Ack, Sent
from bot.handlers.forms import Opened
from bot.handlers.modals import TooLateError, open_soon, update_soon
from bot.handlers.own_home import acted
from bot.office import Office
from bot.views import pasting as view
from bot.views import problems
from bot.views.blocks import Message
from bot.views.form_state import FormState
from bot.views.recording_form import KPI, View, message_view
from kpi import catalogue
from kpi.errors import KpiError
from kpi.language import said
from storage.tx import Tx

T = TypeVar("T")

_MOST = 2000
"""Characters of an error under an input."""


def open_pasting(office: Office, opened: Opened, kpi: str = "") -> Message | None:
    """Shows the form that takes rows pasted from a sheet.

    `kpi` is the key of the KPI its menu begins with; "" leaves that open. Where it is too late to
    show a form, what to do instead is returned.
    """
    state = FormState(user=opened.user, channel=opened.channel)

    def build(tx: Tx, asker: Asker) -> View:
        if kpi:
            pasting.may_paste(tx, asker, catalogue.get(kpi))
        return view.form(state, Pasted(text="", kpi=kpi))

    return _open(office, opened, build, kpi)


def open_waiting(office: Office, opened: Opened, draft: str) -> Message | None:
    """Shows the check of a file that was dropped, or asks which KPI it is about."""
    state = FormState(user=opened.user, channel=opened.channel, draft=draft)

    def build(tx: Tx, asker: Asker) -> View:
        pasted = pasting.waiting(tx, asker, draft)
        if pasting.is_unclear(pasted):
            return view.form(state, pasted)
        return _checked(tx, asker, pasted, state)

    return _open(office, opened, build)


def _open(
    office: Office, opened: Opened, build: Callable[[Tx, Asker], View], kpi: str = ""
) -> Message | None:
    def built() -> View:
        return asked_by(office, opened.team, opened.user, opened.channel, office.store.write, build)

    if opened.inside is not None:
        update_soon(office, opened.team, opened.inside, view.title(), built)
        return None
    try:
        open_soon(office, opened.team, opened.trigger, view.title(), built)
    except TooLateError:
        return view.too_late(kpi)
    return None


def _checked(tx: Tx, asker: Asker, pasted: Pasted, state: FormState) -> View:
    """The check of rows; they are kept with what was shown of them."""
    checked = pasting.check(tx, asker, pasted)
    seen = replace(pasted, seen=checked.print)
    draft = pasting.keep(tx, asker, seen, instead_of=state.draft)
    shown = replace(state, about=Subject(kpi=pasted.kpi), draft=draft)
    return view.review(replace(checked, pasted=seen), shown)


def submit_pasted(office: Office, sent: Sent) -> Ack:
    """What a submitted form is answered with: the next view, or errors under its inputs."""

    def run() -> Ack:
        try:
            if sent.state.user != sent.user:
                raise NotAllowed(
                    said("This form was opened for somebody else. Open one of your own.")
                )
            return FORMS[sent.callback](office, sent)
        except KpiError as error:
            return _wrong(sent, error)

    def unforeseen(message: Message) -> Ack:
        return _show(message_view(said("Not saved"), message.blocks, sent.state))

    return guarded(run, unforeseen, what=sent.callback)


def go_back(office: Office, sent: Sent) -> None:
    """From the check to the rows as they were pasted."""

    def build() -> View:
        def again(tx: Tx, asker: Asker) -> View:
            return view.form(sent.state, pasting.waiting(tx, asker, sent.state.draft))

        return _asked(office, sent, office.store.read, again)

    update_soon(office, sent.team, sent.shown, view.title(), build)


def _check(office: Office, sent: Sent) -> Ack:
    def check(tx: Tx, asker: Asker) -> View:
        kpi = sent.values.get(KPI, "")
        pasted = Pasted(text=sent.values.get(view.ROWS, ""), kpi=kpi)
        if view.ROWS not in sent.fields:
            pasted = replace(pasting.waiting(tx, asker, sent.state.draft), kpi=kpi)
        return _checked(tx, asker, pasted, sent.state)

    return _show(_asked(office, sent, office.store.write, check))


def _save(office: Office, sent: Sent) -> Ack:
    consent = Consent(
        draft=sent.state.draft,
        leave_out=sent.values.get(view.BAD) == view.LEAVE_OUT,
        reason=sent.values.get(view.REASON, ""),
    )

    def once(tx: Tx, asker: Asker) -> tuple[Ack, bool]:
        key = f"view:{sent.shown.id}:{sent.shown.hash}"
        if not tx.requests.first_seen(asker.team, key, asker.now):
            answered: Ack = json.loads(tx.requests.answer(asker.team, key) or "{}")
            return answered, False
        beside = pasting.waiting(tx, asker, consent.draft).is_long
        ack = _show(
            view.saving(sent.state)
            if beside
            else view.saved(pasting.save(tx, asker, consent), sent.state)
        )
        tx.requests.keep_answer(asker.team, key, json.dumps(ack, ensure_ascii=False))
        return ack, beside

    ack, beside = _asked(office, sent, office.store.write, once)
    office.wake()
    acted(office, sent.team, sent.user)
    if beside:
        office.later.do(lambda: _save_beside(office, sent, consent), what="save rows")
    return ack


def _save_beside(office: Office, sent: Sent, consent: Consent) -> None:
    """Saves what takes longer than Slack waits; what came of it is told directly."""

    def save(tx: Tx, asker: Asker) -> Message:
        return view.saved_message(pasting.save(tx, asker, consent))

    told = guarded(
        lambda: _asked(office, sent, office.store.write, save),
        lambda message: message,
        what="save rows",
    )
    office.store.write(lambda tx: write_to(tx, sent.team, sent.user, lambda: told))
    office.wake()
    acted(office, sent.team, sent.user)


def _asked(
    office: Office, sent: Sent, transaction: Transaction, work: Callable[[Tx, Asker], T]
) -> T:
    return asked_by(office, sent.team, sent.user, sent.state.channel, transaction, work)


def _wrong(sent: Sent, error: KpiError) -> Ack:
    if error.field in sent.fields:
        return {"response_action": "errors", "errors": {error.field: error.message[:_MOST]}}
    return _show(view.unsaved(problems.problem(error, None).blocks, sent.state))


def _show(shown: View) -> Ack:
    return {"response_action": "update", "view": shown}


FORMS: Mapping[str, Callable[[Office, Sent], dict[str, Any]]] = {
    view.FORM: _check,
    view.REVIEW: _save,
}
"""The views that can be sent, by callback id."""
CHANGES: Mapping[str, Callable[[Office, Sent], None]] = {view.BACK: go_back}
"""What can be pressed in them, by action id."""
