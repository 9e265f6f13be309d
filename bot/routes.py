"""Every command, action, form and event on one page."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import App, BoltResponse, Complete, Fail
from slack_sdk import WebClient

from bot.handlers import dropped, events, guide, home, lifecycle
from bot.handlers.filled_forms import CHANGES, FORM_CALLBACKS, Sent, submit_form
from bot.handlers.forms import SHORTCUTS, Used
from bot.handlers.guide import ACTIONS as GUIDE_ACTIONS
from bot.handlers.lifecycle import AppEvent
from bot.handlers.marked import MESSAGE_SHORTCUTS, Marked, use_on_message
from bot.handlers.marked_forms import FORMS as MARKED_FORMS
from bot.handlers.marked_forms import Returned, submit_marked
from bot.handlers.mentions import mentioned
from bot.handlers.pasting import CHANGES as PASTE_CHANGES
from bot.handlers.pasting import FORMS as PASTE_FORMS
from bot.handlers.pasting import submit_pasted
from bot.handlers.payload import read
from bot.handlers.presses import ACTIONS, Pressed, press
from bot.handlers.slash import Slash, answer
from bot.handlers.speaking import answering
from bot.handlers.steps import STEPS, Run, persist, run_step, tell
from bot.handlers.submissions import CALLBACKS, Submitted, submit
from bot.handlers.workspace import workspace_of
from bot.office import Office
from bot.views.home import ACTIONS as HOME_ACTIONS

COMMANDS = ("/nps", "/churn", "/kpi")
EVENTS: Mapping[str, Callable[[Office, str, str, Mapping[str, Any]], None]] = {
    "user_change": lambda office, team, _id, event: events.user_changed(office, team, event),
    "team_join": lambda office, team, _id, event: events.user_changed(office, team, event),
    "channel_archive": events.channel_archived,
    "group_archive": events.channel_archived,
    "channel_deleted": events.channel_deleted,
    "group_deleted": events.channel_deleted,
    "channel_left": events.channel_left,
    "group_left": events.channel_left,
    "member_joined_channel": events.member_joined,
    "member_left_channel": events.member_left,
    "app_home_opened": home.opened,
    "app_mention": mentioned,
    "message": dropped.posted,
}
APP_EVENTS: Mapping[str, Callable[[Office, AppEvent], None]] = {
    "app_uninstalled": lifecycle.uninstalled,
    "tokens_revoked": lifecycle.tokens_revoked,
    "team_access_revoked": lifecycle.access_revoked,
    "team_access_granted": lifecycle.access_granted,
}
"""Events about the app itself. They come from workspaces that no longer have it, too."""


def register(app: App, office: Office) -> None:
    """Connects Slack with the handlers. Each computes, commits and acknowledges, in this order."""
    for command in COMMANDS:
        app.command(command)(_on_command(office))
    for action in ACTIONS:
        app.action(action)(_on_press(office))
    for control in HOME_ACTIONS:
        app.action(control)(_on_home(office))
    for control in GUIDE_ACTIONS:
        app.action(control)(_on_guide(office))
    for callback in CALLBACKS:
        app.view(callback)(_on_submission(office))
    _register_forms(app, office)
    _register_steps(app, office)
    for kind, handle in EVENTS.items():
        app.event(kind)(_on_event(office, handle))
    for kind, learn in APP_EVENTS.items():
        app.event(kind)(_on_app_event(office, learn))
    app.event(re.compile(".*"))(lambda: None)


def _register_forms(app: App, office: Office) -> None:
    for callback in FORM_CALLBACKS:
        app.view(callback)(_on_form(office))
    for callback in PASTE_FORMS:
        app.view(callback)(_on_pasted(office))
    for action, change in {**CHANGES, **PASTE_CHANGES}.items():
        app.action(action)(_on_change(office, change))
    for shortcut, use in SHORTCUTS.items():
        app.shortcut(shortcut)(_on_shortcut(office, use))
    for shortcut in MESSAGE_SHORTCUTS:
        app.shortcut(shortcut)(_on_message_shortcut(office, shortcut))
    for callback in MARKED_FORMS:
        app.view(callback)(_on_marked_form(office))


def _register_steps(app: App, office: Office) -> None:
    for step in STEPS:
        app.function(step)(_on_step(office))


def _on_command(office: Office) -> Callable[..., BoltResponse]:
    def listen(body: dict[str, Any]) -> BoltResponse:
        with answering(office, body):
            # Acknowledged as it was kept; `ack` would write the same text a second time.
            return BoltResponse(status=200, body=answer(office, read(Slash.of, body)).json)

    return listen


def _on_press(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            press(office, read(Pressed.of, body))
            ack()

    return listen


def _on_home(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            home.choose(office, read(home.Chosen.of, body))
            ack()

    return listen


def _on_guide(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            guide.step(office, read(guide.Stepped.of, body))
            ack()

    return listen


def _on_submission(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            ack(**submit(office, read(Submitted.of, body)))

    return listen


def _on_form(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            ack(**submit_form(office, read(Sent.of, body)))

    return listen


def _on_pasted(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            ack(**submit_pasted(office, read(Sent.of, body)))

    return listen


def _on_change(office: Office, change: Callable[[Office, Sent], None]) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            change(office, read(Sent.of, body))
            ack()

    return listen


def _on_shortcut(office: Office, use: Callable[[Office, Used], None]) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            use(office, read(Used.of, body))
            ack()

    return listen


def _on_message_shortcut(office: Office, shortcut: str) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            use_on_message(office, read(Marked.of, body), shortcut)
            ack()

    return listen


def _on_marked_form(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], ack: Callable[..., Any]) -> None:
        with answering(office, body):
            ack(**submit_marked(office, read(Returned.of, body)))

    return listen


def _on_step(office: Office) -> Callable[..., None]:
    def listen(body: dict[str, Any], client: WebClient, complete: Complete, fail: Fail) -> None:
        persist(client)
        tell(office, run_step(office, read(Run.of, body)), complete, fail)

    return listen


def _on_event(
    office: Office, handle: Callable[[Office, str, str, Mapping[str, Any]], None]
) -> Callable[..., None]:
    def listen(body: dict[str, Any], event: dict[str, Any]) -> None:
        with answering(office, body):
            handle(office, read(workspace_of, body), body["event_id"], event)

    return listen


def _on_app_event(office: Office, learn: Callable[[Office, AppEvent], None]) -> Callable[..., None]:
    def listen(body: dict[str, Any]) -> None:
        learn(office, read(AppEvent.of, body))

    return listen
