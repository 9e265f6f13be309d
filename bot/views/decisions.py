"""What managers decide: targets, benchmarks, owners, settings; and how to change each."""

from __future__ import annotations

from bot.desk.answers import BenchmarkAnswer, OwnerAnswer, SettingsAnswer, TargetAnswer
from bot.views.benchmarks import can_be_chosen, described
from bot.views.blocks import Message, escape
from bot.views.layout import code, short, titled, told
from bot.views.naming import EVERY, among, day, full_name, segment_option, short_name
from bot.views.numbers import trimmed
from bot.views.readings import value_words
from bot.views.targets import target_example
from bot.views.verdicts import target_rule, target_words
from kpi import catalogue
from storage.records import TargetRecord

_MOST_TARGETS = 12
"""Targets of the past and to come that are shown."""


def target(answer: TargetAnswer) -> Message:
    """A KPI's target, what it was before, and how the latest value stands to it."""
    kpi = answer.kpi
    now, before = _rule(answer, answer.now), _rule(answer, answer.before)
    moved = f"{before} → {now}" if answer.changed else now
    starts = f", from {day(answer.now.starts)} on" if answer.now else ""
    segment = segment_option(answer.segment)
    example = f"{target_example(kpi)}{segment}"
    return told(
        f"*Target of {full_name(kpi)}*{among(answer.segment)}: {moved}{starts}",
        _standing(answer),
        titled("Targets over time", _over_time(answer)),
        f"Change it: {code(example)}" + _dropping(answer, segment),
    )


def _rule(answer: TargetAnswer, record: TargetRecord | None) -> str:
    if record is None or record.target is None:
        return "none"
    return target_rule(record.target, answer.kpi.unit, answer.currency)


def _over_time(answer: TargetAnswer) -> list[str]:
    """A line for each target, latest start first; nothing where there was only one."""
    if len(answer.history) < 2:
        return []
    lines = [
        f"from {day(record.starts)}: {_rule(answer, record)}, set by {short(name, 100)}"
        for record, name in answer.history[:_MOST_TARGETS]
    ]
    older = len(answer.history) - len(lines)
    return [*lines, f"… {older} older"] if older else lines


def _standing(answer: TargetAnswer) -> str:
    """How the latest value stands to the target, where it is judged by this very one."""
    latest = answer.latest
    if latest is None or latest.result is None:
        return ""
    period = latest.observation.key.period.words()
    said = f"Latest: {value_words(latest)}, {period}"
    verdict = latest.judgement.target if latest.judgement else None
    if verdict is None or answer.now is None or verdict.target != answer.now.target:
        return said
    return f"{said}. {target_words(verdict, latest.result)}"


def _dropping(answer: TargetAnswer, segment: str) -> str:
    if answer.now is None or answer.now.target is None:
        return ""
    return f" · drop it: {code(f'/kpi target {answer.kpi.key} off{segment}')}"


def benchmark(answer: BenchmarkAnswer) -> Message:
    """The published bars of a KPI, and the one it is judged by."""
    kpi = answer.kpi
    others = [one.set for one in answer.sets if can_be_chosen(one) and one.set != answer.chosen]
    return told(
        f"*Benchmarks of {full_name(kpi)}*\n{_judged_by(answer)}",
        *(described(one, used=answer.chosen) for one in answer.sets),
        f"Choose another one: {code(f'/kpi benchmark {kpi.key} {others[0]}')}" if others else "",
        f"A target of your own is judged first: {code(target_example(kpi))}",
    )


def _judged_by(answer: BenchmarkAnswer) -> str:
    chosen = f"`{answer.chosen}`" if answer.chosen else "none"
    if answer.changed:
        before = f"`{answer.before}`" if answer.before else "none"
        return f"Judged by: {before} → {chosen}, from now on."
    if answer.chosen is None:
        return "No source here gives a bar to judge it by."
    return f"Judged by: {chosen}"


def owner(answer: OwnerAnswer) -> Message:
    """Who answers for a KPI."""
    name, kpi = short_name(answer.kpi), answer.kpi
    if not answer.owner:
        said = f"*{name}* has no owner{' any more' if answer.changed else ''}."
    else:
        backup = f"Backup: {short(answer.backup, 100)}." if answer.backup else "No backup."
        before = f" (before: {short(answer.before, 100) or 'nobody'})" if answer.changed else ""
        now = f" from now on{before}" if answer.changed else ""
        said = f"*{name}* belongs to {short(answer.owner, 100)}{now}. {backup}"
    nobody = f" · nobody: {code(f'/kpi owner {kpi.key} nobody')}" if answer.owner else ""
    return told(
        said,
        "The digest names the owner where a value is missing, and drops are theirs to work on.",
        f"Change it: {code(f'/kpi owner {kpi.key} @kim backup @lee')}{nobody}",
    )


def settings(answer: SettingsAnswer) -> Message:
    """The workspace's settings, each with the command that changes it."""
    workspace = answer.workspace
    fall = f"{trimmed(workspace.fall_percent)} % of the last value"
    points = f"{trimmed(workspace.fall_points)} points"
    return told(
        f"*Settings of {short(workspace.name, 100)}*",
        _setting(answer, "timezone", "Time zone", workspace.zone or "not known yet", "Asia/Seoul"),
        _setting(answer, "currency", "Currency", workspace.currency, "KRW"),
        _setting(answer, "fall", "A fall is flagged beyond", f"{fall}, or {points}", "20%"),
        _setting(answer, "cadence", "How often", _cadences(answer), "churn month"),
    )


def _setting(answer: SettingsAnswer, name: str, label: str, value: str, example: str) -> str:
    before = f"{escape(answer.before)} → " if answer.changed == name and answer.before else ""
    return f"*{label}*: {before}{escape(value)}\n{code(f'/kpi settings {name} {example}')}"


def _cadences(answer: SettingsAnswer) -> str:
    own = (
        f"{short_name(catalogue.get(key))} {EVERY[cadence]}"
        for key, cadence in answer.cadences.items()
    )
    return ", ".join(own) or "every KPI as in its definition"
