"""Shortcuts in the menu of a message: keep a customer's words, note it on a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from bot.desk import feedback, noting
from bot.desk.answers import FeedbackKept
from bot.desk.asker import Asker
from bot.desk.deciding import name_of
from bot.desk.feedback import MAX_WORDS, FeedbackSheet, Source
from bot.desk.noting import InThread, shortened
from bot.grammar.messages import words_of
from bot.handlers.boundary import Transaction, asked_by, guarded
from bot.handlers.modals import TooLateError, open_modal, open_soon
from bot.handlers.respond import Private, send
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views import feedback as feedback_view
from bot.views.feedback_form import KEEP_TITLE, MessageState, keep_form, note_form
from bot.views.notes import keep_hint, noted, press_again
from bot.views.recording_form import View, message_view
from kpi.language import said
from storage.records import Case
from storage.tx import Tx

T = TypeVar("T")


class Marked(Struct, frozen=True, kw_only=True):
    """A message that somebody chose a shortcut for, as Slack delivers it."""

    team: str
    user: str
    channel: str
    trigger: str
    response_url: str
    ts: str
    thread_ts: str
    """The first message of its thread; itself where it is in none."""
    writer: str
    """User id of who wrote it; "" where that was no person."""
    text: str

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Marked:
        """The parts of the payload that matter here."""
        message = body["message"]
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            channel=body["channel"]["id"],
            trigger=body["trigger_id"],
            response_url=body.get("response_url") or "",
            ts=message["ts"],
            thread_ts=message.get("thread_ts") or message["ts"],
            writer=message.get("user") or "",
            text=message.get("text") or "",
        )

    def words(self, tx: Tx) -> str:
        """What it says, in plain words."""
        return words_of(self.text, lambda user: name_of(tx, self.team, user))


def use_on_message(office: Office, marked: Marked, shortcut: str) -> None:
    """Does what the shortcut is for, once; who may not is told so where they are."""
    reply = guarded(lambda: MESSAGE_SHORTCUTS[shortcut](office, marked), Private, what=shortcut)
    if reply is not None:
        send(office, marked.response_url, reply)


def _save_feedback(office: Office, marked: Marked) -> Private | None:
    """Opens the form that keeps the message's words; where that is too late, says what to type."""
    if not _once(office, marked, lambda _tx, _asker: True):
        return None
    title = said(KEEP_TITLE)
    try:
        open_soon(office, marked.team, marked.trigger, title, lambda: _form(office, marked))
    except TooLateError:
        return Private(keep_hint())
    return None


def _form(office: Office, marked: Marked) -> View:
    state = MessageState(user=marked.user, channel=marked.channel, ts=marked.ts)

    def ask(tx: Tx, asker: Asker) -> tuple[FeedbackSheet | FeedbackKept, str]:
        source = Source(channel=marked.channel, ts=marked.ts)
        return feedback.sheet(tx, asker, source), marked.words(tx)

    found, words = _asked(office, marked, office.store.read, ask)
    if isinstance(found, FeedbackKept):
        return message_view(said(KEEP_TITLE), feedback_view.kept(found).blocks)
    return keep_form(found, words[:MAX_WORDS], state)


def _save_note(office: Office, marked: Marked) -> Private | None:
    """Notes the message on the case of its thread; where there are several, asks on which."""
    where = InThread(channel=marked.channel, ts=marked.ts, thread_ts=marked.thread_ts)

    def work(tx: Tx, asker: Asker) -> Private | View:
        cases = noting.cases_in(tx, asker, where)
        text = _note_text(tx, marked)
        if len(cases) > 1:
            return _choice(cases, text, marked)
        return Private(noted(noting.note_message(tx, asker, where, cases[0].id, text)))

    done = _once(office, marked, work)
    office.wake()
    if done is None or isinstance(done, Private):
        return done
    try:
        open_modal(office, marked.team, marked.trigger, done)
    except TooLateError:
        return Private(press_again())
    return None


def _choice(cases: tuple[Case, ...], text: str, marked: Marked) -> View:
    state = MessageState(
        user=marked.user, channel=marked.channel, ts=marked.ts, thread_ts=marked.thread_ts
    )
    return note_form(cases, shortened(text), state)


def _note_text(tx: Tx, marked: Marked) -> str:
    """The words; after whose they are, unless it is who notes them."""
    words = marked.words(tx)
    writer = name_of(tx, marked.team, marked.writer) if marked.writer != marked.user else ""
    return f"{writer}: {words}" if writer and words else words


def _once(office: Office, marked: Marked, work: Callable[[Tx, Asker], T]) -> T | None:
    """What `work` returns; None where this use of the shortcut was delivered before."""

    def first(tx: Tx, asker: Asker) -> T | None:
        key = f"shortcut:{marked.trigger}"
        return work(tx, asker) if tx.requests.first_seen(asker.team, key, asker.now) else None

    return _asked(office, marked, office.store.write, first)


def _asked(
    office: Office, marked: Marked, transaction: Transaction, work: Callable[[Tx, Asker], T]
) -> T:
    return asked_by(office, marked.team, marked.user, marked.channel, transaction, work)


MESSAGE_SHORTCUTS: Mapping[str, Callable[[Office, Marked], Private | None]] = {
    "save_feedback": _save_feedback,
    "save_note": _save_note,
}
"""Shortcuts in a message's menu, by their callback id."""
