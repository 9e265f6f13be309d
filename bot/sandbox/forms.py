"""What people fill into inputs: the state Slack sends, and what its client refuses to send."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.completion import elements_of
from bot.sandbox.errors import NotPossibleError
from bot.sandbox.limits.surfaces import nested
from bot.sandbox.model import Json, View

_HELD_IN = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
}
_FORMATS = {
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Please enter a number."),
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Enter a valid email address."),
    "url_text_input": (re.compile(r"https?://\S+"), "Enter a valid URL."),
    "datepicker": (re.compile(r"\d{4}-\d{2}-\d{2}"), "Enter a date."),
    "timepicker": (re.compile(r"\d{2}:\d{2}"), "Enter a time."),
}


def has_state(element: Json) -> bool:
    """Whether the element holds something that people enter."""
    return element["type"] in _HELD_IN


def initial_state(element: Json) -> Json:
    """The state of an element that nobody has touched."""
    name, initial = _HELD_IN[element["type"]]
    many = name.endswith("s")
    return {"type": element["type"], name: element.get(initial, [] if many else None)}


def entered_state(element: Json, value: Any) -> Json:
    """The state of an element once a person has entered `value`.

    Options are named by their value; several by a list. None empties the element.

    Raises:
        NotPossibleError: no such option is offered.
    """
    name, _ = _HELD_IN[element["type"]]
    if value is None:
        return {"type": element["type"], name: [] if name.endswith("s") else None}
    if name == "selected_option":
        value = _option(element, value)
    elif name == "selected_options":
        value = [_option(element, each) for each in value]
    elif name == "value":
        value = str(value)
    return {"type": element["type"], name: value}


def values_of(blocks: list[Json], entered: dict[str, dict[str, Json]]) -> Json:
    """`state.values` of a surface: what was entered, else what stood there at first."""
    values: Json = {}
    for block in nested(blocks):
        for element in elements_of(block):
            if not has_state(element):
                continue
            action_id = element["action_id"]
            held = entered.get(block["block_id"], {}).get(action_id)
            values.setdefault(block["block_id"], {})[action_id] = held or initial_state(element)
    return values


def state_values(view: View) -> Json:
    """`state.values` of a view."""
    return values_of(view.body["blocks"], view.state)


def input_block(view: View, block_id: str) -> Json:
    """The input block with this id.

    Raises:
        NotPossibleError: the view has no such input.
    """
    for block in nested(view.body["blocks"]):
        if block["type"] == "input" and block["block_id"] == block_id:
            return block
    raise NotPossibleError(f"the view has no input {block_id}")


def client_errors(view: View) -> dict[str, str]:
    """By block id, what Slack's client says before it sends a form, without asking the app."""
    values = state_values(view)
    errors = {}
    for block in nested(view.body["blocks"]):
        if block["type"] != "input":
            continue
        held = values[block["block_id"]][block["element"]["action_id"]]
        message = next(_complaints(block, held), None)
        if message:
            errors[block["block_id"]] = message
    return errors


def _complaints(block: Json, held: Json) -> Iterator[str]:
    element = block["element"]
    value = held[_HELD_IN[element["type"]][0]]
    if value in (None, "", []):
        if not block.get("optional", False):
            yield "Please complete this required field."
        return
    shape, message = _FORMATS.get(element["type"], (None, ""))
    if shape and not shape.fullmatch(value):
        yield message
        return
    if element["type"] == "plain_text_input":
        yield from _length_complaints(element, value)
    if element["type"] == "number_input":
        yield from _number_complaints(element, value)


def _length_complaints(element: Json, value: str) -> Iterator[str]:
    shortest, longest = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < shortest:
        yield f"This field requires at least {shortest} characters."
    if len(value) > longest:
        yield f"This field takes at most {longest} characters."


def _number_complaints(element: Json, value: str) -> Iterator[str]:
    if "." in value and not element["is_decimal_allowed"]:
        yield "Please enter a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        yield f"Please enter a number of {element['min_value']} or more."
    if "max_value" in element and float(value) > float(element["max_value"]):
        yield f"Please enter a number of {element['max_value']} or less."


def _option(element: Json, value: Any) -> Json:
    if isinstance(value, dict):  # an option that was suggested for an external select
        return value
    groups = element.get("option_groups", [])
    offered = [*element.get("options", []), *(o for group in groups for o in group["options"])]
    for option in offered:
        if option["value"] == value:
            found: Json = option
            return found
    raise NotPossibleError(f"there is no option {value!r}")
