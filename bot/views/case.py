"""A flagged drop as a message: what happened, how sure, why, what helps, who has it."""

from __future__ import annotations

from fractions import Fraction

from bot.desk.caseworking import CaseView
from bot.views.blocks import Block, Message, Press, actions, context, escape, joined, plain, section
from bot.views.certainty import census_line, certainty, window_line, year_ago_words
from bot.views.charts import case_chart
from bot.views.layout import code, short, told
from bot.views.limits import limits_words, rebase_words
from bot.views.naming import full_name, short_name
from bot.views.numbers import change as change_words
from bot.views.numbers import quantity, rounded
from bot.views.readings import change_line, value_words, verdict_words
from bot.views.states import case_state
from bot.views.trend import sparkline
from bot.views.voices import quote_words
from bot.views.wholes import moved_lines
from kpi import catalogue
from kpi.breakdown import Share
from kpi.flags import Note, Rule, Signal
from kpi.model import Grade
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
    Note.EIGHT_ON_ONE_SIDE: "The last eight values lie on one side of the usual level.",
    Note.THREE_OF_FOUR: "Three of the last four values lie far to one side.",
    Note.AS_A_YEAR_AGO: "It was like this in the same season last year.",
}


def hidden_case(case: Case) -> Message:
    """In the place of a case whose KPI this channel may not see any more."""
    name = full_name(catalogue.get(case.kpi))
    return told(
        f"*{name}* is limited now, and its figures are not shown in this channel any more.",
        f"Who sees it: {code(f'/kpi access {case.kpi}')}",
    )


def case_message(view: CaseView) -> Message:
    """The case's message in its present state."""
    parts = [
        [_head(view), *_what(view)],
        _why(view),
        _quotes(view),
        _help(view),
        _timeline(view),
    ]
    texts = [joined(lines) for lines in parts if any(lines)]
    small = f"State: {_state(view)}"
    blocks: list[Block] = [section(text) for text in texts]
    drawn = case_chart(view)
    if drawn is not None:
        blocks.insert(1, drawn)
    blocks.append(context(small))
    presses = _presses(view)
    blocks.append(actions(*presses))
    choices = "You can: " + " · ".join(press.label for press in presses)
    return Message(text=joined([*map(plain, texts), plain(small), choices]), blocks=tuple(blocks))


def _head(view: CaseView) -> str:
    name = short_name(view.kpi)
    segment = f" · {escape(view.case.segment)}" if view.case.segment else ""
    if view.reading is None:
        return f"*{name}*{segment} · {view.period.words()}: the value was taken back."
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
        lines.append("As the figures stand now, it would not be flagged.")
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
            return "Flagged because its target is missed."
        case Rule.WORSE_BAND:
            return (
                f"Flagged because it fell from {_grade(signal.grade_before)} to "
                f"{_grade(signal.grade_now)}, by more than the number of answers explains."
            )
        case Rule.OUTSIDE_LIMITS:
            return (
                "Flagged because it left the range its own history keeps to "
                f"({_limits(view) or f'limit {_against(view, signal)}'})."
            )
        case Rule.FELL:
            return (
                f"Flagged because it fell from {_against(view, signal)} by more than this "
                "workspace tolerates."
            )


def _limits(view: CaseView) -> str:
    if view.flagged is None or view.reading is None or view.reading.result is None:
        return ""
    return limits_words(view.flagged, view.reading.result, view.period)


def _grade(grade: Grade | None) -> str:
    return str(grade) if grade else "its band"


def _against(view: CaseView, signal: Signal) -> str:
    if signal.against is None or view.reading is None or view.reading.result is None:
        return "before"
    result = view.reading.result
    return quantity(Fraction(str(signal.against)), result.unit, result.currency)


def _why(view: CaseView) -> list[str]:
    lines = []
    if view.drivers and view.reading is not None and view.reading.result is not None:
        result = view.reading.result
        before = view.before.result.value if view.before and view.before.result else result.value
        parts = ", ".join(
            f"{one.label} {change_words(one.amount, before, result.unit, result.currency)}"
            for one in view.drivers
            if rounded(one.amount, 2) != 0
        )
        lines.append(f"What moved it: {parts}.")
    lines += _segments(view)
    if len(view.history) > 1:
        values = [one.result.value if one.result else None for one in reversed(view.history)]
        oldest = view.history[-1].observation.key.period.short()
        newest = view.history[0].observation.key.period.short()
        lines.append(f"History {oldest} to {newest}: {sparkline(values)} {_range(view)}")
    lines += _usual(view)
    if view.assessment is not None:
        lines += [_NOTES[note] for note in view.assessment.notes if note in _NOTES]
    return lines


def _usual(view: CaseView) -> list[str]:
    """What to hold it against: its limits where they did not flag it, and a year ago."""
    lines = []
    signals = view.assessment.signals if view.assessment else ()
    limits = _limits(view)
    if limits and not any(one.rule is Rule.OUTSIDE_LIMITS for one in signals):
        lines.append(f"Its own history keeps to {limits}.")
    if view.flagged is not None:
        lines.append(rebase_words(view.flagged.process.rebase, view.rebased_by, view.period))
    if view.reading is not None and (then := year_ago_words(view.reading, view.year_ago)):
        lines.append(f"{then[0].upper()}{then[1:]}.")
    return lines


def _segments(view: CaseView) -> list[str]:
    """Which segment moved it, by the dimension in which a single one did most."""
    before = view.before.result if view.before else None
    if not view.moved or before is None or view.reading is None or view.reading.result is None:
        return []
    shares = {one.dimension: max(map(_size, one.breakdown.shares.values())) for one in view.moved}
    told = max(view.moved, key=lambda one: shares[one.dimension])
    return moved_lines(told, view.reading.result, before.value)


def _size(share: Share) -> Fraction:
    return abs(share.amount)


def _range(view: CaseView) -> str:
    known = [one.result for one in view.history if one.result is not None]
    if not known:
        return ""
    low = min(known, key=lambda result: result.value)
    high = max(known, key=lambda result: result.value)
    return (
        f"from {quantity(low.value, low.unit, low.currency, decimals=1)} to "
        f"{quantity(high.value, high.unit, high.currency, decimals=1)}"
    )


def _quotes(view: CaseView) -> list[str]:
    whose = f" of {escape(view.case.segment)}" if view.case.segment else ""
    lines = [f"• {quote_words(one)}" for one in view.quotes]
    return [f"What customers{whose} said:", *lines] if lines else []


def _help(view: CaseView) -> list[str]:
    return ["What usually helps:", *(f"• {line}" for line in view.kpi.advice)]


def _timeline(view: CaseView) -> list[str]:
    newest = view.timeline[-TIMELINE:]
    if len(newest) < 2:
        return []
    return ["What was done:", *(f"• {_event(event, name)}" for event, name in newest)]


def _event(event: CaseEvent, name: str) -> str:
    who = escape(name) if name else "KPI Bot"
    text = short(event.text)
    said = {
        EventKind.OPENED: "flagged it",
        EventKind.ACKNOWLEDGED: f"{who} acknowledged it",
        EventKind.ASSIGNED: f"{who} assigned it to {text}",
        EventKind.SNOOZED: f"{who} snoozed it until {text}",
        EventKind.NOTED: f"{who}: {text}",
        EventKind.RESOLVED: f"{who} resolved it: {text}",
        EventKind.REOPENED: f"{who} reopened it",
        EventKind.WORSENED: f"it got worse in {text}, so the snooze ended",
        EventKind.RECOVERED: f"it recovered in {text}",
        EventKind.REASSESSED: text,
    }[event.kind]
    return f"{event.at:%d %b}: {said}"


def _state(view: CaseView) -> str:
    state = case_state(view.case)
    owner = f", owner {escape(view.owner)}" if view.owner else ", no owner yet"
    return state if view.case.state is CaseState.RESOLVED else f"{state}{owner}"


def _presses(view: CaseView) -> list[Press]:
    value = view.case.id
    if view.case.state is CaseState.RESOLVED:
        return [
            Press(label="Reopen", action=REOPEN, value=value),
            Press(label="Add note", action=NOTE, value=value),
        ]
    return [
        Press(label="Acknowledge", action=ACKNOWLEDGE, value=value, style="primary"),
        Press(label="Assign", action=ASSIGN, value=value),
        Press(label="Snooze", action=SNOOZE, value=value),
        Press(label="Add note", action=NOTE, value=value),
        Press(label="Resolve", action=RESOLVE, value=value),
    ]
