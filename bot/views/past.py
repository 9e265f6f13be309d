"""The values of the last periods: a table, and its shape in a line of marks and in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bot.desk.answers import Past
from bot.desk.reading import Direction, Reading
from bot.examples import example_of
from bot.views.blocks import Message, Press, actions, joined, plain
from bot.views.charts import past_chart
from bot.views.layout import code, sections
from bot.views.naming import among, full_name, segment_option
from bot.views.numbers import change as change_words
from bot.views.numbers import quantity
from bot.views.readings import record_press, value_words
from bot.views.tables import Row, tables
from bot.views.trend import sparkline
from kpi.judge import Call, Judgement
from kpi.language import phrase, said
from kpi.lists import comma_joined
from kpi.period import Period

_HEADS: Row = (phrase("Period"), phrase("Value"), phrase("Change"), phrase("Verdict"))
_THEN = phrase("A year ago")


def past(answer: Past) -> Message:
    """A KPI's history, newest first.

    `text` has the rows without the marks, which say nothing to those who listen.
    """
    whose = f"*{full_name(answer.kpi)}*{among(answer.segment)}"
    title = said("{title}, newest first", title=whose)
    rows = [_row(period, reading, answer.running) for period, reading in answer.rows]
    then = [_then(period, reading, answer) for period, reading in answer.rows]
    ups_and_downs = trend_line(answer.rows)
    after = [*shape_words(answer.rows), *_remarks(answer.rows), *_missing(answer)]
    spoken = [_listed(row, last_year) for row, last_year in zip(rows, then, strict=True)]
    table = [tuple(map(said, _HEADS)), *rows]
    drawn = past_chart(answer)
    if any(then):
        table = [(*row, cell) for row, cell in zip(table, (said(_THEN), *then), strict=True)]
    return Message(
        text=plain(joined([title, *spoken, *after])),
        blocks=(
            *sections(title, *tables(table), joined([ups_and_downs, *after])),
            *([drawn] if drawn else []),
            actions(_record(answer)),
        ),
    )


def _listed(row: Row, last_year: str) -> str:
    """A row for those who listen."""
    then = said("a year ago {value}", value=last_year) if last_year else ""
    return comma_joined([cell for cell in (*row, then) if cell])


def _then(period: Period, reading: Reading | None, answer: Past) -> str:
    """The value of the same period last year, where the two can be compared."""
    change = answer.year_ago.get(period)
    if change is None or change.before.value is None or reading is None or reading.result is None:
        return ""
    if change.delta is None:
        return "" if change.before.partial else said("not compared")
    return quantity(change.before.value, reading.result.unit, reading.result.currency)


def _row(period: Period, reading: Reading | None, running: Period) -> Row:
    if reading is None:
        empty = said("still running") if period == running else said("not recorded")
        return (period.label, empty, "", "")
    value = value_words(reading)
    if reading.observation.partial:
        value = said("{value} so far", value=value)
    return (period.label, value, _change(reading), _verdict(reading))


def _change(reading: Reading) -> str:
    change = reading.change
    if change is None or reading.result is None or reading.observation.partial:
        return ""
    if change.delta is None or change.before.value is None:
        return said("not compared")
    step = change_words(
        change.delta, change.before.value, reading.result.unit, reading.result.currency
    )
    return said(_CHANGES[change.direction], change=step) if change.delta else step


_CHANGES = {
    Direction.BETTER: phrase("{change} better"),
    Direction.WORSE: phrase("{change} worse"),
    Direction.SAME: "{change}",
    Direction.NEITHER: "{change}",
}


def _verdict(reading: Reading) -> str:
    judgement = reading.judgement
    if judgement is None:
        return said("not judged") if reading.result else ""
    return comma_joined([one for one in (judgement.main.word, _target(judgement)) if one])


def _target(judgement: Judgement) -> str:
    verdict = judgement.target
    if verdict is None or verdict.call is Call.NOT_JUDGED:
        return ""
    if verdict.call is Call.TOO_CLOSE:
        return said("target too close to call")
    return said("target met") if verdict.met else said("target missed")


_Rows = Sequence[tuple[Period, Reading | None]]


def _whole(reading: Reading | None) -> Fraction | None:
    """The value of a whole period, where there is one."""
    if reading is None or reading.result is None or reading.observation.partial:
        return None
    return reading.result.value


def trend_line(rows: _Rows) -> str:
    """The trend in marks; nothing where there are less than two values."""
    values = [_whole(reading) for _, reading in reversed(rows)]
    if not shape_words(rows):
        return ""
    return said("Oldest to newest: {trend}", trend=sparkline(values))


def shape_words(rows: _Rows) -> list[str]:
    """The trend in words: lowest, highest and newest; nothing where there are less than two."""
    known = [
        (value, period, reading)
        for period, reading in rows
        if reading is not None and (value := _whole(reading)) is not None
    ]
    if len(known) < 2:
        return []
    _, low_period, low = min(known, key=lambda one: one[0])
    _, high_period, high = max(known, key=lambda one: one[0])
    _, new_period, new = known[0]
    return [
        said(
            "Lowest {low} in {low_period}, highest {high} in {high_period}, "
            "newest {new} in {new_period}.",
            low=value_words(low),
            low_period=low_period.label,
            high=value_words(high),
            high_period=high_period.label,
            new=value_words(new),
            new_period=new_period.label,
        )
    ]


def _remarks(rows: _Rows) -> Iterator[str]:
    """Why a value is undefined, or not compared with the one before."""
    for period, reading in rows:
        if reading is None:
            continue
        if reading.result is None:
            yield said("{period} is undefined: {why}.", period=period.label, why=reading.undefined)
        elif reading.change is not None and reading.change.delta is None:
            yield said(
                "{period} is not compared with {before}: {why}.",
                period=period.label,
                before=reading.change.before.key.period.label,
                why=reading.change.why_not,
            )


def _gap(answer: Past) -> Period | None:
    """The newest period that is over and holds nothing."""
    gaps = (period for period, reading in answer.rows if reading is None)
    return next((period for period in gaps if period != answer.running), None)


def _record(answer: Past) -> Press:
    gap = _gap(answer)
    return record_press(answer.kpi, answer.segment, gap.label if gap else "")


def _missing(answer: Past) -> list[str]:
    gap = _gap(answer)
    if gap is None:
        return []
    segment = segment_option(answer.segment)
    command = code(f"{example_of(answer.kpi)} period={gap.label}{segment}")
    return [said("Fill a gap: {command}", command=command)]
