"""From the inputs of a step in a workflow to a question."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from bot.examples import command_of, example_of
from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.grammar.segments import read_segment
from bot.grammar.tokens import Token, join, split
from bot.questions import Look, Mode, Record
from kpi import Kpi, catalogue
from kpi.errors import UnknownKpi
from kpi.language import said
from kpi.names import shown_name

_COMMAND = "/kpi"


class Typed(Struct, frozen=True, kw_only=True):
    """What a step is to record, and the command that would say the same."""

    question: Record
    text: str
    """What follows "/kpi"."""

    @property
    def command(self) -> str:
        """The whole command, to be copied."""
        return f"{_COMMAND} {self.text}"


def read_recording(given: Mapping[str, str]) -> Typed:
    """What the step "Record a KPI" is to record.

    Args:
        given: `kpi`, `inputs`, and perhaps `period`, `segment` and `note`; empty ones count as
            not given.

    Raises:
        CommandError: the inputs are none, or say more than what to record.
        kpi.errors.KpiError: the KPI's name is unknown or means several.
    """
    kpi, name = _named(given.get("kpi", ""))
    inputs = given.get("inputs", "").strip()
    question = read_command(_COMMAND, f"{name} {inputs}")
    if (
        not isinstance(question, Record)
        or question.kpi is not kpi  # names of some KPIs begin with the name of another one
        or not (question.positional or question.named)
    ):
        raise CommandError(
            said("The inputs of {kpi} were expected here, and nothing else.", kpi=shown_name(kpi)),
            field="inputs",
            example=example_of(kpi),
        )
    _require_plain(question)
    period, segment, note = (given.get(one, "").strip() for one in ("period", "segment", "note"))
    options = [Token(period, "period")] if period else []
    options += [Token(segment, "segment")] if segment else []
    return Typed(
        question=replace(
            question,
            period=_said_once(question, "period", "last", period),
            segment=read_segment(_said_once(question, "segment", "", segment)),
            note=_said_once(question, "note", "", note),
        ),
        text=" ".join(part for part in (name, inputs, join(options)) if part),
    )


def read_request(given: Mapping[str, str]) -> Look:
    """What the step "Get a KPI" asks for, by `kpi`, and perhaps `period` and `segment`.

    Raises:
        CommandError: the segment has another shape.
        kpi.errors.KpiError: the KPI's name is unknown or means several.
    """
    kpi, _ = _named(given.get("kpi", ""))
    return Look(
        kpi=kpi,
        period=given.get("period", "").strip() or None,
        segment=read_segment(given.get("segment", "")),
    )


def _named(typed: str) -> tuple[Kpi, str]:
    """The KPI of a name that has nothing beside it, and the name; some mean a formula as well."""
    words = [token.value for token in split(typed)]
    kpi, _, used = catalogue.resolve(words)
    if used < len(words):
        raise UnknownKpi(typed, [kpi.key])
    return kpi, " ".join(words)


def _said_once(question: Record, option: str, usual: str, beside: str) -> str:
    """An option as it was typed, with the inputs or beside them.

    Raises:
        CommandError: it was typed in both places.
    """
    with_inputs: str = getattr(question, option)
    if beside and with_inputs != usual:
        raise CommandError(
            said("{name} is given twice.", name=option),
            field=option,
            example=example_of(question.kpi),
        )
    return beside or with_inputs


def _require_plain(question: Record) -> None:
    """Lets pass what records or adds, for nobody else to read.

    Raises:
        CommandError: it corrects, or shares.
    """
    command, example = command_of(question.kpi), example_of(question.kpi)
    if question.mode is Mode.CORRECT:
        raise CommandError(
            said("A workflow step corrects nothing. Correct the value with the command itself."),
            field="inputs",
            example=f'{example.replace(command, f"{command} correct", 1)} reason="…"',
        )
    if question.share:
        raise CommandError(
            said('A workflow step has no channel to share in. Leave out "share".'),
            field="share",
            example=example,
        )
