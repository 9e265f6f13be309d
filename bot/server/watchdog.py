"""Notices a Socket Mode connection that looks open and is dead."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import StrEnum

RECONNECT_AFTER = 60.0
"""Seconds without any sign of life. The client pings every 10 s."""
GIVE_UP_AFTER = 180.0
"""Seconds after which a new process has better chances."""


class Health(StrEnum):
    """What to do about a connection."""

    ALIVE = "alive"
    RECONNECT = "reconnect"
    GIVE_UP = "give up"


class Watchdog:
    """Judges by how long ago anything changed; it trusts no state the client reports."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Take a monotonic clock."""
        self._seconds = seconds
        self._heard_at = seconds()
        self._asked_at = self._heard_at
        self._last: Hashable = None

    @property
    def silence(self) -> float:
        """Seconds since the last sign of life."""
        return self._seconds() - self._heard_at

    def look(self, sign: Hashable) -> Health:
        """What to do, given a value that changes with every frame or pong received."""
        now = self._seconds()
        if sign != self._last:
            self._last, self._heard_at = sign, now
            return Health.ALIVE
        if now - self._heard_at >= GIVE_UP_AFTER:
            return Health.GIVE_UP
        if now - max(self._heard_at, self._asked_at) >= RECONNECT_AFTER:
            self._asked_at = now
            return Health.RECONNECT
        return Health.ALIVE
