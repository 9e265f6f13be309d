"""What one digest says: its lines, their order and the conclusion they add up to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from bot.desk.among import Among
from bot.desk.reading import Direction, Reading
from bot.desk.voices import Voices
from kpi import Kpi
from kpi.flags import Assessment, Note, Rule
from kpi.language import counted, said
from kpi.model import Grade
from kpi.period import Period
from storage.records import Case, CaseState, Rhythm


class Standing(StrEnum):
    """What a line says about its KPI, in the order a digest shows them."""

    MISSED = "missed"
    """Its target is missed."""
    FELL = "fell"
    """It is worse in a way that is no noise."""
    MISSING = "missing"
    """Nothing was recorded for the period."""
    DOUBTFUL = "doubtful"
    """The data cannot be right, so it is not judged."""
    UNDEFINED = "undefined"
    PARTIAL = "partial"
    """The value covers only a part of the period."""
    IMPROVED = "improved"
    """Unusually better."""
    HOLDS = "holds"


class Care(Struct, frozen=True, kw_only=True):
    """Who sees to a missing figure; "" for nobody."""

    owner: str
    """Name of whoever answers for the KPI."""
    asked: str
    """Name of whoever was asked to record it."""
    away_until: date | None
    """The owner's last day off, where nobody stands in for them."""


class Line(Struct, frozen=True, kw_only=True):
    """One KPI in a digest."""

    kpi: Kpi
    segment: str
    period: Period
    reading: Reading | None
    """None where nothing was recorded."""
    standing: Standing
    other_length: bool
    """Whether its periods are longer or shorter than the digest's, so that its own is named."""
    assessment: Assessment | None = None
    case: Case | None = None
    """The unresolved case about it."""
    fresh: bool = False
    """Whether this digest opened that case."""
    care: Care | None = None
    """Who sees to it where it is missing."""
    link: str = ""
    """Permalink of the case's reply, once it is posted."""
    among: Among | None = None
    """The segments of a total, where there are any."""
    past: tuple[tuple[Period, Fraction], ...] = ()
    """The values up to this one that can be compared with it, oldest first."""


class OpenCase(Struct, frozen=True, kw_only=True):
    """A case carried over from an earlier digest."""

    case: Case
    kpi: Kpi
    owner: str
    """Name, or "" for nobody."""
    age_days: int
    link: str


class Report(Struct, frozen=True, kw_only=True):
    """A digest's content."""

    rhythm: Rhythm
    period: Period
    lines: tuple[Line, ...]
    carried: tuple[OpenCase, ...]
    late: bool
    """It came due while the bot was not running."""
    remarks: tuple[str, ...] = ()
    """Where one KPI hides what another shows, a sentence each."""
    voices: Voices | None = None
    """What customers said in the period, where it is about how they feel."""

    @property
    def fresh(self) -> tuple[Line, ...]:
        """The drops this digest opened a case for."""
        return tuple(line for line in self.lines if line.fresh)


def standing_of(reading: Reading | None, assessment: Assessment | None) -> Standing:
    """What a line says, from its reading and what the rules make of it."""
    if reading is None:
        return Standing.MISSING
    if reading.result is None:
        return Standing.UNDEFINED
    if reading.observation.partial:
        return Standing.PARTIAL
    if not reading.result.sound:
        return Standing.DOUBTFUL
    return _assessed(assessment) if assessment else Standing.HOLDS


def _assessed(assessment: Assessment) -> Standing:
    rules = {signal.rule for signal in assessment.signals}
    if Rule.MISSED_TARGET in rules:
        return Standing.MISSED
    if rules:
        return Standing.FELL
    return Standing.IMPROVED if Note.IMPROVED in assessment.notes else Standing.HOLDS


def ordered(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Fresh cases first, then by standing, worst verdict next; else as subscribed."""
    return tuple(sorted(lines, key=_rank))


_STANDINGS = {standing: rank for rank, standing in enumerate(Standing)}
_GRADES = {grade: -rank for rank, grade in enumerate(Grade)}


def _rank(line: Line) -> tuple[int, int, int, int]:
    worse = (
        line.reading is not None
        and line.reading.change is not None
        and line.reading.change.direction is Direction.WORSE
    )
    grade = line.reading.judgement.main.grade if line.reading and line.reading.judgement else None
    return (
        0 if line.fresh else 1,
        _STANDINGS[line.standing],
        _GRADES[grade] if grade is not None else 0,
        0 if worse else 1,
    )


def conclusion(report: Report) -> str:
    """The digest in one line: "2 drops need an owner · 1 KPI is missing · 6 hold".

    There is no line to speak of where every KPI is kept from the channel.
    """
    flagged = _open_cases(report)
    unowned = sum(1 for case in flagged if case.owner is None)
    owned = len(flagged) - unowned
    parts = [
        (unowned, counted("{n} drop needs an owner", "{n} drops need an owner", unowned)),
        (owned, counted("{n} drop has an owner", "{n} drops have an owner", owned)),
        *_held(report.lines),
    ]
    said_of_some = " · ".join(words for number, words in parts if number)
    return said_of_some or said("none of these KPIs may be shown here")


def _held(lines: tuple[Line, ...]) -> list[tuple[int, str]]:
    """How many lines say what, in words; zero counts included."""
    missing, partial = _having(lines, Standing.MISSING), _having(lines, Standing.PARTIAL)
    unjudged = _having(lines, Standing.DOUBTFUL) + _having(lines, Standing.UNDEFINED)
    better, held = _having(lines, Standing.IMPROVED), _having(lines, Standing.HOLDS)
    return [
        (missing, counted("{n} KPI is missing", "{n} KPIs are missing", missing)),
        (partial, counted("{n} covers part of its period", "{n} cover part of it", partial)),
        (unjudged, said("{count} cannot be judged", count=unjudged)),
        (better, counted("{n} is unusually better", "{n} are unusually better", better)),
        (held, counted("{n} holds", "{n} hold", held)),
    ]


def _open_cases(report: Report) -> list[Case]:
    """Every unresolved case the digest speaks of, once."""
    cases = [line.case for line in report.lines if line.case is not None]
    cases += [one.case for one in report.carried]
    unresolved = (case for case in cases if case.state is not CaseState.RESOLVED)
    return list({case.id: case for case in unresolved}.values())


def _having(lines: tuple[Line, ...], standing: Standing) -> int:
    return sum(1 for line in lines if line.standing is standing)
