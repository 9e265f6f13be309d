"""One figure, read: its value, verdict, certainty and change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.certainty import (
    LOOK_BACK,
    Decided,
    Window,
    Yardstick,
    basis_of,
    last_decided,
    own_grade,
    window_of,
)
from bot.desk.consistency import remarks
from bot.desk.totals import part_names
from kpi import Entry, Kpi, Result, Undefined, catalogue, evaluate
from kpi.judge import Call, Judgement
from kpi.language import phrase, said
from kpi.model import Better, Grade
from kpi.sampling import Interval, answers_to_decide, interval_of
from kpi.target import Target
from storage.records import Observation
from storage.tx import Tx

Back = Callable[[], tuple[Observation, ...]]
"""Gives a figure and those before it, `LOOK_BACK` at most, newest first."""


class Direction(StrEnum):
    """What a change means."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "unchanged"
    NEITHER = ""
    """Neither direction of this KPI is an improvement."""


class Change(Struct, frozen=True, kw_only=True):
    """The step from the figure before."""

    before: Observation
    delta: Fraction | None
    """In the KPI's unit; None where the two cannot be compared."""
    direction: Direction
    why_not: str = ""
    """Why they cannot be compared."""


class Reading(Struct, frozen=True, kw_only=True):
    """A stored figure with everything that follows from it."""

    kpi: Kpi
    observation: Observation
    result: Result | None
    """None where the value is undefined; `undefined` then says why."""
    judgement: Judgement | None
    """None where nothing is judged: undefined or partial."""
    interval: Interval | None
    change: Change | None
    target: Target | None
    author_name: str = ""
    undefined: str = ""
    needed: int | None = None
    """Answers in all that would decide, where its own do not; None as well where it lies on the
    bar, so that no number of them would."""
    window: Window | None = None
    """The last periods together, where its own sample does not decide."""
    was: Decided | None = None
    """The last certain verdict before it, where its own is another one or not certain."""
    pooled_from: tuple[str, ...] = ()
    """The segments a total was pooled from; none where it was recorded."""
    remarks: tuple[str, ...] = ()
    """What does not agree with other figures, a sentence each; nothing is mended."""

    @property
    def undecided(self) -> bool:
        """Whether its own sample leaves its target or its benchmark open."""
        return self.judgement is not None and self.judgement.undecided

    @property
    def grade(self) -> Grade | None:
        """The certain verdict: its own, or else that of its window."""
        judgements = (self.judgement, self.window.judgement if self.window else None)
        decided = (one.main for one in judgements if one and one.main.call is Call.DECIDED)
        return next((one.grade for one in decided), None)


def read_figure(tx: Tx, team: str, observation: Observation) -> Reading:
    """The reading of a stored revision that is not withdrawn."""
    key = observation.key
    before = tx.observations.history(
        team, key.kpi, key.segment, key.period.cadence, before=key.period, limit=1
    )
    reading = reading_of(tx, team, observation, before[0] if before else None)
    return with_remarks(tx, team, weighed(tx, team, reading))


def weighed(tx: Tx, team: str, reading: Reading) -> Reading:
    """The same reading beside the verdict before; an undecided one with its window.

    More is looked up only where this figure or the one before it is not certain by itself.
    """
    return weigh(reading, lambda: _back(tx, team, reading))


def weigh(reading: Reading, back: Back) -> Reading:
    """The same reading beside the verdict before; an undecided one with its window. Pure.

    `back` is asked only where this figure or the one before it is not certain by itself.
    """
    judgement, entry = reading.judgement, reading.observation.entry
    if judgement is None or entry is None:
        return reading
    benchmark = judgement.main.benchmark
    yardstick = Yardstick(
        kpi=reading.kpi,
        chosen_set=benchmark.set if benchmark else None,
        target=reading.target,
    )
    if not reading.undecided:
        return _compared(reading, yardstick, back)
    figures = back()
    window = window_of(yardstick, figures)
    found = replace(reading, needed=_needed(reading), window=window)
    return _turned(found, last_decided(yardstick, figures))


def _compared(reading: Reading, yardstick: Yardstick, back: Back) -> Reading:
    """A decided reading beside the verdict before; one of another basis tells nothing."""
    before = reading.change.before if reading.change else None
    if before is None or before.entry is None or reading.grade is None:
        return reading
    own = reading.observation.entry
    if own is not None and basis_of(own) == basis_of(before.entry):
        grade = own_grade(yardstick, before)
        if grade is not None:
            return _turned(reading, Decided(grade=grade, period=before.key.period))
    return _turned(reading, last_decided(yardstick, back()))


def _turned(reading: Reading, was: Decided | None) -> Reading:
    same = was is not None and was.grade is reading.grade
    silent = reading.judgement is not None and reading.judgement.main.call is Call.NOT_JUDGED
    return reading if was is None or same or silent else replace(reading, was=was)


def _back(tx: Tx, team: str, reading: Reading) -> tuple[Observation, ...]:
    """The figure itself and those before it, newest first."""
    key = reading.observation.key
    earlier = tx.observations.history(
        team, key.kpi, key.segment, key.period.cadence, before=key.period, limit=LOOK_BACK
    )
    return reading.observation, *earlier


def _needed(reading: Reading) -> int | None:
    if reading.result is None or reading.judgement is None:
        return None
    return answers_to_decide(reading.kpi, reading.result, reading.judgement.bars)


def with_remarks(tx: Tx, team: str, reading: Reading) -> Reading:
    """The same reading, with what does not agree with other figures."""
    found = remarks(tx, team, reading.observation)
    return replace(reading, remarks=found) if found else reading


def reading_of(tx: Tx, team: str, observation: Observation, before: Observation | None) -> Reading:
    """The reading of a revision whose predecessor in time is known."""
    key = observation.key
    kpi = catalogue.get(key.kpi)
    target = target_on(tx, team, key.kpi, key.segment, key.period.first)
    author = tx.people.get(team, observation.author)
    chosen = tx.choices.get(team, key.kpi).benchmark_set
    reading = assemble(
        observation,
        before,
        target=target,
        chosen_set=chosen,
        author_name=author.name if author else "",
        kpi=kpi,
    )
    return replace(reading, pooled_from=part_names(tx, team, observation))


def assemble(
    observation: Observation,
    before: Observation | None,
    *,
    kpi: Kpi,
    target: Target | None,
    chosen_set: str | None,
    author_name: str,
) -> Reading:
    """Puts a reading together from what was stored. Pure."""
    if observation.entry is None:
        raise ValueError("a withdrawn figure has no reading")
    try:
        result = evaluate(observation.entry)
    except Undefined as undefined:
        return Reading(
            kpi=kpi,
            observation=observation,
            result=None,
            judgement=None,
            interval=None,
            change=None,
            target=target,
            author_name=author_name,
            undefined=undefined.reason,
        )
    interval = interval_of(kpi, result) if result.sound else None
    judgement = None
    if not observation.partial:
        yardstick = Yardstick(kpi=kpi, chosen_set=chosen_set, target=target)
        judgement = yardstick.judge(result, observation.key.period.cadence, interval)
    return Reading(
        kpi=kpi,
        observation=observation,
        result=result,
        judgement=judgement,
        interval=interval,
        change=change_between(result, observation, before),
        target=target,
        author_name=author_name,
    )


def year_before(tx: Tx, team: str, reading: Reading) -> Change | None:
    """The step from the same period last year, 364 days back for weeks; None where it is unknown.

    For context only: no verdict and no flag follows from it.
    """
    if reading.result is None:
        return None
    key = reading.observation.key
    then = tx.observations.latest(team, replace(key, period=key.period.year_ago()))
    return change_between(reading.result, reading.observation, then)


def target_on(tx: Tx, team: str, kpi: str, segment: str, day: date) -> Target | None:
    """The target in force on a day."""
    record = tx.targets.at(team, kpi, segment, day)
    return record.target if record else None


def change_between(
    result: Result, observation: Observation, before: Observation | None
) -> Change | None:
    """The change since the figure before, where there is one.

    Different formulas, surveys and currencies of one KPI are never compared silently.
    """
    if before is None or before.entry is None:
        return None
    why_not = _incomparable(result, before.entry, observation, before)
    if why_not or before.value is None:
        return Change(before=before, delta=None, direction=Direction.NEITHER, why_not=why_not)
    delta = result.value - before.value
    return Change(before=before, delta=delta, direction=direction_of(delta, result.better))


def _incomparable(
    result: Result, then: Entry, observation: Observation, before: Observation
) -> str:
    """Why two figures cannot be compared; empty where they can."""
    now = result.kept
    reasons = (
        (not result.sound, phrase("the inputs cannot all be right")),
        (before.value is None, phrase("undefined then")),
        (observation.partial, phrase("the period is not complete")),
        (before.partial, phrase("partial then")),
        (not before.sound, phrase("the inputs then cannot all have been right")),
        (series_of(now) != series_of(then), phrase("computed by another formula then ({formula})")),
        (now.attributes != then.attributes, phrase("asked on another survey then")),
        (now.currency != then.currency, phrase("in another currency then ({currency})")),
    )
    why = next((why for holds, why in reasons if holds), "")
    return said(why, formula=then.formula, currency=then.currency)


def series_of(entry: Entry) -> str:
    """The formula an entry's values are compared by over time."""
    return catalogue.get(entry.kpi).formula(entry.formula).series


def direction_of(delta: Fraction, better: Better) -> Direction:
    """What a change of that sign means."""
    if delta == 0:
        return Direction.SAME
    if better is Better.HIGHER:
        return Direction.BETTER if delta > 0 else Direction.WORSE
    if better is Better.LOWER:
        return Direction.BETTER if delta < 0 else Direction.WORSE
    return Direction.NEITHER
