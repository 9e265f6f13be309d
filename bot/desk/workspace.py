"""A workspace's settings and what follows from them."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.desk.asker import Asker
from kpi import Kpi
from kpi.period import Cadence
from storage.records import Workspace
from storage.tx import Tx

DEFAULT_CURRENCY = "USD"


def workspace_of(tx: Tx, asker: Asker) -> Workspace:
    """The asker's workspace as it stands; one nobody has used yet has the asker's time zone."""
    stored = tx.workspaces.get(asker.team)
    if stored is None:
        return Workspace(
            team=asker.team,
            name="",
            url="",
            zone=asker.person.zone,
            currency=DEFAULT_CURRENCY,
            fall_percent=Fraction(20),
            fall_points=Fraction(10),
            unadministered_at=None,
            created_at=asker.now,
        )
    return stored if stored.zone is not None else replace(stored, zone=asker.person.zone)


def settled_workspace(tx: Tx, asker: Asker) -> Workspace:
    """The asker's workspace, stored; its time zone is taken from the first person who uses it."""
    stored = tx.workspaces.get(asker.team) or tx.workspaces.ensure(asker.team, "", asker.now)
    if stored.zone is None:
        return tx.workspaces.change(asker.team, zone=asker.person.zone) or stored
    return stored


def zone_of(workspace: Workspace) -> ZoneInfo:
    """Where the workspace's days begin and end."""
    return ZoneInfo(workspace.zone or "UTC")


def cadence_of(tx: Tx, team: str, kpi: Kpi) -> Cadence:
    """How often the workspace records a KPI."""
    return tx.choices.get(team, kpi.key).cadence or kpi.cadence
