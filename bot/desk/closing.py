"""Closed months: figures whose period ends in one are left as they are until it is reopened."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.answers import MonthAnswer, MonthLine, MonthList
from bot.desk.asker import Asker, require_manager
from bot.desk.deciding import name_of
from bot.desk.errors import Refused
from bot.desk.workspace import settled_workspace, zone_of
from bot.questions import CloseMonth, ReopenMonth
from kpi.dates import date_words, short_day_words
from kpi.errors import BadPeriod
from kpi.language import phrase, said
from kpi.period import Cadence, Period, read_period
from storage.records import ClosedMonth
from storage.tx import Tx

MAX_REASON = 1000
"""Longest reason kept, in characters."""
_CLOSE, _REOPEN = "/kpi close 2026-10", '/kpi reopen 2026-10 reason="late invoice"'
_CLOSED = phrase(
    "{month} was closed by {name} on {day}. Nothing was changed. A manager can reopen it."
)
_ENDS_IN_CLOSED = phrase(
    "{month} was closed by {name} on {day}, and {period} ends in it. Nothing was changed. A "
    "manager can reopen it."
)


def month_of(period: Period) -> Period:
    """The month a period belongs to: the one in which it ends."""
    return Period.of(period.last, Cadence.MONTH)


def require_open(tx: Tx, team: str, period: Period, now: datetime, zone: ZoneInfo) -> None:
    """Lets a change pass to a figure of `period`; a month that still runs cannot be closed.

    Raises:
        Refused: the month it ends in is closed.
    """
    month = month_of(period)
    if not month.is_complete(now, zone):
        return
    closed = tx.months.is_closed(team, month.label)
    if closed is not None:
        raise Refused(
            said(
                _CLOSED if period == month else _ENDS_IN_CLOSED,
                month=month.words(),
                name=name_of(tx, team, closed.actor),
                day=_day_of(closed, now, zone),
                period=period.short(),
            ),
            field="period",
            example=f'/kpi reopen {month.label} reason="late invoice"',
        )


def close(tx: Tx, asker: Asker, question: CloseMonth) -> MonthAnswer:
    """Closes a month.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: it is no month, not over yet, or closed already.
    """
    require_manager(tx, asker, phrase("close months"))
    zone = zone_of(settled_workspace(tx, asker))
    month = _month(question.month, asker, zone, _CLOSE)
    if not month.is_complete(asker.now, zone):
        raise Refused(
            said("{month} is not over yet.", month=month.words()), field="month", example=_CLOSE
        )
    closed = tx.months.is_closed(asker.team, month.label)
    if closed is not None:
        raise Refused(
            said(
                "{month} was already closed by {name} on {day}.",
                month=month.words(),
                name=name_of(tx, asker.team, closed.actor),
                day=_day_of(closed, asker.now, zone),
            ),
            field="month",
        )
    return _set(tx, asker, month, closed=True, reason=question.reason)


def reopen(tx: Tx, asker: Asker, question: ReopenMonth) -> MonthAnswer:
    """Opens a closed month again, and keeps why.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: it is no month, or not closed.
    """
    require_manager(tx, asker, phrase("reopen months"))
    zone = zone_of(settled_workspace(tx, asker))
    month = _month(question.month, asker, zone, _REOPEN)
    if tx.months.is_closed(asker.team, month.label) is None:
        raise Refused(said("{month} is not closed.", month=month.words()), field="month")
    return _set(tx, asker, month, closed=False, reason=question.reason)


def list_months(tx: Tx, asker: Asker) -> MonthList:
    """Every closing and reopening, newest first."""
    return MonthList(lines=month_lines(tx, asker.team))


def month_lines(tx: Tx, team: str, month: Period | None = None) -> tuple[MonthLine, ...]:
    """What was done to a month, or to all of them, newest first."""
    return tuple(
        MonthLine(
            month=Period.parse(one.month),
            closed=one.closed,
            actor=name_of(tx, team, one.actor),
            reason=one.reason,
            at=one.at,
        )
        for one in tx.months.history(team)
        if month is None or one.month == month.label
    )


def _set(tx: Tx, asker: Asker, month: Period, *, closed: bool, reason: str) -> MonthAnswer:
    if len(reason) > MAX_REASON:
        raise Refused(
            said("reason is longer than {most} characters.", most=MAX_REASON), field="reason"
        )
    tx.months.set(
        asker.team,
        ClosedMonth(
            month=month.label, closed=closed, actor=asker.user, reason=reason, at=asker.now
        ),
    )
    return MonthAnswer(
        month=month, closed=closed, reason=reason, lines=month_lines(tx, asker.team, month)
    )


def _month(typed: str, asker: Asker, zone: ZoneInfo, example: str) -> Period:
    try:
        found = read_period(typed, Cadence.MONTH, asker.now, zone)
    except BadPeriod as bad:
        raise Refused(bad.message, field="month", example=example) from bad
    if len(found) != 1 or found[0].cadence is not Cadence.MONTH:
        raise Refused(
            said('"{typed}" is not one month.', typed=typed), field="month", example=example
        )
    return found[0]


def _day_of(closed: ClosedMonth, now: datetime, zone: ZoneInfo) -> str:
    """`3 Nov`, with the year where that is not this one."""
    when = closed.at.astimezone(zone).date()
    this_year = when.year == now.astimezone(zone).year
    return short_day_words(when) if this_year else date_words(when)
