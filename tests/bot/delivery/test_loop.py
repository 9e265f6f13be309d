from collections import deque
from threading import Event

import pytest
from structlog.testing import capture_logs

from bot.delivery.loop import DeliveryLoop

NEVER = 3600.0
SOON = 10.0


def nothing() -> bool:
    return False


def test_a_round_comes_at_once_and_whenever_woken() -> None:
    rounds = [Event(), Event()]
    coming = deque(rounds)

    def deliver() -> bool:
        coming.popleft().set()
        return False

    loop = DeliveryLoop(deliver, nothing, seconds=NEVER)
    loop.start()
    assert rounds[0].wait(SOON)
    assert not rounds[1].is_set()

    loop.wake()
    assert rounds[1].wait(SOON)
    assert loop.stop(SOON)


def test_rounds_come_without_being_woken() -> None:
    rounds = [Event(), Event(), Event()]
    coming = deque(rounds)

    def deliver() -> bool:
        if coming:
            coming.popleft().set()
        return False

    loop = DeliveryLoop(deliver, nothing, seconds=0.001)
    loop.start()
    assert all(round_.wait(SOON) for round_ in rounds)
    assert loop.stop(SOON)


def test_a_round_goes_on_until_nothing_is_due() -> None:
    due = deque([True, True, True, False])
    done = Event()

    def deliver() -> bool:
        more = due.popleft()
        if not more:
            done.set()
        return more

    loop = DeliveryLoop(deliver, nothing, seconds=NEVER)
    loop.start()
    assert done.wait(SOON)
    assert not due
    assert loop.stop(SOON)


def test_stopping_finishes_the_item_in_hand_and_takes_no_other() -> None:
    taken: list[str] = []
    started, may_end = Event(), Event()

    def deliver() -> bool:
        taken.append("begun")
        started.set()
        may_end.wait(SOON)
        taken.append("ended")
        return True

    loop = DeliveryLoop(deliver, nothing, seconds=NEVER)
    loop.start()
    assert started.wait(SOON)
    assert not loop.stop(0)
    may_end.set()

    assert loop.stop(SOON)
    assert taken == ["begun", "ended"]


@pytest.mark.parametrize("failing", ["deliver", "reconcile"])
def test_an_error_is_logged_and_the_next_round_comes(failing: str) -> None:
    rounds = [Event(), Event()]
    coming = deque(rounds)

    def fail() -> bool:
        coming.popleft().set()
        raise RuntimeError("the database is away")

    works = {"deliver": nothing, "reconcile": nothing, failing: fail}
    with capture_logs() as logs:
        loop = DeliveryLoop(works["deliver"], works["reconcile"], seconds=NEVER)
        loop.start()
        assert rounds[0].wait(SOON)
        loop.wake()
        assert rounds[1].wait(SOON)
        assert loop.stop(SOON)

    assert [line["log_level"] for line in logs] == ["error", "error"]
