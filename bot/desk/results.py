"""What became of a channel's digests, in words."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.calendars import PublicHolidays
from bot.delivery import words
from kpi.language import said
from storage.records import (
    Delivery,
    DeliveryState,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Subscription,
)
from storage.tx import Tx

RECENT = 3
"""Past digests shown in a status."""


def results(
    tx: Tx, team: str, subscription: Subscription, shown: str
) -> tuple[tuple[Occurrence, str], ...]:
    """The latest digests of a subscription, newest first, each with its result.

    Args:
        tx: an open transaction.
        team: the workspace.
        subscription: whose digests.
        shown: the channel as the reader should see it: "<#C024BE91L>".
    """
    recent = tx.occurrences.recent(team, subscription.channel, RECENT * len(Rhythm))
    own = [one for one in recent if one.rhythm is subscription.schedule.rhythm][:RECENT]
    zone = ZoneInfo(subscription.schedule.zone)
    return tuple((one, _result(tx, team, one, shown, zone)) for one in own)


def _result(tx: Tx, team: str, occurrence: Occurrence, shown: str, zone: ZoneInfo) -> str:
    if occurrence.holiday is not None:
        day = occurrence.due_at.astimezone(zone).date()
        # A later edition of the calendar may not have it any more.
        name = PublicHolidays(occurrence.holiday).name(day) or said("a public holiday")
        return said("skipped: {holiday}", holiday=name)
    if occurrence.state is OccurrenceState.SKIPPED:
        return said("skipped: KPI Bot was not running, and it was too old when it was found")
    root = tx.deliveries.get(team, occurrence.delivery) if occurrence.delivery else None
    if root is None:
        return said("planned")
    result = _delivered(root, shown, zone)
    if root.created_at < occurrence.due_at:
        return said("{result}, ahead of its time: nothing was missing any more", result=result)
    return said("{result}, late", result=result) if occurrence.late else result


def _delivered(root: Delivery, shown: str, zone: ZoneInfo) -> str:
    match root.state:
        case DeliveryState.SENT:
            return said("sent") if root.ts else said("sent, as somebody saw there")
        case DeliveryState.DEAD:
            return said("not delivered: {why}", why=words.explain(root.error, shown))
        case DeliveryState.UNKNOWN if root.error.startswith(words.UNREADABLE):
            return said(
                "perhaps sent, waiting for a person's word: {why}", why=words.unsure(root.error)
            )
        case DeliveryState.UNKNOWN:
            return said("perhaps sent, being checked: {why}", why=words.unsure(root.error))
        case _ if root.error and root.not_before is not None:
            again = root.not_before.astimezone(zone)
            return said(
                "on its way: Slack did not take it yet, next try at {time}",
                time=f"{again:%H:%M:%S}",
            )
        case _:
            return said("on its way")
