"""Verdicts in words: what the value earned, by which bar, from which source."""

from __future__ import annotations

from fractions import Fraction

from bot.views.numbers import measured, quantity, trimmed
from kpi import Result
from kpi.judge import Call, Judgement, TargetVerdict, Verdict
from kpi.language import phrase, said
from kpi.lists import joined_and, labelled, with_aside
from kpi.model import Band, Benchmark, Grade, Source, Status, Unit
from kpi.period import Cadence
from kpi.target import Target

_SYMBOLS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_OPERATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_A_PERIOD = {
    Cadence.WEEK: phrase("{rate} a week"),
    Cadence.MONTH: phrase("{rate} a month"),
    Cadence.QUARTER: phrase("{rate} a quarter"),
    Cadence.YEAR: phrase("{rate} a year"),
}
_AT_THIS_RATE = {
    Cadence.WEEK: phrase("{verdict}; {value} a week at this rate"),
    Cadence.MONTH: phrase("{verdict}; {value} a month at this rate"),
    Cadence.QUARTER: phrase("{verdict}; {value} a quarter at this rate"),
    Cadence.YEAR: phrase("{verdict}; {value} a year at this rate"),
}
GRADES = {
    Grade.EXCELLENT: phrase("excellent"),
    Grade.GREAT: phrase("great"),
    Grade.GOOD: phrase("good"),
    Grade.WATCH: phrase("watch"),
    Grade.POOR: phrase("poor"),
    Grade.INFORMATION: phrase("information only"),
}
"""Within a sentence; said by whoever shows one."""
_GRADES_FIRST = {
    Grade.EXCELLENT: phrase("Excellent"),
    Grade.GREAT: phrase("Great"),
    Grade.GOOD: phrase("Good"),
    Grade.WATCH: phrase("Watch"),
    Grade.POOR: phrase("Poor"),
    Grade.INFORMATION: phrase("Information only"),
}
"""Where a sentence begins with it."""


def verdict_line(judgement: Judgement, result: Result) -> str:
    """The main verdict with its bar and source, and how the value stands to the target."""
    parts = [target_words(judgement.target, result)] if judgement.target else []
    parts.append(_with_source(judgement.main, result))
    return "  ·  ".join(parts)


def other_lines(judgement: Judgement, result: Result) -> tuple[str, ...]:
    """What the other sources say, each in a line."""
    return tuple(_briefly(one, result) for one in judgement.others)


def _briefly(verdict: Verdict, result: Result) -> str:
    if verdict.call is not Call.DECIDED or verdict.benchmark is None or verdict.grade is None:
        return _with_source(verdict, result)
    bar, grade = _earned(verdict.benchmark, verdict, result), said(_GRADES_FIRST[verdict.grade])
    if verdict.thumb:
        grade = said("{grade} ({bar}, rule of thumb)", grade=grade, bar=bar)
    else:
        grade = with_aside(grade, bar)
    return f"{grade} — {_source(verdict.source, verdict.benchmark)}"


def short_verdict(judgement: Judgement, result: Result) -> str:
    """The verdict for a digest line: "excellent (≥ 50, engagement_2024)"."""
    main = judgement.main
    if main.call is Call.TOO_CLOSE and main.reach:
        low, high = (said(GRADES[one]) for one in main.reach)
        return said("too close to call between {low} and {high}", low=low, high=high)
    if main.call is Call.NOT_JUDGED or main.benchmark is None or main.grade is None:
        return said("no verdict")
    grade = said(GRADES[main.grade])
    word = said("rule of thumb: {grade}", grade=grade) if main.thumb else grade
    bar = _earned(main.benchmark, main, result)
    if not bar:
        return word
    return said("{verdict} ({bar}, {source})", verdict=word, bar=bar, source=_title(main))


def grade_with_bar(verdict: Verdict, result: Result) -> str:
    """A decided verdict with its bar alone: "great (≥ 20)"."""
    bar = _earned(verdict.benchmark, verdict, result) if verdict.benchmark else ""
    return with_aside(verdict.word, bar) if bar else verdict.word


def target_words(verdict: TargetVerdict, result: Result) -> str:
    """How a value stands to the target."""
    rule = target_rule(verdict.target, result.unit, result.currency)
    if verdict.call is Call.NOT_JUDGED:
        return said("Target {rule}: not judged, {why}", rule=rule, why=verdict.why)
    if verdict.call is Call.TOO_CLOSE:
        return said("Target {rule}: too close to call", rule=rule)
    if verdict.met:
        return said("Target {rule} met", rule=rule)
    return said("Target {rule} missed", rule=rule)


def target_clause(verdict: TargetVerdict, result: Result) -> str:
    """The same within a sentence."""
    rule = target_rule(verdict.target, result.unit, result.currency)
    if verdict.call is Call.NOT_JUDGED:
        return said("target {rule}: not judged, {why}", rule=rule, why=verdict.why)
    if verdict.call is Call.TOO_CLOSE:
        return said("target {rule}: too close to call", rule=rule)
    if verdict.met:
        return said("target {rule} met", rule=rule)
    return said("target {rule} missed", rule=rule)


def target_rule(target: Target, unit: Unit, currency: str | None) -> str:
    """A target's rule: `≥ 45`, `≤ 2 %`."""
    return f"{_OPERATORS[target.op]} {_bar(target.value, unit, currency)}"


def _with_source(verdict: Verdict, result: Result) -> str:
    words = _words(verdict, result)
    source = _source(verdict.source, verdict.benchmark)
    return f"{words} — {source}" if source else words


def _words(verdict: Verdict, result: Result) -> str:
    benchmark = verdict.benchmark
    if verdict.call is Call.TOO_CLOSE and verdict.reach and benchmark is not None:
        low, high = (said(GRADES[one]) for one in verdict.reach)
        rule = said(benchmark.rule)
        return said("Too close to call: {low} or {high} ({rule})", low=low, high=high, rule=rule)
    if benchmark is None or verdict.call is Call.NOT_JUDGED or verdict.grade is None:
        return _unjudged(verdict)
    grade = said(_GRADES_FIRST[verdict.grade])
    bar = _earned(benchmark, verdict, result)
    words = labelled(grade, bar) if bar else grade
    if verdict.thumb:
        words = said("{verdict} (rule of thumb: {why})", verdict=words, why=said(verdict.why))
    return _converted(words, verdict, result)


def _unjudged(verdict: Verdict) -> str:
    benchmark = verdict.benchmark
    for_information = benchmark is not None and (
        benchmark.status is Status.INFORMATION or verdict.grade is not None
    )
    if benchmark is not None and for_information:
        return said("For information: {rule}", rule=said(benchmark.rule))
    return said("No verdict: {why}", why=said(verdict.why))


def _converted(words: str, verdict: Verdict, result: Result) -> str:
    """A verdict beside the value in the period of the bar, where that is another one."""
    if verdict.annual is not None and verdict.annual != result.value:
        basis, value = Cadence.YEAR, verdict.annual
    elif verdict.basis is not None and verdict.value != result.value:
        basis, value = verdict.basis, verdict.value
    else:
        return words
    return said(_AT_THIS_RATE[basis], verdict=words, value=quantity(value, result.unit, None))


def _earned(benchmark: Benchmark, verdict: Verdict, result: Result) -> str:
    """The bar of the band the value fell into: "≥ 50", "< 10 %", "> 7 % a year"."""
    band = next((one for one in benchmark.bands if one.grade is verdict.grade), None)
    if band is None:
        return ""
    bars = joined_and(_bars(band, result))
    if verdict.basis is None or benchmark.period is None:
        return bars
    return said(_A_PERIOD[benchmark.period], rate=bars)


def _bars(band: Band, result: Result) -> list[str]:
    return [
        f"{symbol} {_bar(value, result.unit, result.currency)}"
        for name, symbol in _SYMBOLS.items()
        if (value := getattr(band, name)) is not None
    ]


def _bar(value: Fraction, unit: Unit, currency: str | None) -> str:
    if unit is Unit.PERCENT:
        return measured(trimmed(value), unit)
    if unit is Unit.MONEY:
        return quantity(value, unit, currency)
    return trimmed(value)


def _title(verdict: Verdict) -> str:
    source = verdict.source
    if source is None:
        return verdict.benchmark.set if verdict.benchmark else ""
    title = said(source.title)
    if source.year:
        return said('"{title}" {year}', title=title, year=source.year)
    return said('"{title}"', title=title)


def _source(source: Source | None, benchmark: Benchmark | None) -> str:
    if source is None or benchmark is None:
        return ""
    title = said(source.title)
    published = said('"{title}" ({year})', title=title, year=source.year)
    cited = published if source.year else said('"{title}"', title=title)
    if not benchmark.industry:
        return cited
    return said("{source}, {industry}", source=cited, industry=said(benchmark.industry))
