"""Closed months: what was closed or opened again, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.answers import MonthAnswer, MonthLine, MonthList
from bot.views.blocks import Message
from bot.views.layout import code, short, titled, told
from bot.views.moments import moment
from kpi.period import Cadence, Period

MOST = 15
"""Lines of history shown; older ones are counted."""


def month(answer: MonthAnswer) -> Message:
    """A month closed or opened again."""
    name, label = answer.month.words(), answer.month.label
    if answer.closed:
        said = (
            f"*{name} is closed.* Its figures cannot be recorded, corrected, taken back or "
            f"imported until a manager reopens it. {_weeks(answer.month)}"
        )
        other = f"""Reopen it: {code(f'/kpi reopen {label} reason="late invoice"')}"""
    else:
        said = f"*{name} is open again*: {short(answer.reason)}"
        other = f"Close it when it is done: {code(f'/kpi close {label}')}"
    return told(said, titled("What was done to it", month_lines(answer.lines)), other)


def months(answer: MonthList) -> Message:
    """Every closing and reopening."""
    if not answer.lines:
        return told(f"No month was ever closed. Close one: {code('/kpi close 2026-10')}")
    return told(titled("Closed and reopened months, newest first", month_lines(answer.lines)))


def month_lines(lines: Sequence[MonthLine]) -> list[str]:
    """`October 2026 closed by kim, Tue 3 Nov: books done`, a line each, newest first."""
    shown = [_line(one) for one in lines[:MOST]]
    older = len(lines) - MOST
    return [*shown, f"… {older} older"] if older > 0 else shown


def _line(one: MonthLine) -> str:
    done = "closed" if one.closed else "reopened"
    reason = f": {short(one.reason)}" if one.reason else ""
    return f"{one.month.words()} {done} by {short(one.actor, 100)}, {moment(one.at)}{reason}"


def _weeks(month: Period) -> str:
    """Which weeks it holds, as weeks belong to the month in which they end."""
    first = Period.of(month.first, Cadence.WEEK)
    last = Period.of(month.next().first, Cadence.WEEK).previous()
    return f"Weeks belong to the month in which they end: {first.short()} to {last.short()}."
