"""Who answers for a KPI today: its owner, or whoever stands in for them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.desk.access import sees
from storage.records import Away, KpiChoice, Standing
from storage.tx import Tx

_PRESENT = (Standing.MEMBER, Standing.MANAGER)


class Responsible(Struct, frozen=True, kw_only=True):
    """Who is turned to about a KPI."""

    user: str | None
    """Who answers for it now; None where nobody does."""
    owner: str | None
    missed: Away | None = None
    """The owner's days off, where they are away and nobody stands in."""


def responsible(tx: Tx, team: str, kpi: str, now: datetime) -> Responsible:
    """The owner of a KPI; while they are away or gone, their backup."""
    choice = tx.choices.get(team, kpi)
    if choice.owner is None:
        return Responsible(user=None, owner=None)
    if is_here(tx, team, choice.owner, now):
        return Responsible(user=choice.owner, owner=choice.owner)
    backup = stand_in(tx, team, choice, now)
    missed = away_now(tx, team, choice.owner, now) if backup is None else None
    return Responsible(user=backup, owner=choice.owner, missed=missed)


def stand_in(tx: Tx, team: str, choice: KpiChoice, now: datetime) -> str | None:
    """The backup of a KPI, where they are here and may see it."""
    if choice.backup is None or not is_here(tx, team, choice.backup, now):
        return None
    person = tx.people.get(team, choice.backup)
    return choice.backup if person is not None and sees(tx, team, person, choice.kpi) else None


def is_here(tx: Tx, team: str, user: str, now: datetime) -> bool:
    """Whether somebody can be turned to: a member of the workspace who is not away."""
    person = tx.people.get(team, user)
    if person is None or person.standing not in _PRESENT:
        return False
    return away_now(tx, team, user, now) is None


def away_now(tx: Tx, team: str, user: str, now: datetime) -> Away | None:
    """Somebody's days off, where today is one of them."""
    away = tx.aways.get(team, user)
    if away is None:
        return None
    today = now.astimezone(ZoneInfo(away.zone)).date()
    return away if away.first_day <= today <= away.last_day else None
