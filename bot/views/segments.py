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
from bot.desk.reading import Reading
from bot.examples import example_of
from bot.views.blocks import Message, Press, actions, escape, joined, plain, section
from bot.views.certainty import half_width
from bot.views.layout import code, sections, short, titled, told
from bot.views.naming import full_name, short_name
from bot.views.numbers import stepped
from bot.views.readings import DRAFT_CANCEL, change_line, value_words
from bot.views.tables import Row, tables
from bot.views.wholes import listed, moved_lines, whole_lines
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined, sentences, with_aside
from storage.records import TOTAL

USE, CREATE = "draft.use_segment", "draft.create_segment"
ROWS = 40
"""Segments of one dimension shown; further ones are counted."""
_LABEL = 75
"""Characters of a button."""
_HEADS: Row = (
    phrase("Segment"),
    phrase("Value"),
    phrase("Verdict"),
    phrase("Change"),
    phrase("Sample"),
)


def new_segment(answer: NewSegment) -> Message:
    """A segment nobody has recorded before; the asker confirms it."""
    name, label = answer.segment, answer.period.label
    about = f"{answer.draft}|{label}"
    line = said(
        "'{segment}' is new here. Known: {known}. Nothing was stored yet.",
        segment=escape(name),
        known=listed(answer.known),
    )
    presses = [
        Press(label=_label(_USE, near), action=USE, value=f"{about}|{near}")
        for near in answer.near[:1]
    ]
    presses += [
        Press(label=_label(_CREATE, name), action=CREATE, value=about),
        Press(label=said("Cancel"), action=DRAFT_CANCEL, value=about),
    ]
    choices = said("Choose: {choices}", choices=" · ".join(press.label for press in presses))
    return Message(text=joined([plain(line), choices]), blocks=(section(line), actions(*presses)))


_USE = phrase("Use {segment}")
_CREATE = phrase("Create {segment}")


def _label(words: str, segment: str) -> str:
    """A button about a segment, whose name is cut short where the button would be too long."""
    label = said(words, segment=segment)
    over = len(label) - _LABEL
    return label if over <= 0 else said(words, segment=f"{segment[: -over - 1]}…")


def segments(answer: SegmentsAnswer) -> Message:
    """Each segment's latest value, worst first, and what they did to the total."""
    name = full_name(answer.kpi)
    if not answer.dimensions:
        example = f"{example_of(answer.kpi)} segment={answer.wanted or 'tier'}:enterprise"
        return told(
            said(
                _NONE_OF_DIMENSION if answer.wanted else _NONE,
                dimension=escape(answer.wanted),
                kpi=name,
                example=code(example),
            )
        )
    shown = [_dimension(one) for one in answer.dimensions]
    return Message(
        text="\n".join(text for text, _ in shown),
        blocks=sections(*(part for _, parts in shown for part in (f"*{name}*", *parts))),
    )


_NONE = phrase("No segment of {kpi} is recorded yet. Add one: {example}")
_NONE_OF_DIMENSION = phrase("No {dimension} segment of {kpi} is recorded yet. Add one: {example}")


def _dimension(one: Dimension) -> tuple[str, list[str]]:
    """A dimension as plain text and as paragraphs."""
    heading = said(
        "*By {dimension}*, {period}", dimension=escape(one.name), period=one.period.words()
    )
    rows = [_row(row) for row in one.rows[:ROWS]]
    after = [*_more(one), *_total(one), *_moved(one)]
    spoken = [comma_joined([cell for cell in row if cell]) for row in rows]
    text = plain(joined([heading, *spoken, *after]))
    return text, [heading, *tables([tuple(map(said, _HEADS)), *rows]), joined(after)]


def _row(row: SegmentRow) -> Row:
    reading = row.reading
    key = reading.observation.key
    value = value_words(reading)
    if reading.observation.partial:
        value = said("{value} so far", value=value)
    if not row.current:
        value = with_aside(value, key.period.short())
    judged = reading.judgement.main.word if reading.judgement else ""
    change = change_line(reading, reading.change) if reading.change else ""
    return (
        key.segment,
        value,
        judged,
        change,
        _sample(reading),
    )


def _sample(reading: Reading) -> str:
    """How many there are, and how far the value may be off, in its own steps: `350 ±8.2 pts`."""
    interval, result = reading.interval, reading.result
    if interval is None or result is None:
        return ""
    return f"{interval.n:,} ±{stepped(half_width(interval), result.unit)}"


def _more(one: Dimension) -> list[str]:
    more = len(one.rows) - ROWS
    return [said("… and {n} more", n=more)] if more > 0 else []


def _total(one: Dimension) -> list[str]:
    whole = one.whole
    if whole is None:
        return []
    if whole.total is None:
        return whole_lines(whole, one.name)
    total = whole.total
    line = said(
        _POOLED if total.pooled_from else _TOTAL,
        value=value_words(total),
        n=len(total.pooled_from),
    )
    change = [change_line(total, total.change)] if total.change else []
    return ["   ".join([line, *change]), *whole_lines(whole, TOTAL)]


_TOTAL = phrase("Total: *{value}*")
_POOLED = phrase("Total: *{value}*, pooled from {n} segments")


def _moved(one: Dimension) -> list[str]:
    total = one.whole.total if one.whole else None
    if one.moved is None or total is None or total.result is None or total.change is None:
        return []
    return moved_lines(one.moved, total.result, total.change.before.value or total.result.value)


def segment_list(answer: SegmentList) -> Message:
    """Every segment of the workspace."""
    if not answer.segments:
        return told(
            said("No segments yet. Add one to a recording: {example}", example=code(_FIRST))
        )
    lines = [
        said(
            "• {segment}: {kpis}",
            segment=escape(name),
            kpis=comma_joined([short_name(kpi) for kpi in kpis]),
        )
        for name, kpis in list(answer.segments.items())[:ROWS]
    ]
    more = len(answer.segments) - ROWS
    if more > 0:
        lines.append(said("… and {n} more", n=more))
    renaming = code("/kpi segments rename tier:enterprize tier:enterprise")
    return told(
        titled(said("Segments"), lines),
        said(
            "Side by side: {comparing} · another name: {renaming}",
            comparing=code("/kpi segments nps"),
            renaming=renaming,
        ),
    )


_FIRST = "/churn 75 3375 segment=tier:enterprise"


def renamed(answer: SegmentsRenamed) -> Message:
    """A segment bears another name now, or is part of another one."""
    line = said(
        _MERGED if answer.merged else _RENAMED,
        old=escape(answer.name),
        new=escape(answer.means),
        figures=_figures(answer),
    )
    if answer.merged:
        line = sentences(line, said("{n} of them are added up from both.", n=answer.merged))
    return told(
        line,
        said(
            "Every revision is kept, and the old name is understood from now on. Targets and cases "
            "go with it."
        ),
    )


_MERGED = phrase("*{old}* is part of *{new}* now: {figures}.")
_RENAMED = phrase("*{old}* is called *{new}* now: {figures}.")


def _figures(answer: SegmentsRenamed) -> str:
    """`3 figures of NPS, CSAT`."""
    figures = counted("{n} figure", "{n} figures", answer.figures)
    if not answer.kpis:
        return figures
    kpis = short(comma_joined([short_name(kpi) for kpi in answer.kpis]))
    return said("{figures} of {kpis}", figures=figures, kpis=kpis)
