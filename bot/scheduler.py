"""The heartbeat, and what each beat does: plan the digests that have come due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from uuid import NAMESPACE_OID, uuid5

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from msgspec.structs import replace

from bot.calendars import days_off_in
from bot.sends import Send, sends_from
from kpi.period import Period
from storage.records import (
    ChannelSettings,
    CollectionState,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Subscription,
    SubscriptionState,
)
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]

Publish = Callable[[Tx, str, Subscription, Occurrence], None]
"""Composes the digest of a team's occurrence, adds its deliveries and ties the root to it."""

Planned = Callable[[Occurrence], None]
"""Told of each occurrence once it is stored: planned, late or skipped."""

GRACE = timedelta(hours=24)
"""How long after its time a missed digest is still worth sending."""

LATE = timedelta(minutes=5)
"""From then on a digest says that it is late."""

_PAGE = 200


class _ChangedMeanwhile(Exception):
    """Somebody paused or changed a subscription after it was seen to be due."""


class Heartbeat:
    """Calls `tick` every few seconds in a thread of its own, never twice at once."""

    def __init__(self, tick: Callable[[datetime], object], clock: Clock, seconds: float = 20):
        """Take what to do at each beat; a beat that raises is logged and does not count."""
        self._tick = tick
        self._clock = clock
        self._last_beat: datetime | None = None
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._scheduler.add_job(
            self._beat,
            "interval",
            seconds=seconds,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    @property
    def last_beat(self) -> datetime | None:
        """When the last beat came through; None before the first."""
        return self._last_beat

    def start(self) -> None:
        """Start beating; the first beat comes at once."""
        self._scheduler.start()

    def stop(self) -> None:
        """Let a running beat finish and beat no more."""
        self._scheduler.shutdown()

    def _beat(self) -> None:
        now = self._clock()
        try:
            self._tick(now)
        except Exception:  # noqa: BLE001 - a beat that fails must not end the beating
            _log.exception("a heartbeat failed")
        else:
            self._last_beat = now


def unheeded(_occurrence: Occurrence, /) -> None:
    """Tell nobody."""


def tick(
    store: Store,
    now: datetime,
    publish: Publish,
    grace: timedelta = GRACE,
    planned: Planned = unheeded,
) -> int:
    """Plan every digest that has come due by `now`; return how many were published.

    Each subscription is advanced in one transaction with its occurrences and deliveries. What
    fails is logged and stays due for the next beat; the others go on.
    """
    published = 0
    seen: set[tuple[str, str]] = set()
    while fresh := _due(store, now, seen):
        for team, subscription in fresh:
            seen.add((team, subscription.id))
            advance = partial(_advance, team=team, subscription=subscription, now=now, grace=grace)
            try:
                published += _planned(store.write(partial(advance, publish=publish)), planned)
            except _ChangedMeanwhile:
                pass  # the next beat sees it as it is now
            except Exception:  # noqa: BLE001 - one workspace must not stop the others
                _log.exception("a digest failed", team=team, subscription=subscription.id)
    return published


def publish_due(  # noqa: PLR0913 - whose digest, when, and what it is made by
    store: Store,
    now: datetime,
    publish: Publish,
    planned: Planned = unheeded,
    *,
    team: str,
    channel: str,
    rhythm: Rhythm,
) -> int:
    """Plan one digest if it is still due by `now`; return how many were published."""

    def work(tx: Tx) -> tuple[Occurrence, ...]:
        found = tx.subscriptions.get(team, channel, rhythm)
        if found is None or found.state is not SubscriptionState.ACTIVE:
            return ()
        if found.next_due > now and not _is_complete(tx, team, found):
            return ()
        return _advance(tx, team=team, subscription=found, now=now, grace=GRACE, publish=publish)

    try:
        return _planned(store.write(work), planned)
    except _ChangedMeanwhile:
        return 0


def _is_complete(tx: Tx, team: str, subscription: Subscription) -> bool:
    """Whether a digest goes out before its time, for its last missing input is in."""
    state = tx.collections.state(team, subscription.id, subscription.next_period)
    return state is CollectionState.COMPLETE


def _planned(stored: tuple[Occurrence, ...], planned: Planned) -> int:
    """How many of them go out, once somebody was told of each."""
    for occurrence in stored:
        planned(occurrence)
    return sum(one.state is OccurrenceState.PLANNED for one in stored)


def _due(store: Store, now: datetime, seen: set[tuple[str, str]]) -> list[tuple[str, Subscription]]:
    """Read the next page of what is due and was not taken up in this beat."""
    due = store.read(lambda tx: tx.subscriptions.due(now, _PAGE + len(seen)))
    return [(team, found) for team, found in due if (team, found.id) not in seen]


def _advance(
    tx: Tx,
    *,
    team: str,
    subscription: Subscription,
    now: datetime,
    grace: timedelta,
    publish: Publish,
) -> tuple[Occurrence, ...]:
    """Plan what a subscription owes and set its next send; return what was planned, in order."""
    wanted = tx.channels.get(team, subscription.channel)
    owed, following = _owed(subscription, wanted, now)
    due, label = following.due, following.period.label
    if not tx.subscriptions.advance(team, subscription.id, subscription.next_due, due, label):
        return ()  # another process was faster
    advanced = replace(subscription, next_due=due, next_period=label)
    rhythm = subscription.schedule.rhythm
    if tx.subscriptions.get(team, subscription.channel, rhythm) != advanced:
        raise _ChangedMeanwhile
    stored = tuple(
        one
        for send, late in _fates(owed, now, grace)
        if tx.occurrences.plan(team, one := _occurrence(team, subscription, send, late, wanted))
    )
    for one in stored:
        if one.state is OccurrenceState.PLANNED:
            publish(tx, team, subscription, one)
    return stored


def _owed(
    subscription: Subscription, wanted: ChannelSettings, now: datetime
) -> tuple[list[Send], Send]:
    """Return every send of a due subscription up to now, oldest first, and the one after them."""
    period = Period.parse(subscription.next_period)
    sends = sends_from(subscription.schedule, period, days_off_in(wanted))
    # What was announced counts: it is due although a new calendar may say another time.
    first = replace(next(sends), due=subscription.next_due)
    in_order = accumulate(sends, _not_before, initial=first)
    owed = [next(in_order)]
    while (following := next(in_order)).due <= now:
        owed.append(following)
    return owed, following


def _not_before(earlier: Send, send: Send) -> Send:
    """A send, put off to the one before it where that one was let out after both were due."""
    return replace(send, due=max(earlier.due, send.due))


def _fates(
    owed: Sequence[Send], now: datetime, grace: timedelta
) -> Iterator[tuple[Send, timedelta | None]]:
    """Yield each send that is owed, with how late it goes out; None where it does not.

    Only the newest goes out, within its grace, with those that holidays moved onto its time.
    """
    newest = max((send.due for send in owed if not send.skipped), default=None)
    for send in owed:
        goes = send.due == newest and now - send.due <= grace
        yield send, now - send.due if goes else None


def _occurrence(
    team: str,
    subscription: Subscription,
    send: Send,
    late: timedelta | None,
    wanted: ChannelSettings,
) -> Occurrence:
    rhythm, period = subscription.schedule.rhythm, send.period.label
    return Occurrence(
        id=uuid5(NAMESPACE_OID, f"{team}/{subscription.channel}/{rhythm}/{period}").hex,
        subscription=subscription.id,
        channel=subscription.channel,
        rhythm=rhythm,
        period=period,
        due_at=send.due,
        state=OccurrenceState.SKIPPED if late is None else OccurrenceState.PLANNED,
        late=late is not None and late > LATE,
        delivery=None,
        holiday=wanted.holidays if send.skipped else None,
    )
