"""Places where a test kills the process, to see what the next one makes of what is left."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import count

VARIABLE = "KPI_BOT_FAILPOINT"


class Point(StrEnum):
    """A step of a delivery after which the process may die."""

    AFTER_INTENT = "after_intent"
    """The intent is committed; Slack knows nothing."""
    AFTER_POST = "after_post"
    """Slack has answered; nothing is written down."""
    BEFORE_MARK = "before_mark"
    """The outcome is written but not committed."""


Reach = Callable[[Point], None]
"""What a delivery calls at each point."""


def unarmed(_point: Point, /) -> None:
    """Do nothing: how a program runs that nobody tests."""


def from_environment(environment: Mapping[str, str]) -> Reach:
    """Read `KPI_BOT_FAILPOINT=name[:nth]`: SIGKILL at the nth (default first) time at a point.

    Raises:
        ValueError: the variable names no point or no positive number.
    """
    armed = environment.get(VARIABLE)
    if not armed:
        return unarmed
    name, _, nth = armed.partition(":")
    return _killer(Point(name), int(nth or 1))


def _killer(armed: Point, nth: int) -> Reach:
    if nth < 1:
        raise ValueError(f"{VARIABLE} counts from 1")
    arrivals = count(1)

    def reach(point: Point, /) -> None:
        if point is armed and next(arrivals) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return reach
