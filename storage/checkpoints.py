"""Moves SQLite's write-ahead log into the database file, beside the commits instead of in one."""

from __future__ import annotations

import logging
import threading

from sqlalchemy.engine import Engine
from sqlalchemy.engine.interfaces import DBAPICursor

_log = logging.getLogger(__name__)

EVERY = 250
"""Commits between two checkpoints: the few that wait for one are less than one in a hundred."""


class Checkpointer:
    """A thread that checkpoints now and then; the writer copies the little that came meanwhile.

    Left to SQLite, every hundredth commit or so waits for the whole log to be copied and synced.
    A passive checkpoint holds up neither the writer nor the readers. SQLite writes the log anew
    from its beginning only where nothing is left to copy, which under load no other thread finds,
    and a log that grows costs each commit's sync about twice.
    """

    def __init__(self, engine: Engine, every: int = EVERY) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._every = every
        self._commits = 0
        self._copied = False
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def committed(self, writer: DBAPICursor) -> None:
        """One more commit is in the log. Called by the only writer, between two transactions."""
        self._commits += 1
        if self._commits % self._every == 0:
            self._due.set()
        if self._copied:
            self._copied = False
            _checkpoint(writer)

    def close(self) -> None:
        """Finish the checkpoint in hand and end."""
        self._stopping = True
        self._due.set()
        self._thread.join()
        self._connection.close()
        self._engine.dispose()

    def _run(self) -> None:
        while True:
            self._due.wait()
            self._due.clear()
            if self._stopping:
                return
            self._copied = _checkpoint(self._connection.cursor())


def _checkpoint(cursor: DBAPICursor) -> bool:
    """Copy what is in the log; False where that failed, and the log only stays longer."""
    try:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        cursor.fetchall()
    except Exception:  # noqa: BLE001 -- nobody waits for it; the next one tries again
        _log.exception("checkpoint failed")
        return False
    return True
