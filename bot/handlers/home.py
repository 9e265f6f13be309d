"""Home: shown when it is opened, and anew for each choice made in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.desk.asker import Asker
from bot.desk.scorecard import scorecard
from bot.handlers.boundary import asked_by, guarded
from bot.handlers.payload import read
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views.home import Choice, home_view, refused_home
from storage.tx import Tx

_log = structlog.get_logger(__name__)

_NO_HOME = frozenset({"user_not_found", "not_enabled"})
"""Slack shows nobody a Home here: somebody of another organisation, or Home is switched off."""


def opened(office: Office, team: str, _event_id: str, event: Mapping[str, Any]) -> None:
    """Somebody opened the app: they see the newest, in the way they chose last time."""
    if event.get("tab") != "home":
        return
    shown = event.get("view") or {}
    choice = read(Choice.read, shown.get("private_metadata") or "")
    _show_soon(office, team, event["user"], replace(choice, page=0))


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A menu of Home that was used, or a page that was turned, as Slack delivers it."""

    team: str
    user: str
    choice: Choice

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Chosen:
        """The parts of the payload that matter here."""
        action = body["actions"][0]
        option = action.get("selected_option") or action
        shown = Choice.read(body["view"]["private_metadata"])
        return cls(
            team=workspace_of(body),
            user=body["user"]["id"],
            choice=shown.after(action["action_id"], option["value"]),
        )


def choose(office: Office, chosen: Chosen) -> None:
    """Somebody sees their Home anew, in the way they chose."""
    _show_soon(office, chosen.team, chosen.user, chosen.choice)


def _show_soon(office: Office, team: str, user: str, choice: Choice) -> None:
    """Nothing waits for it: the request is answered meanwhile."""
    office.later.do(lambda: _show(office, team, user, choice), what="home")


def _show(office: Office, team: str, user: str, choice: Choice) -> None:
    def look(tx: Tx, asker: Asker) -> dict[str, Any]:
        card = scorecard(tx, asker, segment=choice.segment, family=choice.family)
        return home_view(card, choice)

    view = guarded(
        lambda: asked_by(office, team, user, "", office.store.read, look), refused_home, what="home"
    )
    try:
        office.client_for(team).views_publish(user_id=user, view=view)
    except SlackApiError as error:
        if error.response.get("error") not in _NO_HOME:
            raise
        _log.info("home_not_shown", error=error.response.get("error"))
