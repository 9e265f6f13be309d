"""Verdicts in words: what the value earned, by which bar, from which source."""

from __future__ import annotations

from fractions import Fraction

from bot.views.numbers import quantity, trimmed
from kpi import Result
from kpi.judge import Call, Judgement, TargetVerdict, Verdict
from kpi.model import Band, Benchmark, Source, Status, Unit
from kpi.period import Cadence
from kpi.target import Target

_SYMBOLS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_OPERATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}
_A_PERIOD = {
    Cadence.WEEK: "a week",
    Cadence.MONTH: "a month",
    Cadence.QUARTER: "a quarter",
    Cadence.YEAR: "a year",
}


def verdict_line(judgement: Judgement, result: Result) -> str:
    """The main verdict with its bar and source, and how the value stands to the target."""
    parts = [target_words(judgement.target, result)] if judgement.target else []
    parts.append(_with_source(judgement.main, result))
    return "  ·  ".join(parts)


def other_lines(judgement: Judgement, result: Result) -> tuple[str, ...]:
    """What the other sources say, each in a line."""
    return tuple(_briefly(one, result) for one in judgement.others)


def _briefly(verdict: Verdict, result: Result) -> str:
    if verdict.call is not Call.DECIDED or verdict.benchmark is None:
        return _with_source(verdict, result)
    bar = _earned(verdict.benchmark, verdict, result)
    thumb = ", rule of thumb" if verdict.thumb else ""
    source = _source(verdict.source, verdict.benchmark)
    return f"{str(verdict.grade).capitalize()} ({bar}{thumb}) — {source}"


def short_verdict(judgement: Judgement, result: Result) -> str:
    """The verdict for a digest line: "excellent (≥ 50, engagement_2024)"."""
    main = judgement.main
    if main.call is Call.TOO_CLOSE and main.reach:
        return f"too close to call between {main.reach[0]} and {main.reach[1]}"
    if main.call is Call.NOT_JUDGED or main.benchmark is None or main.grade is None:
        return "no verdict"
    bar = _earned(main.benchmark, main, result)
    title = f'"{main.source.title}"' if main.source else main.benchmark.set
    thumb = "rule of thumb: " if main.thumb else ""
    year = f" {main.source.year}" if main.source and main.source.year else ""
    return f"{thumb}{main.grade} ({bar}, {title}{year})" if bar else f"{thumb}{main.grade}"


def grade_with_bar(verdict: Verdict, result: Result) -> str:
    """A decided verdict with its bar alone: "great (≥ 20)"."""
    bar = _earned(verdict.benchmark, verdict, result) if verdict.benchmark else ""
    return f"{verdict.word} ({bar})" if bar else verdict.word


def target_words(verdict: TargetVerdict, result: Result) -> str:
    """How a value stands to the target."""
    rule = target_rule(verdict.target, result.unit, result.currency)
    if verdict.call is Call.NOT_JUDGED:
        return f"Target {rule}: not judged, {verdict.why}"
    if verdict.call is Call.TOO_CLOSE:
        return f"Target {rule}: too close to call"
    return f"Target {rule} {'met' if verdict.met else 'missed'}"


def target_rule(target: Target, unit: Unit, currency: str | None) -> str:
    """A target's rule: `≥ 45`, `≤ 2 %`."""
    return f"{_OPERATORS[target.op]} {_bar(target.value, unit, currency)}"


def _with_source(verdict: Verdict, result: Result) -> str:
    said = _words(verdict, result)
    source = _source(verdict.source, verdict.benchmark)
    return f"{said} — {source}" if source else said


def _words(verdict: Verdict, result: Result) -> str:
    benchmark = verdict.benchmark
    if benchmark is None:
        return f"No verdict: {verdict.why}"
    if verdict.call is Call.TOO_CLOSE and verdict.reach:
        low, high = verdict.reach
        return f"Too close to call: {low} or {high} ({benchmark.rule})"
    if verdict.call is Call.NOT_JUDGED:
        if benchmark.status is Status.INFORMATION or verdict.grade is not None:
            return f"For information: {benchmark.rule}"
        return f"No verdict: {verdict.why}"
    grade = str(verdict.grade).capitalize()
    bar = _earned(benchmark, verdict, result)
    said = f"{grade}: {bar}" if bar else grade
    if verdict.thumb:
        said = f"{said} (rule of thumb: {verdict.why})"
    return said + _converted(verdict, result)


def _converted(verdict: Verdict, result: Result) -> str:
    """The value in the period of the bar, where that is another one."""
    if verdict.annual is not None and verdict.annual != result.value:
        return f"; {quantity(verdict.annual, result.unit, None)} a year at this rate"
    if verdict.basis is not None and verdict.value != result.value:
        shown = quantity(verdict.value, result.unit, None)
        return f"; {shown} {_A_PERIOD[verdict.basis]} at this rate"
    return ""


def _earned(benchmark: Benchmark, verdict: Verdict, result: Result) -> str:
    """The bar of the band the value fell into: "≥ 50", "< 10 %", "> 7 % a year"."""
    band = next((one for one in benchmark.bands if one.grade is verdict.grade), None)
    if band is None:
        return ""
    bars = " and ".join(_bars(band, result))
    return f"{bars} {_A_PERIOD[benchmark.period]}" if verdict.basis and benchmark.period else bars


def _bars(band: Band, result: Result) -> list[str]:
    return [
        f"{symbol} {_bar(value, result.unit, result.currency)}"
        for name, symbol in _SYMBOLS.items()
        if (value := getattr(band, name)) is not None
    ]


def _bar(value: Fraction, unit: Unit, currency: str | None) -> str:
    if unit is Unit.PERCENT:
        return f"{trimmed(value)} %"
    if unit is Unit.MONEY:
        return quantity(value, unit, currency)
    return trimmed(value)


def _source(source: Source | None, benchmark: Benchmark | None) -> str:
    if source is None or benchmark is None:
        return ""
    year = f" ({source.year})" if source.year else ""
    industry = f", {benchmark.industry}" if benchmark.industry else ""
    return f'"{source.title}"{year}{industry}'
