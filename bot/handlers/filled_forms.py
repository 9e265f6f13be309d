"""The recording form as it comes back: changed, reviewed, saved, shared."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.desk import filling, looking
from bot.desk.answers import Stands, Way
from bot.desk.asker import Asker
from bot.desk.errors import DeskError, NotAllowed, NotFound
from bot.desk.filling import Choice, Filled, Sheet, Subject, Tried
from bot.desk.languages import language_in
from bot.desk.reading import Reading
from bot.grammar.segments import read_segment
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.modals import Shown, update_soon
from bot.handlers.own_home import acted
from bot.handlers.rehearsal import rehearsal
from bot.handlers.respond import Public, send
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views import problems, readings, recording_review
from bot.views.blocks import Message
from bot.views.form_fields import FORMULA, PERIOD, SEGMENT
from bot.views.form_state import FormState
from bot.views.recording_form import CHOOSE, FILL, KPI, View, form, message_view
from bot.views.recording_review import BACK, CHANNEL, REVIEW, SHARE, WAY
from kpi import catalogue
from kpi.errors import KpiError
from kpi.language import said, speaking
from storage.tx import Tx

T = TypeVar("T")
Ack = dict[str, Any]

_OTHER = {"period": "other_period", "segment": "other_segment"}
"""The inputs whose text counts instead of a menu's choice."""


class Sent(Struct, frozen=True, kw_only=True):
    """A submitted form, or a choice made in one, as Slack delivers it."""

    team: str
    user: str
    callback: str
    shown: Shown
    state: FormState
    fields: tuple[str, ...]
    """The blocks of its inputs, in their order."""
    values: Mapping[str, str]
    """What was filled in, by block; what was left empty is not there."""
    response_url: str
    """Leads to the channel that was chosen in it."""
    chosen_channel: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Sent:
        """The parts of the payload that matter here."""
        view = body["view"]
        held = view["state"]["values"]
        urls = body.get("response_urls") or [{}]
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            callback=view["callback_id"],
            shown=Shown(id=view["id"], hash=view["hash"]),
            state=FormState.read(view["private_metadata"]),
            fields=tuple(one["block_id"] for one in view["blocks"] if one["type"] == "input"),
            values={name: typed for name in held if (typed := _entered(held[name]))},
            response_url=urls[0].get("response_url", ""),
            chosen_channel=urls[0].get("channel_id", ""),
        )


def _entered(block: Mapping[str, Any]) -> str:
    """What one input holds; its action id may change with the form."""
    element: Mapping[str, Any] = next(iter(block.values()), {})
    option = element.get("selected_option") or {}
    held = element.get("value") or option.get("value") or element.get("selected_conversation")
    return str(held or "").strip()


def change(office: Office, sent: Sent) -> None:
    """Another formula or period was chosen: the form follows, and keeps what was typed."""
    about = _about(sent)
    chosen = replace(
        about,
        formula=sent.values.get("formula", about.formula),
        period=sent.values.get("period", about.period),
        segment=read_segment(sent.values.get("segment", about.segment)),
    )
    _turn(office, sent, _turned(sent, chosen))


def _turned(sent: Sent, chosen: Subject) -> Callable[[Tx, Asker], Sheet]:
    offered = _about(sent)
    return lambda tx, asker: filling.turned(tx, asker, _filled(sent, chosen), chosen, offered)


def go_back(office: Office, sent: Sent) -> None:
    """From a review to the form, as it was filled in."""
    _turn(office, sent, lambda tx, asker: filling.filled_again(tx, asker, sent.state.draft))


def _turn(office: Office, sent: Sent, find: Callable[[Tx, Asker], Sheet]) -> None:
    def build() -> View:
        return form(_read(office, sent.team, _own(sent), find), sent.state)

    update_soon(office, sent.team, sent.shown, said("Record a KPI"), build)


def submit_form(office: Office, sent: Sent) -> Ack:
    """What a submitted form is answered with: the next view, or errors under its inputs."""

    def run() -> Ack:
        try:
            return _SUBMISSIONS[sent.callback](office, sent)
        except KpiError as error:
            return _wrong(sent, error)

    return guarded(run, lambda why: _told(sent, "", why), what=sent.callback)


def _wrong(sent: Sent, error: KpiError) -> Ack:
    field = error.field or ""
    if _OTHER.get(field) in sent.values:
        field = _OTHER[field]
    if field not in sent.fields and (sent.callback == REVIEW or not sent.fields):
        why = problems.problem(error, None)
        return _show(recording_review.unsaved(why.blocks, sent.state))
    example = f" {error.example}" if isinstance(error, DeskError) else ""
    return _under(sent, field, f"{error.message}{example}")


def _told(sent: Sent, field: str, message: Message) -> Ack:
    if not sent.fields:
        return _show(message_view(said("Not saved"), message.blocks, sent.state))
    return _under(sent, field, message.text)


def _under(sent: Sent, field: str, sentence: str) -> Ack:
    block = field if field in sent.fields else _first_typed(sent)
    return {"response_action": "errors", "errors": {block: sentence[:_MOST]}}


def _first_typed(sent: Sent) -> str:
    """The first input that is no menu on top: what belongs to no input is said there."""
    return next((one for one in sent.fields if one != "formula"), sent.fields[0])


def _show(view: View) -> Ack:
    return {"response_action": "update", "view": view}


def _chosen(office: Office, sent: Sent) -> Ack:
    about = Subject(kpi=catalogue.get(sent.values.get(KPI, "")).key)
    state = _own(sent)
    sheet = _read(office, sent.team, state, lambda tx, who: filling.sheet(tx, who, about))
    return _show(form(sheet, state))


def _filled_in(office: Office, sent: Sent) -> Ack:
    about, state = _about(sent), _own(sent)
    if sent.values.get("formula", about.formula) != about.formula:
        return _swapped(office, sent)
    filled = _filled(sent, about)
    tried = _tried(office, sent, lambda tx, who: filling.try_out(tx, who, filled, about))
    outcomes: Mapping[Way, Reading] = {}
    if isinstance(tried.answer, Stands):
        outcomes = {way: _met(office, sent, filled, way) for way in tried.answer.ways}
    draft = _write(
        office,
        sent,
        lambda tx, who: filling.keep(tx, who, filled, instead_of=state.draft),
    )
    reviewed = replace(state, draft=draft, revision=_standing_revision(tried))
    return _show(recording_review.review(tried, outcomes, reviewed))


def _met(office: Office, sent: Sent, filled: Filled, way: Way) -> Reading:
    return _tried(office, sent, lambda tx, who: filling.try_way(tx, who, filled, way))


def _swapped(office: Office, sent: Sent) -> Ack:
    """The form was sent before it could follow the formula chosen."""
    chosen = replace(_about(sent), formula=sent.values["formula"])
    state = _own(sent)
    return _show(form(_read(office, sent.team, state, _turned(sent, chosen)), state))


def _filled(sent: Sent, about: Subject) -> Filled:
    kpi = catalogue.get(about.kpi)
    names = filling.formula_of(kpi, about.formula).input_set | kpi.attribute_names
    if not about.number:
        about = replace(about, period=_either(sent, "period"), segment=_either(sent, "segment"))
    return Filled(
        about=about,
        inputs={name: typed for name, typed in sent.values.items() if name in names},
        note=sent.values.get("note", ""),
        source=sent.values.get("source", ""),
        reason=sent.values.get("reason", ""),
    )


def _either(sent: Sent, name: str) -> str:
    """What was typed, or else chosen."""
    return sent.values.get(_OTHER[name]) or sent.values.get(name, "")


def _standing_revision(tried: Tried) -> int:
    if isinstance(tried.answer, Stands):
        return tried.answer.standing.observation.revision
    return tried.answer.reading.observation.revision - 1


def _saved(office: Office, sent: Sent) -> Ack:
    state = _own(sent)
    way = sent.values.get(WAY)
    choice = Choice(
        draft=state.draft,
        revision=state.revision,
        way=Way(way) if way else None,
        reason=sent.values.get("reason", ""),
    )

    def once(tx: Tx, asker: Asker) -> Ack:
        key = f"view:{sent.shown.id}:{sent.shown.hash}"
        if not tx.requests.first_seen(asker.team, key, asker.now):
            answered: Ack = json.loads(tx.requests.answer(asker.team, key) or "{}")
            return answered
        ack = _show(recording_review.saved(filling.save(tx, asker, choice), state))
        tx.requests.keep_answer(asker.team, key, json.dumps(ack, ensure_ascii=False))
        return ack

    ack = _write(office, sent, once)
    office.wake()
    acted(office, sent.team, sent.user)
    return ack


def _shared(office: Office, sent: Sent) -> Ack:
    state, about = _own(sent), _about(sent)

    def share(tx: Tx, asker: Asker) -> Message | None:
        key = f"view:{sent.shown.id}:{sent.shown.hash}"
        if not tx.requests.first_seen(asker.team, key, asker.now):
            return None
        there = replace(asker, channel=sent.chosen_channel)
        with speaking(language_in(tx, there.team, there.channel)):
            reading = looking.shared_reading(tx, there, about.number, state.revision)
            return readings.shared(reading, asker.person.name)

    where = replace(sent, state=replace(state, channel=sent.values.get(CHANNEL, "")))
    message = _write(office, where, share)
    if message is not None:
        send(office, sent.response_url, Public(message))
    return {}


def _own(sent: Sent) -> FormState:
    """The state of a form that is the sender's own.

    Raises:
        NotAllowed: it was opened for somebody else.
    """
    if sent.state.user != sent.user:
        raise NotAllowed(said("This form was opened for somebody else. Open one of your own."))
    return sent.state


def _about(sent: Sent) -> Subject:
    if sent.state.about is None:
        raise NotFound(said("Choose a KPI first."), field=KPI)
    return sent.state.about


def _read(office: Office, team: str, state: FormState, work: Callable[[Tx, Asker], T]) -> T:
    return asked_by(office, team, state.user, state.channel, office.store.read, work)


def _write(office: Office, sent: Sent, work: Callable[[Tx, Asker], T]) -> T:
    return asked_by(office, sent.team, sent.user, sent.state.channel, office.store.write, work)


def _tried(office: Office, sent: Sent, work: Callable[[Tx, Asker], T]) -> T:
    trying = rehearsal(office.store.write)
    return asked_by(office, sent.team, sent.user, sent.state.channel, trying, work)


_MOST = 2000
"""Characters of an error under an input."""
_SUBMISSIONS: Mapping[str, Callable[[Office, Sent], Ack]] = {
    CHOOSE: _chosen,
    FILL: _filled_in,
    REVIEW: _saved,
    SHARE: _shared,
}
FORM_CALLBACKS = tuple(_SUBMISSIONS)
"""Every view of the recording form that can be sent."""
CHANGES: Mapping[str, Callable[[Office, Sent], None]] = {
    FORMULA: change,
    PERIOD: change,
    SEGMENT: change,
    BACK: go_back,
}
"""What can be chosen or pressed in them, by action id."""
