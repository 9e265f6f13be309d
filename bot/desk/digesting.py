"""A channel's digests: schedule, preview, post now, pause, resume, switch off, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from secrets import token_hex

from bot.delivery import words
from bot.desk.answers import Answer, DigestQueued, DigestStatus, Preview, Scheduled
from bot.desk.asker import Asker, require_manager
from bot.desk.errors import NotFound
from bot.desk.gathering import Edition
from bot.desk.publishing import post_edition, preview
from bot.desk.workspace import settled_workspace, workspace_of
from bot.questions import DigestAction, DigestCommand, ScheduleDigest
from bot.schedule import occurrence_after, period_of
from storage.records import (
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx

RECENT = 3
"""Past digests shown in a status."""


def schedule(tx: Tx, asker: Asker, question: ScheduleDigest) -> Scheduled:
    """Subscribes the channel, replacing its digest of the same rhythm.

    Raises:
        NotAllowed: the asker is no manager.
    """
    require_manager(tx, asker, "set up digests")
    settled_workspace(tx, asker)
    rhythm = Rhythm(question.rhythm)
    when = Schedule(
        rhythm=rhythm,
        day=question.day,
        hour=question.hour,
        minute=question.minute,
        zone=question.zone or asker.person.zone,
    )
    before = tx.subscriptions.get(asker.team, asker.channel, rhythm)
    due = occurrence_after(when, asker.now)
    now = Subscription(
        id=before.id if before else token_hex(8),
        channel=asker.channel,
        schedule=when,
        kpis=tuple(kpi.key for kpi in question.kpis),
        state=SubscriptionState.ACTIVE,
        set_by=asker.user,
        next_due=due,
        next_period=period_of(when, due).label,
    )
    tx.subscriptions.put(asker.team, now)
    running = before if before and before.state is not SubscriptionState.OFF else None
    return Scheduled(now=now, before=running)


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
    recent = tx.occurrences.recent(asker.team, asker.channel, RECENT * len(Rhythm))
    return DigestStatus(
        channel=asker.channel,
        digests=tuple(
            (
                one,
                tuple(
                    (past, _result(tx, asker.team, past))
                    for past in recent
                    if past.rhythm is one.schedule.rhythm
                )[:RECENT],
            )
            for one in found
        ),
        changed=changed,
    )


def _result(tx: Tx, team: str, occurrence: Occurrence) -> str:
    """What became of a digest, in words."""
    if occurrence.state is OccurrenceState.SKIPPED:
        return "skipped: KPI Bot was not running, and it was too old when it was found"
    root = tx.deliveries.get(team, occurrence.delivery) if occurrence.delivery else None
    if root is None:
        return "planned"
    return f"{_delivered(root)}{', late' if occurrence.late else ''}"


def _delivered(root: Delivery) -> str:
    match root.state:
        case DeliveryState.SENT:
            return "sent"
        case DeliveryState.DEAD:
            return f"not delivered: {words.explain(root.error, f'<#{root.channel}>')}"
        case DeliveryState.UNKNOWN:
            return "Slack did not confirm it; being checked"
        case _:
            return "on its way"


def _own(tx: Tx, asker: Asker, rhythm: str | None) -> tuple[Subscription, ...]:
    found = tuple(
        one
        for one in tx.subscriptions.of_channel(asker.team, asker.channel)
        if rhythm in (None, one.schedule.rhythm) and one.state is not SubscriptionState.OFF
    )
    if not found:
        raise NotFound(
            "This channel has no digest yet.",
            example="/kpi digest weekly mon 09:00 nps churn crr",
        )
    return found


def _preview(tx: Tx, asker: Asker, question: DigestCommand) -> Preview:
    one = _own(tx, asker, question.rhythm)[0]
    edition = _edition(one, asker)
    return Preview(pages=preview(tx, workspace_of(tx, asker), edition, asker.now))


def _now(tx: Tx, asker: Asker, question: DigestCommand) -> DigestQueued:
    require_manager(tx, asker, "post a digest")
    one = _own(tx, asker, question.rhythm)[0]
    edition = _edition(one, asker)
    workspace = settled_workspace(tx, asker)
    subject = f"now-{token_hex(8)}"
    post_edition(tx, workspace, edition, subject=subject, owner=asker.user, now=asker.now)
    return DigestQueued(channel=asker.channel, period=edition.period)


def _edition(subscription: Subscription, asker: Asker) -> Edition:
    return Edition(
        channel=subscription.channel,
        rhythm=subscription.schedule.rhythm,
        kpis=subscription.kpis,
        period=period_of(subscription.schedule, asker.now),
    )


def _set(state: SubscriptionState, changed: str) -> Callable[[Tx, Asker, DigestCommand], Answer]:
    def run(tx: Tx, asker: Asker, question: DigestCommand) -> Answer:
        require_manager(tx, asker, "change digests")
        for one in _own(tx, asker, question.rhythm):
            if state is SubscriptionState.ACTIVE:
                due = occurrence_after(one.schedule, asker.now)
                tx.subscriptions.advance(
                    asker.team, one.id, one.next_due, due, period_of(one.schedule, due).label
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
