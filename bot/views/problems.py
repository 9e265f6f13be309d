"""What went wrong, in one private message: the sentence, what is near, and what to type instead."""

from __future__ import annotations

import re

from bot.desk.errors import DeskError
from bot.examples import example_of
from bot.grammar.errors import CommandError
from bot.views.blocks import Block, Message, Press, escape, joined, plain, section
from bot.views.layout import code, short, told
from bot.views.targets import target_example
from kpi import Kpi, KpiError, catalogue
from kpi.errors import (
    AmbiguousName,
    MissingInput,
    NotAddable,
    TooManyInputs,
    UnknownFormula,
    UnknownInput,
    UnknownKpi,
)
from kpi.language import phrase, said
from kpi.lists import comma_joined, labelled, sentences
from kpi.model import Formula
from kpi.names import shown_name

CHOOSE = "choose.kpi"
"""Action of the buttons that say which KPI an ambiguous word means."""

_SENTENCE = 500
"""Characters of a sentence: what somebody typed may stand in it at any length."""
_NO_EXAMPLE = (DeskError, NotAddable)
"""Another way to type would not help here."""


def problem(error: KpiError, kpi: Kpi | None) -> Message:
    """What a person can mend. `kpi` is the one spoken of, where that is known."""
    return told(sentences(short(error.message, _SENTENCE), _near(error), _instead(error, kpi)))


def ambiguous(error: AmbiguousName, draft: str, *, records: bool) -> Message:
    """Asks which KPI a word means. Each button carries the waiting command's id and a KPI's key.

    Args:
        error: the word, and what it can mean.
        draft: id of the command, which waits.
        records: whether the command stores a figure, so that it has to be said that none is yet.
    """
    question = said(_UNCLEAR_RECORD if records else _UNCLEAR, typed=short(error.typed, 100))
    choices = {_meaning(kpi): kpi for kpi in map(catalogue.get, error.candidates)}
    return Message(
        text=plain(joined([question, *choices])),
        blocks=(
            section(question),
            *(_choice(line, kpi, draft) for line, kpi in choices.items()),
        ),
    )


_UNCLEAR = phrase('"{typed}" can mean several KPIs. Choose one.')
_UNCLEAR_RECORD = phrase('"{typed}" can mean several KPIs. Nothing was stored: choose one.')


def _meaning(kpi: Kpi) -> str:
    label = f"*{shown_name(kpi)}* (`{kpi.key}`)"
    return labelled(label, said(kpi.tells))


def unexpected(id: str) -> Message:  # noqa: A002 -- the name people see
    """Something broke on our side; the id stands in the log, too."""
    return told(
        said("Something went wrong in KPI Bot, not in what you typed. Please try again."),
        said(
            "If it happens again, give this number to whoever runs KPI Bot: {number}",
            number=code(id),
        ),
    )


def _choice(line: str, kpi: Kpi, draft: str) -> Block:
    return section(line, Press(label=shown_name(kpi), action=CHOOSE, value=f"{draft}|{kpi.key}"))


def _near(error: KpiError) -> str:
    """The nearest names, where the sentence does not say them itself."""
    unsaid = [one for one in error.candidates if not _says(error.message, one)]
    return said("Near to it: {words}.", words=escape(comma_joined(unsaid))) if unsaid else ""


def _says(sentence: str, word: str) -> bool:
    # ASCII, as Korean particles stand right behind a name.
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", sentence, re.ASCII) is not None


def _instead(error: KpiError, kpi: Kpi | None) -> str:
    """What to type instead; where no name is near, where all of them stand."""
    if isinstance(error, UnknownKpi) and not error.candidates:
        return said("Every KPI: {command}", command=code("/kpi list"))
    example = _example(error, kpi)
    return said("Type for example: {example}", example=code(example)) if example else ""


def _example(error: KpiError, kpi: Kpi | None) -> str:
    if isinstance(error, CommandError | DeskError) and error.example:
        return error.example
    if isinstance(error, (UnknownKpi, AmbiguousName)):
        return example_of(catalogue.get(error.candidates[0]))
    if isinstance(error, _NO_EXAMPLE):
        return ""
    return _example_about(error, kpi) if kpi else "/kpi help"


def _example_about(error: KpiError, kpi: Kpi) -> str:
    if error.field == "target":
        return target_example(kpi)
    if error.field == "period":
        return f"{example_of(kpi)} period=last"
    formula = _formula(error, kpi)
    by_name = f" formula={formula.key}" if isinstance(error, UnknownFormula) else ""
    return example_of(kpi, formula) + by_name


def _formula(error: KpiError, kpi: Kpi) -> Formula:
    """The formula that was probably meant."""
    match error:
        case UnknownFormula(candidates=(key, *_)):
            return kpi.formula(key)
        case UnknownInput(candidates=(nearest, *_)):
            wanted = {nearest}
        case MissingInput(formulas=(names, *_)) | TooManyInputs(formulas=(names, *_)):
            wanted = set(names)
        case _:
            wanted = {error.field} if error.field else set()
    holds = (one for one in kpi.formulas if wanted <= {given.name for given in one.inputs})
    return next(holds, kpi.formulas[0])
