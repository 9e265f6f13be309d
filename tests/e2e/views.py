"""Payloads of views that the bot never opened for this person: forms, choices in them, Home."""

from collections.abc import Mapping
from typing import Any

from bot.handlers.guide import ACTIONS as GUIDE_ACTIONS
from bot.sandbox.model import Json, View
from bot.sandbox.payloads import submission, view_actions
from bot.views import guide, pasting
from bot.views.form_fields import FORMULA, PERIOD, SEGMENT
from bot.views.form_state import FormState
from bot.views.home import Choice
from bot.views.recording_review import BACK
from tests.e2e.bench import Bench

CHOSEN = (FORMULA, PERIOD, SEGMENT, BACK, pasting.BACK)
"""Choices in the forms that record."""
GUIDED: Mapping[str, str] = {**dict.fromkeys(GUIDE_ACTIONS, "nps"), guide.CHOOSE: "saas"}
"""Presses in the guide, which is for managers, with their values."""
_PLACE = {"type": "section", "block_id": "row", "text": {"type": "plain_text", "text": "Form"}}


def filled(
    bench: Bench, user: str, callback: str, state: FormState, values: Mapping[str, str]
) -> Json:
    """A recording form that somebody sends, filled in."""
    with bench.slack.world.lock:
        payload = submission(bench.scene(user), _open(bench, user, callback, state))
    payload["view"]["blocks"] = [{"type": "input", "block_id": name} for name in values]
    payload["view"]["state"] = {
        "values": {
            name: {f"form.{name}": {"type": "plain_text_input", "value": value}}
            for name, value in values.items()
        }
    }
    return payload


def chosen(bench: Bench, user: str, action: str, state: FormState) -> Json:
    """A menu used, or a button pressed, in a recording form."""
    pressed = {"type": "button", "action_id": action, "block_id": "row", "action_ts": "1.0"}
    with bench.slack.world.lock:
        view = _open(bench, user, "form.fill", state)
        return view_actions(bench.scene(user), view, pressed)


def turned(bench: Bench, user: str, action: str, value: str, choice: Choice) -> Json:
    """A menu used, or a button pressed, on Home."""
    pressed = {"type": "button", "action_id": action, "block_id": "row", "value": value}
    with bench.slack.world.lock:
        world = bench.slack.world
        body = {"type": "home", "blocks": [_PLACE], "private_metadata": choice.text()}
        view = View(world.next_id("V"), bench.team, bench.id_of(user), "B1", body, "1", "V1")
        return view_actions(bench.scene(user), view, pressed)


def _open(bench: Bench, user: str, callback: str, state: FormState) -> View:
    world = bench.slack.world
    body: dict[str, Any] = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Form"},
        "callback_id": callback,
        "private_metadata": state.text(),
        "blocks": [_PLACE],
    }
    view = View(world.next_id("V"), bench.team, bench.id_of(user), "B1", body, "1", "V1")
    world.modals[view.user] = [view]
    return view
