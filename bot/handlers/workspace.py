"""Which workspace a payload is from, in the many places where Slack says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ORGANISATION = "E"
"""What ids of organisations begin with. Slack writes one where a workspace's could stand."""


def workspace_of(body: Mapping[str, Any]) -> str:
    """The id of the workspace a payload is from.

    Raises:
        LookupError: it names none.
    """
    found = find_workspace(body)
    if found is None:
        raise LookupError("team")
    return found


def find_workspace(body: Mapping[str, Any]) -> str | None:
    """The same; None for payloads about an organisation, or about nothing that Slack has."""
    named = (one for one in _named(body) if one and not one.startswith(_ORGANISATION))
    return next(named, None)


def _named(body: Mapping[str, Any]) -> Iterator[str | None]:
    """Every place, the surest first.

    In channels shared between organisations, views and events come with the workspace that has
    the app beside the one they happened in. Where the app was installed for a whole organisation,
    `team` is null in what people do in views, on Home and by shortcuts.
    """
    view = body.get("view") or {}
    yield view.get("app_installed_team_id")
    yield _id(body.get("team"))
    granted = body.get("authorizations") or [{}]
    yield granted[0].get("team_id")
    yield body.get("context_team_id")
    yield body.get("team_id")
    user = body.get("user")
    yield user.get("team_id") if isinstance(user, Mapping) else None
    yield view.get("team_id")


def _id(team: str | Mapping[str, Any] | None) -> str | None:
    return team.get("id") if isinstance(team, Mapping) else team
