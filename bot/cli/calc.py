"""`kpi-bot calc`: the formula core alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any

import typer
from msgspec import Struct

from bot.cli.ends import MISTYPED, one_sentence
from bot.views.numbers import quantity, rounded
from bot.views.verdicts import other_lines, verdict_line
from kpi import Entry, Kpi, KpiError, Result, Undefined, catalogue, evaluate, read
from kpi.currency import minor_digits
from kpi.judge import Judgement, Verdict, judge
from kpi.model import Unit
from kpi.period import Cadence

# A negative number is an input, not an option.
app = typer.Typer(add_completion=False, context_settings={"ignore_unknown_options": True})


class _Computed(Struct, frozen=True):
    kpi: Kpi
    result: Result
    judgement: Judgement


@app.command()
def calc(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="KPI [INPUTS]...",
            help="A KPI and its inputs, in order or as name=value: nps 1700 350 150.",
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
    formula: Annotated[str | None, typer.Option(help="Compute by this formula.")] = None,
    cadence: Annotated[
        Cadence | None, typer.Option(help="Judge it as the value of such a period.")
    ] = None,
    benchmark_set: Annotated[
        str | None, typer.Option("--set", help="Judge it by this benchmark set.")
    ] = None,
    currency: Annotated[
        str, typer.Option(help="The currency of amounts written without one.")
    ] = "USD",
) -> None:
    """Compute a KPI and judge it, without Slack and without storing anything."""
    with one_sentence(KpiError, code=MISTYPED), one_sentence(Undefined):
        computed = _compute(words, formula, cadence, benchmark_set, currency.upper())
    if as_json:
        typer.echo(json.dumps(_as_data(computed), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_as_text(computed)))


def _compute(
    words: Sequence[str],
    formula: str | None,
    cadence: Cadence | None,
    benchmark_set: str | None,
    currency: str,
) -> _Computed:
    kpi, entry = _read(words, formula, currency)
    if benchmark_set is not None:
        _refuse_unknown_set(kpi, benchmark_set)
    result = evaluate(entry)
    judgement = judge(kpi, result, cadence or kpi.cadence, chosen_set=benchmark_set)
    return _Computed(kpi, result, judgement)


def _read(words: Sequence[str], formula: str | None, currency: str) -> tuple[Kpi, Entry]:
    for word in words:
        if word.startswith("--"):
            raise KpiError(f'There is no option "{word}".')
    pairs = [word.split("=", 1) for word in words if "=" in word]
    plain = [word for word in words if "=" not in word]
    named = dict(pairs)
    if len(named) < len(pairs):
        twice = next(name for name, _ in pairs if [one for one, _ in pairs].count(name) > 1)
        raise KpiError(f"{twice} is given twice.", field=twice)
    kpi, meant, used = catalogue.resolve(plain)
    chosen = named.pop("formula", None) or formula or (meant.key if meant else None)
    return kpi, read(kpi, plain[used:], named, formula=chosen, currency=currency)


def _refuse_unknown_set(kpi: Kpi, chosen: str) -> None:
    known = sorted({one.set for one in kpi.benchmarks})
    if chosen not in known:
        raise KpiError(f"{kpi.name} has no benchmark set {chosen}; it has {', '.join(known)}.")


def _as_text(computed: _Computed) -> list[str]:
    kpi, result = computed.kpi, computed.result
    per = kpi.formula(result.formula).per
    shown = quantity(result.value, result.unit, result.currency)
    return [
        f"{kpi.abbreviation or kpi.name} {shown}{f' {per}' if per else ''}",
        verdict_line(computed.judgement, result),
        *other_lines(computed.judgement, result),
        *(f"Warning: {warning}" for warning in result.warnings),
    ]


def _as_data(computed: _Computed) -> dict[str, Any]:
    result, judgement = computed.result, computed.judgement
    return {
        "kpi": result.kpi,
        "formula": result.formula,
        "value": _shown(result.value, result),
        "exact": str(result.value),
        "unit": str(result.unit),
        "currency": result.currency,
        "verdicts": [_verdict(one) for one in (judgement.main, *judgement.others)],
        "warnings": [str(warning) for warning in result.warnings],
    }


def _shown(value: Fraction, result: Result) -> int | float:
    """The value as people read it, rounded half away from zero."""
    money = result.unit is Unit.MONEY and result.currency is not None
    shown = rounded(value, minor_digits(str(result.currency)) if money else 2)
    return int(shown) if shown == shown.to_integral_value() else float(shown)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    benchmark, source = verdict.benchmark, verdict.source
    return {
        "set": benchmark.set if benchmark else None,
        "source": source.title if source else None,
        "year": source.year if source else None,
        "status": str(benchmark.status) if benchmark else None,
        "word": verdict.word,
        "grade": str(verdict.grade) if verdict.grade else None,
        "rule": benchmark.rule if benchmark else None,
        "period": str(verdict.basis) if verdict.basis else None,
        "why": verdict.why,
    }
