"""What Slack adds to the blocks it stores: ids where there are none, and text defaults."""

import copy
from collections.abc import Callable, Iterator

from bot.sandbox.limits.surfaces import nested
from bot.sandbox.model import Json

_INTERACTIVE_SUFFIXES = ("_select", "_input", "picker", "_buttons", "_button")
_INTERACTIVE = ("button", "overflow", "checkboxes")


def completed(blocks: list[Json], next_id: Callable[[str], str]) -> list[Json]:
    """A copy of blocks as Slack gives them back."""
    filled = copy.deepcopy(blocks)
    for block in nested(filled):
        block.setdefault("block_id", next_id("b"))
        _fill_texts(block)
        for element in elements_of(block):
            if is_interactive(element):
                element.setdefault("action_id", next_id("a"))
    return filled


def elements_of(block: Json) -> Iterator[Json]:
    """The elements that stand in one block, whatever holds them."""
    if block["type"] in ("actions", "context_actions"):
        yield from block["elements"]
    if block["type"] == "card":
        yield from block.get("actions", [])
    for holder in ("accessory", "element"):
        if holder in block:
            yield block[holder]


def is_interactive(element: Json) -> bool:
    """Whether a person can do something with the element."""
    kind = element["type"]
    return kind in _INTERACTIVE or kind.endswith(_INTERACTIVE_SUFFIXES)


def _fill_texts(value: object) -> None:
    if isinstance(value, list):
        for item in value:
            _fill_texts(item)
    elif isinstance(value, dict):
        if value.get("type") == "plain_text":
            value.setdefault("emoji", True)
        elif value.get("type") == "mrkdwn":
            value.setdefault("verbatim", False)
        for held in value.values():
            _fill_texts(held)
