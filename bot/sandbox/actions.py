"""What is pressed or chosen: finding the element, and the entry of `actions` Slack sends."""

from typing import Any

from bot.sandbox.completion import elements_of, is_interactive
from bot.sandbox.errors import NotPossibleError
from bot.sandbox.forms import entered_state, has_state
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.model import Json

_SHOWN = ("text", "value", "style", "placeholder", "initial_option", "initial_date")
Place = tuple[Json, Json]


def find_element(
    blocks: list[Json], action_id: str, block_id: str | None = None, value: str | None = None
) -> Place:
    """The block and the element with this action id; `block_id` or `value` where several have it.

    Raises:
        NotPossibleError: there is none, or more than one.
    """
    found = [
        (block, element)
        for block in nested(blocks)
        for element in elements_of(block)
        if is_interactive(element)
        and element["action_id"] == action_id
        and block_id in (None, block["block_id"])
        and value in (None, element.get("value"))
    ]
    if not found:
        raise NotPossibleError(f"there is no {action_id} here")
    if len(found) > 1:
        raise NotPossibleError(f"there are {len(found)} of {action_id}: name block_id or value")
    return found[0]


def act(place: Place, choose: Any, ts: str, state: dict[str, dict[str, Json]]) -> Json:
    """The action of pressing the element, or of choosing `choose` in it, kept in `state`."""
    block, element = place
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": ts,
        **{name: element[name] for name in _SHOWN if name in element},
    }
    if element["type"] == "overflow":
        return {**action, "selected_option": _offered(element, choose)}
    if element["type"] == "feedback_buttons":
        return {**action, "value": element[f"{choose}_button"]["value"]}
    if not has_state(element):
        return action
    entered = entered_state(element, choose)
    state.setdefault(block["block_id"], {})[element["action_id"]] = entered
    return {**action, **entered}


def _offered(element: Json, value: Any) -> Json:
    for option in element["options"]:
        if option["value"] == value:
            found: Json = option
            return found
    raise NotPossibleError(f"there is no option {value!r}")
