"""Who is using a store, so that it is closed under nobody's hands."""

from __future__ import annotations

import threading
from types import TracebackType

from storage.errors import StoreClosed


class Usage:
    """Counts the calls in progress. SQLite crashes when a connection in use is closed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls = 0
        self._closed = False

    def __enter__(self) -> None:
        """A call begins. Raises StoreClosed once the store is closing."""
        with self._changed:
            if self._closed:
                raise StoreClosed
            self._calls += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """A call has ended."""
        with self._changed:
            self._calls -= 1
            self._changed.notify_all()

    def end(self) -> None:
        """Let no call begin any more, and wait for those in progress."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._calls == 0)
