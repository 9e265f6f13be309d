"""What the flagging rules make of a stored figure: history in, assessment out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from msgspec import Struct

from bot.desk.baselines import (
    Figure,
    Process,
    Series,
    instead,
    process_of,
    rebase_at,
    rebases_of,
)
from kpi import Kpi, Result
from kpi.flags import Assessment, Episode, Point, Settings, Watch, assess
from kpi.judge import verdict
from kpi.model import Grade
from kpi.period import Period
from storage.records import Observation, Rebase, TargetRecord, Workspace
from storage.tx import Tx

WINDOW = 104
"""Periods looked back: two years of weeks, so that the same season last year is among them."""


class Flagged(Struct, frozen=True, kw_only=True):
    """The assessment of one figure, and what it was compared with."""

    assessment: Assessment
    before: Observation | None
    """The newest earlier figure of the same formula, survey and currency."""
    process: Process
    """Where its natural limits come from."""
    recent: tuple[Point, ...]
    """The figure and those before it of the same basis that can be compared, oldest first."""

    @property
    def in_trouble(self) -> bool:
        """Whether an episode runs that is not calm again."""
        episode = self.assessment.episode
        return episode is not None and episode.calm_since is None


def flag(
    tx: Tx,
    workspace: Workspace,
    kpi: Kpi,
    segment: str,
    period: Period,
    *,
    as_if: Observation | None = None,
) -> Flagged | None:
    """Assesses the figure of a period; None where it has no value.

    The history is walked from its beginning, so a correction of an old figure changes what
    follows from it, and the answer depends on nothing but the figures, the targets and the
    rebasings. With a rebasing it begins anew. `as_if` is a revision that is taken for what
    stands, to see what a correction changed.
    """
    team = workspace.team
    stored = tx.observations.history(
        team, kpi.key, segment, period.cadence, before=period.next(), limit=WINDOW
    )
    rows = [one for one in reversed(instead(stored, as_if)) if one.value is not None]
    figures = [Figure.of(kpi, one) for one in rows]
    if not figures or figures[-1].point.period != period:
        return None
    basis = figures[-1].point.basis
    history = [one for one in figures if one.point.basis == basis]
    series = Series(team=team, kpi=kpi, segment=segment, cadence=period.cadence)
    choice = tx.choices.get(team, kpi.key).benchmark_set
    targets = _targets(tx, team, kpi, segment)
    before = history[-2].observation if len(history) > 1 else None
    recent = tuple(one.point for one in history if one.point.usable)
    flagged: Flagged | None = None
    for rebase, stretch in _stretches(rebases_of(tx, series), history):
        process = process_of(tx, series, rebase, basis, as_if)
        episode: Episode | None = None
        for at, figure in enumerate(stretch):
            assessment = assess(
                _watch(workspace, kpi, figure, choice, targets),
                [one.point for one in stretch[: at + 1]],
                process.baseline(figure.point),
                episode,
            )
            episode = assessment.episode
            flagged = Flagged(assessment=assessment, before=before, process=process, recent=recent)
    return flagged


def _stretches(
    rebases: Sequence[Rebase], history: Sequence[Figure]
) -> Iterator[tuple[Rebase | None, list[Figure]]]:
    """The history in pieces, each from one rebasing to the next."""
    for rebase, piece in groupby(history, lambda one: rebase_at(rebases, one.point.period)):
        yield rebase, list(piece)


def _targets(tx: Tx, team: str, kpi: Kpi, segment: str) -> Sequence[TargetRecord]:
    """Every target there was, latest start first: one query, however many periods are walked."""
    return [one for one in tx.targets.history(team, kpi.key) if one.segment == segment]


def _watch(
    workspace: Workspace,
    kpi: Kpi,
    figure: Figure,
    chosen_set: str | None,
    targets: Sequence[TargetRecord],
) -> Watch:
    period = figure.point.period
    in_force = (one.target for one in targets if one.starts <= period.first)
    return Watch(
        unit=figure.result.unit,
        better=figure.result.better,
        grade=_grader(kpi, figure.result, period, chosen_set),
        target=next(in_force, None),
        settings=Settings(workspace.fall_percent, workspace.fall_points),
    )


def _grader(
    kpi: Kpi, result: Result, period: Period, chosen_set: str | None
) -> Callable[[Fraction], Grade | None]:
    def grade(value: Fraction) -> Grade | None:
        held = replace(result, value=value)
        return verdict(kpi, held, period.cadence, chosen_set=chosen_set).grade

    return grade
