"""Answers to questions in plain words, for a channel to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from bot.desk.access import hidden_in
from bot.desk.answers import Answer
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.desk.errors import NotAllowed
from bot.desk.explaining import define
from bot.desk.segment_names import SegmentNames
from bot.desk.workspace import workspace_of, zone_of
from bot.grammar.mentions import MOST, About, Spoken, read_mention
from bot.questions import Explain, History, Look, Question, ShowSegments
from kpi import Kpi, KpiError, catalogue
from kpi.errors import UnknownKpi
from kpi.language import said
from kpi.names import shown_name
from storage.tx import Tx


class Said(Struct, frozen=True, kw_only=True):
    """What a question in plain words is answered."""

    answers: tuple[Answer | KpiError, ...]
    """One for each KPI named; why not, where there is none to give."""
    kpis: tuple[Kpi, ...]
    """Those that are answered about, in the same order."""
    figures: tuple[str, ...]
    """Numbers that came with the question, and are not recorded."""
    unused: tuple[str, ...]
    """Words of the question that had no part in it."""
    left_out: tuple[Kpi, ...]
    """KPIs named beyond those that are answered at once."""
    near: tuple[Kpi, ...]
    """Where no KPI is named: those whose names are near to words of the question."""


def say(tx: Tx, asker: Asker, text: str) -> Said:
    """What everybody in the asker's channel may read about what they ask.

    Raises:
        kpi.errors.AmbiguousName: a word can mean several KPIs.
    """
    zone = zone_of(workspace_of(tx, asker))
    spoken = read_mention(text, SegmentNames.of(tx, asker.team).known, asker.now, zone)
    return Said(
        answers=tuple(_answers(tx, asker, spoken)),
        kpis=spoken.kpis[:MOST],
        figures=spoken.figures,
        unused=spoken.unused,
        left_out=spoken.kpis[MOST:],
        near=() if spoken.kpis else tuple(_near(spoken.unused)),
    )


def _near(words: Iterable[str]) -> Iterator[Kpi]:
    for word in words:
        try:
            catalogue.find(word)
        except UnknownKpi as error:
            yield from map(catalogue.get, error.candidates[:1])


def _answers(tx: Tx, asker: Asker, spoken: Spoken) -> Iterator[Answer | KpiError]:
    for kpi in spoken.kpis[:MOST]:
        tx.choices.get(asker.team, kpi.key)
        question = _question(kpi, spoken)
        hidden = kpi.key in hidden_in(tx, asker.team, asker.channel)
        if hidden and isinstance(question, Explain):
            yield define(tx, asker, question)
            continue
        if hidden:
            yield NotAllowed(
                said(
                    "The figures of {kpi} are limited, and not everybody in this channel may see "
                    "them. Whoever may can type /kpi {key}.",
                    kpi=shown_name(kpi),
                    key=kpi.key,
                ),
            )
            continue
        try:
            yield ask(tx, asker, question, "", "")
        except KpiError as error:
            yield error


def _question(kpi: Kpi, spoken: Spoken) -> Question:
    match spoken.about:
        case About.MEANING:
            return Explain(kpi=kpi, segment=spoken.segment)
        case About.SEGMENTS:
            return ShowSegments(kpi=kpi)
        case About.HISTORY if spoken.period is None:
            return History(kpi=kpi, segment=spoken.segment)
        case _:
            return Look(kpi=kpi, segment=spoken.segment, period=spoken.period)
