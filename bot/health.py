"""Whether the program works: one judgement, for supervisors and for whoever watches from outside.

Ready: requests can be answered, and this program does its part of what goes out. Well: nothing has
waited for long, besides, and where others deliver, they are there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from storage.records import Backlog

STALE = timedelta(seconds=90)
"""A heartbeat or a round of deliveries older than this means that digests do not go out."""
OVERDUE = timedelta(minutes=15)
"""A delivery that waits longer than this needs somebody's attention."""
GONE = timedelta(minutes=2)
"""A worker that said nothing for longer than this has ended; it says something every 10 s."""

Clock = Callable[[], datetime]


class Pulse:
    """When a piece of work that is done again and again was last done."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.last: datetime | None = None

    def around(self, work: Callable[[], bool]) -> Callable[[], bool]:
        """The same work, noted each time it comes through; a failure does not count."""

        def noted() -> bool:
            more = work()
            self.last = self._clock()
            return more

        return noted


class Signs(Struct, frozen=True, kw_only=True):
    """What can be seen of a program's parts."""

    now: datetime
    database: str
    """"ok", or the name of its error."""
    beat: datetime | None
    """The last good heartbeat, or the start before the first; None where it was not started."""
    round: datetime | None
    """The same of the loop that delivers."""
    disconnected: tuple[str, ...] = ()
    """Connections that are needed and not there."""
    backlog: Backlog | None = None
    """None where the database cannot be asked."""
    apart: bool = False
    """Whether other programs deliver, in this one's place."""
    worker_silence: timedelta | None = None
    """How long ago one of these was heard of; None where there is none."""


class Health(Struct, frozen=True, kw_only=True):
    """The judgement on signs."""

    signs: Signs
    unready: tuple[str, ...]
    """What keeps it from being ready, each in a few words."""
    unwell: tuple[str, ...]
    """What has waited for too long."""

    @property
    def ready(self) -> bool:
        """Whether requests can be answered, and what this program has to send goes out."""
        return not self.unready

    @property
    def well(self) -> bool:
        """Whether nobody needs to look."""
        return not self.unready and not self.unwell

    def report(self) -> dict[str, Any]:
        """As /readyz tells it."""
        backlog = self.signs.backlog
        return {
            "ready": self.ready,
            "well": self.well,
            "wrong": [*self.unready, *self.unwell],
            "database": self.signs.database,
            "heartbeat_age_seconds": age(self.signs.now, self.signs.beat),
            "deliveries_age_seconds": age(self.signs.now, self.signs.round),
            "unknown_deliveries": None if backlog is None else backlog.unknown,
        }


def judge(signs: Signs) -> Health:
    """What the signs mean."""
    unready = [f"database: {signs.database}"] if signs.database != "ok" else []
    unready += [f"{part}: not connected" for part in signs.disconnected]
    for part, last in (("heartbeat", signs.beat), ("deliveries", signs.round)):
        if last is None:
            unready.append(f"{part}: not started")
        elif signs.now - last > STALE:
            unready.append(f"{part}: nothing for {age(signs.now, last)} s")
    return Health(signs=signs, unready=tuple(unready), unwell=(*_overdue(signs), *_undone(signs)))


def age(now: datetime, instant: datetime | None) -> float | None:
    """Seconds since an instant, to the tenth."""
    return None if instant is None else round((now - instant).total_seconds(), 1)


def _overdue(signs: Signs) -> list[str]:
    if signs.backlog is None:
        return []
    waiting = {
        "a delivery is due": signs.backlog.due_since,
        "it is unknown whether a message was posted": signs.backlog.unknown_since,
    }
    return [
        f"{what} since {since:%Y-%m-%d %H:%M} UTC"
        for what, since in waiting.items()
        if since is not None and signs.now - since > OVERDUE
    ]


def _undone(signs: Signs) -> list[str]:
    """That nobody delivers. Requests are answered all the same: it is no reason to send none."""
    if not signs.apart or signs.database != "ok":
        return []
    if signs.worker_silence is None:
        return ["jobs: no kpi-bot worker runs"]
    if signs.worker_silence > GONE:
        return [f"jobs: no kpi-bot worker for {signs.worker_silence.total_seconds():.0f} s"]
    return []
