"""Single answers, one a line -> a figure a period and segment, and one for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from msgspec import Struct

from bot.grammar.segments import read_segment
from bot.importing.days import read_day
from bot.importing.errors import BadFile, BadLine, OnBadLine, Unreadable
from bot.importing.figures import Import
from bot.importing.table import Table
from kpi import Entry, Kpi, KpiError, evaluate, read
from kpi.language import said
from kpi.model import Formula, Kind
from kpi.names import shown_name
from kpi.parse import Typed
from kpi.period import Cadence, Period
from kpi.value import Tally
from storage.records import TOTAL, FigureKey, NewObservation

K = TypeVar("K")
T = TypeVar("T")

_Counts = Mapping[tuple[str, str, int], int]
"""Answers by period label, segment and score."""

_MOST_REMEMBERED = 100_000
_NO_ANSWER = -1
"""Stands for an empty score in the counts; no scale reaches below zero."""


class Scores(Struct, frozen=True, kw_only=True):
    """Which columns of a file hold what, and what its answers are answers to."""

    kpi: Kpi
    score: str
    date: str
    segment: str | None
    """The column whose name is the segments' dimension."""
    cadence: Cadence
    survey: Mapping[str, str]
    """What else describes the answers: {"scale": "7"}."""


class Answers(Struct, frozen=True):
    """What a file of answers holds."""

    figures: tuple[NewObservation, ...]
    """By period; the total of a period first, then its segments."""
    everything: Entry
    """All answers of all periods together."""
    without_score: int
    """Lines whose score is empty."""
    without_segment: int
    """Answers that count in the total only."""


def read_scores(table: Table, wanted: Scores, run: Import, on_bad: OnBadLine) -> Answers:
    """Read all answers; memory grows with the periods, segments and scores, not with the lines.

    Raises:
        BadFile: a column is missing, the file holds no answer, or `on_bad` ended it.
        kpi.errors.KpiError: the KPI takes no single scores, or the survey is not described.
    """
    survey = _Survey(wanted)
    counts = _count(table, wanted, survey, run, on_bad)
    without_score = sum(n for (_, _, score), n in counts.items() if score == _NO_ANSWER)
    tallies = _tallies(counts)
    if not tallies:
        raise BadFile(said("The file holds no answer."))
    totals = _pooled(tallies)
    dimension = wanted.segment is not None
    return Answers(
        figures=tuple(
            run.figure(
                FigureKey(kpi=wanted.kpi.key, period=Period.parse(label), segment=segment),
                survey.entry(tally),
            )
            for (label, segment), tally in sorted((tallies | totals).items())
        ),
        everything=evaluate(survey.entry(sum(totals.values(), Tally({})))).kept,
        without_score=without_score,
        without_segment=sum(
            tally.total for (_, segment), tally in tallies.items() if dimension and not segment
        ),
    )


class _Survey:
    """The formula that takes single scores, with what describes them."""

    def __init__(self, wanted: Scores) -> None:
        self._kpi = wanted.kpi
        self._given = wanted.survey
        self._formula, self._name = _scores_of(wanted.kpi)
        self.entry(Tally({}))

    def entry(self, tally: Tally) -> Entry:
        typed: dict[str, Typed] = {self._name: tally, **self._given}
        return read(self._kpi, (), typed, formula=self._formula.key)

    def score(self, cell: str) -> int:
        """The score as a whole number, or _NO_ANSWER. Raises KpiError."""
        text = cell.strip()
        if not text:
            return _NO_ANSWER
        typed: dict[str, Typed] = {self._name: [text], **self._given}
        entry = read(self._kpi, (), typed, formula=self._formula.key)
        (score,) = cast(Tally, entry.inputs[self._name])
        return int(score)


def _scores_of(kpi: Kpi) -> tuple[Formula, str]:
    for formula in kpi.formulas:
        for one in formula.inputs:
            if one.kind is Kind.SCORE_LIST:
                return formula, one.name
    raise BadFile(
        said(
            "{kpi} is not computed from single scores: give its inputs in columns.",
            kpi=shown_name(kpi),
        )
    )


class _Remembered(dict[K, T]):
    """What each distinct thing read means, worked out once."""

    def __init__(self, work_out: Callable[[K], T]) -> None:
        self._work_out = work_out

    def __missing__(self, read: K) -> T:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        meaning = self[read] = self._work_out(read)
        return meaning


class _Counter:
    """How many answers, changed in place."""

    __slots__ = ("n",)

    def __init__(self) -> None:
        self.n = 0


_BySegment = dict[str, dict[str, _Counter]]
"""Counters by the cell of the segment, then by that of the score."""


class _Counted:
    """Answers counted by their cells: day, segment, score. Each new cell is read once.

    Three small tables after one another: one of all three cells would not stay in the processor's
    cache, which takes longer than all else that a line costs.
    """

    def __init__(
        self,
        label: Callable[[str], str],
        segment: Callable[[str], str],
        score: Callable[[str], int],
    ) -> None:
        self.days: dict[str, _BySegment] = {}
        """By the cells as they are; days of one period share what is below them."""
        self._counters: defaultdict[tuple[str, str, int], _Counter] = defaultdict(_Counter)
        self._periods: defaultdict[str, _BySegment] = defaultdict(dict)
        self._label, self._segment = _Remembered(label), _Remembered(segment)
        self._score = _Remembered(score)

    def learn(self, day: str, segment: str, score: str) -> _Counter:
        """The counter of cells that were not met together. Raises Unreadable, KpiError."""
        label = self._label[day]
        counter = self._counters[label, self._segment[segment], self._score[score]]
        if len(self.days) >= _MOST_REMEMBERED:
            self.days.clear()
        self.days[day] = self._periods[label]
        self.days[day].setdefault(segment, {})[score] = counter
        return counter

    def counts(self) -> _Counts:
        """What was read."""
        return {read: counter.n for read, counter in self._counters.items()}


def _count(
    table: Table, wanted: Scores, survey: _Survey, run: Import, on_bad: OnBadLine
) -> _Counts:
    width = len(table.header)
    day, score = table.column(wanted.date), table.column(wanted.score)
    group, segment_of = _grouping(table, wanted)
    counted = _Counted(lambda cell: _label(cell, wanted.cadence, run), segment_of, survey.score)
    days, rows = counted.days, table.rows()
    # A million lines pass through here, most of them alike.
    while True:
        try:
            for row in rows:
                if len(row) != width:
                    table.misfit(row, on_bad)
                    continue
                try:
                    counter = days[row[day]][row[group]][row[score]]
                except KeyError:
                    counter = counted.learn(row[day], row[group], row[score])
                counter.n += 1
            return counted.counts()
        except (Unreadable, KpiError) as problem:
            on_bad(BadLine(table.line, str(problem)))


def _grouping(table: Table, wanted: Scores) -> tuple[int, Callable[[str], str]]:
    """The column that names segments, and the segment of each of its cells."""
    if wanted.segment is None:
        return table.column(wanted.score), lambda _: TOTAL
    column = table.column(wanted.segment)
    dimension = "_".join(table.header[column].split())
    return column, lambda cell: _segment(dimension, cell)


def _label(cell: str, cadence: Cadence, run: Import) -> str:
    day = read_day(cell, run.zone)
    if day > run.today:
        raise Unreadable(said("{period} lies in the future.", period=day))
    return Period.of(day, cadence).label


def _segment(dimension: str, cell: str) -> str:
    return read_segment(f"{dimension}:{cell.strip()}") if cell.strip() else TOTAL


def _tallies(counts: _Counts) -> dict[tuple[str, str], Tally]:
    groups: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for (label, segment, score), n in counts.items():
        if score != _NO_ANSWER:
            groups[label, segment][score] = n
    return {group: Tally(scores) for group, scores in groups.items()}


def _pooled(tallies: Mapping[tuple[str, str], Tally]) -> dict[tuple[str, str], Tally]:
    totals: defaultdict[tuple[str, str], Tally] = defaultdict(lambda: Tally({}))
    for (label, _), tally in tallies.items():
        totals[label, TOTAL] += tally
    return dict(totals)
