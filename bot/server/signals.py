"""SIGTERM and SIGINT ask the program to finish; they do not interrupt it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def on_stop(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` at each of the two signals, in the main thread, until the block is left."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = [(number, signal.signal(number, handle)) for number in _SIGNALS]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
