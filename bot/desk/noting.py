"""A message in a case's thread becomes a note on the case."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.access import hidden_from
from bot.desk.asker import Asker
from bot.desk.caseworking import MAX_TEXT, case_by_id, note
from bot.desk.errors import NotFound, Refused
from bot.desk.refresh import after_case_change
from kpi.language import said
from storage.records import Case, CaseState
from storage.tx import Tx


class InThread(Struct, frozen=True, kw_only=True):
    """A message and the thread it stands in."""

    channel: str
    ts: str
    thread_ts: str
    """The thread's first message; the message itself where it is in none."""


def cases_in(tx: Tx, asker: Asker, where: InThread) -> tuple[Case, ...]:
    """The cases worked on in the thread, unresolved ones first.

    Raises:
        NotFound: it holds none that the asker may see.
    """
    hidden = hidden_from(tx, asker.team, asker.person)
    found = tx.cases.by_thread(asker.team, where.channel, where.thread_ts)
    cases = [one for one in found if one.kpi not in hidden]
    if not cases:
        raise NotFound(
            said(
                "This message is not in the thread of a flagged drop, so there is no case to "
                "note it on. Nothing was saved. Use the shortcut on a reply below a digest "
                "that flagged one."
            )
        )
    return tuple(sorted(cases, key=lambda one: one.state is CaseState.RESOLVED))


def note_message(tx: Tx, asker: Asker, where: InThread, case_id: str, text: str) -> Case:
    """Notes a message on a case of its thread, once.

    Raises:
        NotFound: the case is not of that thread, or not for the asker to see.
        Refused: the message is a note on it already, or says nothing.
    """
    case = case_by_id(tx, asker, case_id)
    if case.id not in [one.id for one in cases_in(tx, asker, where)]:
        raise NotFound(said("There is no such case in this thread."))
    if not text.strip():
        raise Refused(said("There are no words in this message that could be noted."), field="note")
    if not tx.cases.first_noted(asker.team, case.id, where.channel, where.ts):
        raise Refused(said("This message is a note on the case already."), field="note")
    changed = note(tx, asker, case.id, shortened(text))
    after_case_change(tx, asker.team, changed, asker.now)
    return changed


def shortened(text: str) -> str:
    """The text as far as a note reaches."""
    words = text.strip()
    return words if len(words) <= MAX_TEXT else f"{words[: MAX_TEXT - 1]}…"
