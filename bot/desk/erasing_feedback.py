"""Erasing a customer's words and name, in what is stored and in what was posted."""

from __future__ import annotations

import re

from bot.delivery.purpose import Purpose
from bot.desk.answers import FeedbackErased
from bot.desk.asker import Asker, require_manager
from bot.desk.erasing import MAX_REASON
from bot.desk.errors import NotFound, Refused
from bot.desk.refresh import after_case_change
from bot.desk.voices import EXPLAINED
from bot.questions import EraseFeedback
from bot.views.layout import told
from kpi.language import phrase, said
from storage.records import Case, Delivery, DeliveryKind, Redaction
from storage.redaction import ERASED
from storage.tx import Tx


def erase_feedback(tx: Tx, asker: Asker, question: EraseFeedback) -> FeedbackErased:
    """Takes a piece's words and customer out; that it was kept still counts.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: this workspace has no piece of that number.
        Refused: it was erased before, or the reason is too long.
    """
    require_manager(tx, asker, phrase("erase what customers said"))
    team, number = asker.team, question.number
    if len(question.reason) > MAX_REASON:
        raise Refused(
            said("reason is longer than {most} characters.", most=MAX_REASON), field="reason"
        )
    piece = tx.feedback.get(team, number)
    if piece is None:
        raise NotFound(
            said("There is no piece of feedback F-{number} here.", number=number), field="erase"
        )
    if not tx.redactions.feedback(team, number):
        raise Refused(
            said("The words of F-{number} are erased already.", number=number), field="erase"
        )
    edited = sum(
        _requote(tx, asker, case, number)
        for kpi in EXPLAINED
        for case in tx.cases.of_kpi(team, kpi)
    )
    done = Redaction(
        subject=f"F-{number}", actor=asker.user, reason=question.reason, lines=1, at=asker.now
    )
    tx.redactions.add(team, done)
    return FeedbackErased(number=number, edited=edited, from_message=piece.ts is not None)


def _requote(tx: Tx, asker: Asker, case: Case, number: int) -> bool:
    """Whether a case's message quoted the piece; then it is edited, and its past forgotten."""
    quoting = [one for one in _messages(tx, asker.team, case) if _quotes(one, number)]
    if not quoting:
        return False
    after_case_change(tx, asker.team, case, asker.now)
    newest = _messages(tx, asker.team, case)[-1]
    blank = told(ERASED).payload() if _quotes(newest, number) else newest.payload
    for one in quoting:
        # What is still to be posted says what the case says now; past edits say nothing.
        past = one.kind is DeliveryKind.UPDATE
        tx.redactions.rewrite(asker.team, one.id, told(ERASED).payload() if past else blank)
    return True


def _messages(tx: Tx, team: str, case: Case) -> list[Delivery]:
    """A case's message and its edits, oldest first."""
    found = tx.deliveries.of_subject(team, case.id)
    return [one for one in found if one.purpose == Purpose.CASE]


def _quotes(one: Delivery, number: int) -> bool:
    return re.search(rf"\bF-{number}\b", str(one.payload)) is not None
