"""A channel's digests: schedule, preview, post now, pause, resume, switch off, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from secrets import token_hex

from bot.desk.access import hidden_from, hidden_in
from bot.desk.answers import Answer, DigestQueued, DigestStatus, Preview, Scheduled
from bot.desk.asker import Asker, require_manager
from bot.desk.errors import NotFound, Refused
from bot.desk.gathering import Edition, without
from bot.desk.languages import settle_language
from bot.desk.publishing import preview, publish_beside, renew_counted
from bot.desk.results import results
from bot.desk.upcoming import first_send, postponed
from bot.desk.voices import FEEDBACK
from bot.desk.wishing import wants
from bot.desk.workspace import settled_workspace, workspace_of
from bot.questions import DigestAction, DigestCommand, ScheduleDigest
from bot.schedule import period_of
from kpi import Kpi
from kpi.language import phrase, said
from kpi.period import Period
from storage.records import (
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx


def schedule(tx: Tx, asker: Asker, question: ScheduleDigest) -> Scheduled:
    """Subscribes the channel, replacing its digest of the same rhythm.

    Raises:
        NotAllowed: the asker is no manager.
    """
    require_manager(tx, asker, phrase("set up digests"))
    settled_workspace(tx, asker)
    left_out = _left_out(tx, asker, question)
    rhythm = Rhythm(question.rhythm)
    when = Schedule(
        rhythm=rhythm,
        day=question.day,
        hour=question.hour,
        minute=question.minute,
        zone=question.zone or asker.person.zone,
    )
    before = tx.subscriptions.get(asker.team, asker.channel, rhythm)
    send = first_send(tx, asker.team, asker.channel, when, asker.now)
    now = Subscription(
        id=before.id if before else token_hex(8),
        channel=asker.channel,
        schedule=when,
        kpis=tuple(kpi.key for kpi in question.kpis),
        state=SubscriptionState.ACTIVE,
        set_by=asker.user,
        next_due=send.due,
        next_period=send.period.label,
    )
    settle_language(tx, asker)
    tx.subscriptions.put(asker.team, now)
    running = before if before and before.state is not SubscriptionState.OFF else None
    wanted = wants(tx, asker)
    return Scheduled(
        now=now,
        before=running,
        wants=wanted,
        postponed=postponed(now, wanted.settings),
        left_out=left_out,
        passed_over=_passed_over(before, send.period),
    )


def _passed_over(before: Subscription | None, begins: Period) -> Period | None:
    """The period that a running digest was about next, where a later one is its first now."""
    if before is None or before.state is not SubscriptionState.ACTIVE:
        return None
    awaited = Period.parse(before.next_period)
    return awaited if awaited < begins else None


def _left_out(tx: Tx, asker: Asker, question: ScheduleDigest) -> tuple[Kpi, ...]:
    """The KPIs that the channel may not see although its digest names them.

    Raises:
        Refused: nothing would be left.
    """
    named = frozenset(kpi.key for kpi in question.kpis)
    hidden = hidden_in(tx, asker.team, asker.channel, also=named)
    left_out = tuple(kpi for kpi in question.kpis if kpi.key in hidden)
    if len(left_out) == len(question.kpis):
        raise Refused(
            said(
                "Everything you named is limited to managers, and a digest is for everybody in "
                "its channel. Nothing was changed."
            ),
            example=f"/kpi access {left_out[0].key}",
        )
    return left_out


def act(tx: Tx, asker: Asker, question: DigestCommand) -> Answer:
    """Carries out an action on the digests of the asker's channel.

    Raises:
        NotFound: the channel has no such digest.
        NotAllowed: the action is for managers.
    """
    return _ACTIONS[question.action](tx, asker, question)


def _status(tx: Tx, asker: Asker, question: DigestCommand, changed: str = "") -> DigestStatus:
    found = [
        one
        for one in tx.subscriptions.of_channel(asker.team, asker.channel)
        if question.rhythm in (None, one.schedule.rhythm)
    ]
    wanted = wants(tx, asker)
    return DigestStatus(
        channel=asker.channel,
        digests=tuple((one, results(tx, asker.team, one, f"<#{asker.channel}>")) for one in found),
        wants=wanted,
        postponed={one.id: later for one in found if (later := postponed(one, wanted.settings))},
        changed=changed,
    )


def _own(tx: Tx, asker: Asker, rhythm: str | None) -> tuple[Subscription, ...]:
    found = tuple(
        one
        for one in tx.subscriptions.of_channel(asker.team, asker.channel)
        if rhythm in (None, one.schedule.rhythm) and one.state is not SubscriptionState.OFF
    )
    if not found:
        raise NotFound(
            said("This channel has no digest yet."),
            example="/kpi digest weekly mon 09:00 nps churn crr",
        )
    return found


def _preview(tx: Tx, asker: Asker, question: DigestCommand) -> Preview:
    one = _own(tx, asker, question.rhythm)[0]
    edition = Edition.beside(one, period_of(one.schedule, asker.now))
    unseen = hidden_from(tx, asker.team, asker.person)
    workspace = workspace_of(tx, asker)
    if FEEDBACK in edition.kpis:
        renew_counted(tx, workspace, edition.period, asker.now)
    return Preview(pages=preview(tx, workspace, without(edition, unseen), asker.now))


def _now(tx: Tx, asker: Asker, question: DigestCommand) -> DigestQueued:
    require_manager(tx, asker, phrase("post a digest"))
    one = _own(tx, asker, question.rhythm)[0]
    period = period_of(one.schedule, asker.now)
    publish_beside(tx, settled_workspace(tx, asker), one, period, owner=asker.user)
    return DigestQueued(channel=asker.channel, period=period)


def _set(state: SubscriptionState, changed: str) -> Callable[[Tx, Asker, DigestCommand], Answer]:
    def run(tx: Tx, asker: Asker, question: DigestCommand) -> Answer:
        require_manager(tx, asker, phrase("change digests"))
        for one in _own(tx, asker, question.rhythm):
            if state is SubscriptionState.ACTIVE:
                send = first_send(tx, asker.team, asker.channel, one.schedule, asker.now)
                tx.subscriptions.advance(
                    asker.team, one.id, one.next_due, send.due, send.period.label
                )
            tx.subscriptions.set_state(asker.team, one.id, state)
        return _status(tx, asker, question, changed)

    return run


_ACTIONS: Mapping[DigestAction, Callable[[Tx, Asker, DigestCommand], Answer]] = {
    DigestAction.PREVIEW: _preview,
    DigestAction.NOW: _now,
    DigestAction.PAUSE: _set(SubscriptionState.PAUSED, "paused"),
    DigestAction.RESUME: _set(SubscriptionState.ACTIVE, "resumed"),
    DigestAction.OFF: _set(SubscriptionState.OFF, "switched off"),
    DigestAction.STATUS: _status,
}
