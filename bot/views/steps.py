"""Answers as outputs of a step in a workflow, or the sentence it fails with. No buttons there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from bot.desk.answers import (
    Answer,
    Latest,
    NewSegment,
    Past,
    Receipt,
    Recorded,
    Stands,
    Unchanged,
)
from bot.desk.reading import Reading
from bot.views.answers import message_of
from bot.views.blocks import Message, joined, plain
from bot.views.problems import problem
from bot.views.readings import change_line, value_words, verdict_words
from kpi import Kpi, KpiError
from kpi.language import said


class Outcome(Struct, frozen=True, kw_only=True):
    """How a step ends."""

    outputs: Mapping[str, str] = field(default_factory=dict)
    """By the names that its definition in the manifest has."""
    error: str = ""
    """Why it fails; then it has no outputs."""


def recorded(answer: Answer, command: str) -> Outcome:
    """The end of "Record a KPI"; `command` would have recorded the same."""
    text = message_of(answer).text
    match answer:
        case Recorded() | Unchanged():
            number = answer.reading.observation.number
            shown = _shown(answer.reading)
        case Receipt():
            number, shown = answer.number, {}
        case Stands():
            return _left_to_people(
                answer,
                said(
                    "A workflow step replaces nothing. To choose what becomes of it, type: "
                    "{command}",
                    command=command,
                ),
            )
        case NewSegment():
            return _left_to_people(
                answer,
                said(
                    "A workflow step adds no segment. To add it, type once: {command}",
                    command=command,
                ),
            )
        case _:
            raise TypeError(f"no recording is answered by {type(answer).__name__}")
    return Outcome(outputs={**shown, "figure": f"K-{number}", "text": text})


def found(answer: Answer) -> Outcome:
    """The end of "Get a KPI"."""
    match answer:
        case Latest() | Recorded():
            reading = answer.reading
        case Past():
            one = said("One value belongs to one period. Name a single one, such as 2026-W46.")
            return Outcome(error=one)
        case _:
            return Outcome(error=_said_by(message_of(answer)))
    change = plain(change_line(reading, reading.change)) if reading.change else ""
    return Outcome(
        outputs={
            **_shown(reading),
            **({"change": change} if change else {}),
            "period": reading.observation.key.period.words(),
            "text": message_of(answer).text,
        }
    )


def refused(error: KpiError, kpi: Kpi | None) -> Outcome:
    """The end of a step that somebody can mend."""
    return Outcome(error=problem(error, kpi).text)


def _shown(reading: Reading) -> dict[str, str]:
    """Value and verdict, where there are any."""
    outputs = {"value": value_words(reading), "verdict": plain(verdict_words(reading))}
    return {name: one for name, one in outputs.items() if one}


def _left_to_people(answer: Answer, instead: str) -> Outcome:
    return Outcome(error=joined([_said_by(message_of(answer)), instead]))


def _said_by(message: Message) -> str:
    """A message without its buttons, and without the names of them."""
    texts = (block["text"]["text"] for block in message.blocks if block["type"] == "section")
    return plain(joined(list(texts)))
