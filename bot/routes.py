"""Every command, action, form and event on one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App

from bot.handlers import events
from bot.handlers.presses import ACTIONS, Pressed, press
from bot.handlers.slash import Slash, answer
from bot.handlers.submissions import CALLBACKS, Submitted, submit
from bot.office import Office

COMMANDS = ("/nps", "/churn", "/kpi")
EVENTS: Mapping[str, Callable[[Office, str, str, Mapping[str, Any]], None]] = {
    "user_change": lambda office, team, _id, event: events.user_changed(office, team, event),
    "team_join": lambda office, team, _id, event: events.user_changed(office, team, event),
    "channel_archive": events.channel_gone,
    "group_archive": events.channel_gone,
    "message": events.replied,
}


def register(app: App, office: Office) -> None:
    """Connects Slack with the handlers. Each computes, commits and acknowledges, in this order."""
    for command in COMMANDS:
        app.command(command)(_on_command(office))
    for action in ACTIONS:
        app.action(action)(_on_press(office))
    for callback in CALLBACKS:
        app.view(callback)(_on_submission(office))
    for kind, handle in EVENTS.items():
        app.event(kind)(_on_event(office, handle))
    app.event(re.compile(".*"))(lambda: None)


def _on_command(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        ack(**answer(office, Slash.of(body)))

    return listen


def _on_press(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        press(office, Pressed.of(body))
        ack()

    return listen


def _on_submission(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        ack(**submit(office, Submitted.of(body)))

    return listen


def _on_event(
    office: Office, handle: Callable[[Office, str, str, Mapping[str, Any]], None]
) -> Callable[..., None]:
    def listen(body: dict[str, Any], event: dict[str, Any]) -> None:
        handle(office, body["team_id"], body["event_id"], event)

    return listen
