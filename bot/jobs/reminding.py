"""What people are told of at a heartbeat: missing inputs, and cases nobody acknowledged."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

import structlog

from bot.desk.collecting import ASK_AHEAD, begin
from bot.desk.waking import take_step
from kpi.period import Period
from storage.records import Subscription
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_MANY = 2_000
"""Digests and cases taken up at one beat; the next beat goes on."""


def remind(store: Store, now: datetime) -> int:
    """Ask for what is missing before digests, and escalate; returns how many people were told.

    Two statements where there is nothing to do. What fails is logged and tried again at the next
    beat; the others go on.
    """
    return _ask_ahead(store, now) + _escalate(store, now)


def _ask_ahead(store: Store, now: datetime) -> int:
    near = store.read(lambda tx: tx.collections.near(now, now + ASK_AHEAD, _MANY))
    ready = [one for one in near if _is_over(one[1], now)]
    told = 0
    for team, group in groupby(ready, key=itemgetter(0)):
        digests = [digest for _, digest in group]
        try:
            told += store.write(partial(_begin, team=team, digests=digests, now=now))
        except Exception:  # noqa: BLE001 - one workspace must not stop the others
            _log.exception("owners could not be asked", team=team)
    return told


def _is_over(digest: Subscription, now: datetime) -> bool:
    """Whether the period that a digest is about is complete already."""
    zone = ZoneInfo(digest.schedule.zone)
    return Period.parse(digest.next_period).is_complete(now, zone)


def _begin(tx: Tx, team: str, digests: list[Subscription], now: datetime) -> int:
    workspace = tx.workspaces.get(team)
    return 0 if workspace is None else begin(tx, workspace, digests, now)


def _escalate(store: Store, now: datetime) -> int:
    told = 0
    for team, due in store.read(lambda tx: tx.escalations.due(now, _MANY)):
        try:
            told += store.write(partial(take_step, team=team, due=due, now=now))
        except Exception:  # noqa: BLE001 - one workspace must not stop the others
            _log.exception("a case could not be escalated", team=team, case=due.case)
    return told
