"""What Slack refuses in a modal, a Home view, or the options of an external select."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.limits.blocks import HOME, MODAL
from bot.sandbox.limits.objects import OPTION_GROUP, SELECT_OPTION, plain
from bot.sandbox.limits.refusal import Refusal
from bot.sandbox.limits.rules import (
    Problem,
    Rule,
    boolean,
    listing,
    only_one_of,
    shape,
    string,
)
from bot.sandbox.limits.surfaces import blocks_of, nested

VIEW_BYTES = 250_000
BLOCKS_MOST = 100


def _submit_where_inputs(view: dict[str, Any], at: str) -> Iterator[Problem]:
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        yield Problem("missing required field: submit", at)


def _one_focus(view: dict[str, Any], at: str) -> Iterator[Problem]:
    focused = 0
    for block in nested(view["blocks"]):
        held = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        focused += sum(bool(e.get("focus_on_load")) for e in held if e)
    if focused > 1:
        yield Problem("focus_on_load may be true for one element only", f"{at}/blocks")


_COMMON: Mapping[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = shape(
    {"title": plain(24), "blocks": blocks_of(MODAL, BLOCKS_MOST)},
    {
        **_COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    _submit_where_inputs,
    _one_focus,
)
_HOME = shape({"blocks": blocks_of(HOME, BLOCKS_MOST)}, _COMMON, _one_focus)
_VIEWS = {"modal": _MODAL, "home": _HOME}
_OPTIONS = shape(
    {},
    {
        "options": listing(SELECT_OPTION, 100, fewest=0),
        "option_groups": listing(OPTION_GROUP, 100, fewest=0),
    },
    only_one_of("options", "option_groups"),
)


def view_refusal(view: Any) -> Refusal | None:
    """What Slack answers to a modal or a Home view, or None where it takes it."""
    if not isinstance(view, dict) or view.get("type") not in _VIEWS:
        return _invalid([Problem("must be a view of type modal or home", "/view/type")])
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        return Refusal("view_too_large")
    return _invalid(list(_VIEWS[view["type"]](view, "/view")))


def options_refusal(answer: Any) -> Refusal | None:
    """What Slack refuses in the options an app gives for an external select."""
    problems = tuple(_OPTIONS(answer, ""))
    return Refusal("invalid_options", problems) if problems else None


def _invalid(problems: list[Problem]) -> Refusal | None:
    return Refusal("invalid_arguments", tuple(problems)) if problems else None
