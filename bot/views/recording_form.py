"""The form that records or corrects a KPI, made from its definition alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import slackblocks
from msgspec.structs import replace

from bot.desk.filling import Sheet
from bot.views.blocks import Block, Field, Form, context, modal, section
from bot.views.families import family_title
from bot.views.form_fields import (
    EVERYBODY,
    PERIOD,
    SEGMENT,
    formula_field,
    input_fields,
    option,
    text,
)
from bot.views.form_state import FormState
from bot.views.forms import INPUT
from bot.views.naming import EVERY, full_name, short_name
from bot.views.readings import holds_words
from kpi import Kpi, catalogue
from kpi.language import phrase, said
from kpi.period import Cadence, Period

CHOOSE, FILL = "form.choose", "form.fill"
KPI = "kpi"
"""The block of the menu of KPIs."""
_TITLE = 24
_TITLES: Mapping[str, tuple[str, str]] = {
    "Record": (phrase("Record {kpi}"), phrase("Record a KPI")),
    "Correct": (phrase("Correct {kpi}"), phrase("Correct a KPI")),
}
"""With the name of the KPI and without it, by what the form does."""
_INSTEAD: Mapping[Cadence, str] = {
    Cadence.WEEK: phrase("Counts instead of the choice above. Type a week such as {period}."),
    Cadence.MONTH: phrase("Counts instead of the choice above. Type a month such as {period}."),
    Cadence.QUARTER: phrase("Counts instead of the choice above. Type a quarter such as {period}."),
    Cadence.YEAR: phrase("Counts instead of the choice above. Type a year such as {period}."),
}
_LONG = 1000
"""Characters of a note, a source or a reason."""
_MOST_SEGMENTS = 99
"""Segments in the menu; further ones are typed."""
_GROUP = 100
"""Options of one group."""

View = dict[str, Any]


def chooser(state: FormState) -> View:
    """Which KPI is to be recorded."""
    menu = Field(
        block=KPI,
        label=said("Which KPI do you want to record?"),
        element=kpi_menu(),
        hint=said("Type a few letters to find it."),
    )
    return modal(
        Form(
            callback=CHOOSE,
            title=said("Record a KPI"),
            submit=said("Next"),
            fields=(menu,),
            state=state.text(),
        )
    )


def kpi_menu(chosen: str = "") -> slackblocks.StaticSelectMenu:
    """Every KPI by family; `chosen` is the key of the one it begins with."""
    options = {
        family: {kpi.key: option(full_name(kpi), kpi.key) for kpi in kpis[:_GROUP]}
        for family, kpis in catalogue.families().items()
    }
    groups = [
        slackblocks.OptionGroup(label=family_title(family), options=list(group.values()))
        for family, group in options.items()
    ]
    begins = next((group[chosen] for group in options.values() if chosen in group), None)
    return _GroupedMenu(groups, begins)


class _GroupedMenu(slackblocks.StaticSelectMenu):
    """A menu of groups that begins with one of their options, which the library does not take."""

    def __init__(
        self, groups: list[slackblocks.OptionGroup], chosen: slackblocks.Option | None
    ) -> None:
        super().__init__(action_id=INPUT, option_groups=groups)
        self._chosen = chosen

    def _resolve(self) -> dict[str, Any]:
        menu: dict[str, Any] = super()._resolve()
        if self._chosen is not None:
            menu["initial_option"] = self._chosen._resolve()  # noqa: SLF001 -- as everywhere
        return menu


def loading(title: str) -> View:
    """Shown at once, so that the form itself may take its time."""
    return modal(Form(callback=FILL, title=title, body=(section(said("Opening the form…")),)))


def title_of(verb: str, kpi: Kpi) -> str:
    """`Record NPS`; a KPI of a longer name is named below."""
    named, unnamed = _TITLES[verb]
    title = said(named, kpi=short_name(kpi))
    return title if len(title) <= _TITLE else said(unnamed)


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
            submit=said("Review"),
            body=tuple(_intro(sheet)),
            fields=tuple(_fields(sheet)),
            state=replace(state, about=about).text(),
        )
    )


def _intro(sheet: Sheet) -> Iterator[Block]:
    if sheet.standing is not None:
        held = said("{held}.", held=holds_words(sheet.standing))
        yield section(f"*{full_name(sheet.kpi)}*\n{held}")
        return
    every = said(EVERY[sheet.period.cadence])
    yield section(said("*{kpi}*, recorded {every}", kpi=full_name(sheet.kpi), every=every))
    yield context(said("Nothing is stored yet: you see the value first."))


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
        "note",
        said("Note"),
        filled.note if filled else "",
        hint=said("Shown with the value."),
        long=_LONG,
    )
    yield text(
        "source",
        said("Source"),
        filled.source if filled else "",
        hint=said("Where the numbers come from: a link, or a few words."),
        long=_LONG,
    )


def _reason(sheet: Sheet, held: str) -> Field:
    partial = sheet.standing is not None and sheet.standing.observation.partial
    return text(
        "reason",
        said("Why is it corrected?"),
        held,
        hint=said("Kept with the old value and told its author."),
        optional=partial,
        long=_LONG,
    )


def _periods(sheet: Sheet, chosen: str) -> Iterator[Field]:
    offered = {one.label: option(_period_words(one, sheet), one.label) for one in sheet.periods}
    yield Field(
        block="period",
        label=said("Period"),
        element=slackblocks.StaticSelectMenu(
            action_id=PERIOD,
            options=list(offered.values()),
            initial_option=offered.get(chosen, offered[sheet.period.label]),
        ),
        dispatch=True,
    )
    yield text(
        "other_period",
        said("Another period"),
        "" if chosen in offered else chosen,
        hint=said(_INSTEAD[sheet.period.cadence], period=sheet.periods[-1].previous().label),
    )


def _period_words(period: Period, sheet: Sheet) -> str:
    if period == sheet.complete:
        return said("{period} (last complete)", period=period.words())
    if period > sheet.complete:
        return said("{period} (so far)", period=period.words())
    return period.words()


def _segments(sheet: Sheet, chosen: str) -> Iterator[Field]:
    shown = sheet.segments[:_MOST_SEGMENTS]
    offered = {one: option(one, one) for one in shown}
    everybody = option(said("Everybody"), EVERYBODY)
    known = chosen in ("", EVERYBODY, *shown)
    yield Field(
        block="segment",
        label=said("Segment"),
        element=slackblocks.StaticSelectMenu(
            action_id=SEGMENT,
            options=[everybody, *offered.values()],
            initial_option=offered.get(chosen, everybody),
        ),
        hint=said("Whom the numbers are about."),
        dispatch=True,
    )
    yield text(
        "other_segment",
        said("Another segment"),
        "" if known else chosen,
        hint=said("Counts instead of the choice above. Type it like tier:enterprise."),
    )


def message_view(title: str, blocks: tuple[Block, ...], state: FormState | None = None) -> View:
    """A modal that is only read."""
    return modal(
        Form(
            callback=FILL,
            title=title,
            close=said("Close"),
            body=blocks,
            state=state.text() if state else "",
        )
    )
