"""Beats over holidays: each period is published once, late by days or left out on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calendars import days_off_in
from bot.desk.upcoming import plan_anew
from bot.scheduler import tick
from bot.sends import sends_after
from storage.records import (
    ChannelSettings,
    Occurrence,
    OccurrenceState,
    OnHoliday,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.store import Store, open_store
from storage.tx import Tx

TEAM, CHANNEL = "T1", "C1"
PLANNED, SKIPPED = OccurrenceState
MONDAYS = Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Taipei")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEFORE = datetime(2026, 2, 7, tzinfo=UTC)
NEW_YEAR = datetime(2026, 2, 16, 1, tzinfo=UTC)
"""Monday 09:00 in Taipei, the first day of a week of holidays; about W07."""
AFTERWARDS = NEW_YEAR + 7 * DAY


@dataclass
class Channel:
    """A channel with a digest on Mondays, and what is published there."""

    store: Store
    published: list[tuple[str, bool]] = field(default_factory=list)
    """Periods, and whether the digest called itself late."""

    def wants(self, now: datetime, country: str | None, then: OnHoliday = OnHoliday.SHIFT) -> None:
        settings = ChannelSettings(channel=CHANNEL, holidays=country, on_holiday=then)

        def run(tx: Tx) -> None:
            tx.channels.put(TEAM, settings)
            plan_anew(tx, TEAM, CHANNEL, now)

        self.store.write(run)

    def subscribes(self, now: datetime) -> None:
        def run(tx: Tx) -> None:
            tx.workspaces.ensure(TEAM, TEAM, now)
            wanted = tx.channels.get(TEAM, CHANNEL)
            send = next(sends_after(MONDAYS, now, days_off_in(wanted)))
            digest = Subscription(
                id="s1",
                channel=CHANNEL,
                schedule=MONDAYS,
                kpis=("nps",),
                state=SubscriptionState.ACTIVE,
                set_by="U1",
                next_due=send.due,
                next_period=send.period.label,
            )
            tx.subscriptions.put(TEAM, digest)

        self.store.write(run)

    def beats(self, now: datetime) -> int:
        return tick(self.store, now, self._publish)

    def _publish(self, _tx: Tx, _team: str, _digest: Subscription, one: Occurrence) -> None:
        self.published.append((one.period, one.late))

    def kept(self) -> dict[str, tuple[OccurrenceState, str | None]]:
        found = self.store.read(lambda tx: tx.occurrences.recent(TEAM, CHANNEL, 100))
        return {one.period: (one.state, one.holiday) for one in reversed(found)}


@pytest.fixture
def channel() -> Iterator[Channel]:
    store = open_store("sqlite://", lambda: BEFORE)
    made = Channel(store)
    made.subscribes(BEFORE)
    yield made
    store.close()


def test_a_week_of_holidays_is_followed_by_both_digests_the_older_one_first(
    channel: Channel,
) -> None:
    channel.wants(BEFORE, "TW")
    channel.beats(NEW_YEAR - 7 * DAY)
    for days in range(7):
        assert channel.beats(NEW_YEAR + days * DAY) == 0
    assert channel.beats(AFTERWARDS) == 2
    assert channel.beats(AFTERWARDS + 7 * DAY) == 1
    assert channel.published == [
        ("2026-W06", False), ("2026-W07", False), ("2026-W08", False), ("2026-W09", False),
    ]  # fmt: skip


def test_a_digest_that_a_holiday_skips_is_kept_as_that(channel: Channel) -> None:
    channel.wants(BEFORE, "TW", OnHoliday.SKIP)
    for weeks in range(4):
        channel.beats(NEW_YEAR + (weeks - 1) * 7 * DAY)
    assert [period for period, _ in channel.published] == ["2026-W06", "2026-W08", "2026-W09"]
    assert channel.kept()["2026-W07"] == (SKIPPED, "TW")
    assert channel.kept()["2026-W08"] == (PLANNED, None)


def test_what_was_missed_while_nothing_ran_is_no_holiday(channel: Channel) -> None:
    channel.wants(BEFORE, "TW", OnHoliday.SKIP)
    channel.beats(AFTERWARDS + 7 * DAY)
    assert channel.kept() == {
        "2026-W06": (SKIPPED, None),
        "2026-W07": (SKIPPED, "TW"),
        "2026-W08": (SKIPPED, None),
        "2026-W09": (PLANNED, None),
    }


def test_holidays_that_are_minded_no_more_let_a_waiting_digest_out_at_once(
    channel: Channel,
) -> None:
    channel.wants(BEFORE, "TW")
    channel.beats(NEW_YEAR - 7 * DAY)
    channel.beats(NEW_YEAR)
    channel.wants(NEW_YEAR + 3 * HOUR, None)
    channel.beats(NEW_YEAR + 3 * HOUR)
    assert channel.published[1:] == [("2026-W07", False)], "it is not late: nothing was missed"
    channel.beats(AFTERWARDS)
    assert [period for period, _ in channel.published] == ["2026-W06", "2026-W07", "2026-W08"]


def test_holidays_that_are_minded_from_the_day_itself_post_nothing_twice(channel: Channel) -> None:
    channel.beats(NEW_YEAR - 7 * DAY)
    channel.beats(NEW_YEAR)
    channel.wants(NEW_YEAR + HOUR, "TW")
    for days in range(8):
        channel.beats(NEW_YEAR + days * DAY)
    assert [period for period, _ in channel.published] == ["2026-W06", "2026-W07", "2026-W08"]


def test_two_digests_that_wait_for_the_same_day_are_let_out_together(channel: Channel) -> None:
    channel.wants(BEFORE, "CN")
    channel.beats(NEW_YEAR - 7 * DAY)
    for days in range(8):
        assert channel.beats(NEW_YEAR + days * DAY) == 0, "China's holidays have two Mondays"
    channel.wants(AFTERWARDS + 3 * HOUR, None)
    channel.beats(AFTERWARDS + 3 * HOUR)
    assert channel.published[1:] == [("2026-W07", False), ("2026-W08", False)]


WISHES = st.sampled_from([None, "TW", "KR", "US", "CN"])


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 30), WISHES), max_size=8))
def test_whatever_a_channel_wants_meanwhile_each_period_goes_out_once_and_in_order(
    changes: list[tuple[int, str | None]],
) -> None:
    store = open_store("sqlite://", lambda: BEFORE)
    channel = Channel(store)
    channel.subscribes(BEFORE)
    wanted = dict(changes)
    for day in range(36):
        for hours in (1, 9):
            now = BEFORE + day * DAY + hours * HOUR
            if hours == 9 and day in wanted:
                channel.wants(now, wanted[day])
            channel.beats(now)
    channel.store.close()
    weeks = [int(period.removeprefix("2026-W")) for period, _ in channel.published]
    assert weeks == list(range(6, 6 + len(weeks)))
    assert len(weeks) >= 4
