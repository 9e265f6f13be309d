from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.server.watchdog import GIVE_UP_AFTER, RECONNECT_AFTER, Health, Watchdog


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def after(seconds: Seconds) -> Callable[[float, object], Health]:
    watchdog = Watchdog(seconds)
    watchdog.look(("frame", 1))

    def look(passed: float, sign: object) -> Health:
        seconds.now = 1000.0 + passed
        return watchdog.look(sign)

    return look


Look = Callable[[float, object], Health]


def test_a_connection_that_gives_signs_of_life_is_left_alone(after: Look) -> None:
    for n in range(100):
        assert after(n * (RECONNECT_AFTER - 1), ("frame", n + 2)) is Health.ALIVE


def test_a_silent_one_is_replaced_once_a_while_and_then_given_up(after: Look) -> None:
    silent = ("frame", 1)
    assert after(RECONNECT_AFTER - 1, silent) is Health.ALIVE
    assert after(RECONNECT_AFTER, silent) is Health.RECONNECT
    assert after(RECONNECT_AFTER + 5, silent) is Health.ALIVE
    assert after(2 * RECONNECT_AFTER, silent) is Health.RECONNECT
    assert after(GIVE_UP_AFTER, silent) is Health.GIVE_UP


def test_a_sign_of_life_after_reconnecting_starts_over(after: Look) -> None:
    assert after(RECONNECT_AFTER, ("frame", 1)) is Health.RECONNECT
    assert after(RECONNECT_AFTER + 1, ("frame", 2)) is Health.ALIVE
    assert after(GIVE_UP_AFTER, ("frame", 2)) is Health.RECONNECT
