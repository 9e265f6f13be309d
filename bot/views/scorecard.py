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
from kpi.period import Period
from storage.records import Action, SubscriptionState


def row_words(row: Row) -> str:
    """A KPI: value and age, verdict, change, trend; a line each."""
    if row.reading is None:
        return joined([_title(row), f"Recorded by segment only: {listed(row.only_segments)}."])
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
    if due.waiting is not None:
        missing = f"{due.period.short()}: {waiting_words(due.waiting)}"
    else:
        missing = f"{due.period.short()} is not recorded"
    owner = f" ({escape(due.owner)} owns it)" if due.owner else " (nobody owns it)"
    return f"*{short_name(row.kpi)}*{_segment(row.segment)} · {missing}{owner}"


def digest_words(own: OwnDigest, zone: str) -> str:
    """A channel's digest: when it goes out next on the reader's clock, and how the last one went.

    `zone` is the reader's, an IANA name.
    """
    digest = own.digest
    title = f"*<#{digest.channel}>* · {describe(digest.schedule)}"
    return joined([title, _next(own, zone), _last(own)])


def _title(row: Row, reading: Reading | None = None) -> str:
    flagged = f"*Flagged*, {case_state(row.case.case)} · " if row.case else ""
    value = f" {value_words(reading)}" if reading else ""
    name = f"*{short_name(row.kpi)}{value}*{_segment(row.segment)}{_pooled(reading)}"
    return f"{flagged}{name}{_when(row, reading)}"


def _segment(segment: str) -> str:
    return f" · {escape(segment)}" if segment else ""


def _pooled(reading: Reading | None) -> str:
    action = reading.observation.action if reading else None
    if reading is not None and action is Action.POOL:
        return f" (pooled from {len(reading.observation.parts)} segments)"
    return " (derived)" if action is Action.DERIVE else ""


def _when(row: Row, reading: Reading | None) -> str:
    """The period and its age: ` · W46, 3 days old`; and that a newer one is missing."""
    if reading is None:
        return ""
    missing = f"; {row.due.period.short()} is missing" if row.due else ""
    return f" · {reading.observation.key.period.short()}, {_age(row)}{missing}"


def _age(row: Row) -> str:
    if row.age_days == 0:
        return "still running"
    return "1 day old" if row.age_days == 1 else f"{row.age_days} days old"


def _change(reading: Reading) -> str:
    return change_line(reading, reading.change) if reading.change is not None else ""


def _so_far(running: Reading | None) -> str:
    if running is None:
        return ""
    return f"{running.observation.key.period.short()} so far: {value_words(running)}"


def _trend(reading: Reading, trend: Sequence[tuple[Period, Fraction | None]]) -> str:
    """The shape in marks and in words; nothing where there are less than two values."""
    known = [(value, period) for period, value in trend if value is not None]
    if len(known) < 2 or reading.result is None:
        return ""
    unit, currency = reading.result.unit, reading.result.currency
    low, high = min(known), max(known)
    ends = ", ".join(
        f"{word} {quantity(value, unit, currency)} in {period.short()}"
        for word, (value, period) in (("lowest", low), ("highest", high))
    )
    length = length_words(len(trend), trend[0][0].cadence)
    gaps = len(trend) - len(known)
    missing = f", {gaps} without a value" if gaps else ""
    return f"{sparkline([value for _, value in trend])}  {length}{missing}: {ends}"


def _next(own: OwnDigest, zone: str) -> str:
    digest = own.digest
    if digest.state is SubscriptionState.PAUSED:
        return "Paused: nothing is sent until somebody types `/kpi digest resume` there."
    period = Period.parse(digest.next_period).short()
    return f"Next: {when(digest.next_due, zone)}, about {period}"


def _last(own: OwnDigest) -> str:
    if own.last is None:
        return "None was due yet."
    past, result = own.last
    return f"Last: {Period.parse(past.period).short()}, {result}"
