"""Settles what may or may not have been posted, by looking in Slack."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from msgspec.structs import replace
from slack_sdk import WebClient

from bot.delivery.arrival import OnSent, marked, unheeded
from bot.delivery.courier import OnDead
from bot.delivery.errors import Definite, Sent
from bot.delivery.look import Absent, Later, Unreadable, look, misread
from bot.delivery.post import Letter, address
from bot.delivery.timing import GIVE_UP, WAITED_FOR, next_attempt
from bot.delivery.words import UNREADABLE, UNSETTLED
from storage.records import Delivery, DeliveryKind
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

OnUnsettled = Callable[[Tx, Delivery], None]
"""Tells an operator, once, that a person must settle a delivery."""

_SOON = timedelta(minutes=1)
_SELDOM = timedelta(hours=1)


class Reconciler:
    """The other half of the state machine. Threads share none; processes may each run one."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime],
        client_for: Callable[[str], WebClient],
        on_dead: OnDead,
        on_unsettled: OnUnsettled,
        *,
        on_sent: OnSent = unheeded,
    ) -> None:
        """Take what it works with.

        Args:
            store: where deliveries are.
            clock: the time now, in UTC.
            client_for: a workspace's client; raises `NotInstalled` where the app was removed.
            on_dead: called in the transaction that makes a delivery dead.
            on_unsettled: called in the transaction that leaves a delivery to a person.
            on_sent: called in the transaction that marks a delivery as sent.
        """
        self._store = store
        self._clock = clock
        self._client_for = client_for
        self._on_dead = on_dead
        self._on_unsettled = on_unsettled
        self._on_sent = on_sent
        self._deferred: dict[str, datetime] = {}

    def reconcile(self) -> int:
        """Look for everything that is unknown; return how many deliveries were looked at."""
        looked = 0
        while self.reconcile_next():
            looked += 1
        return looked

    def reconcile_next(self) -> bool:
        """Look for the next unknown delivery; return whether there was one to look for now."""
        now = self._clock()
        self._deferred = {id_: until for id_, until in self._deferred.items() if until > now}
        self._store.write(lambda tx: tx.deliveries.expire_leases(now))
        limit = 1 + len(self._deferred)
        unknown = self._store.read(lambda tx: _with_other(tx, now, limit))
        for delivery, letter in unknown:
            if delivery.id not in self._deferred:
                # First, so that one which fails cannot hold up the others.
                self._deferred[delivery.id] = now + _SOON
                self._settle(delivery, letter)
                return True
        return False

    def _settle(self, delivery: Delivery, letter: Letter | Definite) -> None:
        seen = self._look(delivery, letter)
        if isinstance(seen, Later | Unreadable):
            self._deferred[delivery.id] = self._clock() + _pause(seen)
        marked(
            self._store,
            self._on_sent,
            lambda tx, on_sent: self._keep(tx, delivery, seen, on_sent),
        )
        _log.info(
            "delivery looked for",
            team=delivery.team,
            delivery=delivery.id,
            seen=type(seen).__name__,
        )

    def _look(
        self, delivery: Delivery, letter: Letter | Definite
    ) -> Sent | Absent | Unreadable | Later:
        if isinstance(letter, Definite) or delivery.kind is DeliveryKind.UPDATE:
            # An edit made twice does no harm, so nothing needs to be found.
            return Absent()
        try:
            client = self._client_for(delivery.team)
        except Exception as error:  # noqa: BLE001 - sorted, none is lost
            return misread(error)
        return look(client, letter, _attempted(delivery), partial(self._is_anothers, delivery))

    def _is_anothers(self, delivery: Delivery, channel: str, ts: str) -> bool:
        found = self._store.read(lambda tx: tx.deliveries.by_message(delivery.team, channel, ts))
        return found is not None and found.id != delivery.id

    def _keep(
        self,
        tx: Tx,
        seen_as: Delivery,
        seen: Sent | Absent | Unreadable | Later,
        on_sent: OnSent,
    ) -> None:
        """Write down what was seen, unless the delivery has moved on meanwhile."""
        now = self._clock()
        delivery = tx.deliveries.get(seen_as.team, seen_as.id)
        if delivery != seen_as:
            return
        team, id_ = delivery.team, delivery.id
        match seen:
            case Sent(ts, channel):
                if tx.deliveries.found(team, id_, ts, channel, now):
                    on_sent(tx, delivery)
            case Absent() if delivery.attempts >= GIVE_UP:
                self._give_up(tx, delivery, "gave_up")
            case Absent():
                tx.deliveries.repost(team, id_, next_attempt(delivery, now))
            case Unreadable(error):
                self._leave(tx, delivery, error)

    def _leave(self, tx: Tx, delivery: Delivery, error: str) -> None:
        """Leave a delivery to a person; one that nobody settled in all that time is given up."""
        if not delivery.error.startswith(UNREADABLE):
            reason = f"{UNREADABLE}{error}"
            tx.deliveries.unsure(delivery.team, delivery.id, delivery.fence, reason)
            self._on_unsettled(tx, replace(delivery, error=reason))
        elif self._clock() - _attempted(delivery) > WAITED_FOR:
            self._give_up(tx, delivery, UNSETTLED)

    def _give_up(self, tx: Tx, delivery: Delivery, error: str) -> None:
        if tx.deliveries.dead(delivery.team, delivery.id, delivery.fence, error, self._clock()):
            self._on_dead(tx, delivery, error)


def _attempted(delivery: Delivery) -> datetime:
    return delivery.attempted_at or delivery.created_at


def _with_other(tx: Tx, now: datetime, limit: int) -> list[tuple[Delivery, Letter | Definite]]:
    found = []
    for delivery in tx.deliveries.unknown(now, limit):
        other = delivery.parent or delivery.target
        to = tx.deliveries.get(delivery.team, other) if other else None
        found.append((delivery, address(delivery, to)))
    return found


def _pause(seen: Later | Unreadable) -> timedelta:
    match seen:
        case Later(float(seconds)):
            return timedelta(seconds=seconds)
        case Later():
            return _SOON
        case Unreadable():
            return _SELDOM
