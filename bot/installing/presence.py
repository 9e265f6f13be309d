"""Workspaces come and go: what becomes of their digests and of their data."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog

from storage.records import Installation
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

KEPT = timedelta(days=30)
"""How long a workspace's data is kept after the app was removed from it."""

_AT_ONCE = 20
"""Workspaces erased in one go, so that a heartbeat never takes long."""


def leave(tx: Tx, team: str, reason: str, now: datetime) -> None:
    """The app was removed from a workspace: its digests rest, its token is forgotten.

    Its data is erased after `KEPT`, unless the app comes back. May be told any number of times.
    """
    tx.installations.remove(team)
    known = tx.workspaces.get(team) is not None
    if known and tx.absences.left(team, reason, now, now + KEPT):
        _log.info("workspace left", team=team, reason=reason, erase_after=str(now + KEPT))


def leave_organisation(tx: Tx, organisation: str, reason: str, now: datetime) -> None:
    """The app was removed from an organisation, and so from each of its workspaces."""
    tx.installations.remove(organisation)
    for team in tx.installations.residents(organisation):
        leave(tx, team, reason, now)


def shut_out(tx: Tx, team: str, error: str, now: datetime) -> None:
    """Slack refused the workspace's token: its digests rest until Slack takes one again.

    Nothing is erased: nobody said that the app is not wanted.
    """
    if tx.absences.refused(team, error, now):
        _log.error("workspace refuses its token", team=team, error=error)


def arrive(tx: Tx, team: str) -> None:
    """The workspace lets the app in: its digests go on, its data stays."""
    if tx.absences.end(team):
        _log.info("workspace is back", team=team)


def install(tx: Tx, installation: Installation, now: datetime) -> None:
    """Keep a new installation; the workspaces it reaches are back."""
    tx.installations.put(installation)
    if not installation.organisation:
        move_in(tx, installation.team, installation, now)
        tx.workspaces.change(installation.team, name=installation.name)
    for team in tx.installations.residents(installation.team):
        arrive(tx, team)


def move_in(tx: Tx, team: str, installation: Installation, now: datetime) -> None:
    """A workspace is reached through this installation from now on."""
    tx.workspaces.ensure(team, "", now)
    tx.installations.settle(team, installation.team)


def erase_what_is_over(store: Store, now: datetime) -> int:
    """Erase workspaces that left long enough ago; how many there were."""
    over = store.read(lambda tx: tx.absences.over(now, _AT_ONCE))
    return sum(store.write(partial(_erase, team=one.team, now=now)) for one in over)


def _erase(tx: Tx, *, team: str, now: datetime) -> bool:
    if not tx.absences.take(team, now):
        return False  # it came back, or another replica was faster
    erased = tx.erasures.erase(team, "", "the app was removed", now)
    _log.warning("workspace erased", team=team, rows=erased.rows)
    return True
