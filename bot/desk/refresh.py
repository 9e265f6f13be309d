"""What follows from a changed figure or case: posted messages are kept true."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.delivery.purpose import Purpose
from bot.desk.access import hidden_in, sees
from bot.desk.caseworking import case_view
from bot.desk.deciding import name_of
from bot.desk.escalating import watch
from bot.desk.flagging import WINDOW, Flagged, flag
from bot.desk.languages import language_in, language_to
from bot.desk.publishing import edit, renew, renew_all, renew_case, reply
from bot.desk.reading import Direction, Reading, read_figure
from bot.desk.reassessing import Outcome, Reassessment, reassessed
from bot.desk.totals import keep_total
from bot.desk.voices import EXPLAINED, FEEDBACK
from bot.views.case import case_message, hidden_case
from bot.views.corrections import (
    correction_line,
    correction_notice,
    reassessed_line,
    reassessed_words,
    rebase_words,
    recovery_line,
)
from kpi import catalogue
from kpi.language import speaking
from kpi.period import Period
from storage.records import (
    TOTAL,
    Action,
    Case,
    CaseEvent,
    CaseState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    EventKind,
    FigureKey,
    NewDelivery,
    Observation,
    Person,
    Rebase,
    Shown,
    Standing,
    Workspace,
)
from storage.tx import Tx


def after_change(
    tx: Tx, team: str, figure: Observation, now: datetime, *, by: str, old: Reading | None = None
) -> str:
    """Keeps digests and cases true after a figure changed.

    `old` is what a correction replaced: its digests' threads and its author are told. Returns the
    name of the author who was told, or "".
    """
    # A recorded total that was taken back gives way to a pooled one.
    if figure.key.segment != TOTAL or (figure.withdrawn and figure.action is not Action.POOL):
        _after_segment(tx, team, figure, now, by=by, corrected=old is not None)
    renew(tx, team, figure.key.kpi, figure.key.period, now, figure.author)
    case = tx.cases.open_of(team, figure.key.kpi, figure.key.segment)
    if case is not None:
        _reconsider(tx, team, case, figure, now)
    if old is None or figure.withdrawn:
        return ""
    reading = read_figure(tx, team, figure)
    tell_digests(tx, team, old, reading, by)
    return _tell_author(tx, team, old, reading, by)


def tell_digests(tx: Tx, team: str, old: Reading, new: Reading, by: str) -> None:
    """Says a correction in the threads of the digests that show the figure."""
    for root in _digests_showing(tx, team, new.observation):
        with speaking(language_in(tx, team, root.channel)):
            line = correction_line(old, new, by)
        reply(tx, root, line.payload(), Purpose.CORRECTION, root.subject)


def _after_segment(
    tx: Tx, team: str, segment: Observation, now: datetime, *, by: str, corrected: bool
) -> None:
    """The total that is pooled from a changed segment follows it."""
    period = segment.key.period
    key = FigureKey(kpi=segment.key.kpi, period=period)
    standing = tx.observations.latest(team, key) if corrected else None
    old = read_figure(tx, team, standing) if standing and not standing.withdrawn else None
    kpi = catalogue.get(segment.key.kpi)
    total = keep_total(tx, team, kpi, period, reason=segment.reason)
    if total is not None:
        after_change(tx, team, total, now, by=by, old=old)


def after_case_change(tx: Tx, team: str, case: Case, now: datetime) -> None:
    """Brings the case's message and the digests' lines to its present state."""
    _edit_case(tx, team, case)
    renew_case(tx, team, case, now)


def after_reply(tx: Tx, team: str, case: Case, now: datetime) -> None:
    """Counts people's replies in the newest digests; in older ones nobody looks for that."""
    renew_case(tx, team, case, now, newest=1)


def after_sent(tx: Tx, sent: Delivery) -> None:
    """A message stands in Slack: where it is a case's, the digests link it from now on."""
    if sent.purpose == Purpose.CASE and sent.kind is DeliveryKind.REPLY:
        case = tx.cases.get(sent.team, sent.subject)
        if case is not None:
            renew_case(tx, sent.team, case, tx.now)


def after_limits(tx: Tx, team: str, kpi: str, now: datetime) -> None:
    """Posted digests and open cases follow whom a KPI is limited to."""
    concerned = {kpi, *EXPLAINED} if kpi == FEEDBACK else {kpi}
    for one in sorted(concerned):
        renew_all(tx, team, one, now)
    for case in tx.cases.open(team):
        if case.kpi in concerned:
            _edit_case(tx, team, case)


def _edit_case(tx: Tx, team: str, case: Case) -> None:
    post = tx.deliveries.get(team, case.delivery) if case.delivery else None
    workspace = tx.workspaces.get(team)
    if post is None or workspace is None:
        return
    hidden = case.kpi in hidden_in(tx, team, post.channel)
    with speaking(language_in(tx, team, post.channel)):
        message = hidden_case(case) if hidden else case_message(case_view(tx, workspace, case))
    edit(tx, post, message.payload())


def _case_post(tx: Tx, team: str, case: Case) -> Delivery | None:
    """The case's message; None where its thread may not hear of the KPI any more."""
    post = tx.deliveries.get(team, case.delivery) if case.delivery else None
    if post is None or case.kpi in hidden_in(tx, team, post.channel):
        return None
    return post


def _reconsider(tx: Tx, team: str, case: Case, figure: Observation, now: datetime) -> None:
    """A new or corrected figure may end a case's trouble, or wake it from its snooze."""
    workspace = tx.workspaces.get(team)
    if workspace is None:
        return
    newest = tx.observations.newest(
        team, case.kpi, case.segment, case.cadence, until=figure.key.period.next(WINDOW)
    )
    flagged = (
        flag(tx, workspace, catalogue.get(case.kpi), case.segment, newest.key.period)
        if newest is not None
        else None
    )
    changed = reassessed(tx, workspace, case, figure)
    if changed is not None:
        calm = flagged is None or not flagged.in_trouble
        _tell_reassessed(tx, team, case, changed, now, resolve=calm)
    if flagged is not None and newest is not None:
        turn = Turn(figure=figure, newest=newest, flagged=flagged, changed=changed)
        case = _moved(tx, workspace, case, turn, now)
    _edit_case(tx, team, case)


_QUIETLY = frozenset({Outcome.STILL})
"""Outcomes that the case's own message is enough for."""
_OVER = frozenset({Outcome.CLEARED, Outcome.WITHDRAWN})


def _tell_reassessed(
    tx: Tx, team: str, case: Case, changed: Reassessment, now: datetime, *, resolve: bool
) -> None:
    """Adds what a correction changed to the case; its thread hears of it unless little did."""
    with speaking(language_in(tx, team, case.channel)):
        words = reassessed_words(changed)
        _add_reassessed(tx, team, case, words, now)
        post = _case_post(tx, team, case)
        if post is not None and changed.outcome not in _QUIETLY:
            line = reassessed_line(case, words, resolve=resolve and changed.outcome in _OVER)
            _reply_beside(tx, team, post, line.payload(), case.id)


def _add_reassessed(tx: Tx, team: str, case: Case, words: str, now: datetime) -> None:
    event = CaseEvent(kind=EventKind.REASSESSED, actor="", text=words, at=now)
    tx.cases.add_event(team, case.id, event)


def after_rebase(tx: Tx, team: str, rebase: Rebase, now: datetime) -> None:
    """Keeps the digests and the open case true after limits were taken anew."""
    workspace = tx.workspaces.get(team)
    cadence = rebase.starts.cadence
    held = tx.observations.history(team, rebase.kpi, rebase.segment, cadence, limit=1)
    case = tx.cases.open_of(team, rebase.kpi, rebase.segment)
    if workspace is None or not held:
        return
    newest = held[0].key.period
    if case is not None and case.cadence is cadence:
        flagged = flag(tx, workspace, catalogue.get(rebase.kpi), rebase.segment, newest)
        calm = flagged is None or not flagged.in_trouble
        with speaking(language_in(tx, team, case.channel)):
            words = rebase_words(rebase, name_of(tx, team, rebase.actor))
            _add_reassessed(tx, team, case, words, now)
            post = _case_post(tx, team, case)
            if post is not None:
                line = reassessed_line(case, words, resolve=calm)
                _reply_beside(tx, team, post, line.payload(), case.id)
        after_case_change(tx, team, case, now)
    renew(tx, team, rebase.kpi, newest, now)


class Turn(Struct, frozen=True):
    """A changed figure, the newest one of its KPI, and what the rules make of that."""

    figure: Observation
    newest: Observation
    flagged: Flagged
    changed: Reassessment | None
    """What the figure's change made of the case; None for a new figure, and for nothing."""

    @property
    def recovered(self) -> Period | None:
        """The first period with everything back inside; None where nothing was outside."""
        episode = self.flagged.assessment.episode
        return episode.calm_since if episode else None

    @property
    def worse(self) -> bool:
        """Whether a correction made the case's figure worse."""
        return self.changed is not None and self.changed.outcome in (Outcome.WORSE, Outcome.AGAIN)


def _moved(tx: Tx, workspace: Workspace, case: Case, turn: Turn, now: datetime) -> Case:
    team, recovered = workspace.team, turn.recovered
    # A reading holds words of its own, such as why it is not compared with the one before.
    with speaking(language_in(tx, team, case.channel)):
        reading = read_figure(tx, team, turn.newest)
    if recovered is not None and _is_news(tx, team, case, recovered):
        event = CaseEvent(kind=EventKind.RECOVERED, actor="", text=recovered.label, at=now)
        tx.cases.add_event(team, case.id, event)
        post = _case_post(tx, team, case)
        if post is not None:
            with speaking(language_in(tx, team, post.channel)):
                line = recovery_line(reading, case.id)
            _reply_beside(tx, team, post, line.payload(), case.id)
    elif case.state is CaseState.SNOOZED and (turn.worse or _fell_on(turn, reading)):
        event = CaseEvent(
            kind=EventKind.WORSENED, actor="", text=turn.figure.key.period.label, at=now
        )
        case = tx.cases.change(
            team, case.id, case.version, state=CaseState.OPEN, snoozed_until=None
        )
        tx.cases.add_event(team, case.id, event)
        watch(tx, workspace, case, now)
    return case


def _is_news(tx: Tx, team: str, case: Case, recovered: Period) -> bool:
    """Whether it recovered from what this case is about, and that was not told before."""
    return recovered > Period.parse(case.period) and not any(
        event.kind is EventKind.RECOVERED and event.text == recovered.label
        for event in tx.cases.events(team, case.id)
    )


def _fell_on(turn: Turn, reading: Reading) -> bool:
    """Whether a new period's value is in trouble, and worse than the one before."""
    return (
        turn.changed is None
        and turn.flagged.in_trouble
        and turn.figure.key == turn.newest.key
        and reading.change is not None
        and reading.change.direction is Direction.WORSE
    )


def _digests_showing(tx: Tx, team: str, figure: Observation) -> tuple[Delivery, ...]:
    """The posted digests that show a figure, where their channel may still see it."""
    ids = dict.fromkeys(shown.delivery for shown in tx.deliveries.shown_of(team, figure.number))
    found = (tx.deliveries.get(team, one) for one in ids)
    return tuple(
        one
        for one in found
        if one is not None
        and one.purpose == Purpose.DIGEST
        and one.state is not DeliveryState.DEAD
        and figure.key.kpi not in hidden_in(tx, team, one.channel)
    )


def _tell_author(tx: Tx, team: str, old: Reading, new: Reading, by: str) -> str:
    author = author_to_tell(tx, team, old.observation, new.observation)
    if author is None:
        return ""
    number, revision = new.observation.number, new.observation.revision
    with speaking(language_to(tx, team, author.user)):
        told = correction_notice(old, new, by)
    notice = tx.deliveries.add(
        team,
        NewDelivery(
            kind=DeliveryKind.DIRECT,
            channel=author.user,
            payload=told.payload(),
            purpose=Purpose.NOTICE,
            subject=f"K-{number}",
        ),
    )
    shown = Shown(delivery=notice.id, number=number, revision=revision)
    tx.deliveries.shown(team, notice.id, [shown])
    return author.name


def author_to_tell(tx: Tx, team: str, old: Observation, new: Observation) -> Person | None:
    """Who typed what was replaced; None where that was nobody, or nobody who is to hear of it."""
    if old.computed or new.computed:
        # Nobody typed a computed value; the author of the part is told about the part.
        return None
    author = tx.people.get(team, old.author)
    if author is None or author.user == new.author:
        return None
    if author.standing not in (Standing.MEMBER, Standing.MANAGER):
        return None
    return author if sees(tx, team, author, new.key.kpi) else None


def _reply_beside(tx: Tx, team: str, post: Delivery, payload: dict[str, Any], subject: str) -> None:
    """A reply in the thread that `post` is itself a reply in."""
    tx.deliveries.add(
        team,
        NewDelivery(
            kind=DeliveryKind.REPLY,
            channel=post.channel,
            payload=payload,
            purpose=Purpose.RECOVERY,
            subject=subject,
            owner=post.owner,
            parent=post.parent,
        ),
    )
