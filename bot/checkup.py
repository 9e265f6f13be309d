"""How a running program is: what its parts say, and its database if it answers in time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import TypeAlias

from bot.health import Health, Pulse, Signs, judge
from storage.records import Backlog
from storage.store import Store
from storage.tx import Tx

PATIENCE_SECONDS = 3.0
"""How long the database may take; a supervisor waits about five seconds for /readyz."""

Clock = Callable[[], datetime]
Vital: TypeAlias = tuple[Backlog, timedelta | None]
"""What waits, and how long ago a worker was heard of."""


@dataclass
class Checkup:
    """Looks at a running program's parts, which it is told of as they come into being."""

    store: Store
    clock: Clock
    beat: Callable[[], datetime | None]
    """When the last good heartbeat was."""
    round: Pulse | None
    """The rounds of the loop that delivers; None where other programs deliver."""
    patience: float = PATIENCE_SECONDS
    """Seconds that the database may take."""
    started: datetime | None = None
    connections: dict[str, Callable[[], bool]] = field(default_factory=dict)
    """Whether each connection is there that the program needs."""
    _lock: Lock = field(default_factory=Lock)
    _asked: Future[Vital] | None = None

    def look(self) -> Health:
        """How the program is now."""
        database, backlog, worker_silence = self._database()
        now = self.clock()
        return judge(
            Signs(
                now=now,
                database=database,
                beat=self.beat() or self.started,
                round=now if self.round is None else self.round.last or self.started,
                disconnected=tuple(
                    name for name, is_there in self.connections.items() if not is_there()
                ),
                backlog=backlog,
                apart=self.round is None,
                worker_silence=worker_silence,
            )
        )

    def _database(self) -> tuple[str, Backlog | None, timedelta | None]:
        try:
            return "ok", *self._question().result(self.patience)
        except TimeoutError:
            return f"no answer within {self.patience:g} s", None, None
        except Exception as error:  # noqa: BLE001  any failure means the same here
            return type(error).__name__, None, None

    def _question(self) -> Future[Vital]:
        """A question to the database; one that still waits for its answer is not asked again."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                # A daemon: a database that never answers must not hold up the program's end.
                Thread(target=self._ask, args=(self._asked,), name="checkup", daemon=True).start()
            return self._asked

    def _ask(self, asked: Future[Vital]) -> None:
        try:
            asked.set_result(self.store.read(self._vital))
        except BaseException as error:  # noqa: BLE001  raised where the answer is waited for
            asked.set_exception(error)

    def _vital(self, tx: Tx) -> Vital:
        silence = tx.vitals.worker_silence() if self.round is None else None
        return tx.vitals.backlog(), silence
