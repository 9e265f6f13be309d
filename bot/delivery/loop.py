"""The thread in which deliveries are sent and settled."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import structlog

_log = structlog.get_logger(__name__)


class DeliveryLoop:
    """Works off deliveries whenever it is woken, and every few seconds anyway.

    Several may run beside each other on one store.
    """

    def __init__(
        self,
        deliver_next: Callable[[], bool],
        reconcile_next: Callable[[], bool],
        seconds: float = 1.0,
    ) -> None:
        """Take the work.

        Args:
            deliver_next: takes up one delivery; False when none is due.
            reconcile_next: looks for one unknown delivery; False when there is none for now.
            seconds: the longest pause between two rounds.
        """
        self._deliver_next = deliver_next
        self._reconcile_next = reconcile_next
        self._seconds = seconds
        self._woken = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        """Start working; the first round comes at once."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Say that something is due. Any thread may, at any time."""
        self._woken.set()

    def stop(self, timeout: float | None = None) -> bool:
        """Finish the delivery in hand and end; False when that took longer than `timeout` s."""
        self._stopping.set()
        self._woken.set()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._seconds)
            self._woken.clear()
            self._guarded(self._deliver_next)
            self._guarded(self._reconcile_next)

    def _guarded(self, take_up: Callable[[], bool]) -> None:
        """Take up one after the other; an error is logged and ends the round."""
        try:
            while not self._stopping.is_set() and take_up():
                pass
        except Exception:  # noqa: BLE001 - the next round tries again
            _log.exception("deliveries were interrupted")
