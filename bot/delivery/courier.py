"""Sends what is due: the intent is committed first, then Slack is asked, then the outcome kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from slack_sdk import WebClient

from bot.delivery.arrival import OnSent, marked, unheeded
from bot.delivery.errors import (
    ALL_BUSY,
    Definite,
    NotSent,
    Outcome,
    RateLimited,
    Sent,
    Unknown,
    failed,
)
from bot.delivery.failpoints import Point, Reach, unarmed
from bot.delivery.post import Letter, address, post
from bot.delivery.timing import GIVE_UP, LAST_CALL, LEASE, next_attempt
from bot.watching import Attempted, uncounted
from storage.pace import WORKSPACE
from storage.records import Delivery, DeliveryKind, Pace
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

OnDead = Callable[[Tx, Delivery, str], None]
"""Tells the owner, in the transaction that gives a delivery up for good; gets Slack's error."""


class Courier:
    """The sending half of the state machine. Threads and processes may run any number of them."""

    def __init__(  # noqa: PLR0913 - what it works with
        self,
        store: Store,
        clock: Callable[[], datetime],
        client_for: Callable[[str], WebClient],
        pace: Pace,
        on_dead: OnDead,
        *,
        on_sent: OnSent = unheeded,
        attempted: Attempted = uncounted,
        reach: Reach = unarmed,
    ) -> None:
        """Take what it works with.

        Args:
            store: where deliveries are.
            clock: the time now, in UTC.
            client_for: a workspace's client, which retries nothing and times out after `CALL`;
                raises `NotInstalled` where the app was removed.
            pace: how fast messages follow one another, on all machines together.
            on_dead: called in the transaction that makes a delivery dead.
            on_sent: called in the transaction that marks a delivery as sent.
            attempted: counts attempts by what became of them.
            reach: called at each failpoint.
        """
        self._store = store
        self._clock = clock
        self._client_for = client_for
        self._pace = pace
        self._on_dead = on_dead
        self._on_sent = on_sent
        self._attempted = attempted
        self._reach = reach

    def deliver_due(self) -> int:
        """Send everything that is due; return how many deliveries were taken up."""
        taken = 0
        while self.deliver_next():
            taken += 1
        return taken

    def deliver_next(self) -> bool:
        """Take up the next delivery that is due; return whether there was one."""
        started = self._clock()
        claimed = self._store.write(self._claim)
        if claimed is None:
            return False
        self._reach(Point.AFTER_INTENT)
        delivery, letter = claimed
        if isinstance(letter, Definite):
            self._close(delivery, letter)
            return True
        outcome = self._attempt(letter, started + LAST_CALL)
        self._reach(Point.AFTER_POST)
        self._close(delivery, outcome)
        return True

    def _claim(self, tx: Tx) -> tuple[Delivery, Letter | Definite] | None:
        now, lease = self._clock(), LEASE.total_seconds()
        for delivery in tx.deliveries.claim(now, lease, 1, self._pace):
            other = delivery.parent or delivery.target
            found = tx.deliveries.get(delivery.team, other) if other else None
            return delivery, address(delivery, found)
        return None

    def _attempt(self, letter: Letter, last_call: datetime) -> Outcome:
        try:
            client = self._client_for(letter.delivery.team)
        except Exception as error:  # noqa: BLE001 - sorted, none is lost
            outcome = failed(error)
            return NotSent(outcome.reason) if isinstance(outcome, Unknown) else outcome
        # A call that starts late could end after the lease, beside somebody else's.
        return post(client, letter, lambda: self._clock() <= last_call)

    def _close(self, delivery: Delivery, outcome: Outcome) -> None:
        kept = marked(
            self._store,
            self._on_sent,
            lambda tx, on_sent: self._settle(tx, delivery, outcome, on_sent),
        )
        self._attempted(delivery.purpose, type(outcome).__name__)
        _log.info(
            "delivery attempted",
            team=delivery.team,
            delivery=delivery.id,
            outcome=type(outcome).__name__,
            error=_error(outcome),
            kept=kept,
        )

    def _settle(self, tx: Tx, delivery: Delivery, outcome: Outcome, on_sent: OnSent) -> bool:
        """Keep the outcome; False when somebody else has claimed the delivery since."""
        if isinstance(outcome, RateLimited):
            place = WORKSPACE if outcome.error == ALL_BUSY else delivery.channel
            tx.paces.hold(delivery.team, place, outcome.retry_after)
        kept = self._mark(tx, delivery, outcome)
        if kept and isinstance(outcome, Sent):
            on_sent(tx, delivery)
        self._reach(Point.BEFORE_MARK)
        return kept

    def _mark(self, tx: Tx, delivery: Delivery, outcome: Outcome) -> bool:
        now = self._clock()
        team, id_, fence = delivery.team, delivery.id, delivery.fence
        match outcome:
            case Sent(ts, channel):
                return tx.deliveries.sent(team, id_, fence, ts, channel, now)
            case Unknown(reason) if delivery.kind is not DeliveryKind.UPDATE:
                return tx.deliveries.unsure(team, id_, fence, reason)
            case Definite(error):
                return self._give_up(tx, delivery, error)
            case RateLimited() | NotSent() | Unknown() if delivery.attempts >= GIVE_UP:
                return self._give_up(tx, delivery, "gave_up")
            case RateLimited(seconds, error):
                return _put_off(tx, delivery, now + timedelta(seconds=seconds), error)
            case NotSent(reason) | Unknown(reason):
                return _put_off(tx, delivery, next_attempt(delivery, now), reason)

    def _give_up(self, tx: Tx, delivery: Delivery, error: str) -> bool:
        kept = tx.deliveries.dead(delivery.team, delivery.id, delivery.fence, error, self._clock())
        if kept:
            self._on_dead(tx, delivery, error)
        return kept


def _put_off(tx: Tx, delivery: Delivery, not_before: datetime, error: str) -> bool:
    return tx.deliveries.retry(delivery.team, delivery.id, delivery.fence, not_before, error)


def _error(outcome: Outcome) -> str:
    match outcome:
        case Sent():
            return ""
        case RateLimited(_, error) | Definite(error) | Unknown(error) | NotSent(error):
            return error
