"""Answers to questions in plain words: for everybody in the thread, so without buttons."""

from __future__ import annotations

from bot.desk.answers import Answer
from bot.desk.speaking import Said
from bot.examples import command_of
from bot.views.answers import message_of
from bot.views.blocks import Message, joined, plain
from bot.views.layout import code, sections, short, told
from bot.views.problems import problem
from kpi import KpiError, catalogue
from kpi.errors import AmbiguousName
from kpi.language import phrase, said
from kpi.lists import comma_joined, joined_or, with_aside
from kpi.names import shown_name

EXAMPLES = (
    phrase("how is churn in enterprise this quarter?"),
    phrase("nps trend"),
    phrase("crr and nrr last month"),
    phrase("what is CLV?"),
)
"""Questions that anybody may ask, whatever is recorded."""
_NUMBERS = 200
"""Characters of numbers that are repeated: a cut command would record something else."""


def spoken(speech: Said) -> Message:
    """One answer for each KPI named, and what of the question was not understood."""
    if not speech.answers:
        return _nothing_found(speech)
    parts = [_part(answer) for answer in speech.answers]
    remarks = joined(_remarks(speech))
    blocks = [
        block
        for part in parts
        for block in part.blocks
        if block["type"] not in ("actions", "input", "data_visualization")
    ]
    # First: a segment nobody knows must not be taken for the one that is answered about.
    text = joined([plain(remarks), *(part.text for part in parts)])
    return Message(text=text, blocks=(*sections(remarks), *blocks))


def of_several_meanings(error: AmbiguousName) -> Message:
    """Asks back by names that can be used in the next question: keys are for commands."""
    names = [shown_name(catalogue.get(key)) for key in error.candidates]
    return told(
        said(
            '"{typed}" can mean {candidates}. Type the one you mean.',
            typed=short(error.typed),
            candidates=joined_or(names),
        )
    )


def _part(answer: Answer | KpiError) -> Message:
    return problem(answer, None) if isinstance(answer, KpiError) else message_of(answer)


def _remarks(speech: Said) -> list[str]:
    remarks = []
    if speech.figures:
        remarks.append(
            said(
                "A mention records nothing. Type it in the channel: {command}",
                command=comma_joined(_commands(speech)),
            )
        )
    if speech.left_out:
        remarks.append(
            said(
                "Not answered here: {kpis}. Ask about them in another message.",
                kpis=comma_joined([shown_name(kpi) for kpi in speech.left_out]),
            )
        )
    if speech.unused:
        words = short(comma_joined(speech.unused))
        remarks.append(said("Words that had no part in this: {words}.", words=words))
    return remarks


def _commands(speech: Said) -> list[str]:
    """What records the numbers; of several KPIs nobody can tell which number is whose."""
    numbers = " ".join(speech.figures)
    typed = numbers if len(speech.kpis) == 1 and len(numbers) <= _NUMBERS else "…"
    return [code(f"{command_of(kpi)} {typed}") for kpi in speech.kpis]


def _nothing_found(speech: Said) -> Message:
    near = comma_joined([with_aside(shown_name(kpi), code(kpi.key)) for kpi in speech.near])
    return told(
        said(
            "I found no KPI in that. I answer from the figures recorded here, and I know the names "
            "of KPIs, segments and periods."
        ),
        said("Near to it: {kpis}.", kpis=near) if near else "",
        joined([said("Ask me for example:"), *(f"• {said(example)}" for example in EXAMPLES)]),
        said(
            "Every KPI: {list} · how to record one: {help} "
            "(type it in the channel: commands do not run in threads)",
            list=code("/kpi list"),
            help=code("/kpi help"),
        ),
    )
