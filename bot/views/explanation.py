"""A KPI explained: what it tells, how it is computed and judged, and what helps when it is bad."""

from __future__ import annotations

from bot.desk.answers import Explanation
from bot.desk.reading import Reading
from bot.views.benchmarks import can_be_chosen, described, used_set
from bot.views.blocks import Message, joined
from bot.views.certainty import census_line, certainty, interval_line, window_line
from bot.views.inputs import arithmetic_lines, formula_words, input_lines
from bot.views.layout import code, titled, told
from bot.views.limits import limits_lines
from bot.views.naming import DIRECTION, EVERY, MEASURED, among, full_name
from bot.views.readings import verdict_words
from bot.views.targets import target_example
from bot.views.verdicts import target_rule
from kpi import Kpi
from kpi.language import said
from kpi.lists import labelled
from kpi.model import Formula


def explanation(answer: Explanation) -> Message:
    """All there is to know about a KPI."""
    kpi = answer.kpi
    recorded = said("recorded {every}", every=said(EVERY[answer.cadence]))
    traits = (recorded, said(MEASURED[kpi.unit]), said(DIRECTION[kpi.better]))
    return told(
        joined([f"*{full_name(kpi)}*", " · ".join([f"`{kpi.key}`", *traits])]),
        titled(said("What it tells"), [said(kpi.tells)]),
        titled(said("What it hides"), [said(kpi.hides)]),
        titled(said("How it is computed"), [f"• {_formula(kpi, one)}" for one in kpi.formulas]),
        _latest(answer.latest),
        _limits(answer),
        titled(said("Your target"), [_target(answer)]) if not answer.hidden else _hidden(answer),
        *_benchmarks(answer),
        titled(said("When it is bad"), [f"• {said(one)}" for one in kpi.advice]),
    )


def _formula(kpi: Kpi, formula: Formula) -> str:
    words = formula_words(kpi, formula)
    return labelled(f"`{formula.key}`", words)


def _latest(reading: Reading | None) -> str:
    if reading is None:
        return ""
    key = reading.observation.key
    latest = said("The latest value, {period}", period=key.period.words())
    title = f"{latest}{among(key.segment)}"
    if reading.result is None:
        return titled(title, [said("Undefined: {why}.", why=reading.undefined)])
    lines = [
        *input_lines(reading.kpi, reading.result.entry),
        *arithmetic_lines(reading.kpi, reading.result),
        verdict_words(reading),
        certainty(reading),
        interval_line(reading),
        window_line(reading),
        census_line(reading),
    ]
    return titled(title, lines)


def _limits(answer: Explanation) -> str:
    """What its own history makes of the latest value."""
    latest, flagged = answer.latest, answer.flagged
    if latest is None or latest.result is None or flagged is None:
        return ""
    period = latest.observation.key.period
    lines = limits_lines(flagged, latest.result, period, answer.rebased_by)
    command = code(f'/kpi rebase {answer.kpi.key} reason="new survey tool"')
    rebasing = said("After a change of method: {command}", command=command)
    return titled(said("Its own history"), [*lines, rebasing])


def _target(answer: Explanation) -> str:
    if answer.target is None:
        return said("None. Set one: {command}", command=code(target_example(answer.kpi)))
    return target_rule(answer.target, answer.kpi.unit, answer.currency)


def _hidden(answer: Explanation) -> str:
    who = code(f"/kpi access {answer.kpi.key}")
    return said("Its figures here are limited. Who sees them: {command}", command=who)


def _benchmarks(answer: Explanation) -> list[str]:
    kpi = answer.kpi
    if not kpi.benchmarks:
        none = said("No source here gives a bar. A target of your own is one.")
        return [titled(said("Benchmarks"), [none])]
    used = used_set(kpi, answer.choice.benchmark_set)
    first, *rest = (described(one, used=used) for one in kpi.benchmarks)
    return [titled(said("Benchmarks"), [first]), *rest, _choosing(kpi, used)]


def _choosing(kpi: Kpi, used: str | None) -> str:
    other = next((one for one in kpi.benchmarks if can_be_chosen(one) and one.set != used), None)
    if other is None:
        return ""
    command = code(f"/kpi benchmark {kpi.key} {other.set}")
    return said("Judge by another one: {command}", command=command)
