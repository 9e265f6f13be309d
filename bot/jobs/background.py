"""Where deliveries and digests are worked off: in this program alone, shared out, or elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from bot.delivery.loop import DeliveryLoop
from bot.jobs.worker import JobWorker


class Background(Protocol):
    """What works beside requests."""

    def start(self) -> None:
        """Start working."""
        ...

    def stop(self) -> None:
        """Finish what is in hand and end."""
        ...

    def wake(self) -> None:
        """A delivery is due."""
        ...

    def plan(self, now: datetime) -> None:
        """See to the digests that have come due; called at every heartbeat."""
        ...


class Alone(Struct, frozen=True, kw_only=True):
    """This is the one program on the database."""

    loop: DeliveryLoop
    publish: Callable[[datetime], int]
    """Publishes what has come due; how many digests."""

    def start(self) -> None:
        """See Background."""
        self.loop.start()

    def stop(self) -> None:
        """See Background."""
        self.loop.stop()

    def wake(self) -> None:
        """See Background."""
        self.loop.wake()

    def plan(self, now: datetime) -> None:
        """See Background."""
        if self.publish(now):
            self.loop.wake()


class Shared(Struct, frozen=True, kw_only=True):
    """Any number of programs share the work by jobs.

    The loop goes round in each of them as well: for what comes due later, and for jobs that were
    lost.
    """

    loop: DeliveryLoop
    worker: JobWorker
    hand_out: Callable[[datetime], int]
    """Makes jobs of what has come due; how many."""

    def start(self) -> None:
        """See Background."""
        self.loop.start()
        self.worker.start()

    def stop(self) -> None:
        """See Background."""
        self.worker.stop()
        self.loop.stop()

    def wake(self) -> None:
        """A job that was handed over with the delivery has woken some program already."""

    def plan(self, now: datetime) -> None:
        """See Background."""
        self.hand_out(now)


class Elsewhere:
    """Another program does it: this one only answers requests."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""

    def wake(self) -> None:
        """A job that was handed over with the delivery has woken the other one already."""

    def plan(self, now: datetime) -> None:
        """The other one's heartbeat sees to it."""
