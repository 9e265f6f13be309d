"""Modals in the demo: as readable lines, and filled in by what one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.sandbox import Control, NotPossibleError, Sandbox, SeenView

_SHOWN_OPTIONS = 6


def said_in(view: SeenView) -> Iterator[str]:
    """The texts of a modal, as Slack marks them up."""
    for block in view.blocks:
        if block["type"] == "section" and "text" in block:
            yield block["text"]["text"]
        elif block["type"] == "context":
            yield from (one["text"] for one in block["elements"] if "text" in one)


def input_lines(view: SeenView) -> Iterator[str]:
    """One line an input: its name, its label, what it holds, what it takes."""
    hints = {block["block_id"]: block["hint"]["text"] for block in view.blocks if block.get("hint")}
    optional = {block["block_id"] for block in view.blocks if block.get("optional")}
    for control in view.controls:
        if control.kind == "button":
            continue
        may = ", may stay empty" if control.block_id in optional else ""
        held = _held(view.values.get(control.block_id, {}))
        yield f":fill {control.block_id} {held or '…'}    ({control.label}{may})"
        if hint := hints.get(control.block_id):
            yield f"      {hint}"
        if control.options:
            yield f"      one of: {_options(control)}"


def value_for(slack: Sandbox, control: Control, text: str) -> Any:
    """What an input takes for what was typed: a person by name, a channel, an option by its text.

    Raises:
        NotPossibleError: there is no such person, channel or option.
    """
    if not text:
        return None
    if control.kind == "users_select":
        return slack.person(text.removeprefix("@")).id
    if control.kind == "conversations_select":
        return slack.workspace.channel_id(text)
    if not control.options:
        return text.replace("\\n", "\n")
    for value, label in control.options:
        if text.casefold() in (value.casefold(), label.casefold()):
            return value
    raise NotPossibleError(f"there is no option {text!r}: choose one of {_options(control)}")


def _held(elements: dict[str, Any]) -> str:
    element: dict[str, Any] = next(iter(elements.values()), {})
    option = element.get("selected_option") or {}
    for held in (element.get("value"), option.get("value"), element.get("selected_conversation")):
        if held:
            return str(held).replace("\n", "\\n")
    return ""


def _options(control: Control) -> str:
    named = [
        value if value.casefold() == label.casefold() else f"{value} ({label})"
        for value, label in control.options[:_SHOWN_OPTIONS]
    ]
    more = len(control.options) - len(named)
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")
