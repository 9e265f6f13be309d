"""What follows once a message stands in Slack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import structlog

from storage.records import Delivery
from storage.store import Store
from storage.tx import Tx

_log = structlog.get_logger(__name__)

T = TypeVar("T")

OnSent = Callable[[Tx, Delivery], None]
"""Called in the transaction that marks a delivery as sent; gets it as it was claimed."""


def unheeded(_tx: Tx, _delivery: Delivery, /) -> None:
    """Do nothing: where nothing follows."""


def marked(store: Store, on_sent: OnSent, mark: Callable[[Tx, OnSent], T]) -> T:
    """Return what `mark` returns, in one transaction with what follows.

    Where that fails it is logged and the mark made alone: a message that arrived is never posted
    again because of it.
    """
    try:
        return store.write(lambda tx: mark(tx, on_sent))
    except Exception:  # noqa: BLE001 - the mark itself raises again
        _log.exception("what follows a delivery failed")
        return store.write(lambda tx: mark(tx, unheeded))
