"""The figures of a monthly digest as tables for a spreadsheet.

Slack's own `table` block, with plain text in its cells: Slack's clients draw it as the table that
spreadsheets pasted into Slack become, so that copied cells stay cells on the way back. Numbers are
written as spreadsheets of every language read them: a plain minus, a point, no thousands
separators, and the unit in a column of its own. The message's `text` holds the same, parted by
tabs; delivery shows that as code, which pastes into cells as well, where Slack refuses tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from bot.digest.report import Line, Report
from bot.views.blocks import MAX_ROWS, Message, joined, plain, section, table
from bot.views.naming import short_name
from bot.views.numbers import rounded
from bot.views.states import standing_word
from bot.views.verdicts import GRADES
from kpi import Result
from kpi.currency import minor_digits
from kpi.language import phrase, said
from kpi.model import Unit
from kpi.period import Period

MONTHS = 6
"""Months before the digest's own."""
CHARACTERS = 9_000
"""Of a message's cells; Slack takes 10,000."""
NOTHING = "–"
"""Slack takes no empty cell."""
_DECIMALS = 2

_UNITS: Mapping[Unit, str] = {
    Unit.PERCENT: "%",
    Unit.POINTS: phrase("points"),
    Unit.COUNT: phrase("number"),
    Unit.RATIO: phrase("ratio"),
    Unit.SCORE: phrase("score"),
    Unit.MONTHS: phrase("months"),
    Unit.SECONDS: phrase("seconds"),
    Unit.PAGES: phrase("pages"),
}

Row = tuple[str, ...]


def month_tables(report: Report) -> tuple[Message, ...]:
    """The digest's KPIs, a row each, in as many messages as Slack's limits ask for."""
    if not report.lines:
        return ()
    earlier = [report.period.previous(back) for back in range(1, MONTHS + 1)]
    head = _head(earlier)
    rows = [_row(line, earlier) for line in report.lines]
    return tuple(_message(report, head, part) for part in _parts(head, rows))


def _head(earlier: Sequence[Period]) -> Row:
    return (
        "KPI",
        said("Unit"),
        said("Period"),
        said("Value"),
        said("Change"),
        said("Target"),
        said("Verdict"),
        *(one.short() for one in earlier),
    )


def _row(line: Line, earlier: Sequence[Period]) -> Row:
    name = f"{short_name(line.kpi)} · {line.segment}" if line.segment else short_name(line.kpi)
    if line.reading is None or line.reading.result is None:
        known = (name, NOTHING, line.period.short(), NOTHING, NOTHING, NOTHING)
        return (*known, standing_word(line.standing), *(NOTHING for _ in earlier))
    result, change = line.reading.result, line.reading.change
    past = dict(line.past)
    return (
        name,
        _unit(result),
        line.period.short(),
        _number(result.value, result),
        _number(change.delta if change else None, result),
        _target(line, result),
        _verdict(line),
        *(_number(past.get(one), result) for one in earlier),
    )


def _unit(result: Result) -> str:
    return result.currency or "USD" if result.unit is Unit.MONEY else said(_UNITS[result.unit])


def _number(value: Fraction | None, result: Result) -> str:
    """As answers round it: two decimals, or the currency's."""
    if value is None:
        return NOTHING
    money = result.unit is Unit.MONEY
    decimals = minor_digits(result.currency or "USD") if money else _DECIMALS
    return f"{rounded(value, decimals):.{decimals}f}"


def _target(line: Line, result: Result) -> str:
    judgement = line.reading.judgement if line.reading else None
    if judgement is None or judgement.target is None:
        return NOTHING
    target = judgement.target.target
    return f"{target.op} {_number(target.value, result)}"


def _verdict(line: Line) -> str:
    grade = line.reading.grade if line.reading else None
    words = standing_word(line.standing)
    return f"{words} · {said(GRADES[grade])}" if grade else words


def _parts(head: Row, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """The rows, as many together as fit below a head."""
    part: list[Row] = []
    size = _size(head)
    for row in rows:
        if part and (size + _size(row) > CHARACTERS or len(part) + 1 == MAX_ROWS):
            yield part
            part, size = [], _size(head)
        part.append(row)
        size += _size(row)
    yield part


def _size(row: Row) -> int:
    return sum(map(len, row))


def _message(report: Report, head: Row, rows: Sequence[Row]) -> Message:
    title = said(
        "The figures of {period} as a table, to be copied into a spreadsheet:",
        period=report.period.words(),
    )
    above = joined([title, _other_lengths(report)])
    lines = ["\t".join(row) for row in (head, *rows)]
    return Message(text=joined([plain(above), *lines]), blocks=(section(above), table(head, rows)))


def _other_lengths(report: Report) -> str:
    """Why cells of earlier months are empty; nothing where every KPI is recorded by the month."""
    if all(line.period.cadence is report.period.cadence for line in report.lines):
        return ""
    return said("The columns of earlier months show only KPIs that are recorded by the month.")
