"""Closed months: what was closed or opened again, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.answers import MonthAnswer, MonthLine, MonthList
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.moments import moment
from kpi.language import phrase, said
from kpi.lists import labelled, sentences
from kpi.period import Cadence, Period

MOST = 15
"""Lines of history shown; older ones are counted."""


def month(answer: MonthAnswer) -> Message:
    """A month closed or opened again."""
    name, label = answer.month.words(), answer.month.label
    if answer.closed:
        closed = said(
            "*{month} is closed.* Its figures cannot be recorded, corrected, taken back or "
            "imported until a manager reopens it.",
            month=name,
        )
        now = sentences(closed, _weeks(answer.month))
        command = code(f'/kpi reopen {label} reason="late invoice"')
        other = said("Reopen it: {command}", command=command)
    else:
        now = said("*{month} is open again*: {reason}", month=name, reason=short(answer.reason))
        other = said("Close it when it is done: {command}", command=code(f"/kpi close {label}"))
    return told(now, titled(said("What was done to it"), month_lines(answer.lines)), other)


def months(answer: MonthList) -> Message:
    """Every closing and reopening."""
    if not answer.lines:
        command = code("/kpi close 2026-10")
        return told(said("No month was ever closed. Close one: {command}", command=command))
    title = said("Closed and reopened months, newest first")
    return told(titled(title, month_lines(answer.lines)))


def month_lines(lines: Sequence[MonthLine]) -> list[str]:
    """`October 2026 closed by kim, Tue 3 Nov: books done`, a line each, newest first."""
    shown = [_line(one) for one in lines[:MOST]]
    older = len(lines) - MOST
    return [*shown, said("… {n} older", n=older)] if older > 0 else shown


def _line(one: MonthLine) -> str:
    line = said(
        _CLOSED if one.closed else _REOPENED,
        month=one.month.words(),
        name=short(one.actor, 100),
        time=moment(one.at),
    )
    if not one.reason:
        return line
    return labelled(line, short(one.reason))


_CLOSED = phrase("{month} closed by {name}, {time}")
_REOPENED = phrase("{month} reopened by {name}, {time}")


def _weeks(month: Period) -> str:
    """Which weeks it holds, as weeks belong to the month in which they end."""
    first = Period.of(month.first, Cadence.WEEK)
    last = Period.of(month.next().first, Cadence.WEEK).previous()
    return said(
        "Weeks belong to the month in which they end: {first} to {last}.",
        first=first.short(),
        last=last.short(),
    )
