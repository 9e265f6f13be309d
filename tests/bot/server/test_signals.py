from __future__ import annotations

import os
import signal

import pytest

from bot.server.signals import on_stop


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_ask_to_stop_and_are_as_before_afterwards(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    asked: list[bool] = []
    with on_stop(lambda: asked.append(True)):
        os.kill(os.getpid(), number)
        os.kill(os.getpid(), number)
    assert asked == [True, True]
    assert signal.getsignal(number) is before
