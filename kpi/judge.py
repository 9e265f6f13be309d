"""Result -> verdict: against the workspace's target first, then against cited benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from kpi.calculate import Result
from kpi.catalogue import SOURCES
from kpi.convert import annualised, common_period, has_meaning, lengthened
from kpi.counts import bound
from kpi.language import phrase, said
from kpi.lists import joined_or
from kpi.model import Band, Benchmark, Better, Grade, Kpi, Scaling, Source, Status
from kpi.names import shown_name
from kpi.period import Cadence
from kpi.target import Target

_JUDGED = frozenset({Status.USE, Status.THUMB})
_UNSOUND = phrase("the inputs cannot all be right")
_UNDECLARED = phrase(
    "the survey does not say whether a low or a high score is good: add direction=lower"
)


class Call(StrEnum):
    """How firm a verdict is; to be `said`."""

    DECIDED = "decided"
    TOO_CLOSE = phrase("too close to call")
    """The interval reaches over a bar."""
    NOT_JUDGED = "not judged"


@dataclass(frozen=True, kw_only=True)
class TargetVerdict:
    """A value against the workspace's target."""

    target: Target
    met: bool
    call: Call
    """Too close where the interval lies on both sides; not judged where the data is impossible."""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A value against one benchmark."""

    benchmark: Benchmark | None
    source: Source | None
    grade: Grade | None = None
    """The word earned; None where nothing is decided."""
    grade_of_value: Grade | None = None
    """The word the value alone would earn, whatever its interval."""
    reach: tuple[Grade, Grade] | None = None
    """The words at the low and the high end of an interval that is too close to call."""
    thumb: bool = False
    """A rule of thumb: the source names no period, and the value is compared as printed."""
    value: Fraction
    """The value as compared, over `basis`."""
    basis: Cadence | None = None
    """The period in which value and bar met; None where they were compared as printed."""
    annual: Fraction | None = None
    """What a compounding rate comes to in a year, beside a rule of thumb."""
    why: str = ""
    """Why there is no verdict, or why it is only a rule of thumb."""
    call: Call

    @property
    def word(self) -> str:
        """The verdict in a word or three."""
        if self.call is Call.TOO_CLOSE:
            return said(Call.TOO_CLOSE)
        if self.call is Call.NOT_JUDGED or self.grade is None:
            shown = self.benchmark is not None and self.benchmark.status is Status.INFORMATION
            return said(Grade.INFORMATION) if shown or self.grade else said("no verdict")
        grade = said(self.grade)
        return said("rule of thumb: {grade}", grade=grade) if self.thumb else grade


@dataclass(frozen=True)
class Judgement:
    """All that can be said about a value."""

    target: TargetVerdict | None
    main: Verdict
    others: tuple[Verdict, ...]
    """The other sets that say something about it; those off by default are left out."""

    @property
    def undecided(self) -> bool:
        """Whether the interval reaches over the target or a bar of the main set."""
        target = self.target.call if self.target else None
        return Call.TOO_CLOSE in (self.main.call, target)

    @property
    def bars(self) -> tuple[Fraction, ...]:
        """The target and the bars of the main set, in the value's unit.

        Without the bars that only another period length can be compared with.
        """
        benchmark = self.main.benchmark
        bands = benchmark.bands if benchmark and self.main.basis is None else ()
        ends = (end for band in bands for end in (band.gt, band.ge, band.lt, band.le))
        targets = [self.target.target.value] if self.target else []
        return tuple(dict.fromkeys([*targets, *(end for end in ends if end is not None)]))


@dataclass(frozen=True)
class _Case:
    """What is judged: a value of a KPI, with its period and its interval where it has one."""

    kpi: Kpi
    result: Result
    cadence: Cadence
    interval: tuple[Fraction, Fraction] | None


def judge(
    kpi: Kpi,
    result: Result,
    cadence: Cadence,
    *,
    chosen_set: str | None = None,
    target: Target | None = None,
    interval: Sequence[Fraction | float] | None = None,
) -> Judgement:
    """Judge a complete period's value.

    `cadence` is the length of the period it was recorded for, `chosen_set` the benchmark set the
    workspace picked instead of the KPI's own, `interval` the low and the high end of the value's
    95 % interval in its unit; none for a census, whose value is a fact. No source is asked about
    inputs that cannot all be right.
    """
    case = _Case(kpi, result, cadence, _ends(interval))
    main = _main_set(kpi, chosen_set)
    shown = (one.set for one in kpi.benchmarks if one.status is not Status.EXTERNAL)
    others = dict.fromkeys(shown if result.sound else ())
    return Judgement(
        target=None if target is None else _against_target(case, target),
        main=_against_set(case, main),
        others=tuple(
            _against(case, benchmark)
            for key in others
            if key != main and (benchmark := _applicable(case, key))
        ),
    )


def _ends(interval: Sequence[Fraction | float] | None) -> tuple[Fraction, Fraction] | None:
    if interval is None:
        return None
    low, high = (end if isinstance(end, Fraction) else bound(end) for end in interval)
    return low, high


def verdict(
    kpi: Kpi,
    result: Result,
    cadence: Cadence,
    *,
    chosen_set: str | None = None,
    interval: Sequence[Fraction | float] | None = None,
) -> Verdict:
    """The verdict of the set a KPI is judged by, without what the other sources say."""
    case = _Case(kpi, result, cadence, _ends(interval))
    return _against_set(case, _main_set(kpi, chosen_set))


def _main_set(kpi: Kpi, chosen: str | None) -> str | None:
    """The set chosen, or the KPI's own, or else the first that is shown at all."""
    shown = (one.set for one in kpi.benchmarks if one.status is not Status.EXTERNAL)
    return chosen or kpi.default_set or next(shown, None)


def _against_target(case: _Case, target: Target) -> TargetVerdict:
    met = target.met(case.result.value)
    if not case.result.sound:
        return TargetVerdict(target=target, met=met, call=Call.NOT_JUDGED, why=said(_UNSOUND))
    split = case.interval is not None and len({target.met(end) for end in case.interval}) > 1
    return TargetVerdict(target=target, met=met, call=Call.TOO_CLOSE if split else Call.DECIDED)


def _against_set(case: _Case, key: str | None) -> Verdict:
    if not case.result.sound:
        return _silent(case, said(_UNSOUND))
    if key is None:
        return _silent(case, said("no source here gives a bar for {kpi}", kpi=shown_name(case.kpi)))
    if benchmark := _applicable(case, key):
        return _against(case, benchmark)
    of_set = [one for one in case.kpi.benchmarks if one.set == key]
    if not of_set:
        says_nothing = said(
            "{source} says nothing about {kpi}", source=_title(key), kpi=shown_name(case.kpi)
        )
        return _silent(case, says_nothing)
    return _silent(case, _mismatch(case, of_set[0]), of_set[0])


def _title(key: str) -> str:
    if key in SOURCES:
        return said('"{title}"', title=said(SOURCES[key].title))
    return said("the set {key}", key=key)


def _applicable(case: _Case, key: str) -> Benchmark | None:
    """The set's benchmark for this formula and this survey."""
    of_set = (one for one in case.kpi.benchmarks if one.set == key)
    return next((one for one in of_set if not _mismatch(case, one)), None)


def _mismatch(case: _Case, benchmark: Benchmark) -> str:
    """Why a benchmark is about something else; empty where it applies."""
    result = case.result
    if benchmark.formulas and result.formula not in benchmark.formulas:
        return said(
            "its bar is for {formulas}, and this value was computed as {formula}",
            formulas=joined_or(benchmark.formulas),
            formula=result.formula,
        )
    if result.better is Better.DECLARED:
        return said(_UNDECLARED)
    for name, needed in benchmark.only.items():
        has = result.attributes.get(name) or str(result.inputs.get(name, ""))
        if has != needed:
            return said(
                "its bar is for {needed}, and this survey has {has}",
                needed=f"{name}={needed}",
                has=has or said("none"),
            )
    return ""


def _silent(case: _Case, why: str, benchmark: Benchmark | None = None) -> Verdict:
    """No verdict, and why."""
    return Verdict(
        benchmark=benchmark,
        source=SOURCES.get(benchmark.set) if benchmark else None,
        value=case.result.value,
        why=why,
        call=Call.NOT_JUDGED,
    )


def _against(case: _Case, benchmark: Benchmark) -> Verdict:
    if why := _unjudged(case, benchmark):
        return _silent(case, why, benchmark)
    compared = _Compared.meet(case, benchmark)
    if compared is None:
        return _silent(case, said("a rate beyond 0 to 100 % cannot be compounded"), benchmark)
    thumb = benchmark.status is Status.THUMB
    graded = _graded(compared)
    return Verdict(
        benchmark=benchmark,
        source=SOURCES.get(benchmark.set),
        grade=graded.grade,
        grade_of_value=graded.of_value,
        reach=graded.reach,
        thumb=thumb,
        value=compared.value,
        basis=compared.basis,
        annual=annualised(case.kpi, case.result.value, case.cadence) if thumb else None,
        why=graded.why or said(benchmark.why),
        call=graded.call,
    )


def _unjudged(case: _Case, benchmark: Benchmark) -> str:
    """Why a benchmark that applies gives no verdict; empty where it does."""
    if benchmark.status not in _JUDGED:
        return said(benchmark.why) or said(
            "the source only says: {rule}", rule=said(benchmark.rule)
        )
    return said("no direction of this KPI is better") if case.result.better is Better.NONE else ""


@dataclass(frozen=True)
class _Compared:
    """A value, its interval and the bands, all over one period."""

    value: Fraction
    interval: tuple[Fraction, Fraction] | None
    bands: tuple[Band, ...]
    basis: Cadence | None

    @classmethod
    def meet(cls, case: _Case, benchmark: Benchmark) -> _Compared | None:
        """Value and bars in the shorter period that holds both; None where that has no meaning."""
        value, scaling = case.result.value, case.kpi.scaling
        if benchmark.period is None or scaling is Scaling.NONE:
            return cls(value, case.interval, benchmark.bands, None)
        if not has_meaning(value, scaling):
            return None
        basis = common_period(case.cadence, benchmark.period)
        return cls(
            value=lengthened(value, scaling, case.cadence, basis),
            interval=_lengthened_interval(case, basis),
            bands=tuple(_over(band, scaling, benchmark.period, basis) for band in benchmark.bands),
            basis=basis,
        )

    def band_at(self, value: Fraction) -> Band:
        """The first band that holds the value; definitions are checked to have one."""
        return next(band for band in self.bands if band.holds(value))


def _lengthened_interval(case: _Case, basis: Cadence) -> tuple[Fraction, Fraction] | None:
    if case.interval is None:
        return None
    scaling, (low, high) = case.kpi.scaling, case.interval
    # An interval may end a little beyond what can be compounded; the value itself does not.
    if scaling is Scaling.COMPOUND_KEPT:
        low = max(low, Fraction(0))
    elif scaling is Scaling.COMPOUND_LOSS:
        high = min(high, Fraction(100))
    return (
        lengthened(low, scaling, case.cadence, basis),
        lengthened(high, scaling, case.cadence, basis),
    )


def _over(band: Band, scaling: Scaling, period: Cadence, basis: Cadence) -> Band:
    """The band with its bars stated over another period."""

    def bar(value: Fraction | None) -> Fraction | None:
        return None if value is None else lengthened(value, scaling, period, basis)

    return replace(band, gt=bar(band.gt), ge=bar(band.ge), lt=bar(band.lt), le=bar(band.le))


class _Graded(NamedTuple):
    call: Call
    grade: Grade | None
    of_value: Grade
    reach: tuple[Grade, Grade] | None = None
    why: str = ""


def _graded(compared: _Compared) -> _Graded:
    band = compared.band_at(compared.value)
    if band.grade is Grade.INFORMATION:
        return _Graded(Call.NOT_JUDGED, band.grade, band.grade)
    if compared.interval is not None:
        low, high = (compared.band_at(end) for end in compared.interval)
        if low is not high:
            why = said(
                "the interval reaches from {low} to {high}",
                low=said(low.grade),
                high=said(high.grade),
            )
            return _Graded(Call.TOO_CLOSE, None, band.grade, (low.grade, high.grade), why)
    return _Graded(Call.DECIDED, band.grade, band.grade)
