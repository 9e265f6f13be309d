"""Due digests as jobs, so that every machine composes its share of a Monday morning."""

from __future__ import annotations

from datetime import datetime

import structlog

from storage.jobs import AlreadyWaiting
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

PUBLISH = "publish"
"""The job that plans and composes one digest."""
_MANY = 5_000
"""Digests handed over at one beat; the next beat goes on."""


def hand_out(store: Store, now: datetime) -> int:
    """Hand over every digest that has come due by `now` and does not wait yet; return how many.

    A digest stays due until a job has planned it, so one whose job is lost is handed over again.
    """
    if not store.read(lambda tx: tx.subscriptions.due(now, 1)):
        return 0
    try:
        return store.write(lambda tx: _hand_out(tx, now))
    except AlreadyWaiting:
        _log.info("another machine hands out the digests")
        return 0


def _hand_out(tx: Tx, now: datetime) -> int:
    waiting = tx.jobs.waiting(PUBLISH)
    due = tx.subscriptions.due(now, _MANY + len(waiting))
    fresh = [
        (key, {"team": team, "channel": one.channel, "rhythm": one.schedule.rhythm.value})
        for team, one in due
        if (key := f"{team}/{one.id}") not in waiting
    ]
    tx.jobs.defer(PUBLISH, fresh)
    return len(fresh)
