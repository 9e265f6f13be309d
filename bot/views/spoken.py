"""Answers to questions in plain words: for everybody in the thread, so without buttons."""

from __future__ import annotations

from bot.desk.answers import Answer
from bot.desk.speaking import Said
from bot.views.answers import message_of
from bot.views.blocks import Message, joined, plain
from bot.views.layout import code, sections, short, told
from bot.views.problems import problem
from kpi import KpiError

_EXAMPLES = (
    "how is churn in enterprise this quarter?",
    "nps trend",
    "crr and nrr last month",
    "what is CLV?",
)


def spoken(said: Said) -> Message:
    """One answer for each KPI named, and what of the question was not understood."""
    if not said.answers:
        return _nothing_found(said)
    parts = [_part(answer) for answer in said.answers]
    remarks = joined(_remarks(said))
    blocks = [
        block
        for part in parts
        for block in part.blocks
        if block["type"] not in ("actions", "input", "data_visualization")
    ]
    # First: a segment nobody knows must not be taken for the one that is answered about.
    text = joined([plain(remarks), *(part.text for part in parts)])
    return Message(text=text, blocks=(*sections(remarks), *blocks))


def _part(answer: Answer | KpiError) -> Message:
    return problem(answer, None) if isinstance(answer, KpiError) else message_of(answer)


def _remarks(said: Said) -> list[str]:
    remarks = []
    if said.left_out:
        names = ", ".join(kpi.name for kpi in said.left_out)
        remarks.append(f"Not answered here: {names}. Ask about them in another message.")
    if said.unused:
        remarks.append(f"Words that had no part in this: {short(', '.join(said.unused))}.")
    return remarks


def _nothing_found(said: Said) -> Message:
    near = ", ".join(f"{kpi.name} ({code(kpi.key)})" for kpi in said.near)
    return told(
        "I found no KPI in that. I answer from the figures recorded here, and I know the names of "
        "KPIs, segments and periods.",
        f"Near to it: {near}." if near else "",
        joined(["Ask me for example:", *(f"• {example}" for example in _EXAMPLES)]),
        f"Every KPI: {code('/kpi list')} · how to record one: {code('/kpi help')} "
        "(type it in the channel: commands do not run in threads)",
    )
