"""Before a digest: owners are asked once for what is missing, and the last input is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from msgspec import Struct

from bot.desk.access import may_record
from bot.desk.asker import Asker
from bot.desk.counting import count_kept
from bot.desk.gathering import Edition, Missing, for_channel, missing, period_for
from bot.desk.reaching import write_to
from bot.desk.standing_in import responsible
from bot.desk.upcoming import is_skipped
from bot.desk.voices import FEEDBACK
from bot.views.collecting import Wanted, request
from kpi import catalogue
from kpi.period import Period
from storage.records import Asked, CollectionState, Subscription, SubscriptionState, Workspace
from storage.tx import Tx

ASK_AHEAD = timedelta(hours=2)
"""How long before a digest its owners are asked for what is missing."""


class _Gap(Struct, frozen=True):
    """A figure that a digest waits for."""

    digest: Subscription
    gap: Missing


def begin(tx: Tx, workspace: Workspace, digests: Iterable[Subscription], now: datetime) -> int:
    """Asks the owners of what is missing in these digests; returns how many people were asked.

    A digest that this was done for is left out, so is one that a holiday skips, and so is a KPI
    that somebody was asked for in another one. Everybody gets one message, whatever the number of
    KPIs and channels.
    """
    team = workspace.team
    gaps = [gap for digest in digests for gap in _gaps(tx, workspace, digest, now)]
    wanted: dict[str, list[Wanted]] = {}
    for one in gaps:
        user = _to_ask(tx, team, one.gap, now)
        if user is not None:
            wanted.setdefault(user, []).append(Wanted(digest=one.digest, gap=one.gap))
    for user, asked_for in wanted.items():
        write_to(tx, team, user, partial(request, asked_for))
    for waiting in _awaited(tx, team, gaps):
        tx.collections.move(team, waiting, CollectionState.WAITING)
    return len(wanted)


def _gaps(tx: Tx, workspace: Workspace, digest: Subscription, now: datetime) -> Iterator[_Gap]:
    team = workspace.team
    begun = tx.collections.begin(team, digest.id, digest.next_period)
    if begun and not is_skipped(tx, team, digest):
        edition = _edition(tx, team, digest)
        _count_kept_feedback(tx, workspace, edition, now)
        for gap in missing(tx, workspace, edition):
            yield _Gap(digest, gap)


def input_changed(tx: Tx, workspace: Workspace, digest: Subscription, now: datetime) -> None:
    """A figure of a digest changed: where it was the last that was missing, the digest goes out.

    Costs nothing but in the hours before the digest.
    """
    if digest.state is not SubscriptionState.ACTIVE:
        return
    if not now < digest.next_due <= now + ASK_AHEAD:
        return
    team = workspace.team
    before = tx.collections.state(team, digest.id, digest.next_period)
    if before not in (CollectionState.WAITING, CollectionState.COMPLETE):
        return
    lacking = missing(tx, workspace, _edition(tx, team, digest))
    after = CollectionState.WAITING if lacking else CollectionState.COMPLETE
    if after is not before:
        tx.collections.move(team, digest.id, after)


def _edition(tx: Tx, team: str, digest: Subscription) -> Edition:
    """What the next digest of a subscription will be about."""
    return for_channel(tx, team, Edition.beside(digest, Period.parse(digest.next_period)))


def _count_kept_feedback(tx: Tx, workspace: Workspace, edition: Edition, now: datetime) -> None:
    """Nobody is asked for a number that the digest counts itself."""
    if FEEDBACK in edition.kpis:
        period = period_for(tx, workspace, catalogue.get(FEEDBACK), edition.period)
        count_kept(tx, workspace, period, now)


def _to_ask(tx: Tx, team: str, gap: Missing, now: datetime) -> str | None:
    """Who is asked for a figure now; None where nobody can be, or somebody was before."""
    user = responsible(tx, team, gap.kpi.key, now).user
    person = tx.people.get(team, user) if user is not None else None
    if person is None:
        return None
    if not may_record(tx, Asker(team=team, person=person, channel="", now=now), gap.kpi.key):
        return None
    asked = Asked(kpi=gap.kpi.key, period=gap.period.label, user=person.user, at=now)
    return person.user if tx.asked.add(team, asked) else None


def _awaited(tx: Tx, team: str, gaps: Sequence[_Gap]) -> tuple[str, ...]:
    """Ids of the digests for which somebody was asked, be it in another channel."""
    asked = (
        one.digest.id
        for one in gaps
        if tx.asked.get(team, one.gap.kpi.key, one.gap.period.label) is not None
    )
    return tuple(dict.fromkeys(asked))
