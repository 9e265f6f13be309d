"""Doing something to see what would come of it, and keeping nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from bot.handlers.boundary import Transaction
from storage.tx import Tx

T = TypeVar("T")


class _TakenBackError(Exception):
    """Carries what the work returned out of a transaction that its raising undoes."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def rehearsal(write: Transaction) -> Transaction:
    """A transaction that does everything and keeps nothing; it returns what the work returned."""

    def run(work: Callable[[Tx], T], /) -> T:
        def undone(tx: Tx) -> T:
            raise _TakenBackError(work(tx))

        try:
            return write(undone)
        except _TakenBackError as back:
            result: T = back.result
            return result

    return run
