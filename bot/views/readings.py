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
from bot.desk.reading import Change, Reading
from bot.examples import command_of, example_of
from bot.views.blocks import Message, Press, actions, context, escape, joined, plain, section
from bot.views.certainty import census_line, certainty, turn_words, window_line, year_ago_words
from bot.views.derived import derived_from, derived_lines, derived_sentence
from bot.views.layout import code, short
from bot.views.naming import segment_option, short_name
from bot.views.numbers import change as change_words
from bot.views.numbers import money, number, quantity, trimmed
from bot.views.trend import sparkline
from bot.views.verdicts import other_lines, verdict_line
from bot.views.wholes import listed, pooled_words, waiting_words, whole_lines
from kpi import Kpi, Result
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
    lines = [headline(reading), *detail_lines(reading)]
    if answer.old is not None:
        lines.insert(1, _was(answer.old, reading, answer.told))
    lines += derived_lines(answer.derived)
    lines += whole_lines(answer.whole, reading.observation.key.segment)
    return _message(lines, reading, _buttons(reading))


def shared(reading: Reading, by: str) -> Message:
    """The same figure for everybody in a channel."""
    lines = [headline(reading), *detail_lines(reading)]
    small = f"{_id(reading)} · shared by {escape(by)}"
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
        lines.append(f"Since {oldest.short()}: {sparkline(values)}")
    if then := year_ago_words(answer.reading, answer.year_ago):
        lines.append(f"{then[0].upper()}{then[1:]}")
    lines += whole_lines(answer.whole, answer.reading.observation.key.segment)
    if answer.missing is not None and answer.awaited is not None:
        lines.append(f"{answer.missing.short()}: {waiting_words(answer.awaited)}")
    elif answer.missing is not None:
        lines.append(
            f"{answer.missing.short()} is not recorded yet: "
            f"{_example(answer.reading.kpi, answer.reading.observation.key.segment)}"
        )
    return _message(lines, answer.reading, _buttons(answer.reading, history=True))


def unchanged(answer: Unchanged) -> Message:
    """The same inputs stand already."""
    lines = [
        f"{_when(answer.reading)} already holds exactly this. Nothing was changed.",
        headline(answer.reading),
        *detail_lines(answer.reading),
    ]
    return _message(lines, answer.reading, _buttons(answer.reading))


def stands(answer: Stands) -> Message:
    """A value stands already; the asker chooses."""
    period = answer.standing.observation.key.period.short()
    line = f"{stands_words(answer.standing, answer.typed)} Nothing was changed."
    labels = {
        Way.REPLACE: (f"Replace {period}", DRAFT_REPLACE),
        Way.ADD: (f"Add to {period}", DRAFT_ADD),
        Way.SO_FAR: (f"Save as {answer.running.short()} so far", DRAFT_SO_FAR),
    }
    label = answer.standing.observation.key.period.label
    presses = [
        Press(label=labels[way][0], action=labels[way][1], value=f"{answer.draft}|{label}")
        for way in answer.ways
    ]
    presses.append(Press(label="Cancel", action=DRAFT_CANCEL, value=f"{answer.draft}|{label}"))
    return Message(
        text=joined([plain(line), _choices(presses)]),
        blocks=(section(line), actions(*presses)),
    )


def reason_needed(answer: ReasonNeeded) -> Message:
    """A correction needs a reason."""
    period = answer.standing.observation.key.period
    line = (
        f"{_when(answer.standing)}: *{value_words(answer.standing)}* would become "
        f"*{value_words(answer.typed)}*. A correction needs a reason, which is kept. "
        'Add `reason="…"` to the command, or press the button. Nothing was changed yet.'
    )
    press = Press(
        label="Give a reason", action=DRAFT_REPLACE, value=f"{answer.draft}|{period.label}"
    )
    cancel = Press(label="Cancel", action=DRAFT_CANCEL, value=f"{answer.draft}|{period.label}")
    return Message(
        text=joined([plain(line), _choices([press, cancel])]),
        blocks=(section(line), actions(press, cancel)),
    )


def undone(answer: Undone) -> Message:
    """A recording was taken back."""
    lines = [f"Taken back: {plain(headline(answer.taken))}."]
    if answer.now is None:
        lines.append(f"{_when(answer.taken)} holds no {short_name(answer.taken.kpi)} now.")
    else:
        origin = derived_from(answer.now.observation)
        again = f", {origin}" if origin else " again"
        lines.append(f"It holds *{value_words(answer.now)}*{again}.")
    lines += derived_lines(answer.derived)
    small = f"{_id(answer.taken)} · the revision is kept: `/kpi trace {_id(answer.taken)}`"
    return Message(
        text=joined([*map(plain, lines), plain(small)]),
        blocks=(section(joined(lines)), context(small)),
    )


def nothing_yet(answer: NothingYet) -> Message:
    """Nothing was recorded."""
    where = f" for {escape(answer.segment)}" if answer.segment else ""
    when = f" in {answer.period.words()}" if answer.period else " yet"
    line = (
        f"No {short_name(answer.kpi)} is recorded{where}{when}. Record it like this: "
        f"{_example(answer.kpi, answer.segment)}"
    )
    if answer.awaited is not None:
        line += f"\nThe total is withheld: {waiting_words(answer.awaited)}."
    elif answer.segments:
        line += (
            f"\nOf segments there is {listed(answer.segments)}: `/kpi segments {answer.kpi.key}`"
        )
    label = answer.period.label if answer.period else ""
    presses = (
        record_press(answer.kpi, answer.segment, label),
        Press(label="Explain", action=EXPLAIN, value=answer.kpi.key),
    )
    return Message(text=plain(line), blocks=(section(line), actions(*presses)))


def stands_words(standing: Reading, typed: Reading) -> str:
    """What stands, and what was typed instead of it."""
    return f"{holds_words(standing)}. You typed what gives *{value_words(typed)}*."


def holds_words(standing: Reading) -> str:
    """What stands, and whose it is: `… W45 already holds *70.45* (recorded by kim)`."""
    return f"{_when(standing)} already holds *{value_words(standing)}* ({_author(standing)})"


def headline(reading: Reading) -> str:
    """Value, period and change: `*NPS 70.45* · W46 (…)   +3.10 pts vs W45, better`."""
    value = f"*{short_name(reading.kpi)} {value_words(reading)}*{_per(reading)}"
    parts = [f"{value} · {_when(reading)}"]
    if reading.change is not None:
        parts.append(change_line(reading, reading.change))
    return "   ".join(parts)


def detail_lines(reading: Reading) -> list[str]:
    """Verdict, certainty, inputs, warnings and note, a line each."""
    lines: list[str] = []
    if reading.result is None:
        lines.append(f"Undefined: {reading.undefined}. The inputs are kept.")
    elif reading.observation.partial:
        lines.append("Partial: the period is not complete, so it is not judged.")
    lines.append(verdict_words(reading))
    lines.append("   ".join(filter(None, (certainty(reading), inputs_line(reading)))))
    lines += [window_line(reading), census_line(reading)]
    lines += [f"Please check: {doubt}" for doubt in _doubts(reading)]
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
        f"Note: {short(observation.note)}" if observation.note else "",
        f"Source: {short(observation.source)}" if observation.source else "",
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
        return "undefined"
    result = reading.result
    return quantity(result.value, result.unit, result.currency, decimals=decimals)


def change_line(reading: Reading, change: Change, decimals: int = 2) -> str:
    """The change since the figure before: `+3.10 pts vs W45, better`."""
    before = change.before
    period = before.key.period.short()
    if change.delta is None or reading.result is None or before.value is None:
        return f"not compared with {period}: {change.why_not}"
    step = change_words(
        change.delta,
        before.value,
        reading.result.unit,
        reading.result.currency,
        decimals=decimals,
    )
    meaning = f", {change.direction}" if change.delta and change.direction else ""
    return f"{step} vs {period}{meaning}"


def inputs_line(reading: Reading) -> str:
    """The stored inputs with their labels."""
    entry = reading.observation.entry
    if entry is None:
        return ""
    formula = reading.kpi.formula(entry.formula)
    parts = [
        f"{_amount(entry.inputs[one.name], one.kind, entry.currency)} {one.label}"
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
    return f"{trimmed(value)} %" if kind is Kind.PERCENT else trimmed(value)


def _beside(result: Result) -> list[str]:
    return [f"{label}: {number(value, 2)}" for label, value in result.beside]


def _was(old: Reading, new: Reading, told: str) -> str:
    line = f"Was {value_words(old)}, now {value_words(new)}"
    if new.observation.reason:
        line += f": {short(new.observation.reason)}"
    return f"{line}. {escape(told)} was told." if told else f"{line}."


def _per(reading: Reading) -> str:
    """The denominator, where the value is a share of something."""
    entry = reading.observation.entry
    if entry is None or reading.result is None or reading.result.unit is not Unit.PERCENT:
        return ""
    return f" {reading.kpi.formula(entry.formula).per}"


def _when(reading: Reading) -> str:
    key = reading.observation.key
    so_far = " so far" if reading.observation.partial else ""
    segment = f" · {escape(key.segment)}" if key.segment else ""
    return f"{key.period.words()}{so_far}{segment}"


def _author(reading: Reading) -> str:
    return f"recorded by {escape(reading.author_name)}" if reading.author_name else "recorded"


def _id(reading: Reading) -> str:
    return f"K-{reading.observation.number}"


def _buttons(reading: Reading, *, history: bool = False) -> list[Press]:
    stamp = f"{reading.observation.number}|{reading.observation.revision}"
    about = subject_value(reading.kpi, reading.observation.key.segment)
    presses = [
        Press(label="Share in channel", action=SHARE, value=stamp),
        Press(label="Correct", action=CORRECT, value=stamp),
    ]
    if history:
        presses = [
            record_press(reading.kpi, reading.observation.key.segment),
            Press(label="History", action=HISTORY, value=about),
            *presses,
        ]
    presses.append(Press(label="Explain", action=EXPLAIN, value=about))
    return presses


def subject_value(kpi: Kpi, segment: str) -> str:
    """What a button about a KPI carries: its key, and the segment after a bar."""
    return f"{kpi.key}|{segment}" if segment else kpi.key


def record_press(kpi: Kpi, segment: str, period: str = "") -> Press:
    """The button that opens the form of a KPI, for the last complete period unless one is named."""
    value = f"{kpi.key}|{segment}|{period}" if period else subject_value(kpi, segment)
    return Press(label="Record", action=RECORD, value=value)


def _example(kpi: Kpi, segment: str) -> str:
    return code(f"{example_of(kpi)}{segment_option(segment)}")


def _choices(presses: list[Press]) -> str:
    return "Choose: " + " · ".join(press.label for press in presses)


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
    return [f"Other sources: {joined(others)}"] if others else []


def correction_hint(reading: Reading) -> Message:
    """How to correct a figure without its form, ready to be copied."""
    key = reading.observation.key
    command = command_of(reading.kpi)
    example = example_of(reading.kpi).removeprefix(command).strip()
    typed = (
        f"{command} correct {example} period={key.period.label}{segment_option(key.segment)} "
        'reason="duplicates removed"'
    )
    line = f"{_TOO_LATE} To correct {_when(reading)}, type the right inputs and why:\n{code(typed)}"
    return Message(text=plain(line), blocks=(section(line),))


def record_hint(kpi: Kpi, segment: str = "", period: str = "") -> Message:
    """How to record a KPI without its form, ready to be copied."""
    option = f" period={period}" if period else ""
    typed = code(f"{example_of(kpi)}{option}{segment_option(segment)}")
    line = f"{_TOO_LATE} To record {short_name(kpi)}, type its inputs:\n{typed}"
    return Message(text=plain(line), blocks=(section(line),))


def shortcut_hint() -> Message:
    """How to record without a form, where it is not known yet which KPI."""
    line = f"{_TOO_LATE} Type the inputs of a KPI instead. All of them: `/kpi list`"
    return Message(text=plain(line), blocks=(section(line),))


_TOO_LATE = "The form could not be opened in time, and nothing was stored."
