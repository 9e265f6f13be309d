from datetime import datetime, timedelta

from bot.delivery.pace import Pace

NOW = datetime.fromisoformat("2026-11-16T00:00:00Z")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_first_message_of_a_channel_goes_at_once() -> None:
    assert Pace().turn("T1", "C1", "a", NOW) == NOW


def test_those_that_come_together_go_a_second_apart() -> None:
    pace = Pace()

    turns = [pace.turn("T1", "C1", name, NOW) for name in "abcd"]

    assert turns == [NOW, after(1), after(2), after(3)]


def test_a_turn_is_kept_for_who_waits_for_it() -> None:
    pace = Pace()
    pace.turn("T1", "C1", "a", NOW)
    turn = pace.turn("T1", "C1", "b", NOW)

    assert pace.turn("T1", "C1", "c", after(1)) == after(2)
    assert pace.turn("T1", "C1", "b", after(1)) == turn == after(1)


def test_channels_and_workspaces_do_not_wait_for_each_other() -> None:
    pace = Pace()
    pace.turn("T1", "C1", "a", NOW)

    assert pace.turn("T1", "C2", "b", NOW) == NOW
    assert pace.turn("T2", "C1", "c", NOW) == NOW


def test_turns_that_were_missed_are_not_caught_up_in_a_burst() -> None:
    pace = Pace()
    for name in "abc":
        pace.turn("T1", "C1", name, NOW)

    assert pace.turn("T1", "C1", "b", after(9)) == after(9)
    assert pace.turn("T1", "C1", "c", after(9)) == after(10)


def test_a_channel_that_is_held_waits_for_everybody() -> None:
    pace = Pace()
    pace.turn("T1", "C1", "a", NOW)
    pace.turn("T1", "C1", "b", NOW)

    pace.hold("T1", "C1", after(7))

    assert pace.turn("T1", "C1", "b", after(1)) == after(7)
    assert pace.turn("T1", "C1", "c", after(1)) == after(7)
    assert pace.turn("T1", "C1", "b", after(7)) == after(7)
    assert pace.turn("T1", "C1", "c", after(7)) == after(8)


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    pace = Pace()
    for name in "ab":
        pace.turn("T1", "C1", name, NOW)
    pace.hold("T1", "C1", after(60))
    pace.hold("T1", "C1", after(5))

    assert pace.turn("T1", "C1", "b", after(6)) == after(60)
    assert pace.turn("T1", "C1", "c", after(6)) == after(60)


def test_channels_that_are_quiet_are_forgotten() -> None:
    pace = Pace()
    for number in range(10_001):
        pace.turn("T1", f"C{number}", "a", NOW)

    pace.turn("T1", "C", "a", after(5))

    assert len(pace._channels) == 1
