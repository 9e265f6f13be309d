"""The demo's clock: set for the history, live afterwards, and ahead after a leap."""

from datetime import UTC, datetime, timedelta

from bot.demo.clock import DemoClock

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_shows_what_it_is_set_to_until_it_goes_live() -> None:
    clock = DemoClock(lambda: NOW)
    clock.set(NOW - HOUR)
    assert clock() == NOW - HOUR
    clock.go_live()
    assert clock() == NOW


def test_it_goes_on_from_where_it_leapt_to() -> None:
    live = [NOW]
    clock = DemoClock(lambda: live[0])
    clock.leap(NOW + 5 * HOUR)
    live[0] += HOUR
    assert clock() == NOW + 6 * HOUR


def test_it_never_leaps_back() -> None:
    clock = DemoClock(lambda: NOW)
    clock.leap(NOW + 5 * HOUR)
    clock.leap(NOW + HOUR)
    assert clock() == NOW + 5 * HOUR
