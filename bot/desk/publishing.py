"""Publishes digests: composes them, opens cases for fresh drops, hands all to delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from secrets import token_hex
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.purpose import Purpose
from bot.desk.caseworking import CALLED, case_view, opened_event
from bot.desk.collecting import input_changed
from bot.desk.counting import count_kept
from bot.desk.escalating import watch
from bot.desk.gathering import Edition, Gathered, for_channel, gather, period_for, report
from bot.desk.languages import language_in
from bot.desk.standing_in import responsible
from bot.desk.voices import FEEDBACK
from bot.digest.report import Report
from bot.views.case import case_message
from bot.views.digest import digest_pages
from bot.views.pages import Pages, moved_up
from kpi import catalogue
from kpi.flags import Assessment
from kpi.language import speaking
from kpi.period import Period
from storage.records import (
    Case,
    Delivery,
    DeliveryKind,
    DeliveryState,
    ExtraDigest,
    NewCase,
    NewDelivery,
    Observation,
    Occurrence,
    PostedDigest,
    Shown,
    Subscription,
    Workspace,
)
from storage.tx import Tx

RENEWED = 8
"""Digests of a subscription, newest first, that are kept up to date."""
_MOOT = (DeliveryState.DEAD, DeliveryState.SUPERSEDED)


def publish(tx: Tx, team: str, subscription: Subscription, occurrence: Occurrence) -> None:
    """Composes a planned digest and hands it to delivery, in the caller's transaction."""
    workspace = _workspace(tx, team)
    edition = Edition.of(subscription, occurrence)
    root = post_edition(
        tx, workspace, edition, subject=occurrence.id, owner=subscription.set_by, now=tx.now
    )
    tx.occurrences.set_delivery(team, occurrence.id, root.id)


def publish_beside(
    tx: Tx, workspace: Workspace, subscription: Subscription, period: Period, *, owner: str
) -> None:
    """Posts a digest of a subscription now; its schedule stays as it is."""
    subject = f"now-{token_hex(8)}"
    edition = replace(Edition.beside(subscription, period), by=owner)
    root = post_edition(tx, workspace, edition, subject=subject, owner=owner, now=tx.now)
    extra = ExtraDigest(
        id=subject,
        subscription=subscription.id,
        period=period.label,
        delivery=root.id,
        posted_at=tx.now,
    )
    tx.occurrences.add_extra(workspace.team, extra)


def post_edition(
    tx: Tx, workspace: Workspace, edition: Edition, *, subject: str, owner: str, now: datetime
) -> Delivery:
    """Posts one edition: a root, replies for what does not fit, and one for each fresh drop."""
    with speaking(language_in(tx, workspace.team, edition.channel)):
        return _post_edition(tx, workspace, edition, subject=subject, owner=owner, now=now)


def _post_edition(
    tx: Tx, workspace: Workspace, edition: Edition, *, subject: str, owner: str, now: datetime
) -> Delivery:
    edition = for_channel(tx, workspace.team, edition)
    if FEEDBACK in edition.kpis:
        renew_counted(tx, workspace, edition.period, now)
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
            purpose=Purpose.DIGEST,
            subject=subject,
            owner=owner,
        ),
    )
    for page in pages.overflow:
        reply(tx, root, page.payload(), Purpose.OVERFLOW, subject)
    for case in fresh:
        _post_case(tx, workspace, root, case)
    tx.deliveries.shown(workspace.team, root.id, _shown(content, root.id))
    return root


def preview(tx: Tx, workspace: Workspace, edition: Edition, now: datetime) -> Pages:
    """What the edition would say now as a digest. Nothing is stored, no case is opened."""
    with speaking(language_in(tx, workspace.team, edition.channel)):
        edition = for_channel(tx, workspace.team, edition, also=frozenset(edition.kpis))
        return digest_pages(report(tx, workspace, edition, gather(tx, workspace, edition), now))


def renew_counted(tx: Tx, workspace: Workspace, about: Period, now: datetime) -> None:
    """Counts the feedback that a digest about a period shows, where nobody recorded a figure."""
    period = period_for(tx, workspace, catalogue.get(FEEDBACK), about)
    if count_kept(tx, workspace, period, now) is not None:
        renew(tx, workspace.team, FEEDBACK, period, now)


def renew(tx: Tx, team: str, kpi: str, period: Period, now: datetime, by: str = "") -> None:
    """Fills a new figure into the posted digests that show its period.

    A digest that waits for it goes out once nothing is missing any more. `by` is the user id of
    whoever recorded it.
    """
    workspace = _workspace(tx, team)
    carrying = _carrying(tx, team, kpi)
    for subscription in carrying:
        input_changed(tx, workspace, subscription, now)
    for one in _posted(tx, workspace, carrying, kpi, RENEWED):
        if one.shows == period:
            _renew_one(tx, one, now, by)


def renew_all(tx: Tx, team: str, kpi: str, now: datetime) -> None:
    """Shows a KPI in the posted digests from now on, or leaves it out, as its limits say."""
    for one in _posted(tx, _workspace(tx, team), _carrying(tx, team, kpi), kpi, RENEWED):
        _renew_one(tx, one, now)


def renew_case(tx: Tx, team: str, case: Case, now: datetime, newest: int = RENEWED) -> None:
    """Brings a case's present state into the posted digests that speak of it.

    `newest` is how many digests of each subscription are looked at.
    """
    since = Period.parse(case.period).last
    carrying = _carrying(tx, team, case.kpi)
    for one in _posted(tx, _workspace(tx, team), carrying, case.kpi, newest):
        if one.shows.last >= since:
            _renew_one(tx, one, now)


class _Posted(Struct, frozen=True):
    """A digest that was handed to delivery."""

    workspace: Workspace
    subscription: Subscription
    digest: PostedDigest
    shows: Period
    """The period of the KPI in question that it shows."""


def _carrying(tx: Tx, team: str, kpi: str) -> tuple[Subscription, ...]:
    """The subscriptions whose digests have a line of a KPI."""
    return tuple(one for one in tx.subscriptions.all(team) if kpi in one.kpis)


def _posted(
    tx: Tx, workspace: Workspace, carrying: Iterable[Subscription], kpi: str, newest: int
) -> Iterator[_Posted]:
    """The latest digests of subscriptions that carry a KPI."""
    definition = catalogue.get(kpi)
    for subscription in carrying:
        for digest in tx.occurrences.posted(workspace.team, subscription, newest):
            about = Period.parse(digest.period)
            shows = period_for(tx, workspace, definition, about)
            yield _Posted(workspace, subscription, digest, shows)


def _renew_one(tx: Tx, one: _Posted, now: datetime, by: str = "") -> None:
    team = one.workspace.team
    sent = tx.deliveries.of_subject(team, one.digest.id)
    roots = [each for each in sent if each.id == one.digest.delivery]
    if not roots or roots[0].state is DeliveryState.DEAD:
        return
    with speaking(language_in(tx, team, one.subscription.channel)):
        _write_anew(tx, one, sent, roots[0], now, by)


def _write_anew(
    tx: Tx, one: _Posted, sent: tuple[Delivery, ...], root: Delivery, now: datetime, by: str
) -> None:
    """Edits a digest to what it says now, and posts what it says more."""
    workspace, team = one.workspace, one.workspace.team
    about = Period.parse(one.digest.period)
    edition = replace(Edition.beside(one.subscription, about), late=one.digest.late, by=by)
    edition = for_channel(tx, team, edition)
    gathered = gather(tx, workspace, edition)
    fresh = _opened_by(tx, team, gathered, root)
    opened = _open_cases(tx, workspace, edition, gathered, now)
    edition = replace(edition, fresh=fresh | {case.id for case in opened})
    content = report(tx, workspace, edition, gathered, now)
    pages = digest_pages(content)
    _edit(tx, sent, root, pages)
    for case in opened:
        _post_case(tx, workspace, root, case)
    tx.deliveries.shown(team, root.id, _shown(content, root.id))


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
    edit(tx, root, pages.root.payload())
    standing = [
        one for one in sent if one.purpose == Purpose.OVERFLOW and one.kind is DeliveryKind.REPLY
    ]
    for at, post in enumerate(standing):
        page = pages.overflow[at] if at < len(pages.overflow) else moved_up()
        edit(tx, post, page.payload())
    for page in pages.overflow[len(standing) :]:
        reply(tx, root, page.payload(), Purpose.OVERFLOW, root.subject)


def edit(tx: Tx, post: Delivery, payload: dict[str, Any]) -> None:
    """Edits a message already handed to delivery, unless it says this already.

    Nor where only a person knows which message it is.
    """
    if post.ts == "":
        return
    edits = [
        one
        for one in tx.deliveries.of_subject(post.team, post.subject)
        if one.target == post.id and one.kind is DeliveryKind.UPDATE and one.state not in _MOOT
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
            watch(tx, workspace, case, now)
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
    owner = responsible(tx, workspace.team, one.kpi.key, tx.now).user
    calls = tx.channels.get(workspace.team, edition.channel).mentions and owner != edition.by
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
            CALLED: owner if calls else None,
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
        owner=owner,
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
    post = reply(tx, root, message.payload(), Purpose.CASE, case.id)
    tx.cases.posted_by(workspace.team, case.id, post.id)


def reply(
    tx: Tx, root: Delivery, payload: dict[str, Any], purpose: Purpose, subject: str
) -> Delivery:
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
