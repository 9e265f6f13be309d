"""Events about the app itself: it is removed from workspaces, and let in again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from bot.handlers.workspace import find_workspace
from bot.installing import presence
from bot.office import Office
from storage.tx import Tx


class AppEvent(Struct, frozen=True, kw_only=True):
    """An event about the app as Slack delivers it."""

    team: str
    """The workspace; "" where Slack names none."""
    organisation: str
    """The organisation, where the app was installed for all of it; "" else."""
    at: datetime
    kind: str
    teams: tuple[str, ...]
    """The workspaces of the organisation that the event is about."""
    bots: tuple[str, ...]
    """The bots whose tokens it is about."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> AppEvent:
        """The parts of the payload that matter here."""
        event: Mapping[str, Any] = body["event"]
        granted = (body.get("authorizations") or [{}])[0]
        for_all = granted.get("is_enterprise_install") or body.get("is_enterprise_install")
        organisation = granted.get("enterprise_id") or body.get("enterprise_id")
        return cls(
            team=find_workspace(body) or "",
            organisation=(organisation or "") if for_all else "",
            at=datetime.fromtimestamp(body["event_time"], UTC),
            kind=event["type"],
            teams=tuple(event.get("team_ids") or ()),
            bots=tuple((event.get("tokens") or {}).get("bot") or ()),
        )


def uninstalled(office: Office, told: AppEvent) -> None:
    """The app was removed."""
    office.store.write(lambda tx: _leave(tx, told, office.clock()))


def tokens_revoked(office: Office, told: AppEvent) -> None:
    """Tokens were revoked; the bot's own is all it has, people's it never asks for."""
    if told.bots:
        office.store.write(lambda tx: _leave(tx, told, office.clock()))


def access_revoked(office: Office, told: AppEvent) -> None:
    """Some workspaces of an organisation no longer have the app."""

    def leave(tx: Tx) -> None:
        for team in _its_own(tx, told):
            presence.leave(tx, team, told.kind, office.clock())

    office.store.write(leave)


def access_granted(office: Office, told: AppEvent) -> None:
    """Some workspaces of an organisation have the app again, or for the first time."""

    def arrive(tx: Tx) -> None:
        for team in _its_own(tx, told):
            presence.arrive(tx, team)

    office.store.write(arrive)


def _its_own(tx: Tx, told: AppEvent) -> tuple[str, ...]:
    """An organisation speaks for the workspaces that its installation reaches, no others."""
    residents = frozenset(tx.installations.residents(told.organisation))
    return tuple(team for team in told.teams if team in residents)


def _leave(tx: Tx, told: AppEvent, now: datetime) -> None:
    left = told.organisation or told.team
    installation = tx.installations.get(left)
    if installation is not None and told.at < installation.installed_at:
        return  # Slack repeats events: this one is about an earlier installation
    if told.organisation:
        presence.leave_organisation(tx, left, told.kind, now)
    else:
        presence.leave(tx, left, told.kind, now)
