"""The digest as messages: conclusion first, then flagged, missing, and what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.desk.answers import Preview
from bot.desk.reading import Reading
from bot.digest.report import Care, Line, OpenCase, Report, Standing, conclusion
from bot.views.blocks import Block, Message, Press, context, escape, header, joined, plain, section
from bot.views.certainty import certainty, short_window, turn_words
from bot.views.charts import drop_charts
from bot.views.naming import dated, day, short_name
from bot.views.pages import Pages
from bot.views.readings import change_line, record_press, value_words
from bot.views.states import case_state
from bot.views.targets import progress_words
from bot.views.verdicts import short_verdict
from bot.views.voices import voices_line
from bot.views.wholes import waiting_words
from bot.views.worst import among_words
from kpi import Result
from kpi.judge import Judgement
from storage.records import Action

ROOT_BLOCKS = 45
"""Blocks of the root that lines may fill; a few stay free for head and foot."""
PAGE_BLOCKS = 48
TEXT = 2900
"""Characters of one section; Slack takes 3000."""
PAGE_TEXT = 12_000
"""Characters of a whole message."""

_WORDS = {
    Standing.MISSED: "Missed",
    Standing.FELL: "Fell",
    Standing.MISSING: "Missing",
    Standing.DOUBTFUL: "Check",
    Standing.UNDEFINED: "Undefined",
    Standing.PARTIAL: "Partial",
    Standing.IMPROVED: "Better",
    Standing.HOLDS: "Holds",
}


def digest_pages(report: Report) -> Pages:
    """The digest within Slack's limits, whatever the number of KPIs."""
    pieces = [*_line_pieces(report), *_voices_pieces(report), *_carried_pieces(report)]
    first, rest = _fill(pieces, ROOT_BLOCKS)
    pages = []
    while rest:
        page, rest = _fill(rest, PAGE_BLOCKS)
        pages.append(page)
    moved = sum(piece.lines for page in pages for piece in page)
    head = _head(report)
    foot = f"{moved} more lines are in the thread." if moved else ""
    root = Message(
        text=joined([plain(line) for line in head] + [piece.text for piece in first] + [foot]),
        blocks=(
            header(head[0]),
            section(joined(head[1:])),
            *(piece.block for piece in first),
            *drop_charts(report),
            *((context(foot),) if foot else ()),
        ),
    )
    return Pages(root=root, overflow=tuple(_page(page) for page in pages))


@dataclass(frozen=True)
class _Piece:
    """A block with what it says as plain text."""

    markdown: str
    block: Block
    lines: int = 1

    @property
    def text(self) -> str:
        return plain(self.markdown)


def _head(report: Report) -> list[str]:
    lines = [f"Customer KPIs · {report.period.words()}", f"*{conclusion(report)}*"]
    if report.late:
        lines.append("Late: KPI Bot was not running when this was due.")
    return [*lines, *(f"Read together: {remark}" for remark in report.remarks)]


def _page(pieces: Sequence[_Piece]) -> Message:
    return Message(
        text=joined([piece.text for piece in pieces]),
        blocks=tuple(piece.block for piece in pieces),
    )


def _fill(pieces: Sequence[_Piece], blocks: int) -> tuple[list[_Piece], list[_Piece]]:
    """As many pieces as one message takes, and the others."""
    taken: list[_Piece] = []
    length = 0
    for at, piece in enumerate(pieces):
        length += len(piece.text) + 1
        if len(taken) == blocks or (taken and length > PAGE_TEXT):
            return taken, list(pieces[at:])
        taken.append(piece)
    return taken, []


def _line_pieces(report: Report) -> Iterator[_Piece]:
    """A block for each line that asks for something; what holds is packed together."""
    packed: list[str] = []
    for line in report.lines:
        said = line_words(line)
        if line.standing is Standing.HOLDS and line.case is None:
            packed.append(said)
        elif line.standing is Standing.MISSING:
            yield _Piece(said, section(said, _record(line)))
        else:
            yield _Piece(said, section(said))
    yield from _packed(packed)


def _packed(lines: Sequence[str]) -> Iterator[_Piece]:
    pack: list[str] = []
    for line in lines:
        if pack and len(joined([*pack, line])) > TEXT:
            yield _Piece(joined(pack), section(joined(pack)), len(pack))
            pack = []
        pack.append(line)
    if pack:
        yield _Piece(joined(pack), section(joined(pack)), len(pack))


def _voices_pieces(report: Report) -> Iterator[_Piece]:
    if report.voices is not None:
        said = voices_line(report.voices)
        yield _Piece(said, section(said))


def _carried_pieces(report: Report) -> Iterator[_Piece]:
    yield from _packed([carried_words(one) for one in report.carried])


def line_words(line: Line) -> str:
    """One KPI's line."""
    name = short_name(line.kpi)
    word = f"*{_WORDS[line.standing]}*"
    if line.reading is None:
        return f"{word}  {name} — {_missing(line)}{_care(line.care)}"
    derived = " (derived)" if line.reading.observation.action is Action.DERIVE else ""
    value = f"*{name} {value_words(line.reading, 1)}*"
    parts = [f"{word}  {value}{derived}{_whose(line)}{_slower(line)}"]
    if line.reading.change is not None:
        parts.append(change_line(line.reading, line.reading.change, 1))
    parts += judged(line.reading)
    parts += among_words(line.among)
    parts.append(_to_check(line.reading.remarks))
    if line.case is not None:
        parts.append(_case_words(line))
    return "   ".join(part for part in parts if part)


def _record(line: Line) -> Press:
    """Opens the form of the first segment that a total waits for, or else of the total."""
    waiting = line.among.waiting if line.among else None
    segment = waiting.missing[0] if waiting else line.segment
    return record_press(line.kpi, segment, line.period.label)


def _missing(line: Line) -> str:
    waiting = line.among.waiting if line.among else None
    if waiting is not None:
        return f"{line.period.short()}: {waiting_words(waiting)}"
    return f"not recorded for {line.period.short()}"


def _care(care: Care | None) -> str:
    """Who sees to a missing figure, in brackets."""
    if care is None or not (care.owner or care.asked):
        return ""
    if care.asked:
        return f" ({escape(care.asked)} was asked)"
    if care.away_until is not None:
        return (
            f" ({escape(care.owner)} is away until {day(care.away_until)} and nobody stands in. "
            "Managers, please see to it)"
        )
    return f" ({escape(care.owner)} owns it)"


def _whose(line: Line) -> str:
    """Of which segment the value is, or that a total is pooled."""
    if line.segment:
        return f" · {escape(line.segment)}"
    parts = len(line.reading.pooled_from) if line.reading else 0
    return f" (pooled from {parts} segments)" if parts else ""


def judged(reading: Reading) -> list[str]:
    """What a value earned, target first, and how sure that is; or why it is not judged."""
    if reading.result is None:
        return [reading.undefined]
    if reading.observation.partial:
        return ["covers only a part of the period, so it is not judged"]
    if not reading.result.sound:
        return [f"the data cannot be right: {reading.result.warnings[0]}"]
    judgement = reading.judgement
    return _verdicts(reading, judgement, reading.result) if judgement else []


def _verdicts(reading: Reading, judgement: Judgement, result: Result) -> list[str]:
    words = [progress_words(judgement.target, result)] if judgement.target else []
    if reading.window is not None:
        return [*words, short_window(reading), turn_words(reading)]
    if judgement.main.benchmark is not None:
        words.append(_verdict(reading, short_verdict(judgement, result)))
    return [*words, certainty(reading)]


def _verdict(reading: Reading, said: str) -> str:
    """The verdict with the certain one before it: `excellent → great (≥ 20, …) since W41`."""
    was = reading.was
    if was is None or reading.grade is None:
        return "; ".join(filter(None, (said, turn_words(reading))))
    when = dated(was.period, beside=reading.observation.key.period)
    return f"{was.grade} → {said} since {when}"


def _to_check(remarks: Sequence[str]) -> str:
    """The first of what does not agree; the figure's own answer has all of it."""
    if not remarks:
        return ""
    more = f" (and {len(remarks) - 1} more)" if len(remarks) > 1 else ""
    return f"please check: {remarks[0].removesuffix('.')}{more}"


def _case_words(line: Line) -> str:
    if line.case is None:
        return ""
    state = case_state(line.case)
    where = "in this thread" if line.fresh else "case"
    return f"→ <{line.link}|{where}> ({state})" if line.link else f"→ {where} ({state})"


def _slower(line: Line) -> str:
    if not line.slower:
        return ""
    return f" ({line.period.cadence}ly · {line.period.words()})"


def carried_words(one: OpenCase) -> str:
    """A case of an earlier digest."""
    who = escape(one.owner) if one.owner else "nobody yet"
    age = "today" if one.age_days == 0 else f"{one.age_days} days"
    replies = "1 reply" if one.case.replies == 1 else f"{one.case.replies} replies"
    where = f" → <{one.link}|thread>" if one.link else ""
    segment = f" · {escape(one.case.segment)}" if one.case.segment else ""
    return (
        f"*Still open*  {short_name(one.kpi)}{segment} since {one.case.period} ({age}) — {who}, "
        f"{case_state(one.case)}, {replies}{where}"
    )


def preview_message(answer: Preview) -> Message:
    """What the digest would say now, for the asker alone."""
    root = answer.pages.root
    note = "Preview: nothing was posted, and no case was opened."
    if answer.pages.overflow:
        note += f" {len(answer.pages.overflow)} more messages would follow in the thread."
    return Message(text=joined([note, root.text]), blocks=(context(note), *root.blocks))
