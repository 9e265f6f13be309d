"""Segments: a KPI's side by side, all of a workspace, a new one, a renamed one."""

from __future__ import annotations

from bot.desk.answers import (
    Dimension,
    NewSegment,
    SegmentList,
    SegmentRow,
    SegmentsAnswer,
    SegmentsRenamed,
)
from bot.examples import example_of
from bot.views.blocks import Message, Press, actions, escape, joined, plain, section
from bot.views.certainty import half_width
from bot.views.layout import code, sections, short, told
from bot.views.naming import full_name, short_name
from bot.views.readings import DRAFT_CANCEL, change_line, value_words
from bot.views.tables import Row, tables
from bot.views.wholes import listed, moved_lines, whole_lines
from storage.records import TOTAL

USE, CREATE = "draft.use_segment", "draft.create_segment"
ROWS = 40
"""Segments of one dimension shown; further ones are counted."""
_LABEL = 75
"""Characters of a button."""
_HEADS: Row = ("Segment", "Value", "Verdict", "Change", "Sample")


def new_segment(answer: NewSegment) -> Message:
    """A segment nobody has recorded before; the asker confirms it."""
    name, label = answer.segment, answer.period.label
    line = f"'{escape(name)}' is new here. Known: {listed(answer.known)}. Nothing was stored yet."
    presses = [
        Press(label=_label("Use", near), action=USE, value=f"{answer.draft}|{label}|{near}")
        for near in answer.near[:1]
    ]
    presses += [
        Press(label=_label("Create", name), action=CREATE, value=f"{answer.draft}|{label}"),
        Press(label="Cancel", action=DRAFT_CANCEL, value=f"{answer.draft}|{label}"),
    ]
    choices = " · ".join(press.label for press in presses)
    return Message(
        text=joined([plain(line), f"Choose: {choices}"]),
        blocks=(section(line), actions(*presses)),
    )


def _label(verb: str, segment: str) -> str:
    said = f"{verb} {segment}"
    return said if len(said) <= _LABEL else f"{said[: _LABEL - 1]}…"


def segments(answer: SegmentsAnswer) -> Message:
    """Each segment's latest value, worst first, and what they did to the total."""
    name = full_name(answer.kpi)
    if not answer.dimensions:
        of = f" {answer.wanted}" if answer.wanted else ""
        example = f"{example_of(answer.kpi)} segment={answer.wanted or 'tier'}:enterprise"
        return told(f"No{escape(of)} segment of {name} is recorded yet. Add one: {code(example)}")
    shown = [_dimension(one) for one in answer.dimensions]
    return Message(
        text="\n".join(text for text, _ in shown),
        blocks=sections(*(part for _, parts in shown for part in (f"*{name}*", *parts))),
    )


def _dimension(one: Dimension) -> tuple[str, list[str]]:
    """A dimension as plain text and as paragraphs."""
    heading = f"*By {escape(one.name)}*, {one.period.words()}"
    rows = [_row(row) for row in one.rows[:ROWS]]
    after = [*_more(one), *_total(one), *_moved(one)]
    said = [", ".join(cell for cell in row if cell) for row in rows]
    text = plain(joined([heading, *said, *after]))
    return text, [heading, *tables([_HEADS, *rows]), joined(after)]


def _row(row: SegmentRow) -> Row:
    reading = row.reading
    key, interval = reading.observation.key, reading.interval
    so_far = " so far" if reading.observation.partial else ""
    late = "" if row.current else f" ({key.period.short()})"
    judged = reading.judgement.main.word if reading.judgement else ""
    change = change_line(reading, reading.change) if reading.change else ""
    return (
        key.segment,
        f"{value_words(reading)}{so_far}{late}",
        judged,
        change,
        f"{interval.n:,} ±{half_width(interval)}" if interval else "",
    )


def _more(one: Dimension) -> list[str]:
    more = len(one.rows) - ROWS
    return [f"… and {more} more"] if more > 0 else []


def _total(one: Dimension) -> list[str]:
    whole = one.whole
    if whole is None:
        return []
    if whole.total is None:
        return whole_lines(whole, one.name)
    total = whole.total
    pooled = f", pooled from {len(total.pooled_from)} segments" if total.pooled_from else ""
    change = f"   {change_line(total, total.change)}" if total.change else ""
    return [f"Total: *{value_words(total)}*{pooled}{change}", *whole_lines(whole, TOTAL)]


def _moved(one: Dimension) -> list[str]:
    total = one.whole.total if one.whole else None
    if one.moved is None or total is None or total.result is None or total.change is None:
        return []
    return moved_lines(one.moved, total.result, total.change.before.value or total.result.value)


def segment_list(answer: SegmentList) -> Message:
    """Every segment of the workspace."""
    if not answer.segments:
        return told(f"No segments yet. Add one to a recording: {code(_FIRST)}")
    lines = [
        f"• {escape(name)}: {', '.join(short_name(kpi) for kpi in kpis)}"
        for name, kpis in list(answer.segments.items())[:ROWS]
    ]
    more = len(answer.segments) - ROWS
    return told(
        joined(["*Segments*", *lines, f"… and {more} more" if more > 0 else ""]),
        f"Side by side: {code('/kpi segments nps')} · another name: "
        f"{code('/kpi segments rename tier:enterprize tier:enterprise')}",
    )


_FIRST = "/churn 75 3375 segment=tier:enterprise"


def renamed(answer: SegmentsRenamed) -> Message:
    """A segment bears another name now, or is part of another one."""
    verb = "is part of" if answer.merged else "is called"
    figures = "1 figure" if answer.figures == 1 else f"{answer.figures} figures"
    kpis = short(", ".join(short_name(kpi) for kpi in answer.kpis))
    of = f" of {kpis}" if kpis else ""
    merged = f" {answer.merged} of them are added up from both." if answer.merged else ""
    return told(
        f"*{escape(answer.name)}* {verb} *{escape(answer.means)}* now: {figures}{of}.{merged}",
        "Every revision is kept, and the old name is understood from now on. Targets and cases "
        "go with it.",
    )
