"""Moves SQLite's write-ahead log into the database file, beside the commits instead of in one."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.engine import Engine

_log = logging.getLogger(__name__)

EVERY = 250
"""Commits between two checkpoints."""


class Checkpointer:
    """A thread that checkpoints now and then.

    Left to SQLite, every hundredth commit or so waits for the whole log to be copied and synced.
    A passive checkpoint holds up neither the writer nor the readers.
    """

    def __init__(self, engine: Engine, every: int = EVERY) -> None:
        self._engine = engine
        self._every = every
        self._commits = 0
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def committed(self) -> None:
        """One more commit is in the log. Called by the only writer."""
        self._commits += 1
        if self._commits % self._every == 0:
            self._due.set()

    def close(self) -> None:
        """Finish the checkpoint in hand and end."""
        self._stopping = True
        self._due.set()
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopping:
                return
            self._checkpoint()

    def _checkpoint(self) -> None:
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        except Exception:  # noqa: BLE001 -- the log only stays longer; the next one tries again
            _log.exception("checkpoint failed")
