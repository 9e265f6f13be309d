"""A clock that begins in the past, to make a history, and then shows the real time."""

from __future__ import annotations

from datetime import UTC, datetime


class DemoClock:
    """The demo's time: set while the history is made, real afterwards."""

    def __init__(self) -> None:
        self._set: datetime | None = None

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        return self._set or datetime.now(UTC)

    def set(self, instant: datetime) -> None:
        """Stands still at an instant."""
        self._set = instant

    def go_live(self) -> None:
        """Shows the real time from now on."""
        self._set = None
