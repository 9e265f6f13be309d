"""Work that may wait until a request is answered: replies by `response_url`, mostly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from threading import Lock

import structlog

_log = structlog.get_logger(__name__)


class Later:
    """A few threads of our own; Slack's three seconds never wait for them."""

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="later")
        self._lock = Lock()
        self._running: set[Future[None]] = set()

    def do(self, work: Callable[[], None], *, what: str) -> None:
        """Runs `work` soon. Its failure is logged under the name `what`, never raised."""
        # What is told later is told in the language of the request it belongs to.
        future = self._threads.submit(copy_context().run, _guarded, work, what)
        with self._lock:
            self._running.add(future)
        future.add_done_callback(self._forget)

    def drain(self, timeout: float | None = None) -> None:
        """Waits until everything begun so far is done."""
        with self._lock:
            running = tuple(self._running)
        wait(running, timeout)

    def stop(self) -> None:
        """Finishes what was begun and takes nothing more."""
        self._threads.shutdown(wait=True)

    def _forget(self, future: Future[None]) -> None:
        with self._lock:
            self._running.discard(future)


def _guarded(work: Callable[[], None], what: str) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 -- nobody waits for this work: the log is its reader
        _log.exception("later_failed", what=what)
