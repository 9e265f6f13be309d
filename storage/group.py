"""Group commit: what waits together is written in one transaction and waits for the disk once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Piece(Generic[T]):
    """One caller's work, its outcome, and the gate its caller waits at."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        # Whoever leads does the work: what is ambient, such as the language, is its caller's.
        self._context = copy_context()
        self._gate = threading.Lock()
        self._gate.acquire()
        self._result: list[T] = []
        self.error: BaseException | None = None
        self.settled = False

    def run(self) -> bool:
        """Do the work; False when it failed."""
        try:
            self._result = [self._context.run(self._work)]
        except BaseException as error:  # noqa: BLE001 - raised again, in its caller's thread
            self.error = error
        return self.error is None

    def wait(self) -> None:
        """Until somebody opens the gate."""
        self._gate.acquire()

    def open(self) -> None:
        """Let the caller go on: its piece is settled, or it is its turn to lead."""
        self._gate.release()

    def outcome(self) -> T:
        """What the work returned; raises what it raised."""
        if self.error is not None:
            raise self.error
        return self._result[0]


class Group:
    """Callers queue up in order; the first becomes the leader and commits for all who wait.

    No thread of its own: a lone caller pays for no switch of threads, and while the leader waits
    for the disk the next group gathers.
    """

    def __init__(self, commit: Callable[[list[Piece[Any]]], None]) -> None:
        """`commit` runs the pieces in order, in one transaction; it raises if nothing was kept."""
        self._commit = commit
        self._mutex = threading.Lock()
        self._waiting: list[Piece[Any]] = []
        self._led = False
        self._leader: int | None = None

    def do(self, work: Callable[[], T]) -> T:
        """What `work` returned, once it is on disk. Raises what it raised, or why nothing is."""
        piece = Piece(work)
        if self._enter(piece):
            self._lead()
        else:
            piece.wait()
            if not piece.settled:
                self._lead()
        return piece.outcome()

    def _enter(self, piece: Piece[Any]) -> bool:
        """Join the queue; True when nobody leads, so that the caller must."""
        with self._mutex:
            if self._leader == threading.get_ident():
                raise RuntimeError("a write cannot start another write")
            self._waiting.append(piece)
            if self._led:
                return False
            self._led = True
            return True

    def _lead(self) -> None:
        """Settle everything that waits, the caller's own piece first, and hand over."""
        with self._mutex:
            self._leader = threading.get_ident()
            pieces, self._waiting = self._waiting, []
        try:
            self._commit(pieces)
        except BaseException as error:  # noqa: BLE001 - raised again, by every caller
            for piece in pieces:
                piece.error = error
        self._hand_over()
        for piece in pieces:
            piece.settled = True
            piece.open()

    def _hand_over(self) -> None:
        with self._mutex:
            self._leader = None
            self._led = bool(self._waiting)
            if self._led:
                self._waiting[0].open()
