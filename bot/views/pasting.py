"""Rows of a sheet: the form that takes them, what storing them would do, and what was stored."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import slackblocks
from msgspec.structs import replace

from bot.desk.answers import SheetWanted
from bot.desk.filling import MAX_TYPED, Subject
from bot.desk.pasting import Checked, CheckedRow, Fate, Pasted, Saved
from bot.desk.reading import Reading
from bot.examples import example_inputs
from bot.importing.errors import BadLine
from bot.views.blocks import Block, Field, Form, Message, Press, actions, escape, modal
from bot.views.form_fields import option, text
from bot.views.form_state import FormState
from bot.views.forms import INPUT
from bot.views.layout import code, sections, short, titled, told
from bot.views.naming import among, full_name, short_name
from bot.views.readings import HISTORY, value_words
from bot.views.recording_form import KPI, View, kpi_menu, message_view
from bot.views.tables import Row, aligned
from kpi import Kpi, catalogue
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined, sentences
from kpi.period import Cadence, Period
from kpi.words import typed_word

FORM, REVIEW = "paste.form", "paste.review"
BACK = "paste.back"
CHECK, OPEN = "paste.check", "paste.open"
"""Actions of the button under a file that was dropped, and of the one that opens the form."""
ROWS, BAD, REASON = "rows", "bad", "reason"
"""The blocks of the inputs."""
LEAVE_OUT = "leave_out"

SHOWN = 250
"""Rows listed one by one: more than a form takes."""
_BAD_SHOWN = 50
_BAD_TOLD = 10
"""The same in a message, which takes fewer blocks and letters."""
_LONG = 1000
_HISTORIES = 5
"""Buttons below what was saved; the commands of further KPIs are typed."""
_LABEL = 75
"""Characters of a button."""
_EXAMPLE = date(2026, 9, 7)
_EVERY_KPI = "nps"
"""Whose inputs stand in the example where no KPI is chosen yet."""
_FATES: Mapping[Fate, str] = {
    Fate.NEW: phrase("{period}{segment}: *{value}*, {verdict} – new"),
    Fate.REPLACES: phrase("{period}{segment}: *{value}*, {verdict} – replaces {old}"),
    Fate.UNCHANGED: phrase("{period}{segment}: *{value}*, {verdict} – unchanged"),
}
_ADOPTED: Mapping[Cadence, str] = {
    Cadence.WEEK: phrase("{kpi} is recorded by the week here from now on."),
    Cadence.MONTH: phrase("{kpi} is recorded by the month here from now on."),
    Cadence.QUARTER: phrase("{kpi} is recorded by the quarter here from now on."),
    Cadence.YEAR: phrase("{kpi} is recorded by the year here from now on."),
}


def title() -> str:
    """What stands above the form and all that follows from it."""
    return said("Import rows")


def form(state: FormState, pasted: Pasted) -> View:
    """The form: which KPI, and the rows; for a file only which KPI."""
    menu = Field(
        block=KPI,
        label=said("Which KPI are the rows about?"),
        element=kpi_menu(pasted.kpi),
        hint=said("Leave it open where a column names the KPI of each row."),
        optional=True,
    )
    fields = (menu,) if pasted.file else (menu, _rows_field(pasted))
    kpi = catalogue.get(pasted.kpi or _EVERY_KPI)
    return modal(
        Form(
            callback=FORM,
            title=title(),
            submit=said("Check rows"),
            body=sections(*(_about_file(pasted) if pasted.file else _explained(kpi))),
            fields=fields,
            state=replace(state, about=Subject(kpi=pasted.kpi)).text(),
        )
    )


def _rows_field(pasted: Pasted) -> Field:
    return Field(
        block=ROWS,
        label=said("Rows"),
        element=slackblocks.PlainTextInput(
            action_id=INPUT,
            initial_value=pasted.text or None,
            multiline=True,
            max_length=MAX_TYPED,
        ),
        hint=said("Copy them in your sheet, with the header if you like, and paste them here."),
    )


def _about_file(pasted: Pasted) -> Iterator[str]:
    yield said("The rows of *{file}* are here. Nothing is stored yet.", file=short(pasted.file))


def _explained(kpi: Kpi) -> Iterator[str]:
    header, *rows = _example(kpi)
    yield said(
        "One row a period: the period first, then the numbers. With a header, the columns of "
        "{kpi} may stand in any order:\n{example}",
        kpi=full_name(kpi),
        example=_copied(header, *rows),
    )
    fit = MAX_TYPED // (len("\t".join(rows[0])) + 1) // 10 * 10
    yield said(
        "You see every row before anything is stored. About {n} rows fit here. For more, send the "
        "sheet to KPI Bot as a CSV file, in a direct message. In a channel, mention KPI Bot in the "
        "same message.",
        n=fit,
    )


def _example(kpi: Kpi) -> list[Row]:
    """The cells of a header and two rows, such as one copies from a sheet."""
    formula = kpi.formulas[0]
    values = example_inputs(kpi, formula)
    first = Period.of(_EXAMPLE, kpi.cadence)
    inputs = [values[name] for name in formula.input_names]
    header = (said("period"), *map(typed_word, formula.input_names))
    return [header, *((period.label, *inputs) for period in (first, first.next()))]


def _copied(*rows: Row) -> str:
    """Rows as code, each column below its header."""
    return html.escape("```{rows}```".format(rows="\n".join(aligned(rows))), quote=False)


def review(checked: Checked, state: FormState) -> View:
    """Every row with what storing it would do, and what has to be said before."""
    count = len(checked.stored)
    return modal(
        Form(
            callback=REVIEW,
            title=said("Check before saving"),
            submit=counted("Save {n} row", "Save {n} rows", count) if count else "",
            body=sections(*_reviewed(checked)),
            fields=tuple(_asked(checked)) if count else (),
            foot=(back(),),
            state=state.text(),
        )
    )


def back() -> Block:
    """The button that leads back to the form."""
    return actions(Press(label=said("Back to the rows"), action=BACK))


def unsaved(blocks: Sequence[Block], state: FormState) -> View:
    """Why nothing was stored; the rows are kept to go back to."""
    return message_view(said("Not saved"), (*blocks, back()), state)


def _reviewed(checked: Checked) -> Iterator[str]:
    yield sentences(*_counts(checked))
    yield "\n".join(_notes(checked))
    yield titled(said("Cannot be saved"), _bad_lines(checked.bad, _BAD_SHOWN))
    if checked.bad and not checked.pasted.file:
        yield said("Mend these rows with Back, or leave them out below.")
    elif checked.bad:
        yield said("Mend these rows in the file and send it again, or leave them out below.")
    shown = checked.rows[:SHOWN]
    for kpi in checked.kpis:
        lines = [_row(row) for row in shown if row.reading.kpi is kpi]
        yield titled(full_name(kpi), lines)
    if more := len(checked.rows) - len(shown):
        yield counted("and {n} more row", "and {n} more rows", max(more, 0))


def _counts(checked: Checked) -> Iterator[str]:
    """How many rows there are of each fate, a sentence each."""
    fates = [row.fate for row in checked.rows]
    yield said("Nothing is stored yet.")
    if new := fates.count(Fate.NEW):
        yield counted("{n} row is new.", "{n} rows are new.", new)
    if replaced := fates.count(Fate.REPLACES):
        yield counted("{n} row replaces a value.", "{n} rows replace values.", replaced)
    if unchanged := fates.count(Fate.UNCHANGED):
        yield counted("{n} row is stored already.", "{n} rows are stored already.", unchanged)
    if bad := len(checked.bad):
        yield counted("{n} row cannot be saved.", "{n} rows cannot be saved.", bad)


def _notes(checked: Checked) -> Iterator[str]:
    if checked.unread:
        columns = comma_joined([short(one, 60) for one in checked.unread])
        yield said("Columns that were not read: {columns}.", columns=columns)
    if checked.computed:
        yield counted(
            "{n} computed row is left out: it follows from the others.",
            "{n} computed rows are left out: they follow from the others.",
            checked.computed,
        )
    for kpi, cadence in checked.adopted:
        yield said(_ADOPTED[cadence], kpi=full_name(kpi))
    if checked.new_segments:
        names = comma_joined([escape(one) for one in checked.new_segments])
        yield said("New segments that nobody recorded yet: {segments}.", segments=names)


def _bad_lines(bad: Sequence[BadLine], most: int) -> list[str]:
    lines = [short(str(one), 500) for one in bad[:most]]
    if more := len(bad[most:]):
        lines.append(counted("and {n} more row", "and {n} more rows", more))
    return lines


def _row(row: CheckedRow) -> str:
    key = row.reading.observation.key
    return said(
        _FATES[row.fate],
        period=key.period.words(),
        segment=among(key.segment),
        value=value_words(row.reading),
        verdict=_verdict(row.reading),
        old=value_words(row.old) if row.old else "",
    )


def _verdict(reading: Reading) -> str:
    """The verdict in a word or three; else why there is none."""
    if reading.undefined:
        return reading.undefined
    if reading.observation.partial:
        return said("so far")
    if reading.result is not None and not reading.result.sound:
        return said("cannot be right, so it is not judged")
    return reading.judgement.main.word if reading.judgement else said("no verdict")


def _asked(checked: Checked) -> Iterator[Field]:
    count = len(checked.stored)
    if checked.bad:
        choice = counted(
            "Leave them out and save {n} row", "Leave them out and save {n} rows", count
        )
        yield Field(
            block=BAD,
            label=said("What becomes of the rows that cannot be saved?"),
            element=slackblocks.RadioButtonGroup(
                action_id=INPUT, options=[option(choice, LEAVE_OUT)]
            ),
        )
    if checked.corrects:
        yield text(
            REASON,
            said("Why are values replaced?"),
            hint=said("Kept with the old values, and told where they were shown."),
            optional=False,
            long=_LONG,
        )


def saved(answer: Saved, state: FormState) -> View:
    """What was stored, and where to look at it."""
    return message_view(said("Saved"), saved_message(answer).blocks, state)


def saving(state: FormState) -> View:
    """Said where storing takes longer than Slack waits for an answer."""
    line = said(
        "The rows are being saved. You get a direct message as soon as they are, and you can close "
        "this window."
    )
    return message_view(said("Saving"), sections(line), state)


def saved_message(answer: Saved) -> Message:
    """The same as a message."""
    stored, kpis = answer.stored, answer.checked.kpis
    lines = [
        said("*Saved: {kpis}*", kpis=comma_joined([full_name(kpi) for kpi in kpis])),
        sentences(*_done(answer)),
        *(said(_ADOPTED[cadence], kpi=full_name(kpi)) for kpi, cadence in answer.checked.adopted),
    ]
    if stored.replaced:
        lines.append(said("What stood before is kept: {trace} shows it.", trace=_trace(answer)))
    if answer.told:
        names = comma_joined([escape(name) for name in answer.told])
        lines.append(
            said("Told, because they recorded values that were replaced: {names}.", names=names)
        )
    message = told(*lines)
    return Message(text=message.text, blocks=(*message.blocks, actions(*_histories(kpis))))


def _histories(kpis: Sequence[Kpi]) -> Iterator[Press]:
    for kpi in kpis[:_HISTORIES]:
        label = said("History of {kpi}", kpi=short_name(kpi))
        yield Press(label=label[:_LABEL], action=HISTORY, value=kpi.key)


def _done(answer: Saved) -> Iterator[str]:
    stored = answer.stored
    if stored.new:
        yield counted("{n} new figure.", "{n} new figures.", stored.new)
    if stored.changed:
        yield counted("{n} figure replaced.", "{n} figures replaced.", stored.changed)
    if bad := len(answer.checked.bad):
        yield counted("{n} row left out.", "{n} rows left out.", bad)


def _trace(answer: Saved) -> str:
    return code(f"/kpi trace K-{answer.stored.replaced[0][1].number}")


def found(checked: Checked, draft: str) -> Message:
    """What stands in a file that was dropped, and the button that shows its rows."""
    name, kpis = short(checked.pasted.file, 100), comma_joined([full_name(k) for k in checked.kpis])
    count = len(checked.rows)
    head = counted(
        "I found {n} row for {kpis} in *{file}*.",
        "I found {n} rows for {kpis} in *{file}*.",
        count,
        kpis=kpis,
        file=name,
    )
    if not count:
        head = said("I found no row that can be saved in *{file}*.", file=name)
    shown = told(
        sentences(head, *_counts(checked)),
        *(_bad_lines(checked.bad, _BAD_TOLD) if not count else ()),
    )
    return _with_button(shown, said("Check and save"), draft) if count else shown


def unclear(pasted: Pasted, rows: int, draft: str) -> Message:
    """The same, where nobody said which KPI the rows are about."""
    head = counted(
        "I found {n} row in *{file}*. Which KPI is it about? Nothing is stored yet.",
        "I found {n} rows in *{file}*. Which KPI are they about? Nothing is stored yet.",
        rows,
        file=short(pasted.file, 100),
    )
    return _with_button(told(head), said("Choose the KPI"), draft)


def others_left(taken: int) -> Message:
    """Where a message brought more files than are looked into."""
    return told(
        said(
            "I looked into the first {taken} files only. Send the others in another message.",
            taken=taken,
        )
    )


def _with_button(message: Message, label: str, draft: str) -> Message:
    button = actions(Press(label=label, action=CHECK, value=draft, style="primary"))
    return Message(text=message.text, blocks=(*message.blocks, button))


def wanted(answer: SheetWanted) -> Message:
    """The form waits for a press."""
    if answer.kpi is None:
        line = told(said("Rows of a sheet can be pasted into a form."))
    else:
        name = full_name(answer.kpi)
        line = told(said("Rows of a sheet can be pasted into a form for {kpi}.", kpi=name))
    return _opening(line, answer.kpi.key if answer.kpi else "")


def too_late(kpi: str) -> Message:
    """Where the form could not be shown in time; `kpi` is the key of the one it is for, or ""."""
    return _opening(
        told(said("The form could not be opened in time, and nothing was stored. Try again.")), kpi
    )


def _opening(message: Message, kpi: str) -> Message:
    button = actions(Press(label=said("Paste rows"), action=OPEN, value=kpi, style="primary"))
    return Message(text=message.text, blocks=(*message.blocks, button))
