"""Work that is wanted again and again, and is done at most once in a few seconds for each key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import copy_context
from datetime import datetime, timedelta
from functools import partial
from threading import Lock, Timer

from bot.later import Later

PAUSE = timedelta(seconds=3)
"""Between two times of the same work."""
_MOST = 10_000
"""Keys that are remembered."""


class Alarms:
    """Wakes somebody after a while, in a thread of its own; nobody once it was stopped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._set: set[Timer] = set()
        self._stopped = False

    def after(self, pause: timedelta, call: Callable[[], None]) -> None:
        """Calls back once the pause is over."""

        def ring() -> None:
            try:
                call()
            finally:
                with self._lock:
                    self._set.discard(timer)

        timer = Timer(pause.total_seconds(), ring)
        timer.daemon = True
        with self._lock:
            if not self._stopped:
                timer.start()
                self._set.add(timer)

    def stop(self) -> None:
        """Wakes nobody any more, once whoever is just being woken is awake."""
        with self._lock:
            self._stopped = True
            waiting = tuple(self._set)
        for timer in waiting:
            timer.cancel()
            timer.join()


class Pausing:
    """Does work at once, and what is wanted within the pause after it once, at its end."""

    def __init__(
        self,
        later: Later,
        clock: Callable[[], datetime],
        after: Callable[[timedelta, Callable[[], None]], None],
    ) -> None:
        """Take what does the work, the time now, and what calls back after a while."""
        self._later = later
        self._clock = clock
        self._after = after
        self._lock = Lock()
        self._begun: OrderedDict[Hashable, datetime] = OrderedDict()
        self._waiting: set[Hashable] = set()

    def want(self, key: Hashable, work: Callable[[], None], *, what: str) -> None:
        """Does `work` at once or soon, never twice within the pause for the same key.

        It sees what was true when it was wanted last. Its failure is logged under the name `what`.
        """
        now = self._clock()
        with self._lock:
            if key in self._waiting:
                return
            since = now - self._begun[key] if key in self._begun else PAUSE
            if since < PAUSE:
                self._waiting.add(key)
            else:
                self._begin(key, now)
        if since < PAUSE:
            # The language of the request goes along.
            waiting = partial(copy_context().run, self._waited, key, work, what)
            self._after(min(PAUSE, PAUSE - since), waiting)
        else:
            self._later.do(work, what=what)

    def _waited(self, key: Hashable, work: Callable[[], None], what: str) -> None:
        with self._lock:
            self._waiting.discard(key)
            self._begin(key, self._clock())
        self._later.do(work, what=what)

    def _begin(self, key: Hashable, now: datetime) -> None:
        self._begun[key] = now
        self._begun.move_to_end(key)
        if len(self._begun) > _MOST:
            self._begun.popitem(last=False)
