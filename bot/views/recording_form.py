"""The form that records or corrects a KPI, made from its definition alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import slackblocks

from bot.desk.filling import Sheet
from bot.views.blocks import Block, Field, Form, context, modal, section
from bot.views.form_fields import (
    EVERYBODY,
    PERIOD,
    SEGMENT,
    formula_field,
    input_fields,
    option,
    sentence,
    text,
)
from bot.views.form_state import FormState
from bot.views.forms import INPUT
from bot.views.naming import EVERY, full_name, short_name
from bot.views.readings import holds_words
from kpi import Kpi, catalogue
from kpi.period import Period

CHOOSE, FILL = "form.choose", "form.fill"
KPI = "kpi"
"""The block of the menu of KPIs."""
_TITLE = 24
_LONG = 1000
"""Characters of a note, a source or a reason."""
_MOST_SEGMENTS = 99
"""Segments in the menu; further ones are typed."""
_GROUP = 100
"""Options of one group."""

View = dict[str, Any]


def chooser(state: FormState) -> View:
    """Which KPI is to be recorded."""
    groups = [
        slackblocks.OptionGroup(
            label=sentence(family.replace("_", " ")),
            options=[option(full_name(kpi), kpi.key) for kpi in kpis[:_GROUP]],
        )
        for family, kpis in catalogue.families().items()
    ]
    menu = Field(
        block=KPI,
        label="Which KPI do you want to record?",
        element=slackblocks.StaticSelectMenu(action_id=INPUT, option_groups=groups),
        hint="Type a few letters to find it.",
    )
    return modal(
        Form(
            callback=CHOOSE,
            title="Record a KPI",
            submit="Next",
            fields=(menu,),
            state=state.text(),
        )
    )


def loading(title: str) -> View:
    """Shown at once, so that the form itself may take its time."""
    return modal(Form(callback=FILL, title=title, body=(section("Opening the form…"),)))


def title_of(verb: str, kpi: Kpi) -> str:
    """`Record NPS`; a KPI of a longer name is named below."""
    named = f"{verb} {short_name(kpi)}"
    return named if len(named) <= _TITLE else f"{verb} a KPI"


def form(sheet: Sheet, state: FormState) -> View:
    """The form: inputs, period, segment, note and source; for a correction also its reason."""
    about = replace(
        sheet.about,
        kpi=sheet.kpi.key,
        formula=sheet.formula.key,
        period=sheet.period.label,
    )
    return modal(
        Form(
            callback=FILL,
            title=title_of("Correct" if sheet.standing else "Record", sheet.kpi),
            submit="Review",
            body=tuple(_intro(sheet)),
            fields=tuple(_fields(sheet)),
            state=replace(state, about=about).text(),
        )
    )


def _intro(sheet: Sheet) -> Iterator[Block]:
    if sheet.standing is not None:
        yield section(f"*{full_name(sheet.kpi)}*\n{holds_words(sheet.standing)}.")
        return
    yield section(f"*{full_name(sheet.kpi)}*, recorded {EVERY[sheet.period.cadence]}")
    yield context("Nothing is stored yet: you see the value first.")


def _fields(sheet: Sheet) -> Iterator[Field]:
    if len(sheet.kpi.formulas) > 1:
        yield formula_field(sheet.kpi.formulas, sheet.formula)
    yield from input_fields(sheet)
    filled = sheet.filled
    if sheet.standing is None:
        yield from _periods(sheet, filled.about.period if filled else sheet.period.label)
        yield from _segments(sheet, filled.about.segment if filled else sheet.about.segment)
    else:
        yield _reason(sheet, filled.reason if filled else "")
    yield text(
        "note", "Note", filled.note if filled else "", hint="Shown with the value.", long=_LONG
    )
    yield text(
        "source",
        "Source",
        filled.source if filled else "",
        hint="Where the numbers come from: a link, or a few words.",
        long=_LONG,
    )


def _reason(sheet: Sheet, held: str) -> Field:
    partial = sheet.standing is not None and sheet.standing.observation.partial
    hint = "Kept with the old value and told its author."
    return text("reason", "Why is it corrected?", held, hint=hint, optional=partial, long=_LONG)


def _periods(sheet: Sheet, chosen: str) -> Iterator[Field]:
    offered = {one.label: option(_period_words(one, sheet), one.label) for one in sheet.periods}
    yield Field(
        block="period",
        label="Period",
        element=slackblocks.StaticSelectMenu(
            action_id=PERIOD,
            options=list(offered.values()),
            initial_option=offered.get(chosen, offered[sheet.period.label]),
        ),
        dispatch=True,
    )
    yield text(
        "other_period",
        "Another period",
        "" if chosen in offered else chosen,
        hint=f"Counts instead of the choice above. Type a {sheet.period.cadence} such as "
        f"{sheet.periods[-1].previous().label}.",
    )


def _period_words(period: Period, sheet: Sheet) -> str:
    if period == sheet.complete:
        return f"{period.words()} (last complete)"
    return f"{period.words()}{' (so far)' if period > sheet.complete else ''}"


def _segments(sheet: Sheet, chosen: str) -> Iterator[Field]:
    shown = sheet.segments[:_MOST_SEGMENTS]
    offered = {one: option(one, one) for one in shown}
    everybody = option("Everybody", EVERYBODY)
    known = chosen in ("", EVERYBODY, *shown)
    yield Field(
        block="segment",
        label="Segment",
        element=slackblocks.StaticSelectMenu(
            action_id=SEGMENT,
            options=[everybody, *offered.values()],
            initial_option=offered.get(chosen, everybody),
        ),
        hint="Whom the numbers are about.",
        dispatch=True,
    )
    yield text(
        "other_segment",
        "Another segment",
        "" if known else chosen,
        hint="Counts instead of the choice above. Type it like tier:enterprise.",
    )


def message_view(title: str, blocks: tuple[Block, ...], state: FormState | None = None) -> View:
    """A modal that is only read."""
    return modal(
        Form(
            callback=FILL,
            title=title,
            close="Close",
            body=blocks,
            state=state.text() if state else "",
        )
    )
