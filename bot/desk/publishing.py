"""Publishes digests: composes them, opens cases for fresh drops, hands all to delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any

from bot.desk.caseworking import case_view, opened_event
from bot.desk.gathering import Edition, Gathered, gather, period_for, report
from bot.digest.report import Report
from bot.views.case import case_message
from bot.views.digest import digest_pages
from bot.views.pages import Pages
from kpi import catalogue
from kpi.flags import Assessment
from kpi.period import Period
from storage.records import (
    Case,
    Delivery,
    DeliveryKind,
    DeliveryState,
    NewCase,
    NewDelivery,
    Observation,
    Occurrence,
    Shown,
    Subscription,
    Workspace,
)
from storage.tx import Tx

DIGEST, OVERFLOW, CASE = "digest", "overflow", "case"
"""Purposes of deliveries."""
RENEWED = 8
"""Digests of a channel, newest first, that are kept up to date."""


def publish(tx: Tx, team: str, subscription: Subscription, occurrence: Occurrence) -> None:
    """Composes a planned digest and hands it to delivery, in the caller's transaction."""
    workspace = _workspace(tx, team)
    edition = Edition.of(subscription, occurrence)
    root = post_edition(
        tx, workspace, edition, subject=occurrence.id, owner=subscription.set_by, now=tx.now
    )
    tx.occurrences.set_delivery(team, occurrence.id, root.id)


def post_edition(
    tx: Tx, workspace: Workspace, edition: Edition, *, subject: str, owner: str, now: datetime
) -> Delivery:
    """Posts one edition: a root, replies for what does not fit, and one for each fresh drop."""
    gathered = gather(tx, workspace, edition)
    fresh = _open_cases(tx, workspace, edition, gathered, now)
    edition = replace(edition, fresh=frozenset(case.id for case in fresh))
    content = report(tx, workspace, edition, gathered, now)
    pages = digest_pages(content)
    root = tx.deliveries.add(
        workspace.team,
        NewDelivery(
            kind=DeliveryKind.POST,
            channel=edition.channel,
            payload=pages.root.payload(),
            purpose=DIGEST,
            subject=subject,
            owner=owner,
        ),
    )
    for page in pages.overflow:
        reply(tx, root, page.payload(), OVERFLOW, subject)
    for case in fresh:
        _post_case(tx, workspace, root, case)
    tx.deliveries.shown(workspace.team, root.id, _shown(content, root.id))
    return root


def preview(tx: Tx, workspace: Workspace, edition: Edition, now: datetime) -> Pages:
    """What the edition would say now. Nothing is stored, no case is opened."""
    return digest_pages(report(tx, workspace, edition, gather(tx, workspace, edition), now))


def renew(tx: Tx, team: str, kpi: str, period: Period, now: datetime) -> None:
    """Fills a new figure or case state into the posted digests that show it."""
    workspace = _workspace(tx, team)
    definition = catalogue.get(kpi)
    for subscription in tx.subscriptions.all(team):
        if kpi not in subscription.kpis:
            continue
        for occurrence in tx.occurrences.recent(team, subscription.channel, RENEWED):
            if occurrence.delivery is None or occurrence.subscription != subscription.id:
                continue
            about = Period.parse(occurrence.period)
            if period_for(tx, workspace, definition, about) == period:
                _renew_one(tx, workspace, subscription, occurrence, now)


def _renew_one(
    tx: Tx, workspace: Workspace, subscription: Subscription, occurrence: Occurrence, now: datetime
) -> None:
    team = workspace.team
    if occurrence.delivery is None:
        return
    sent = tx.deliveries.of_subject(team, occurrence.id)
    roots = [one for one in sent if one.id == occurrence.delivery]
    if not roots or roots[0].state is DeliveryState.DEAD:
        return
    edition = Edition.of(subscription, occurrence)
    gathered = gather(tx, workspace, edition)
    fresh = _opened_by(tx, team, gathered, roots[0])
    opened = _open_cases(tx, workspace, edition, gathered, now)
    edition = replace(edition, fresh=fresh | {case.id for case in opened})
    content = report(tx, workspace, edition, gathered, now)
    pages = digest_pages(content)
    _edit(tx, sent, roots[0], pages)
    for case in opened:
        _post_case(tx, workspace, roots[0], case)
    tx.deliveries.shown(team, roots[0].id, _shown(content, roots[0].id))


def _opened_by(tx: Tx, team: str, gathered: tuple[Gathered, ...], root: Delivery) -> frozenset[str]:
    """The cases that were opened in a digest's thread."""
    newest = (tx.cases.last_of(team, one.kpi.key, one.segment) for one in gathered)
    return frozenset(
        case.id
        for case in newest
        if case is not None
        and case.delivery is not None
        and (post := tx.deliveries.get(team, case.delivery)) is not None
        and post.parent == root.id
    )


def _edit(tx: Tx, sent: tuple[Delivery, ...], root: Delivery, pages: Pages) -> None:
    pieces = [(root, pages.root.payload())]
    overflow = [one for one in sent if one.purpose == OVERFLOW and one.kind is DeliveryKind.REPLY]
    pieces += [(post, page.payload()) for post, page in zip(overflow, pages.overflow, strict=False)]
    for post, payload in pieces:
        edit(tx, post, payload)
    for page in pages.overflow[len(overflow) :]:
        reply(tx, root, page.payload(), OVERFLOW, root.subject)


def edit(tx: Tx, post: Delivery, payload: dict[str, Any]) -> None:
    """Edits a message already handed to delivery, unless it says this already."""
    edits = [
        one
        for one in tx.deliveries.of_subject(post.team, post.subject)
        if one.target == post.id and one.kind is DeliveryKind.UPDATE
    ]
    if dict((edits[-1] if edits else post).payload) == payload:
        return
    tx.deliveries.supersede_updates(post.team, post.id)
    tx.deliveries.add(
        post.team,
        NewDelivery(
            kind=DeliveryKind.UPDATE,
            channel=post.channel,
            payload=payload,
            purpose=post.purpose,
            subject=post.subject,
            owner=post.owner,
            target=post.id,
        ),
    )


def _open_cases(
    tx: Tx,
    workspace: Workspace,
    edition: Edition,
    gathered: tuple[Gathered, ...],
    now: datetime,
) -> tuple[Case, ...]:
    opened = []
    for one in gathered:
        if one.reading is None or one.flagged is None:
            continue
        if _is_fresh(tx, workspace.team, one, one.flagged.assessment):
            case = tx.cases.add(
                workspace.team, _new_case(tx, workspace, edition, one, one.reading.observation), now
            )
            tx.cases.add_event(workspace.team, case.id, opened_event(case, now))
            opened.append(case)
    return tuple(opened)


def _is_fresh(tx: Tx, team: str, one: Gathered, assessment: Assessment) -> bool:
    """Whether a drop needs a case: it is in trouble, and its episode has none yet."""
    episode = assessment.episode
    if episode is None or episode.calm_since is not None or not assessment.signals:
        return False
    last = tx.cases.last_of(team, one.kpi.key, one.segment)
    if last is None:
        return True
    if last.closed_at is None:
        return False
    return Period.parse(last.period) < episode.since


def _new_case(
    tx: Tx, workspace: Workspace, edition: Edition, one: Gathered, figure: Observation
) -> NewCase:
    before = one.flagged.before if one.flagged else None
    signals = one.flagged.assessment.signals if one.flagged else ()
    return NewCase(
        kpi=one.kpi.key,
        segment=one.segment,
        cadence=one.period.cadence,
        period=one.period.label,
        number=figure.number,
        channel=edition.channel,
        rules=tuple(signal.rule.value for signal in signals),
        facts={
            "revision": figure.revision,
            "before": before.number if before else None,
            "signals": [
                {
                    "rule": signal.rule.value,
                    "against": _text(signal.against),
                    "grade_before": signal.grade_before,
                    "grade_now": signal.grade_now,
                }
                for signal in signals
            ],
        },
        owner=tx.choices.get(workspace.team, one.kpi.key).owner,
    )


def _text(value: float | None) -> str | None:
    return None if value is None else str(Fraction(str(value)))


def _shown(content: Report, delivery: str) -> list[Shown]:
    return [
        Shown(
            delivery=delivery,
            number=line.reading.observation.number,
            revision=line.reading.observation.revision,
        )
        for line in content.lines
        if line.reading is not None
    ]


def _workspace(tx: Tx, team: str) -> Workspace:
    workspace = tx.workspaces.get(team)
    if workspace is None:
        raise LookupError("a digest of a workspace that is not stored")
    return workspace


def _post_case(tx: Tx, workspace: Workspace, root: Delivery, case: Case) -> None:
    message = case_message(case_view(tx, workspace, case))
    post = reply(tx, root, message.payload(), CASE, case.id)
    tx.cases.posted_by(workspace.team, case.id, post.id)


def reply(tx: Tx, root: Delivery, payload: dict[str, Any], purpose: str, subject: str) -> Delivery:
    """Hands over a reply in the thread of a message that delivery sends."""
    return tx.deliveries.add(
        root.team,
        NewDelivery(
            kind=DeliveryKind.REPLY,
            channel=root.channel,
            payload=payload,
            purpose=purpose,
            subject=subject,
            owner=root.owner,
            parent=root.id,
        ),
    )
