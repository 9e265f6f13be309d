"""A clock that begins in the past, to make a history, and then shows the real time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class DemoClock:
    """The demo's time: set while the history is made, then live, and ahead after a leap."""

    def __init__(self, live: Callable[[], datetime] = utc_now) -> None:
        """Take what tells the live time, in UTC."""
        self._live = live
        self._set: datetime | None = None
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        return self._set or self._live() + self._ahead

    def set(self, instant: datetime) -> None:
        """Stands still at an instant."""
        self._set = instant

    def go_live(self) -> None:
        """Shows the live time from now on."""
        self._set = None

    def leap(self, instant: datetime) -> None:
        """Shows an instant now and goes on from there; never back."""
        self._ahead = max(self._ahead, instant - self._live())
