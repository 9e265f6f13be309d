"""One figure as an answer: value, change, verdict, certainty, inputs, id and buttons."""

from __future__ import annotations

from bot.desk.answers import (
    Latest,
    NothingYet,
    ReasonNeeded,
    Recorded,
    Stands,
    Unchanged,
    Undone,
    Way,
)
from bot.desk.reading import Change, Direction, Reading
from bot.examples import correction_of, example_of
from bot.views.blocks import Message, Press, actions, context, escape, joined, plain, section
from bot.views.certainty import census_line, certainty, turn_words, window_line, year_ago_line
from bot.views.derived import computed_before, derived_from, derived_lines, derived_sentence
from bot.views.layout import code, short
from bot.views.naming import segment_option, short_name
from bot.views.numbers import change as change_words
from bot.views.numbers import measured, money, number, quantity, trimmed
from bot.views.trend import sparkline
from bot.views.verdicts import other_lines, verdict_line
from bot.views.wholes import listed, pooled_words, waiting_words, whole_lines
from kpi import Kpi, Result
from kpi.language import phrase, said
from kpi.lists import labelled, sentences
from kpi.model import Kind, Unit
from kpi.value import Tally, Value
from storage.records import Observation

SHARE, CORRECT, EXPLAIN, HISTORY, RECORD = (
    "answer.share",
    "answer.correct",
    "answer.explain",
    "answer.history",
    "answer.record",
)
DRAFT_REPLACE, DRAFT_ADD, DRAFT_SO_FAR, DRAFT_CANCEL = (
    "draft.replace",
    "draft.add",
    "draft.so_far",
    "draft.cancel",
)


def recorded(answer: Recorded) -> Message:
    """The answer to a recording, a correction, or a look at one period."""
    reading = answer.reading
    lines = [headline(reading), *_before(answer), *detail_lines(reading)]
    lines += derived_lines(answer.derived)
    lines += whole_lines(answer.whole, reading.observation.key.segment)
    return _message(lines, reading, _buttons(reading))


def shared(reading: Reading, by: str) -> Message:
    """The same figure for everybody in a channel."""
    lines = [headline(reading), *detail_lines(reading)]
    small = " · ".join([_id(reading), said("shared by {name}", name=escape(by))])
    return Message(
        text=joined([*map(plain, lines), plain(small)]),
        blocks=(section(joined(lines)), context(small)),
    )


def latest(answer: Latest) -> Message:
    """A KPI's latest value with its trend."""
    lines = [headline(answer.reading), *detail_lines(answer.reading)]
    values = [one.result.value if one.result else None for one in reversed(answer.history)]
    if len(answer.history) > 1:
        oldest = answer.history[-1].observation.key.period
        trend = sparkline(values)
        lines.append(said("Since {period}: {trend}", period=oldest.short(), trend=trend))
    if then := year_ago_line(answer.reading, answer.year_ago):
        lines.append(then)
    lines += whole_lines(answer.whole, answer.reading.observation.key.segment)
    lines += _missing(answer)
    return _message(lines, answer.reading, _buttons(answer.reading, history=True))


def _missing(answer: Latest) -> list[str]:
    """The last complete period where it is not in, and how to record it."""
    if answer.missing is None:
        return []
    period = answer.missing.short()
    if answer.awaited is not None:
        words = waiting_words(answer.awaited)
        return [labelled(period, words)]
    example = _example(answer.reading.kpi, answer.reading.observation.key.segment)
    return [said("{period} is not recorded yet: {example}", period=period, example=example)]


def unchanged(answer: Unchanged) -> Message:
    """The same inputs stand already."""
    lines = [
        said(
            "{period} already holds exactly this. Nothing was changed.",
            period=_when(answer.reading),
        ),
        headline(answer.reading),
        *detail_lines(answer.reading),
    ]
    return _message(lines, answer.reading, _buttons(answer.reading))


def stands(answer: Stands) -> Message:
    """A value stands already; the asker chooses."""
    period = answer.standing.observation.key.period
    line = sentences(stands_words(answer.standing, answer.typed), said("Nothing was changed."))
    labels = {
        Way.REPLACE: (said("Replace {period}", period=period.short()), DRAFT_REPLACE),
        Way.ADD: (said("Add to {period}", period=period.short()), DRAFT_ADD),
        Way.SO_FAR: (said("Save as {period} so far", period=answer.running.short()), DRAFT_SO_FAR),
    }
    about = f"{answer.draft}|{period.label}"
    presses = [
        Press(label=labels[way][0], action=labels[way][1], value=about) for way in answer.ways
    ]
    presses.append(Press(label=said("Cancel"), action=DRAFT_CANCEL, value=about))
    return Message(
        text=joined([plain(line), _choices(presses)]),
        blocks=(section(line), actions(*presses)),
    )


def reason_needed(answer: ReasonNeeded) -> Message:
    """A correction needs a reason."""
    period = answer.standing.observation.key.period
    line = said(
        "{period}: *{old}* would become *{new}*. A correction needs a reason, which is kept. "
        "Add {option} to the command, or press the button. Nothing was changed yet.",
        period=_when(answer.standing),
        old=value_words(answer.standing),
        new=value_words(answer.typed),
        option='`reason="…"`',
    )
    line = sentences(line, _other_currency(answer.standing, answer.typed))
    about = f"{answer.draft}|{period.label}"
    press = Press(label=said("Give a reason"), action=DRAFT_REPLACE, value=about)
    cancel = Press(label=said("Cancel"), action=DRAFT_CANCEL, value=about)
    return Message(
        text=joined([plain(line), _choices([press, cancel])]),
        blocks=(section(line), actions(press, cancel)),
    )


def undone(answer: Undone) -> Message:
    """A recording was taken back."""
    lines = [
        said("Taken back: {figure}.", figure=plain(headline(answer.taken))),
        _holding(answer),
        *derived_lines(answer.derived),
    ]
    kept = said("the revision is kept: {command}", command=f"`/kpi trace {_id(answer.taken)}`")
    small = f"{_id(answer.taken)} · {kept}"
    return Message(
        text=joined([*map(plain, lines), plain(small)]),
        blocks=(section(joined(lines)), context(small)),
    )


def _holding(answer: Undone) -> str:
    """What stands after something was taken back."""
    if answer.now is None:
        name = short_name(answer.taken.kpi)
        return said("{period} holds no {kpi} now.", period=_when(answer.taken), kpi=name)
    value = value_words(answer.now)
    if origin := derived_from(answer.now.observation):
        return said("It holds *{value}*, {origin}.", value=value, origin=origin)
    return said("It holds *{value}* again.", value=value)


def nothing_yet(answer: NothingYet) -> Message:
    """Nothing was recorded."""
    line = joined([_nothing(answer), _of_segments(answer)])
    label = answer.period.label if answer.period else ""
    presses = (
        record_press(answer.kpi, answer.segment, label),
        Press(label=said("Explain"), action=EXPLAIN, value=answer.kpi.key),
    )
    return Message(text=plain(line), blocks=(section(line), actions(*presses)))


def _nothing(answer: NothingYet) -> str:
    if answer.segment and answer.period:
        words = _NOTHING_OF_A_SEGMENT_IN_A_PERIOD
    elif answer.segment:
        words = _NOTHING_OF_A_SEGMENT
    else:
        words = _NOTHING_IN_A_PERIOD if answer.period else _NOTHING
    return said(
        words,
        kpi=short_name(answer.kpi),
        segment=escape(answer.segment),
        period=answer.period.words() if answer.period else "",
        example=_example(answer.kpi, answer.segment),
    )


_NOTHING = phrase("No {kpi} is recorded yet. Record it like this: {example}")
_NOTHING_IN_A_PERIOD = phrase("No {kpi} is recorded in {period}. Record it like this: {example}")
_NOTHING_OF_A_SEGMENT = phrase(
    "No {kpi} is recorded for {segment} yet. Record it like this: {example}"
)
_NOTHING_OF_A_SEGMENT_IN_A_PERIOD = phrase(
    "No {kpi} is recorded for {segment} in {period}. Record it like this: {example}"
)


def _of_segments(answer: NothingYet) -> str:
    """What there is of segments, where nothing is recorded for everybody."""
    if answer.awaited is not None:
        return said("The total is withheld: {why}.", why=waiting_words(answer.awaited))
    if not answer.segments:
        return ""
    command = f"`/kpi segments {answer.kpi.key}`"
    names = listed(answer.segments)
    return said("Of segments there is {segments}: {command}", segments=names, command=command)


def stands_words(standing: Reading, typed: Reading) -> str:
    """What stands, and what was typed instead of it."""
    held = holds_words(standing)
    if typed.undefined:
        return said("{held}. What you typed has no value: {why}.", held=held, why=typed.undefined)
    line = said("{held}. You typed what gives *{value}*.", held=held, value=value_words(typed))
    return sentences(line, _other_currency(standing, typed))


def _other_currency(old: Reading, new: Reading) -> str:
    """Said where an amount takes the place of one in another currency; else ""."""
    before = old.result.currency if old.result else None
    now = new.result.currency if new.result else None
    if not before or not now or before == now:
        return ""
    return said("The currencies differ: {before} before, {now} now.", before=before, now=now)


def holds_words(standing: Reading) -> str:
    """What stands, and whose it is: `… W45 already holds *70.45* (recorded by kim)`."""
    has_value, has_author = standing.result is not None, bool(standing.author_name)
    return said(
        _HOLDS[has_value, has_author],
        period=_when(standing),
        value=value_words(standing),
        name=escape(standing.author_name),
    )


_HOLDS = {
    (True, True): phrase("{period} already holds *{value}* (recorded by {name})"),
    (True, False): phrase("{period} already holds *{value}* (recorded)"),
    (False, True): phrase("{period} already holds inputs without a value (recorded by {name})"),
    (False, False): phrase("{period} already holds inputs without a value (recorded)"),
}
"""By whether it has a value, and whether it is known who recorded it."""


def headline(reading: Reading) -> str:
    """Value, period and change: `*NPS 70.45* · W46 (…)   +3.10 pts vs W45, better`."""
    value = f"*{short_name(reading.kpi)} {value_words(reading)}*"
    if per := _per(reading):
        value = said("{value} {per}", value=value, per=per)
    parts = [f"{value} · {_when(reading)}"]
    if reading.change is not None:
        parts.append(change_line(reading, reading.change))
    return "   ".join(parts)


def detail_lines(reading: Reading) -> list[str]:
    """Verdict, certainty, inputs, warnings and note, a line each."""
    lines: list[str] = []
    if reading.result is None:
        lines.append(said("Undefined: {why}. The inputs are kept.", why=reading.undefined))
    elif reading.observation.partial:
        lines.append(said("Partial: the period is not complete, so it is not judged."))
    lines.append(verdict_words(reading))
    lines.append("   ".join(filter(None, (certainty(reading), inputs_line(reading)))))
    lines += [window_line(reading), census_line(reading)]
    lines += [said("Please check: {doubt}", doubt=doubt) for doubt in _doubts(reading)]
    if reading.result is not None:
        lines += _beside(reading.result)
    lines += [pooled_words(reading), *_origin(reading.observation)]
    return [line for line in lines if line]


def _doubts(reading: Reading) -> list[str]:
    """What cannot be right by itself, then what does not agree with other figures."""
    warnings = reading.result.warnings if reading.result is not None else ()
    return [*map(str, warnings), *reading.remarks]


def _origin(observation: Observation) -> list[str]:
    return [
        derived_sentence(observation),
        said("Note: {note}", note=short(observation.note)) if observation.note else "",
        said("Source: {source}", source=short(observation.source)) if observation.source else "",
    ]


def verdict_words(reading: Reading) -> str:
    """The verdict with its source, and the certain one before it where that was another."""
    if reading.judgement is None or reading.result is None:
        return ""
    turn = "" if reading.window else turn_words(reading)
    return "  ·  ".join(filter(None, (verdict_line(reading.judgement, reading.result), turn)))


def value_words(reading: Reading, decimals: int = 2) -> str:
    """The value with its unit, or "undefined"."""
    if reading.result is None:
        return said("undefined")
    result = reading.result
    return quantity(result.value, result.unit, result.currency, decimals=decimals)


def change_line(reading: Reading, change: Change, decimals: int = 2) -> str:
    """The change since the figure before: `+3.10 pts vs W45, better`."""
    before = change.before
    period = before.key.period.short()
    if change.delta is None or reading.result is None or before.value is None:
        return said("not compared with {period}: {why}", period=period, why=change.why_not)
    step = change_words(
        change.delta,
        before.value,
        reading.result.unit,
        reading.result.currency,
        decimals=decimals,
    )
    words = _CHANGES[change.direction] if change.delta else _CHANGE
    return said(words, change=step, period=period)


_CHANGE = phrase("{change} vs {period}")
_CHANGES = {
    Direction.BETTER: phrase("{change} vs {period}, better"),
    Direction.WORSE: phrase("{change} vs {period}, worse"),
    Direction.SAME: _CHANGE,
    Direction.NEITHER: _CHANGE,
}


def inputs_line(reading: Reading) -> str:
    """The stored inputs with their labels."""
    entry = reading.observation.entry
    if entry is None:
        return ""
    formula = reading.kpi.formula(entry.formula)
    parts = [
        said(
            "{value} {label}",
            value=_amount(entry.inputs[one.name], one.kind, entry.currency),
            label=said(one.label),
        )
        for one in formula.inputs
    ]
    usual = {one.name: one.default for one in reading.kpi.attributes}
    parts += [
        f"{name} {escape(value)}"
        for name, value in entry.attributes.items()
        if value != usual.get(name)
    ]
    return " · ".join(parts)


def _amount(value: Value, kind: Kind, currency: str | None) -> str:
    if isinstance(value, Tally):
        return f"{value.total:,}"
    if isinstance(value, tuple):
        return f"{len(value):,}"
    if kind is Kind.MONEY and currency:
        return money(value, currency)
    shown = trimmed(value)
    return measured(shown, Unit.PERCENT) if kind is Kind.PERCENT else shown


def _beside(result: Result) -> list[str]:
    return [labelled(said(label), number(value, 2)) for label, value in result.beside]


def _before(answer: Recorded) -> list[str]:
    """What a figure held before, and whether that was computed; nothing for its first value."""
    if answer.old is None:
        return []
    was = _was(answer.old, answer.reading, answer.told)
    return list(filter(None, [was, computed_before(answer.old)]))


def _was(old: Reading, new: Reading, told: str) -> str:
    parts = {"old": value_words(old), "new": value_words(new)}
    if new.observation.reason:
        reason = short(new.observation.reason)
        line = said("Was {old}, now {new}: {reason}.", **parts, reason=reason)
    else:
        line = said("Was {old}, now {new}.", **parts)
    was_told = said("{name} was told.", name=escape(told)) if told else ""
    return sentences(line, _other_currency(old, new), was_told)


def _per(reading: Reading) -> str:
    """The denominator, where the value is a share of something."""
    entry = reading.observation.entry
    if entry is None or reading.result is None or reading.result.unit is not Unit.PERCENT:
        return ""
    return said(reading.kpi.formula(entry.formula).per)


def _when(reading: Reading) -> str:
    key = reading.observation.key
    period = key.period.words()
    if reading.observation.partial:
        period = said("{value} so far", value=period)
    return f"{period} · {escape(key.segment)}" if key.segment else period


def _id(reading: Reading) -> str:
    return f"K-{reading.observation.number}"


def _buttons(reading: Reading, *, history: bool = False) -> list[Press]:
    stamp = f"{reading.observation.number}|{reading.observation.revision}"
    about = subject_value(reading.kpi, reading.observation.key.segment)
    presses = [
        Press(label=said("Share in channel"), action=SHARE, value=stamp),
        Press(label=said("Correct"), action=CORRECT, value=stamp),
    ]
    if history:
        presses = [
            record_press(reading.kpi, reading.observation.key.segment),
            Press(label=said("History"), action=HISTORY, value=about),
            *presses,
        ]
    presses.append(Press(label=said("Explain"), action=EXPLAIN, value=about))
    return presses


def subject_value(kpi: Kpi, segment: str) -> str:
    """What a button about a KPI carries: its key, and the segment after a bar."""
    return f"{kpi.key}|{segment}" if segment else kpi.key


def record_press(kpi: Kpi, segment: str, period: str = "") -> Press:
    """The button that opens the form of a KPI, for the last complete period unless one is named."""
    value = f"{kpi.key}|{segment}|{period}" if period else subject_value(kpi, segment)
    return Press(label=said("Record"), action=RECORD, value=value)


def _example(kpi: Kpi, segment: str) -> str:
    return code(f"{example_of(kpi)}{segment_option(segment)}")


def _choices(presses: list[Press]) -> str:
    return said("Choose: {choices}", choices=" · ".join(press.label for press in presses))


def _message(lines: list[str], reading: Reading, presses: list[Press]) -> Message:
    small = [*_other_sources(reading), _id(reading)]
    return Message(
        text=joined([*map(plain, lines), *small]),
        blocks=(section(joined(lines)), actions(*presses), context(*small)),
    )


def _other_sources(reading: Reading) -> list[str]:
    if reading.result is None or reading.judgement is None:
        return []
    others = other_lines(reading.judgement, reading.result)
    return [said("Other sources: {sources}", sources=joined(others))] if others else []


def correction_hint(reading: Reading) -> Message:
    """How to correct a figure without its form, ready to be copied."""
    key = reading.observation.key
    about = f"period={key.period.label}{segment_option(key.segment)}"
    line = said(
        "The form could not be opened in time, and nothing was stored. "
        "To correct {period}, type the right inputs and why:\n{command}",
        period=_when(reading),
        command=code(correction_of(reading.kpi, about)),
    )
    return Message(text=plain(line), blocks=(section(line),))


def record_hint(kpi: Kpi, segment: str = "", period: str = "") -> Message:
    """How to record a KPI without its form, ready to be copied."""
    option = f" period={period}" if period else ""
    typed = code(f"{example_of(kpi)}{option}{segment_option(segment)}")
    line = said(
        "The form could not be opened in time, and nothing was stored. "
        "To record {kpi}, type its inputs:\n{command}",
        kpi=short_name(kpi),
        command=typed,
    )
    return Message(text=plain(line), blocks=(section(line),))


def shortcut_hint() -> Message:
    """How to record without a form, where it is not known yet which KPI."""
    line = said(
        "The form could not be opened in time, and nothing was stored. "
        "Type the inputs of a KPI instead. All of them: {command}",
        command="`/kpi list`",
    )
    return Message(text=plain(line), blocks=(section(line),))
