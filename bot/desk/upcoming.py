"""A digest's next send, with the holidays that its channel minds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.calendars import PublicHolidays, days_off_in
from bot.sends import Send, sends_after, sends_from
from kpi.period import Period
from storage.records import ChannelSettings, Rhythm, Schedule, Subscription, SubscriptionState
from storage.tx import Tx


class Postponed(Struct, frozen=True, kw_only=True):
    """What a public holiday makes of a digest's next send."""

    holiday: str
    """What it is called."""
    days: int
    """How much later the digest goes out; 0 where it is skipped."""
    then: Send
    """The next one after it that goes out."""


def postponed(digest: Subscription, wanted: ChannelSettings) -> Postponed | None:
    """What a holiday makes of a digest's next send; None where it goes out on its day."""
    if wanted.holidays is None:
        return None
    sends = sends_from(digest.schedule, Period.parse(digest.next_period), days_off_in(wanted))
    send = next(sends)
    holiday = PublicHolidays(wanted.holidays).name(send.day)
    leaves = digest.next_due.astimezone(ZoneInfo(digest.schedule.zone)).date()
    days = 0 if send.skipped else (leaves - send.day).days
    if not holiday or not (send.skipped or days):
        return None
    then = next(one for one in sends if not one.skipped)
    return Postponed(holiday=holiday, days=days, then=then)


def is_skipped(tx: Tx, team: str, digest: Subscription) -> bool:
    """Whether the next send of a digest is left out for a holiday."""
    days_off = days_off_in(tx.channels.get(team, digest.channel))
    period = Period.parse(digest.next_period)
    return days_off is not None and next(sends_from(digest.schedule, period, days_off)).skipped


def first_send(tx: Tx, team: str, channel: str, schedule: Schedule, now: datetime) -> Send:
    """The first send of a schedule that begins now, about a period that no digest was about."""
    return next(_new_sends(tx, team, channel, schedule, now))


def first_post(tx: Tx, team: str, channel: str, schedule: Schedule, now: datetime) -> Send:
    """The first of these sends that no holiday skips."""
    return next(one for one in _new_sends(tx, team, channel, schedule, now) if not one.skipped)


def _new_sends(
    tx: Tx, team: str, channel: str, schedule: Schedule, now: datetime
) -> Iterator[Send]:
    days_off = days_off_in(tx.channels.get(team, channel))
    sends = sends_after(schedule, now, days_off)
    return (one for one in sends if not _was(tx, team, channel, schedule.rhythm, one.period))


def plan_anew(tx: Tx, team: str, channel: str, now: datetime) -> None:
    """Times what a channel's digests are about next as it wants it now.

    What should have gone out already goes out at once: no period is lost by a change.
    """
    days_off = days_off_in(tx.channels.get(team, channel))
    for one in tx.subscriptions.of_channel(team, channel):
        if one.state is SubscriptionState.ACTIVE:
            send = next(sends_from(one.schedule, Period.parse(one.next_period), days_off))
            due = max(send.due, now)
            tx.subscriptions.advance(team, one.id, one.next_due, due, one.next_period)


def _was(tx: Tx, team: str, channel: str, rhythm: Rhythm, period: Period) -> bool:
    return tx.occurrences.of_period(team, channel, rhythm, period.label) is not None
