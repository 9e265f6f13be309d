"""The scorecard in words: one KPI, what is due, a case, a channel's digest."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.desk.reading import Reading
from bot.desk.scorecard import Due, OwnDigest, Row
from bot.schedule import describe
from bot.views.blocks import escape, joined
from bot.views.certainty import length_words
from bot.views.digest import judged
from bot.views.naming import short_name
from bot.views.numbers import quantity, when
from bot.views.readings import change_line, value_words
from bot.views.states import case_state
from bot.views.trend import sparkline
from bot.views.wholes import listed, waiting_words
from bot.views.wishes import postponed_words
from kpi.language import counted, phrase, said
from kpi.lists import labelled
from kpi.period import Period
from storage.records import Action, SubscriptionState


def row_words(row: Row) -> str:
    """A KPI: value and age, verdict, change, trend; a line each."""
    if row.reading is None:
        only = said("Recorded by segment only: {segments}.", segments=listed(row.only_segments))
        return joined([_title(row), only])
    return joined(
        [
            _title(row, row.reading),
            " · ".join(filter(None, judged(row.reading))),
            _change(row.reading),
            _so_far(row.running),
            _trend(row.reading, row.trend),
        ]
    )


def due_words(row: Row, due: Due) -> str:
    """A KPI that lacks its newest period: `*CSAT* · W46 is not recorded (lee owns it)`."""
    return f"*{short_name(row.kpi)}*{_segment(row.segment)} · {_missing(due)}"


def _missing(due: Due) -> str:
    period = due.period.short()
    if due.waiting is not None:
        missing = labelled(period, waiting_words(due.waiting))
    else:
        missing = said("{period} is not recorded", period=period)
    if due.owner:
        return said("{missing} ({owner} owns it)", missing=missing, owner=escape(due.owner))
    return said("{missing} (nobody owns it)", missing=missing)


def digest_words(own: OwnDigest, zone: str) -> str:
    """A channel's digest: when it goes out next on the reader's clock, and how the last one went.

    `zone` is the reader's, an IANA name.
    """
    digest = own.digest
    title = f"*<#{digest.channel}>* · {describe(digest.schedule)}"
    return joined([title, _next(own, zone), _last(own)])


def _title(row: Row, reading: Reading | None = None) -> str:
    value = f" {value_words(reading)}" if reading else ""
    name = f"*{short_name(row.kpi)}{value}*{_segment(row.segment)}"
    parts = (_flagged(row), _with_origin(name, reading), _when(row, reading))
    return " · ".join(part for part in parts if part)


def _flagged(row: Row) -> str:
    """The state of the case about it, and whether its value has left that behind."""
    if row.case is None:
        return ""
    words = _RECOVERED if row.recovered else _FLAGGED
    return said(words, state=case_state(row.case.case))


_FLAGGED = phrase("*Flagged*, {state}")
_RECOVERED = phrase("*Flagged*, {state}; recovered, to be resolved")


def _segment(segment: str) -> str:
    return f" · {escape(segment)}" if segment else ""


def _with_origin(name: str, reading: Reading | None) -> str:
    """The name of a figure, and what it was made from where nobody recorded it."""
    action = reading.observation.action if reading else None
    if reading is not None and action is Action.POOL:
        count = len(reading.observation.parts)
        return counted(
            "{value} (pooled from {n} segment)",
            "{value} (pooled from {n} segments)",
            count,
            value=name,
        )
    return said("{value} (derived)", value=name) if action is Action.DERIVE else name


def _when(row: Row, reading: Reading | None) -> str:
    """The period and its age: `W46, 3 days old`; and that a newer one is missing."""
    if reading is None:
        return ""
    aged = said("{period}, {age}", period=reading.observation.key.period.short(), age=_age(row))
    if row.due is None:
        return aged
    return said("{figure}; {period} is missing", figure=aged, period=row.due.period.short())


def _age(row: Row) -> str:
    if row.age_days == 0:
        return said("still running")
    return counted("{n} day old", "{n} days old", row.age_days)


def _change(reading: Reading) -> str:
    return change_line(reading, reading.change) if reading.change is not None else ""


def _so_far(running: Reading | None) -> str:
    if running is None:
        return ""
    period = running.observation.key.period.short()
    return said("{period} so far: {value}", period=period, value=value_words(running))


def _trend(reading: Reading, trend: Sequence[tuple[Period, Fraction | None]]) -> str:
    """The shape in marks and in words; nothing where there are less than two values."""
    known = [(value, period) for period, value in trend if value is not None]
    if len(known) < 2 or reading.result is None:
        return ""
    unit, currency = reading.result.unit, reading.result.currency
    (low, low_period), (high, high_period) = min(known), max(known)
    ends = said(
        "{span}: lowest {low} in {low_period}, highest {high} in {high_period}",
        span=_span(trend, len(known)),
        low=quantity(low, unit, currency),
        low_period=low_period.short(),
        high=quantity(high, unit, currency),
        high_period=high_period.short(),
    )
    return f"{sparkline([value for _, value in trend])}  {ends}"


def _span(trend: Sequence[tuple[Period, Fraction | None]], known: int) -> str:
    """How long a trend is, and how many of its periods have no value."""
    length = length_words(len(trend), trend[0][0].cadence)
    gaps = len(trend) - known
    return said("{length}, {gaps} without a value", length=length, gaps=gaps) if gaps else length


def _next(own: OwnDigest, zone: str) -> str:
    digest = own.digest
    if digest.state is SubscriptionState.PAUSED:
        return said("Paused: nothing is sent until somebody types `/kpi digest resume` there.")
    words = said(
        "Next: {time}, about {period}",
        time=when(digest.next_due, zone),
        period=Period.parse(digest.next_period).short(),
    )
    return postponed_words(words, own.postponed, zone) if own.postponed else words


def _last(own: OwnDigest) -> str:
    if own.last is None:
        return said("None was due yet.")
    past, result = own.last
    period = Period.parse(past.period).short()
    return said("Last: {period}, {result}", period=period, result=result)
