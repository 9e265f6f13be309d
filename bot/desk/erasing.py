"""Erasing what people wrote beside a figure and in its cases. The numbers stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.delivery.purpose import Purpose
from bot.desk.access import may_see
from bot.desk.answers import WordsErased
from bot.desk.asker import Asker, require_manager
from bot.desk.errors import Refused
from bot.desk.looking import no_figure
from bot.desk.publishing import edit
from bot.desk.refresh import after_case_change
from bot.questions import EraseWords
from bot.views.corrections import without_reason
from bot.views.layout import told
from kpi.language import phrase, said
from storage.records import Delivery, DeliveryKind, Redaction
from storage.redaction import ERASED
from storage.tx import Tx

MAX_REASON = 1000
"""Longest reason kept, in characters."""


def erase(tx: Tx, asker: Asker, question: EraseWords) -> WordsErased:
    """Replaces notes, sources and reasons by "[erased]", in what is stored and in what was posted.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: this workspace has no figure of that number that the asker may see.
        Refused: nobody wrote anything there.
    """
    require_manager(tx, asker, phrase("erase what people wrote"))
    team, number = asker.team, question.number
    if len(question.reason) > MAX_REASON:
        raise Refused(
            said("reason is longer than {most} characters.", most=MAX_REASON), field="reason"
        )
    revisions = tx.observations.revisions(team, number)
    if not revisions or not may_see(tx, asker, revisions[-1].key.kpi):
        raise no_figure(number, field="erase")
    reasons = tuple({one.reason: None for one in revisions if one.reason not in ("", ERASED)})
    spoken = [
        number,
        *(copy for reason in reasons for copy in tx.redactions.copies(team, number, reason)),
    ]
    edited = _edit_corrections(tx, team, dict.fromkeys(spoken), reasons)
    lines = tx.redactions.figure(team, number, reasons)
    for case in tx.redactions.cases_of(team, number):
        lines += _erase_case(tx, asker, case)
    if not lines:
        raise Refused(
            said("Nobody wrote anything beside K-{number} or in its cases.", number=number),
            field="erase",
        )
    done = Redaction(
        subject=f"K-{number}",
        actor=asker.user,
        reason=question.reason,
        lines=lines,
        at=asker.now,
    )
    tx.redactions.add(team, done)
    return WordsErased(number=number, lines=lines, edited=edited)


def _erase_case(tx: Tx, asker: Asker, case_id: str) -> int:
    """Erases a case's notes and resolution; its message is written anew."""
    lines = tx.redactions.case(asker.team, case_id)
    case = tx.cases.get(asker.team, case_id)
    if case is None or not lines:
        return 0
    former = [
        one
        for one in tx.deliveries.of_subject(asker.team, case_id)
        if one.kind is DeliveryKind.UPDATE
    ]
    after_case_change(tx, asker.team, case, asker.now)
    for one in former:
        tx.redactions.rewrite(asker.team, one.id, told(ERASED).payload())
    return lines


def _edit_corrections(tx: Tx, team: str, numbers: Iterable[int], reasons: tuple[str, ...]) -> int:
    """Takes the reasons out of posted lines and notices about corrections; how many there were."""
    edited = 0
    for one in _told_of(tx, team, numbers):
        payload = dict(one.payload)
        for reason in reasons:
            payload = without_reason(payload, reason)
        if payload == one.payload:
            continue
        if one.kind is not DeliveryKind.UPDATE:
            edit(tx, one, payload)
            edited += 1
        tx.redactions.rewrite(team, one.id, payload)
    return edited


def _told_of(tx: Tx, team: str, numbers: Iterable[int]) -> Iterator[Delivery]:
    """Every notice and line in a thread about corrections of these figures."""
    for shown in {
        shown.delivery: None for number in numbers for shown in tx.deliveries.shown_of(team, number)
    }:
        post = tx.deliveries.get(team, shown)
        if post is None:
            continue
        if post.purpose == Purpose.NOTICE:
            yield post
        yield from (
            one
            for one in tx.deliveries.of_subject(team, post.subject)
            if one.purpose == Purpose.CORRECTION
        )
