"""What goes into a step of a workflow and comes out of it, held to the types it declares."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.model import Json, Parameters


def _is_user_context(value: Any) -> bool:
    return isinstance(value, dict) and {"id", "secret"} == value.keys()


TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "slack#/types/user_id": lambda value: isinstance(value, str),
    "slack#/types/user_context": _is_user_context,
}
"""The types of parameters that the sandbox knows, and what is of each."""


def mismatches(parameters: Parameters, given: Json) -> Iterator[str]:
    """What is wrong with the values given, a sentence each."""
    for name in sorted(parameters.required - given.keys()):
        yield f"missing required field: {name}"
    for name, value in given.items():
        if name not in parameters.types:
            yield f"unexpected field: {name}"
        elif not TYPES[parameters.types[name]](value):
            yield f"field {name} is not of the type {parameters.types[name]}"
