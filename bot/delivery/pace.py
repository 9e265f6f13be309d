"""About one message a second in a channel: who goes now, and who when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

SPACING = timedelta(seconds=1)

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_MANY = 10_000


@dataclass
class _Channel:
    """What is promised in one channel."""

    open_from: datetime = _LONG_AGO
    """Nothing may be sent before."""
    free_from: datetime = _LONG_AGO
    """The first turn nobody has."""
    turns: dict[str, datetime] = field(default_factory=dict)
    """The turns of deliveries that wait."""


class Pace:
    """Turns of deliveries in their channels. Threads may share one.

    It is kept in memory: after a restart the first messages may come closer together, and Slack's
    own rate limit decides.
    """

    def __init__(self, spacing: timedelta = SPACING) -> None:
        self._spacing = spacing
        self._channels: dict[tuple[str, str], _Channel] = {}
        self._lock = Lock()

    def turn(self, team: str, channel: str, delivery: str, now: datetime) -> datetime:
        """Return when a delivery may be sent: `now`, or the later turn that is kept for it."""
        with self._lock:
            place = self._place(team, channel, now)
            turn = place.turns.pop(delivery, None)
            if turn is None:
                turn = max(now, place.free_from)
                place.free_from = turn + self._spacing
            turn = max(turn, place.open_from)
            if turn <= now:
                place.open_from = now + self._spacing
                place.free_from = max(place.free_from, place.open_from)
                return now
            place.turns[delivery] = turn
            return turn

    def hold(self, team: str, channel: str, until: datetime) -> None:
        """Let nothing out in a channel before an instant: Slack said to wait."""
        with self._lock:
            place = self._place(team, channel, until)
            place.open_from = max(place.open_from, until)
            place.free_from = max(place.free_from, until)

    def _place(self, team: str, channel: str, now: datetime) -> _Channel:
        if len(self._channels) > _MANY:
            self._channels = {
                key: place for key, place in self._channels.items() if place.free_from > now
            }
        return self._channels.setdefault((team, channel), _Channel())
