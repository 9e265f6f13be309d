"""The recording form opened: by a button, in the modal somebody looks at, or by a shortcut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from bot.delivery.purpose import Purpose
from bot.desk import filling, looking
from bot.desk.asker import Asker
from bot.desk.filling import Subject
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.modals import Shown, TooLateError, open_modal, open_soon, update_soon
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views import readings, recording_review
from bot.views.blocks import Message
from bot.views.form_state import FormState
from bot.views.recording_form import View, chooser, form, message_view, title_of
from kpi import catalogue
from kpi.language import said
from storage.records import DeliveryKind, NewDelivery
from storage.tx import Tx

T = TypeVar("T")


class Opened(Struct, frozen=True, kw_only=True):
    """Somebody asks for a form: by a button in a message, or in the modal they look at."""

    team: str
    user: str
    channel: str
    trigger: str
    inside: Shown | None
    """The modal the button stands in."""


def open_form(office: Office, opened: Opened, about: Subject) -> Message | None:
    """Shows the form; where that is too late, the command to type instead is returned."""
    state = FormState(user=opened.user, channel=opened.channel)

    def build() -> View:
        sheet = _read(office, opened.team, state, lambda tx, who: filling.sheet(tx, who, about))
        return form(sheet, state)

    title = title_of("Correct" if about.number else "Record", catalogue.get(about.kpi))
    if opened.inside is not None:
        update_soon(office, opened.team, opened.inside, title, build)
        return None
    try:
        open_soon(office, opened.team, opened.trigger, title, build)
    except TooLateError:
        return _read(office, opened.team, state, lambda tx, who: _command(tx, who, about))
    return None


def _read(office: Office, team: str, state: FormState, work: Callable[[Tx, Asker], T]) -> T:
    return asked_by(office, team, state.user, state.channel, office.store.read, work)


def _command(tx: Tx, asker: Asker, about: Subject) -> Message:
    if about.number:
        return readings.correction_hint(looking.figure(tx, asker, about.number))
    return readings.record_hint(catalogue.get(about.kpi), about.segment, about.period)


def open_share(office: Office, opened: Opened, number: int, revision: int) -> None:
    """Asks where an answer in a modal is to be shared."""
    about = Subject(kpi="", number=number)
    state = FormState(user=opened.user, channel=opened.channel, about=about, revision=revision)
    if opened.inside is not None:
        share = recording_review.share(state)
        update_soon(office, opened.team, opened.inside, said("Share"), lambda: share)


class Used(Struct, frozen=True, kw_only=True):
    """A global shortcut as Slack delivers it."""

    team: str
    user: str
    trigger: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Used:
        """The parts of the payload that matter here."""
        return cls(team=workspace_of(body), user=body["user"]["id"], trigger=body["trigger_id"])


def record_shortcut(office: Office, used: Used) -> None:
    """Asks which KPI is to be recorded; who may not is told so in the same place."""
    state = FormState(user=used.user, channel="")

    def ask() -> View | None:
        first = asked_by(office, used.team, used.user, "", office.store.write, once)
        return chooser(state) if first else None

    def once(tx: Tx, asker: Asker) -> bool:
        return tx.requests.first_seen(asker.team, f"shortcut:{used.trigger}", asker.now)

    view = guarded(ask, lambda why: message_view(said("Record a KPI"), why.blocks), what="shortcut")
    if view is not None:
        guarded(lambda: _show(office, used, view), lambda _why: None, what="shortcut")


def _show(office: Office, used: Used, view: View) -> None:
    try:
        open_modal(office, used.team, used.trigger, view)
    except TooLateError:
        _write_to(office, used)


def _write_to(office: Office, used: Used) -> None:
    """A shortcut has no other place for an answer than a direct message."""

    def tell(tx: Tx, asker: Asker) -> None:
        message = NewDelivery(
            kind=DeliveryKind.DIRECT,
            channel=asker.user,
            payload=readings.shortcut_hint().payload(),
            purpose=Purpose.NOTICE,
        )
        tx.deliveries.add(asker.team, message)

    asked_by(office, used.team, used.user, "", office.store.write, tell)
    office.wake()


SHORTCUTS: Mapping[str, Callable[[Office, Used], None]] = {"record_kpi": record_shortcut}
"""Global shortcuts by their callback id."""
