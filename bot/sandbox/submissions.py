"""What Slack does with an app's answer to a submitted form."""

from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.modals import close_modal, push_modal, update_view
from bot.sandbox.model import Installation, View
from bot.sandbox.world import World


def act_on_answer(
    world: World, installation: Installation, view: View, body: Any
) -> dict[str, str]:
    """Carry out the answer; returned are the errors to show under the fields, by block id.

    Raises:
        SlackError: Slack would not take the answer, and the form stays as it is.
    """
    if body in (None, "", {}):
        close_modal(world, view)
        return {}
    if not isinstance(body, dict):
        raise SlackError("invalid_response")
    action = body.get("response_action")
    if action == "errors":
        return _errors(view, body.get("errors"))
    if action == "update":
        update_view(world, view, body.get("view", {}))
    elif action == "push":
        push_modal(world, installation, view.user, body.get("view", {}))
    elif action == "clear":
        world.modals.pop(view.user, None)
    else:
        raise SlackError("invalid_response_action")
    return {}


def _errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {b["block_id"] for b in nested(view.body["blocks"]) if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    return {str(block_id): str(message) for block_id, message in errors.items()}
