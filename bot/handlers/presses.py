"""Buttons: what a press asks, and how it is answered."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.desk import caseworking, looking, recording
from bot.desk.answers import Answer
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.desk.drafts import keep_draft, take_draft
from bot.desk.errors import NotFound
from bot.desk.refresh import after_case_change
from bot.grammar import read_command
from bot.grammar.tokens import Token, join, split
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.respond import Delete, Private, Public, Replace, Reply, send
from bot.office import Office
from bot.questions import Explain, Mode, Record
from bot.questions import History as HistoryQuestion
from bot.views import case, forms, problems, readings, segments
from bot.views.answers import message_of
from kpi import Kpi, catalogue
from kpi.errors import AmbiguousName
from kpi.text import fold_width
from storage.records import Draft
from storage.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Pressed:
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

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Pressed:
        """The parts of the payload that matter here."""
        action = body["actions"][0]
        container = body.get("container") or {}
        return cls(
            team=body["team"]["id"],
            user=body["user"]["id"],
            channel=(body.get("channel") or {}).get("id") or container.get("channel_id") or "",
            action=action["action_id"],
            value=action.get("value") or "",
            trigger=body["trigger_id"],
            response_url=body.get("response_url") or "",
            key=f"press:{body['user']['id']}:{container.get('message_ts')}:{action['action_id']}:"
            f"{action.get('action_ts')}",
        )


def press(office: Office, pressed: Pressed) -> None:
    """Answers a press: by a form, a private message, or by editing the message pressed."""
    reply = guarded(
        lambda: _HANDLERS[pressed.action](office, pressed),
        Private,
        what=pressed.action,
    )
    if reply is not None:
        send(office, pressed.response_url, reply)


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
    return reply


def _share(office: Office, pressed: Pressed) -> Reply | None:
    number, revision = (int(part) for part in pressed.value.split("|"))

    def shared(tx: Tx, asker: Asker) -> Reply:
        reading = looking.shared_reading(tx, asker, number, revision)
        return Public(readings.shared(reading, asker.person.name))

    return _write(office, pressed, shared)


def _correct(office: Office, pressed: Pressed) -> Reply:
    number = int(pressed.value.split("|")[0])

    def hint(tx: Tx, asker: Asker) -> Reply:
        return Private(readings.correction_hint(looking.figure(tx, asker, number)))

    return asked_by(office, pressed.team, pressed.user, pressed.channel, office.store.read, hint)


def _explain(office: Office, pressed: Pressed) -> Reply:
    kpi, segment = _subject(pressed.value)
    question = Explain(kpi=kpi, segment=segment)
    return _read(office, pressed, lambda tx, asker: ask(tx, asker, question, "", ""))


def _history(office: Office, pressed: Pressed) -> Reply:
    kpi, segment = _subject(pressed.value)
    question = HistoryQuestion(kpi=kpi, segment=segment)
    return _read(office, pressed, lambda tx, asker: ask(tx, asker, question, "", ""))


def _record(office: Office, pressed: Pressed) -> Reply:
    kpi, segment = _subject(pressed.value)
    return asked_by(
        office,
        pressed.team,
        pressed.user,
        pressed.channel,
        office.store.read,
        lambda _tx, _asker: Private(readings.record_hint(kpi, segment)),
    )


def _subject(value: str) -> tuple[Kpi, str]:
    """The KPI and the segment that a button is about."""
    key, _, segment = value.partition("|")
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
            return Replace(problems.ambiguous(another, waiting))
        return Replace(message_of(ask(tx, asker, question, draft.command, text)))

    return _write(office, pressed, run)


def _disambiguated(draft: Draft, key: str) -> str:
    """The command with the word that was unclear replaced by the KPI's key."""
    try:
        read_command(draft.command, draft.text)
    except AmbiguousName as error:
        typed = html.unescape(draft.text)
        # Folding keeps the length, so what it finds stands at the same place.
        at = fold_width(typed).index(error.typed)
        return html.escape(typed[:at] + key + typed[at + len(error.typed) :], quote=False)
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
            raise NotFound("This choice was already made. Type the command again to change it.")

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
            caseworking.case_by_id(tx, asker.team, pressed.value)

        _open(office, pressed, known, forms.CASE_FORMS[name])
        return None

    return handle


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
}
ACTIONS = tuple(_HANDLERS)
"""Every action id that a button of ours carries."""
