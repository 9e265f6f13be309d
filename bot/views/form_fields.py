"""Inputs of a form, made from a KPI's definition: labels, units, hints, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import slackblocks

from bot.desk.filling import MAX_TYPED, Carried, Sheet
from bot.examples import example_inputs
from bot.views.blocks import Field
from bot.views.forms import INPUT
from bot.views.guides import default_words
from kpi.language import phrase, said
from kpi.lists import comma_joined, with_aside
from kpi.model import Attribute, Formula, Input, Kind
from kpi.parse import LISTS, TAKES

FORMULA, PERIOD, SEGMENT = "form.formula", "form.period", "form.segment"
"""Choices that change the form as soon as they are made."""
EVERYBODY = "total"
"""The value of the choice that names no segment; people may type it as well."""
_UNITS: Mapping[Kind, str] = {Kind.PERCENT: "%", Kind.PERCENT_LIST: "%"}
_OPTION = 75
_PLACEHOLDER = 150
_STEPS = ("5", "7")
_CHOICES: Mapping[str, str] = {"lower": phrase("lower"), "higher": phrase("higher")}
"""Choices that are words."""


def formula_field(formulas: Sequence[Formula], chosen: Formula) -> Field:
    """Which numbers somebody has; the inputs follow."""
    options = {one.key: _formula_option(one) for one in formulas}
    return Field(
        block="formula",
        label=said("Which numbers do you have?"),
        element=slackblocks.StaticSelectMenu(
            action_id=FORMULA, options=list(options.values()), initial_option=options[chosen.key]
        ),
        hint=said("The inputs below follow your choice."),
        dispatch=True,
    )


def input_fields(sheet: Sheet) -> Iterator[Field]:
    """One for each input of the formula, then one for each property of the survey."""
    examples = example_inputs(sheet.kpi, sheet.formula)
    held = sheet.filled.inputs if sheet.filled else {}
    for one in sheet.formula.inputs:
        carried = None if one.name in held else sheet.carried.get(one.name)
        yield Field(
            block=one.name,
            label=_label(one, sheet.currency),
            element=_element(one, examples.get(one.name, ""), held.get(one.name, ""), carried),
            hint=_hint(one, carried),
        )
    asked = sheet.formula.input_set
    yield from (_survey(one, held) for one in sheet.kpi.attributes if one.name not in asked)


def text(
    block: str, label: str, held: str = "", *, hint: str = "", optional: bool = True, long: int = 0
) -> Field:
    """A text; `long` is its most characters where it may have several lines."""
    return Field(
        block=block,
        label=label,
        element=slackblocks.PlainTextInput(
            action_id=INPUT,
            initial_value=held or None,
            multiline=long > 0,
            max_length=long or MAX_TYPED,
        ),
        hint=hint,
        optional=optional,
    )


def option(label: str, value: str, described: str = "") -> slackblocks.Option:
    """An entry of a menu, cut to what Slack shows."""
    return slackblocks.Option(
        text=_plain(label), value=value, description=_plain(described) if described else None
    )


def _plain(words: str) -> slackblocks.Text:
    cut = words if len(words) <= _OPTION else f"{words[: _OPTION - 1]}…"
    return slackblocks.Text(cut, slackblocks.TextType.PLAINTEXT)


def _formula_option(one: Formula) -> slackblocks.Option:
    labels = comma_joined([said(given.label) for given in one.inputs])
    return option(sentence(labels), one.key, said(one.per))


def sentence(words: str) -> str:
    """The same words with a capital at the front."""
    return f"{words[:1].upper()}{words[1:]}"


def _label(one: Input, currency: str) -> str:
    unit = currency if one.kind in (Kind.MONEY, Kind.MONEY_LIST) else _UNITS.get(one.kind, "")
    label = sentence(said(one.label))
    return with_aside(label, unit) if unit else label


def _hint(one: Input, carried: Carried | None) -> str:
    takes = sentence(said(TAKES[one.kind]))
    if one.kind in LISTS:
        hint = said("{takes}. One a line is fine too.", takes=takes)
    else:
        hint = said("{takes}.", takes=takes)
    if carried is None:
        return hint
    return said(
        "Filled from the end of {period} (K-{number}). {hint}",
        period=carried.period.words(),
        number=carried.number,
        hint=hint,
    )


def _element(one: Input, example: str, held: str, carried: Carried | None) -> slackblocks.Element:
    if one.kind is Kind.CHOICE_5_7:
        return _menu(_STEPS, held)
    # Slack keeps what an input of the same name holds, but another opening stock is another one.
    action = f"{INPUT}.{carried.number}" if carried else INPUT
    return slackblocks.PlainTextInput(
        action_id=action,
        initial_value=(carried.typed if carried else held) or None,
        multiline=one.kind in LISTS,
        max_length=MAX_TYPED,
        placeholder=_placeholder(example),
    )


def _placeholder(example: str) -> slackblocks.Text | None:
    if not example:
        return None
    such = said("such as {example}", example=example)[:_PLACEHOLDER]
    return slackblocks.Text(such, slackblocks.TextType.PLAINTEXT)


def _survey(one: Attribute, held: Mapping[str, str]) -> Field:
    """A property of the survey; what has a default may stay as it is."""
    if one.choices:
        element = _menu(one.choices, held.get(one.name) or one.default or "")
        return Field(
            block=one.name,
            label=sentence(said(one.label)),
            element=element,
            optional=one.default is None,
        )
    usual = ""
    if one.default is not None:
        usual = said("{usual}.", usual=sentence(default_words(one)))
    return text(one.name, sentence(said(one.label)), held.get(one.name, ""), hint=usual)


def _menu(values: Sequence[str], chosen: str) -> slackblocks.StaticSelectMenu:
    options = {value: option(said(_CHOICES.get(value, value)), value) for value in values}
    return slackblocks.StaticSelectMenu(
        action_id=INPUT, options=list(options.values()), initial_option=options.get(chosen)
    )
