"""Buttons: what a press asks, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bot.desk import caseworking, exporting, looking, pasting, recording, settling
from bot.desk.answers import Answer
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.desk.departing import hand_over, require_estate
from bot.desk.drafts import keep_draft, take_draft
from bot.desk.errors import NotFound
from bot.desk.filling import Subject
from bot.desk.gathering import case_link
from bot.desk.languages import language_in
from bot.desk.pasting import Pasted
from bot.desk.refresh import after_case_change
from bot.desk.workspace import workspace_of as workspace_settings
from bot.grammar.commands import read_command
from bot.grammar.meanings import with_meaning, would_record
from bot.grammar.tokens import Token, join, split
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.exporting import Wanted, export_soon
from bot.handlers.forms import Opened, open_form, open_share
from bot.handlers.modals import Shown, TooLateError, open_modal, push_modal, update_soon
from bot.handlers.own_home import acted
from bot.handlers.pasting import open_pasting, open_waiting
from bot.handlers.respond import Delete, Private, Public, Replace, Reply, send
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.questions import Explain, Export, Mode, Record
from bot.questions import History as HistoryQuestion
from bot.views import case, departure, escalation, forms, problems, readings, segments
from bot.views import exporting as exporting_view
from bot.views import pasting as pasting_view
from bot.views import settling as settling_view
from bot.views.answers import message_of
from bot.views.blocks import without_charts
from bot.views.form_state import channel_in
from bot.views.recording_form import message_view
from kpi import Kpi, catalogue
from kpi.errors import AmbiguousName
from kpi.language import said, speaking
from kpi.period import Period
from storage.records import Draft
from storage.tx import Tx

T = TypeVar("T")


class Pressed(Struct, frozen=True, kw_only=True):
    """A pressed button as Slack delivers it."""

    team: str
    user: str
    channel: str
    action: str
    value: str
    trigger: str
    response_url: str
    key: str
    """Names this press, however often it is delivered."""
    modal: Shown | None = None
    """The modal it stands in."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Pressed:
        """The parts of the payload that matter here."""
        action = body["actions"][0]
        container = body.get("container") or {}
        view = body.get("view") or {}
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            channel=(body.get("channel") or {}).get("id")
            or container.get("channel_id")
            or channel_in(view.get("private_metadata") or ""),
            action=action["action_id"],
            value=action.get("value") or "",
            trigger=body["trigger_id"],
            response_url=body.get("response_url") or "",
            key=f"press:{body['user']['id']}:{container.get('message_ts') or view.get('id')}:"
            f"{action['action_id']}:{action.get('action_ts')}",
            modal=Shown(id=view["id"], hash=view["hash"]) if view.get("type") == "modal" else None,
        )


def press(office: Office, pressed: Pressed) -> None:
    """Answers a press: by a form, a private message, or by editing the message pressed."""
    reply = guarded(
        lambda: _HANDLERS[pressed.action](office, pressed),
        Private,
        what=pressed.action,
    )
    if isinstance(reply, Private) and pressed.modal is not None:
        _lay_upon(office, pressed, pressed.modal, reply)
    elif isinstance(reply, Private) and not pressed.response_url:
        _show_over_home(office, pressed, reply)
    elif reply is not None:
        send(office, pressed.response_url, reply)


def _lay_upon(office: Office, pressed: Pressed, modal: Shown, reply: Private) -> None:
    """Shows the answer to a press in a modal, which no `response_url` leads to."""
    view = message_view("KPI Bot", without_charts(reply.message.blocks))
    try:
        push_modal(office, pressed.team, pressed.trigger, view)
    except TooLateError:
        update_soon(office, pressed.team, modal, "KPI Bot", lambda: view)


def _show_over_home(office: Office, pressed: Pressed, reply: Private) -> None:
    """Shows the answer to a press on Home, where there is no place for a message."""
    with suppress(TooLateError):
        view = message_view("KPI Bot", without_charts(reply.message.blocks))
        open_modal(office, pressed.team, pressed.trigger, view)


def _read(office: Office, pressed: Pressed, work: Callable[[Tx, Asker], Answer]) -> Reply:
    return asked_by(
        office,
        pressed.team,
        pressed.user,
        pressed.channel,
        office.store.read,
        lambda tx, asker: Private(message_of(work(tx, asker))),
    )


def _write(
    office: Office, pressed: Pressed, work: Callable[[Tx, Asker], Reply | None]
) -> Reply | None:
    """Carries a press out once, however often Slack delivers it."""

    def once(tx: Tx, asker: Asker) -> Reply | None:
        if not tx.requests.first_seen(asker.team, pressed.key, asker.now):
            return None
        return work(tx, asker)

    reply = asked_by(office, pressed.team, pressed.user, pressed.channel, office.store.write, once)
    office.wake()
    acted(office, pressed.team, pressed.user)
    return reply


def _share(office: Office, pressed: Pressed) -> Reply | None:
    number, revision = (int(part) for part in pressed.value.split("|"))

    def shared(tx: Tx, asker: Asker) -> Reply:
        with speaking(language_in(tx, asker.team, asker.channel)):
            reading = looking.shared_reading(tx, asker, number, revision)
            return Public(readings.shared(reading, asker.person.name))

    if pressed.modal is None:
        return _write(office, pressed, shared)
    open_share(office, _opened(pressed), number, revision)
    return None


def _correct(office: Office, pressed: Pressed) -> Reply | None:
    number = int(pressed.value.split("|")[0])

    def about(tx: Tx, asker: Asker) -> Subject:
        return Subject(kpi=looking.figure(tx, asker, number).kpi.key, number=number)

    return _form(office, pressed, about)


def _form(office: Office, pressed: Pressed, about: Callable[[Tx, Asker], Subject]) -> Reply | None:
    """Opens the form that records or corrects; a press delivered again opens nothing."""

    def once(tx: Tx, asker: Asker) -> Subject | None:
        subject = about(tx, asker)
        first = tx.requests.first_seen(asker.team, pressed.key, asker.now)
        return subject if first else None

    subject = asked_by(
        office, pressed.team, pressed.user, pressed.channel, office.store.write, once
    )
    instead = open_form(office, _opened(pressed), subject) if subject else None
    return Private(instead) if instead else None


def _opened(pressed: Pressed) -> Opened:
    return Opened(
        team=pressed.team,
        user=pressed.user,
        channel=pressed.channel,
        trigger=pressed.trigger,
        inside=pressed.modal,
    )


def _explain(office: Office, pressed: Pressed) -> Reply:
    kpi, segment = _subject(pressed.value)
    question = Explain(kpi=kpi, segment=segment)
    return _read(office, pressed, lambda tx, asker: ask(tx, asker, question, "", ""))


def _history(office: Office, pressed: Pressed) -> Reply:
    kpi, segment = _subject(pressed.value)
    question = HistoryQuestion(kpi=kpi, segment=segment)
    return _read(office, pressed, lambda tx, asker: ask(tx, asker, question, "", ""))


def _record(office: Office, pressed: Pressed) -> Reply | None:
    kpi, segment = _subject(pressed.value)
    period = pressed.value.split("|")[2:]
    about = Subject(kpi=kpi.key, segment=segment, period="".join(period))
    return _form(office, pressed, lambda _tx, _asker: about)


def _paste(office: Office, pressed: Pressed) -> Reply | None:
    """Opens the form that takes rows pasted from a sheet."""

    def allowed(tx: Tx, asker: Asker) -> bool:
        if pressed.value:
            pasting.may_paste(tx, asker, catalogue.get(pressed.value))
        return True

    if _first(office, pressed, allowed) is None:
        return None
    instead = open_pasting(office, _opened(pressed), pressed.value)
    return Private(instead) if instead else None


def _check_rows(office: Office, pressed: Pressed) -> Reply | None:
    """Shows the check of a file that was dropped."""

    def there(tx: Tx, asker: Asker) -> Pasted:
        return pasting.waiting(tx, asker, pressed.value)

    if _first(office, pressed, there) is None:
        return None
    instead = open_waiting(office, _opened(pressed), pressed.value)
    return Private(instead) if instead else None


def _export(office: Office, pressed: Pressed) -> Reply | None:
    key, label = pressed.value.split("|")
    question = Export(
        kpi=catalogue.get(key) if key else None, period=Period.parse(label) if label else None
    )

    def seen(tx: Tx, asker: Asker) -> tuple[Kpi, ...]:
        return exporting.exported_kpis(tx, asker, question)

    kpis = _first(office, pressed, seen)
    if kpis is None:
        return None
    wanted = Wanted(
        team=pressed.team,
        user=pressed.user,
        channel=pressed.channel,
        response_url=pressed.response_url,
        question=question,
    )
    export_soon(office, wanted)
    return Private(exporting_view.begun(kpis))


def _first(office: Office, pressed: Pressed, find: Callable[[Tx, Asker], T]) -> T | None:
    """What `find` finds; None for a press that was delivered before."""

    def once(tx: Tx, asker: Asker) -> T | None:
        found = find(tx, asker)
        return found if tx.requests.first_seen(asker.team, pressed.key, asker.now) else None

    return asked_by(office, pressed.team, pressed.user, pressed.channel, office.store.write, once)


def _subject(value: str) -> tuple[Kpi, str]:
    """The KPI and the segment that a button is about."""
    key, segment, *_ = [*value.split("|"), ""]
    return catalogue.get(key), segment


def _choose_kpi(office: Office, pressed: Pressed) -> Reply | None:
    draft_id, key = pressed.value.split("|")

    def run(tx: Tx, asker: Asker) -> Reply:
        draft = take_draft(tx, asker, draft_id)
        text = _disambiguated(draft, key)
        try:
            question = read_command(draft.command, text)
        except AmbiguousName as another:
            waiting = keep_draft(tx, asker, draft.command, text)
            records = would_record(draft.command, text, another)
            return Replace(problems.ambiguous(another, waiting, records=records))
        return Replace(message_of(ask(tx, asker, question, draft.command, text)))

    return _write(office, pressed, run)


def _disambiguated(draft: Draft, key: str) -> str:
    """The command with the word that was unclear replaced by the KPI's key."""
    try:
        read_command(draft.command, draft.text)
    except AmbiguousName as error:
        return with_meaning(draft.text, error, key)
    return draft.text


def _draft(mode: Mode) -> Callable[[Office, Pressed], Reply | None]:
    def handle(office: Office, pressed: Pressed) -> Reply | None:
        return _write(
            office, pressed, lambda tx, asker: carry_out_draft(tx, asker, pressed.value, mode, "")
        )

    return handle


def carry_out_draft(tx: Tx, asker: Asker, value: str, mode: Mode, reason: str) -> Reply:
    """Runs a waiting command in the way its author chose."""
    draft_id, period = value.split("|")
    changes: dict[str, Any] = {"mode": mode}
    if mode is not Mode.SO_FAR:
        changes["period"] = period
    if reason:
        changes["reason"] = reason
    return _recorded(tx, asker, take_draft(tx, asker, draft_id), **changes)


def _recorded(tx: Tx, asker: Asker, draft: Draft, **changes: Any) -> Reply:
    """Records what a draft says, but for what its author chose since."""
    question = read_command(draft.command, draft.text)
    if not isinstance(question, Record):
        raise TypeError("only recordings wait as drafts with a period")
    chosen = replace(question, **changes)
    answer = recording.record(tx, asker, chosen, command=draft.command, text=draft.text)
    return Replace(message_of(answer))


def _use_segment(office: Office, pressed: Pressed) -> Reply | None:
    """Runs a waiting recording for the segment that was meant."""
    draft_id, period, segment = pressed.value.split("|")

    def run(tx: Tx, asker: Asker) -> Reply:
        draft = take_draft(tx, asker, draft_id)
        words = [
            Token(segment, one.name) if one.name == "segment" else one for one in split(draft.text)
        ]
        return _recorded(tx, asker, replace(draft, text=join(words)), period=period)

    return _write(office, pressed, run)


def _create_segment(office: Office, pressed: Pressed) -> Reply | None:
    """Runs a waiting recording; its segment is new."""
    draft_id, period = pressed.value.split("|")

    def run(tx: Tx, asker: Asker) -> Reply:
        draft = take_draft(tx, asker, draft_id)
        return _recorded(tx, asker, draft, period=period, new_segment=True)

    return _write(office, pressed, run)


def _replace(office: Office, pressed: Pressed) -> Reply | None:
    """A correction asks for its reason in a form; what was partial is simply replaced."""
    draft_id = pressed.value.split("|")[0]

    def partial(tx: Tx, asker: Asker) -> bool:
        return recording.replaces_partial(tx, asker, draft_id)

    if asked_by(office, pressed.team, pressed.user, pressed.channel, office.store.read, partial):
        return _draft(Mode.CORRECT)(office, pressed)

    def waiting(tx: Tx, asker: Asker) -> None:
        draft = tx.drafts.get(asker.team, draft_id)
        if draft is None or draft.user != asker.user:
            raise NotFound(
                said("This choice was already made. Type the command again to change it.")
            )

    _open(office, pressed, waiting, forms.reason)
    return None


def _open(
    office: Office,
    pressed: Pressed,
    check: Callable[[Tx, Asker], object],
    form: Callable[[forms.State], dict[str, Any]],
) -> None:
    """Opens a form once `check` has let it pass; a press delivered again opens nothing."""

    def once(tx: Tx, asker: Asker) -> bool:
        check(tx, asker)
        return tx.requests.first_seen(asker.team, pressed.key, asker.now)

    if asked_by(office, pressed.team, pressed.user, pressed.channel, office.store.write, once):
        state = forms.State(value=pressed.value, response_url=pressed.response_url)
        office.client_for(pressed.team).views_open(trigger_id=pressed.trigger, view=form(state))


def _cancel(office: Office, pressed: Pressed) -> Reply | None:
    def run(tx: Tx, asker: Asker) -> Reply:
        take_draft(tx, asker, pressed.value.split("|")[0])
        return Delete()

    return _write(office, pressed, run)


def _case_at_once(action: str) -> Callable[[Office, Pressed], Reply | None]:
    def handle(office: Office, pressed: Pressed) -> Reply | None:
        def run(tx: Tx, asker: Asker) -> None:
            changed = caseworking.ACTIONS[action](tx, asker, pressed.value)
            after_case_change(tx, asker.team, changed, asker.now)

        return _write(office, pressed, run)

    return handle


def _case_form(name: str) -> Callable[[Office, Pressed], Reply | None]:
    def handle(office: Office, pressed: Pressed) -> Reply | None:
        def known(tx: Tx, asker: Asker) -> None:
            caseworking.case_by_id(tx, asker, pressed.value)

        _open(office, pressed, known, forms.CASE_FORMS[name])
        return None

    return handle


def _it_is_there(office: Office, pressed: Pressed) -> None:
    """The answer asks which message it is."""

    def known(tx: Tx, asker: Asker) -> None:
        settling.may_settle(tx, asker, pressed.value)

    _open(office, pressed, known, settling_view.link_form)


def _post_again(office: Office, pressed: Pressed) -> Reply | None:
    def run(tx: Tx, asker: Asker) -> Reply:
        delivery = settling.post_again(tx, asker, pressed.value)
        return Replace(settling_view.settled(delivery, asker.person.name))

    return _write(office, pressed, run)


def _acknowledge(office: Office, pressed: Pressed) -> Reply | None:
    """Acknowledges a case from a direct message about it."""

    def run(tx: Tx, asker: Asker) -> Reply:
        case = caseworking.acknowledge(tx, asker, pressed.value)
        after_case_change(tx, asker.team, case, asker.now)
        link = case_link(tx, workspace_settings(tx, asker), case)
        return Replace(escalation.acknowledged(case, link, asker.person.name))

    return _write(office, pressed, run)


def _take_over(office: Office, pressed: Pressed) -> Reply | None:
    def run(tx: Tx, asker: Asker) -> Reply:
        return Replace(departure.handed_over(*hand_over(tx, asker, pressed.value, asker.user)))

    return _write(office, pressed, run)


def _choose_heir(office: Office, pressed: Pressed) -> None:
    def allowed(tx: Tx, asker: Asker) -> None:
        require_estate(tx, asker, pressed.value)

    _open(office, pressed, allowed, departure.heir_form)


_HANDLERS: Mapping[str, Callable[[Office, Pressed], Reply | None]] = {
    readings.SHARE: _share,
    readings.CORRECT: _correct,
    readings.EXPLAIN: _explain,
    readings.HISTORY: _history,
    readings.RECORD: _record,
    problems.CHOOSE: _choose_kpi,
    readings.DRAFT_REPLACE: _replace,
    readings.DRAFT_ADD: _draft(Mode.ADD),
    readings.DRAFT_SO_FAR: _draft(Mode.SO_FAR),
    readings.DRAFT_CANCEL: _cancel,
    segments.USE: _use_segment,
    segments.CREATE: _create_segment,
    case.ACKNOWLEDGE: _case_at_once("acknowledge"),
    case.REOPEN: _case_at_once("reopen"),
    case.ASSIGN: _case_form("assign"),
    case.SNOOZE: _case_form("snooze"),
    case.NOTE: _case_form("note"),
    case.RESOLVE: _case_form("resolve"),
    escalation.ACKNOWLEDGE: _acknowledge,
    departure.TAKE: _take_over,
    departure.CHOOSE: _choose_heir,
    settling_view.THERE: _it_is_there,
    settling_view.AGAIN: _post_again,
    pasting_view.OPEN: _paste,
    pasting_view.CHECK: _check_rows,
    exporting_view.START: _export,
}
ACTIONS = tuple(_HANDLERS)
"""Every action id that a button of ours carries."""
