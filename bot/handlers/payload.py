"""Reading payloads: what Slack would not send is told apart from errors of ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")


class Malformed(Exception):
    """A signed payload that is not in Slack's shape, or holds what no form of ours put there."""


def read(of: Callable[[A], T], given: A) -> T:
    """The parts of a payload that matter. Raises Malformed."""
    try:
        return of(given)
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise Malformed from error
