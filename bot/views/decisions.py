"""What managers decide: targets, benchmarks, owners, settings; and how to change each."""

from __future__ import annotations

from bot.desk.answers import (
    BenchmarkAnswer,
    OwnerAnswer,
    Settings,
    SettingsAnswer,
    TargetAnswer,
)
from bot.places import example_place
from bot.views.benchmarks import can_be_chosen, described
from bot.views.blocks import Message, escape, joined
from bot.views.layout import code, short, titled, told
from bot.views.naming import among, full_name, segment_option, short_name, with_rhythm
from bot.views.numbers import measured, trimmed
from bot.views.readings import value_words
from bot.views.targets import target_example
from bot.views.verdicts import target_rule, target_words
from kpi import catalogue
from kpi.dates import day_words
from kpi.language import said
from kpi.lists import comma_joined, labelled, sentences
from kpi.model import Unit
from storage.records import TargetRecord

_MOST_TARGETS = 12
"""Targets of the past and to come that are shown."""


def target(answer: TargetAnswer) -> Message:
    """A KPI's target, what it was before, and how the latest value stands to it."""
    kpi = answer.kpi
    now, before = _rule(answer, answer.now), _rule(answer, answer.before)
    moved = _moved(before, now) if answer.changed else now
    if answer.now:
        starts = day_words(answer.now.starts)
        moved = said("{target}, from {day} on", target=moved, day=starts)
    title = said("*Target of {kpi}*", kpi=full_name(kpi)) + among(answer.segment)
    segment = segment_option(answer.segment)
    changing = said("Change it: {command}", command=code(f"{target_example(kpi)}{segment}"))
    return told(
        labelled(title, moved),
        _standing(answer),
        titled(said("Targets over time"), _over_time(answer)),
        changing + _dropping(answer, segment),
    )


def _rule(answer: TargetAnswer, record: TargetRecord | None) -> str:
    if record is None or record.target is None:
        return said("none")
    return target_rule(record.target, answer.kpi.unit, answer.currency)


def _over_time(answer: TargetAnswer) -> list[str]:
    """A line for each target, latest start first; nothing where there was only one."""
    if len(answer.history) < 2:
        return []
    lines = [
        said(
            "from {day}: {target}, set by {name}",
            day=day_words(record.starts),
            target=_rule(answer, record),
            name=short(name, 100),
        )
        for record, name in answer.history[:_MOST_TARGETS]
    ]
    older = len(answer.history) - len(lines)
    return [*lines, said("… {n} older", n=older)] if older else lines


def _standing(answer: TargetAnswer) -> str:
    """How the latest value stands to the target, where it is judged by this very one."""
    latest = answer.latest
    if latest is None or latest.result is None:
        return ""
    line = said(
        "Latest: {value}, {period}",
        value=value_words(latest),
        period=latest.observation.key.period.words(),
    )
    verdict = latest.judgement.target if latest.judgement else None
    if verdict is None or answer.now is None or verdict.target != answer.now.target:
        return line
    return sentences(said("{clause}.", clause=line), target_words(verdict, latest.result))


def _dropping(answer: TargetAnswer, segment: str) -> str:
    if answer.now is None or answer.now.target is None:
        return ""
    command = code(f"/kpi target {answer.kpi.key} off{segment}")
    return " · " + said("drop it: {command}", command=command)


def benchmark(answer: BenchmarkAnswer) -> Message:
    """The published bars of a KPI, and the one it is judged by."""
    kpi = answer.kpi
    others = [one.set for one in answer.sets if can_be_chosen(one) and one.set != answer.chosen]
    return told(
        joined([said("*Benchmarks of {kpi}*", kpi=full_name(kpi)), _judged_by(answer)]),
        *(described(one, used=answer.chosen) for one in answer.sets),
        *(_choosing(kpi.key, other) for other in others[:1]),
        said("A target of your own is judged first: {command}", command=code(target_example(kpi))),
    )


def _choosing(kpi: str, other: str) -> str:
    command = code(f"/kpi benchmark {kpi} {other}")
    return said("Choose another one: {command}", command=command)


def _judged_by(answer: BenchmarkAnswer) -> str:
    chosen = f"`{answer.chosen}`" if answer.chosen else said("none")
    if answer.changed and answer.before != answer.chosen:
        before = f"`{answer.before}`" if answer.before else said("none")
        return said("Judged by: {before} → {chosen}, from now on.", before=before, chosen=chosen)
    if answer.chosen is None:
        return said("No source here gives a bar to judge it by.")
    return said("Judged by: {chosen}", chosen=chosen)


def owner(answer: OwnerAnswer) -> Message:
    """Who answers for a KPI."""
    changing = said(
        "Change it: {command}", command=code(f"/kpi owner {answer.kpi.key} @kim backup @lee")
    )
    if answer.owner:
        command = code(f"/kpi owner {answer.kpi.key} nobody")
        changing += " · " + said("nobody: {command}", command=command)
    return told(
        _owned(answer) if answer.owner else _ownerless(answer),
        said(
            "The digest names the owner where a value is missing, and drops are theirs to work on."
        ),
        changing,
    )


def _ownerless(answer: OwnerAnswer) -> str:
    name = short_name(answer.kpi)
    if answer.changed:
        return said("*{kpi}* has no owner any more.", kpi=name)
    return said("*{kpi}* has no owner.", kpi=name)


def _owned(answer: OwnerAnswer) -> str:
    parts = {"kpi": short_name(answer.kpi), "owner": short(answer.owner, 100)}
    if not answer.changed or answer.before == answer.owner:
        owned = said("*{kpi}* belongs to {owner}.", **parts)
    elif not answer.before:
        owned = said("*{kpi}* belongs to {owner} from now on (before: nobody).", **parts)
    else:
        before = short(answer.before, 100)
        owned = said(
            "*{kpi}* belongs to {owner} from now on (before: {before}).", **parts, before=before
        )
    if not answer.backup:
        return sentences(owned, said("No backup."))
    return sentences(owned, said("Backup: {name}.", name=short(answer.backup, 100)))


def settings(answer: SettingsAnswer) -> Message:
    """The workspace's settings, what was changed with its value before, and how to change each."""
    now, before, place = answer.now, answer.before, example_place()
    return told(
        said("*Settings of {workspace}*", workspace=short(now.workspace.name, 100)),
        _setting(said("Time zone"), _zone(before), _zone(now), f"timezone {place.zone}"),
        _setting(
            said("Currency"),
            before.workspace.currency,
            now.workspace.currency,
            f"currency {place.currency}",
        ),
        _setting(said("A fall is flagged beyond"), _fall(before), _fall(now), "fall 20%"),
        _setting(said("How often"), _cadences(before), _cadences(now), "cadence churn month"),
    )


def _setting(label: str, before: str, now: str, example: str) -> str:
    line = f"*{label}* · {_moved(escape(before), escape(now))}"
    change = said("Change it: {command}", command=code(f"/kpi settings {example}"))
    return joined([line, change])


def _moved(before: str, now: str) -> str:
    return now if before == now else f"{before} → {now}"


def _zone(settings: Settings) -> str:
    return settings.workspace.zone or said("not known yet")


def _fall(settings: Settings) -> str:
    return said(
        "{percent} of the last value, or {points} points",
        percent=measured(trimmed(settings.workspace.fall_percent), Unit.PERCENT),
        points=trimmed(settings.workspace.fall_points),
    )


def _cadences(settings: Settings) -> str:
    own = [with_rhythm(catalogue.get(key), cadence) for key, cadence in settings.cadences.items()]
    return comma_joined(own) or said("every KPI as in its definition")
