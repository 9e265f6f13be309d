"""A flagged drop as a message: what happened, how sure, why, what helps, who has it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.desk.caseworking import CaseView
from bot.views.blocks import Block, Message, Press, actions, context, escape, joined, plain, section
from bot.views.certainty import census_line, certainty, window_line, year_ago_line
from bot.views.charts import case_chart
from bot.views.layout import code, short, told
from bot.views.limits import limits_words, rebase_words
from bot.views.naming import full_name, short_name
from bot.views.numbers import change as change_words
from bot.views.numbers import quantity, rounded
from bot.views.readings import change_line, value_words, verdict_words
from bot.views.states import case_state
from bot.views.trend import sparkline
from bot.views.verdicts import GRADES
from bot.views.voices import quote_words
from bot.views.wholes import moved_lines
from kpi import Result, catalogue
from kpi.breakdown import Share
from kpi.dates import day_words, short_day_words
from kpi.flags import Note, Rule, Signal
from kpi.language import phrase, said
from kpi.lists import comma_joined
from kpi.model import Grade
from kpi.period import Period
from storage.records import Case, CaseEvent, CaseState, EventKind

ACKNOWLEDGE, ASSIGN, SNOOZE, NOTE, RESOLVE, REOPEN = (
    "case.acknowledge",
    "case.assign",
    "case.snooze",
    "case.note",
    "case.resolve",
    "case.reopen",
)
TIMELINE = 8
"""Newest lines of the timeline that are shown."""

_NOTES = {
    Note.EIGHT_ON_ONE_SIDE: phrase("The last eight values lie on one side of the usual level."),
    Note.THREE_OF_FOUR: phrase("Three of the last four values lie far to one side."),
    Note.AS_A_YEAR_AGO: phrase("It was like this in the same season last year."),
}
_DONE: Mapping[EventKind, str] = {
    EventKind.OPENED: phrase("flagged it"),
    EventKind.ACKNOWLEDGED: phrase("{who} acknowledged it"),
    EventKind.ASSIGNED: phrase("{who} assigned it to {text}"),
    EventKind.SNOOZED: phrase("{who} snoozed it until {text}"),
    EventKind.NOTED: phrase("{who}: {text}"),
    EventKind.RESOLVED: phrase("{who} resolved it: {text}"),
    EventKind.REOPENED: phrase("{who} reopened it"),
    EventKind.WORSENED: phrase("it got worse in {text}, so the snooze ended"),
    EventKind.RECOVERED: phrase("it recovered in {text}"),
}
"""What an event says of itself; the others hold their own words."""


def hidden_case(case: Case) -> Message:
    """In the place of a case whose KPI this channel may not see any more."""
    name = full_name(catalogue.get(case.kpi))
    return told(
        said(
            "*{kpi}* is limited now, and its figures are not shown in this channel any more.",
            kpi=name,
        ),
        said("Who sees it: {command}", command=code(f"/kpi access {case.kpi}")),
    )


def case_message(view: CaseView) -> Message:
    """The case's message in its present state."""
    parts = [
        [_called(view), _head(view), *_what(view)],
        _why(view),
        _quotes(view),
        _help(view),
        _timeline(view),
    ]
    texts = [joined(lines) for lines in parts if any(lines)]
    small = said("State: {state}", state=_state(view))
    blocks: list[Block] = [section(text) for text in texts]
    drawn = case_chart(view)
    if drawn is not None:
        blocks.insert(1, drawn)
    blocks.append(context(small))
    presses = _presses(view)
    blocks.append(actions(*presses))
    choices = said("You can: {choices}", choices=" · ".join(press.label for press in presses))
    return Message(text=joined([*map(plain, texts), plain(small), choices]), blocks=tuple(blocks))


def _called(view: CaseView) -> str:
    """Calls its owner when it is posted. Edits keep the words, and Slack calls nobody for them."""
    return said("Flagged for {person}.", person=f"<@{view.called}>") if view.called else ""


def _head(view: CaseView) -> str:
    name = short_name(view.kpi)
    segment = f" · {escape(view.case.segment)}" if view.case.segment else ""
    if view.reading is None:
        return said(
            "*{kpi}*{segment} · {period}: the value was taken back.",
            kpi=name,
            segment=segment,
            period=view.period.words(),
        )
    return f"*{name} {value_words(view.reading)}*{segment} · {view.period.words()}"


def _what(view: CaseView) -> list[str]:
    if view.reading is None:
        return []
    lines = []
    if view.reading.change is not None:
        lines.append(change_line(view.reading, view.reading.change))
    signals = view.assessment.signals if view.assessment else ()
    lines += [_signal_words(view, signal) for signal in signals]
    if not signals:
        lines.append(said("As the figures stand now, it would not be flagged."))
    return [
        *lines,
        verdict_words(view.reading),
        certainty(view.reading),
        window_line(view.reading),
        census_line(view.reading),
    ]


def _signal_words(view: CaseView, signal: Signal) -> str:
    match signal.rule:
        case Rule.MISSED_TARGET:
            return said("Flagged because its target is missed.")
        case Rule.WORSE_BAND:
            return _band_words(signal)
        case Rule.OUTSIDE_LIMITS:
            return said(
                "Flagged because it left the range its own history keeps to ({limits}).",
                limits=_limits(view) or said("limit {limit}", limit=_against(view, signal)),
            )
        case Rule.FELL:
            return said(
                "Flagged because it fell from {before} by more than this workspace tolerates.",
                before=_against(view, signal),
            )


def _band_words(signal: Signal) -> str:
    return said(
        "Flagged because it fell from {before} to {now}, "
        "by more than the number of answers explains.",
        before=_grade(signal.grade_before),
        now=_grade(signal.grade_now),
    )


def _limits(view: CaseView) -> str:
    if view.flagged is None or view.reading is None or view.reading.result is None:
        return ""
    return limits_words(view.flagged, view.reading.result, view.period)


def _grade(grade: Grade | None) -> str:
    return said(GRADES[grade]) if grade else said("its band")


def _against(view: CaseView, signal: Signal) -> str:
    if signal.against is None or view.reading is None or view.reading.result is None:
        return said("before")
    result = view.reading.result
    return quantity(Fraction(str(signal.against)), result.unit, result.currency)


def _why(view: CaseView) -> list[str]:
    lines = []
    if view.drivers and view.reading is not None and view.reading.result is not None:
        lines.append(_drivers(view, view.reading.result))
    lines += _segments(view)
    if len(view.history) > 1:
        lines.append(_history(view))
    lines += _usual(view)
    if view.assessment is not None:
        lines += [said(_NOTES[note]) for note in view.assessment.notes if note in _NOTES]
    return lines


def _drivers(view: CaseView, result: Result) -> str:
    before = view.before.result.value if view.before and view.before.result else result.value
    parts = [
        f"{said(one.label)} {change_words(one.amount, before, result.unit, result.currency)}"
        for one in view.drivers
        if rounded(one.amount, 2) != 0
    ]
    return said("What moved it: {parts}.", parts=comma_joined(parts))


def _history(view: CaseView) -> str:
    values = [one.result.value if one.result else None for one in reversed(view.history)]
    return said(
        "History {oldest} to {newest}: {line} {range}",
        oldest=view.history[-1].observation.key.period.short(),
        newest=view.history[0].observation.key.period.short(),
        line=sparkline(values),
        range=_range(view),
    )


def _usual(view: CaseView) -> list[str]:
    """What to hold it against: its limits where they did not flag it, and a year ago."""
    lines = []
    signals = view.assessment.signals if view.assessment else ()
    limits = _limits(view)
    if limits and not any(one.rule is Rule.OUTSIDE_LIMITS for one in signals):
        lines.append(said("Its own history keeps to {limits}.", limits=limits))
    if view.flagged is not None:
        lines.append(rebase_words(view.flagged.process.rebase, view.rebased_by, view.period))
    if view.reading is not None and (then := year_ago_line(view.reading, view.year_ago)):
        lines.append(said("{line}.", line=then))
    return lines


def _segments(view: CaseView) -> list[str]:
    """Which segment moved it, by the dimension in which a single one did most."""
    before = view.before.result if view.before else None
    if not view.moved or before is None or view.reading is None or view.reading.result is None:
        return []
    shares = {one.dimension: max(map(_size, one.breakdown.shares.values())) for one in view.moved}
    most = max(view.moved, key=lambda one: shares[one.dimension])
    return moved_lines(most, view.reading.result, before.value)


def _size(share: Share) -> Fraction:
    return abs(share.amount)


def _range(view: CaseView) -> str:
    known = [one.result for one in view.history if one.result is not None]
    if not known:
        return ""
    low = min(known, key=lambda result: result.value)
    high = max(known, key=lambda result: result.value)
    return said(
        "from {low} to {high}",
        low=quantity(low.value, low.unit, low.currency, decimals=1),
        high=quantity(high.value, high.unit, high.currency, decimals=1),
    )


def _quotes(view: CaseView) -> list[str]:
    if not view.quotes:
        return []
    segment = view.case.segment
    title = (
        said("What customers of {segment} said:", segment=escape(segment))
        if segment
        else said("What customers said:")
    )
    return [title, *(f"• {quote_words(one)}" for one in view.quotes)]


def _help(view: CaseView) -> list[str]:
    return [said("What usually helps:"), *(f"• {said(line)}" for line in view.kpi.advice)]


def _timeline(view: CaseView) -> list[str]:
    newest = view.timeline[-TIMELINE:]
    if len(newest) < 2:
        return []
    return [said("What was done:"), *(f"• {_event(*one, view.zone)}" for one in newest)]


def _event(event: CaseEvent, name: str, zone: ZoneInfo) -> str:
    who, text = escape(name) if name else "KPI Bot", _event_text(event)
    done = said(_DONE[event.kind], who=who, text=text) if event.kind in _DONE else text
    return said("{day}: {done}", day=short_day_words(event.at.astimezone(zone).date()), done=done)


def _event_text(event: CaseEvent) -> str:
    """What an event says: a day and a period are kept as labels, and told in words."""
    match event.kind:
        case EventKind.SNOOZED:
            return day_words(date.fromisoformat(event.text))
        case EventKind.WORSENED | EventKind.RECOVERED:
            return Period.parse(event.text).short()
        case _:
            return short(event.text)


def _state(view: CaseView) -> str:
    state = case_state(view.case)
    if view.case.state is CaseState.RESOLVED:
        return state
    if not view.owner:
        return said("{state}, no owner yet", state=state)
    return said("{state}, owner {owner}", state=state, owner=escape(view.owner))


def _presses(view: CaseView) -> list[Press]:
    value = view.case.id
    if view.case.state is CaseState.RESOLVED:
        return [
            Press(label=said("Reopen"), action=REOPEN, value=value),
            Press(label=said("Add note"), action=NOTE, value=value),
        ]
    seen = Press(label=said("Acknowledge"), action=ACKNOWLEDGE, value=value, style="primary")
    return [
        *([] if view.case.state is CaseState.ACKNOWLEDGED else [seen]),
        Press(label=said("Assign"), action=ASSIGN, value=value),
        Press(label=said("Snooze"), action=SNOOZE, value=value),
        Press(label=said("Add note"), action=NOTE, value=value),
        Press(label=said("Resolve"), action=RESOLVE, value=value),
    ]
