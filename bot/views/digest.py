"""The digest as messages: conclusion first, then flagged, missing, and what holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.desk.answers import Preview
from bot.desk.reading import Reading
from bot.digest.report import Care, Line, OpenCase, Report, Standing, conclusion
from bot.views.blocks import Message, Press, context, escape, header, joined, plain, section
from bot.views.certainty import certainty, short_window, turn_words
from bot.views.charts import drop_charts
from bot.views.month_table import month_tables
from bot.views.naming import dated, short_name
from bot.views.pages import Pages
from bot.views.pieces import PAGE_BLOCKS, ROOT_BLOCKS, Piece, fill, packed, page
from bot.views.readings import change_line, record_press, value_words
from bot.views.states import case_period, case_state, standing_word
from bot.views.targets import progress_words
from bot.views.verdicts import GRADES, short_verdict
from bot.views.voices import voices_line
from bot.views.wholes import waiting_words
from bot.views.worst import among_words
from kpi import Result
from kpi.dates import day_words
from kpi.judge import Judgement
from kpi.language import counted, phrase, said
from kpi.lists import labelled, sentences, without_stop
from kpi.period import Cadence
from storage.records import Action, Rhythm

_EVERY = {
    Cadence.WEEK: phrase("weekly"),
    Cadence.MONTH: phrase("monthly"),
    Cadence.QUARTER: phrase("quarterly"),
    Cadence.YEAR: phrase("yearly"),
}


def digest_pages(report: Report) -> Pages:
    """The digest within Slack's limits, whatever the number of KPIs."""
    pieces = [*_line_pieces(report), *_voices_pieces(report), *_carried_pieces(report)]
    first, rest = fill(pieces, ROOT_BLOCKS)
    pages = []
    while rest:
        taken, rest = fill(rest, PAGE_BLOCKS)
        pages.append(taken)
    moved = sum(piece.lines for taken in pages for piece in taken)
    head = _head(report)
    foot = _thread_words(moved)
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
    tables = month_tables(report) if report.rhythm is Rhythm.MONTHLY else ()
    return Pages(root=root, overflow=(*map(page, pages), *tables))


def _head(report: Report) -> list[str]:
    title = said("Customer KPIs · {period}", period=report.period.words())
    lines = [title, f"*{conclusion(report)}*"]
    if report.late:
        lines.append(said("Late: KPI Bot was not running when this was due."))
    return [*lines, *(said("Read together: {remark}", remark=one) for one in report.remarks)]


def _thread_words(lines: int) -> str:
    """That so many lines stand in the thread; nothing where none does."""
    if not lines:
        return ""
    return counted("{n} more line is in the thread.", "{n} more lines are in the thread.", lines)


def _line_pieces(report: Report) -> Iterator[Piece]:
    """A block for each line that asks for something; what holds is packed together."""
    holding: list[str] = []
    for line in report.lines:
        words = line_words(line)
        if line.standing is Standing.HOLDS and line.case is None:
            holding.append(words)
        elif line.standing is Standing.MISSING:
            yield Piece(words, section(words, _record(line)))
        else:
            yield Piece(words, section(words))
    yield from packed(holding)


def _voices_pieces(report: Report) -> Iterator[Piece]:
    if report.voices is not None:
        words = voices_line(report.voices)
        yield Piece(words, section(words))


def _carried_pieces(report: Report) -> Iterator[Piece]:
    yield from packed([carried_words(one) for one in report.carried])


def line_words(line: Line) -> str:
    """One KPI's line."""
    name = short_name(line.kpi)
    word = f"*{standing_word(line.standing)}*"
    if line.reading is None:
        return f"{word}  {name} — {_cared(_missing(line), line.care)}"
    value = _pooled(line, _derived(line, f"*{name} {value_words(line.reading, 1)}*"))
    parts = [f"{word}  {_dated(line, value)}"]
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
        return labelled(line.period.short(), waiting_words(waiting))
    return said("not recorded for {period}", period=line.period.short())


def _cared(missing: str, care: Care | None) -> str:
    """What is missing, and in brackets who sees to it."""
    if care is None or not (care.owner or care.asked):
        return missing
    if care.asked:
        return said("{missing} ({person} was asked)", missing=missing, person=escape(care.asked))
    if care.away_until is not None:
        return said(
            "{missing} ({owner} is away until {day} and nobody stands in. "
            "Managers, please see to it)",
            missing=missing,
            owner=escape(care.owner),
            day=day_words(care.away_until),
        )
    return said("{missing} ({owner} owns it)", missing=missing, owner=escape(care.owner))


def _derived(line: Line, value: str) -> str:
    derived = line.reading is not None and line.reading.observation.action is Action.DERIVE
    return said("{value} (derived)", value=value) if derived else value


def _pooled(line: Line, value: str) -> str:
    """The value with its segment, or with how many segments the total is pooled from."""
    if line.segment:
        return f"{value} · {escape(line.segment)}"
    parts = len(line.reading.pooled_from) if line.reading else 0
    if not parts:
        return value
    return counted(
        "{value} (pooled from {n} segment)",
        "{value} (pooled from {n} segments)",
        parts,
        value=value,
    )


def judged(reading: Reading) -> list[str]:
    """What a value earned, target first, and how sure that is; or why it is not judged."""
    if reading.result is None:
        return [reading.undefined]
    if reading.observation.partial:
        return [said("covers only a part of the period, so it is not judged")]
    if not reading.result.sound:
        return [said("the data cannot be right: {warning}", warning=reading.result.warnings[0])]
    judgement = reading.judgement
    return _verdicts(reading, judgement, reading.result) if judgement else []


def _verdicts(reading: Reading, judgement: Judgement, result: Result) -> list[str]:
    words = [progress_words(judgement.target, result)] if judgement.target else []
    if reading.window is not None:
        return [*words, short_window(reading), turn_words(reading)]
    if judgement.main.benchmark is not None:
        words.append(_verdict(reading, short_verdict(judgement, result)))
    return [*words, certainty(reading)]


def _verdict(reading: Reading, verdict: str) -> str:
    """The verdict with the certain one before it: `excellent → great (≥ 20, …) since W41`."""
    was = reading.was
    if was is None or reading.grade is None:
        return said("; ").join(filter(None, (verdict, turn_words(reading))))
    return said(
        "{before} → {now} since {period}",
        before=said(GRADES[was.grade]),
        now=verdict,
        period=dated(was.period, beside=reading.observation.key.period),
    )


def _to_check(remarks: Sequence[str]) -> str:
    """The first of what does not agree; the figure's own answer has all of it."""
    if not remarks:
        return ""
    remark = without_stop(remarks[0])
    more = len(remarks) - 1
    if not more:
        return said("please check: {remark}", remark=remark)
    return said("please check: {remark} (and {more} more)", remark=remark, more=more)


def _case_words(line: Line) -> str:
    if line.case is None:
        return ""
    where = said("in this thread") if line.fresh else said("case")
    place = f"<{line.link}|{where}>" if line.link else where
    return said("→ {place} ({state})", place=place, state=case_state(line.case))


def _dated(line: Line, value: str) -> str:
    """The value, and its period in brackets where that is of another length than the digest's."""
    if not line.other_length:
        return value
    period = line.period
    return said(
        "{value} ({every} · {period})",
        value=value,
        every=said(_EVERY[period.cadence]),
        period=period.short() if period.cadence is Cadence.WEEK else period.words(),
    )


def carried_words(one: OpenCase) -> str:
    """A case of an earlier digest."""
    segment = f" · {escape(one.case.segment)}" if one.case.segment else ""
    words = said(
        "*Still open*  {kpi} since {period} ({age}) — {owner}, {state}, {replies}",
        kpi=f"{short_name(one.kpi)}{segment}",
        period=case_period(one.case),
        age=_age(one.age_days),
        owner=escape(one.owner) if one.owner else said("nobody yet"),
        state=case_state(one.case),
        replies=counted("{n} reply", "{n} replies", one.case.replies),
    )
    thread = said("thread")
    return f"{words} → <{one.link}|{thread}>" if one.link else words


def _age(days: int) -> str:
    return counted("{n} day", "{n} days", days) if days else said("today")


def preview_message(answer: Preview) -> Message:
    """What the digest would say now, for the asker alone."""
    root, following = answer.pages.root, len(answer.pages.overflow)
    note = sentences(
        said("Preview: nothing was posted, and no case was opened."),
        _following_words(following),
    )
    return Message(text=joined([note, root.text]), blocks=(context(note), *root.blocks))


def _following_words(messages: int) -> str:
    if not messages:
        return ""
    return counted(
        "{n} more message would follow in the thread.",
        "{n} more messages would follow in the thread.",
        messages,
    )
