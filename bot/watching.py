"""What handlers and deliveries tell whoever counts: how often something ended, and how."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol


class Ending(StrEnum):
    """What became of a command."""

    ANSWERED = "answered"
    REFUSED = "refused"
    """Its author can mend it, and was told how."""
    FAILED = "failed"
    """Something broke on our side."""


class Watch(Protocol):
    """Told of each command once it is answered."""

    def __call__(self, command: str, ending: Ending, seconds: float, /) -> None:
        """Take a command such as "/nps", what became of it, and how long that took."""
        ...


Attempted = Callable[[str, str], None]
"""Told of each attempt to deliver: what the message is for, and what became of the attempt."""


def uncounted(_purpose: str, _outcome: str, /) -> None:
    """Count no attempt."""


def unwatched(_command: str, _ending: Ending, _seconds: float, /) -> None:
    """Count nothing."""
