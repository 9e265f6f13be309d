"""What managers decide: targets, benchmarks, owners, settings."""

from __future__ import annotations

from datetime import date

from bot.desk.access import sees
from bot.desk.answers import (
    BenchmarkAnswer,
    OwnerAnswer,
    Settings,
    SettingsAnswer,
    TargetAnswer,
)
from bot.desk.asker import Asker, require_manager
from bot.desk.errors import NotFound, Refused
from bot.desk.looking import past_readings
from bot.desk.reading import Reading
from bot.desk.workspace import cadence_of, settled_workspace, workspace_of, zone_of
from bot.questions import (
    ChooseBenchmark,
    SetCadence,
    SetCurrency,
    SetFall,
    SetOwner,
    SetTarget,
    SetZone,
    ShowBenchmarks,
    ShowOwner,
    ShowTarget,
)
from kpi import Kpi, catalogue
from kpi.errors import BadPeriod
from kpi.language import phrase, said
from kpi.lists import comma_joined, sentences
from kpi.model import Status
from kpi.names import shown_name
from kpi.period import Period, current, read_period
from kpi.target import Target
from storage.records import Person, Standing, TargetRecord
from storage.tx import Tx


def show_target(tx: Tx, asker: Asker, question: ShowTarget) -> TargetAnswer:
    """The target in force, and those before and after it."""
    record = tx.targets.at(
        asker.team, question.kpi.key, question.segment, _running(tx, asker, question.kpi).first
    )
    return TargetAnswer(
        kpi=question.kpi,
        segment=question.segment,
        now=record,
        before=None,
        changed=False,
        currency=workspace_of(tx, asker).currency,
        latest=_latest(tx, asker, question.kpi, question.segment),
        history=_target_history(tx, asker.team, question.kpi.key, question.segment),
    )


def _target_history(
    tx: Tx, team: str, kpi: str, segment: str
) -> tuple[tuple[TargetRecord, str], ...]:
    """Its targets, latest start first; of two for one day the one that counts."""
    by_start: dict[date, TargetRecord] = {}
    for one in tx.targets.history(team, kpi):
        if one.segment == segment:
            by_start.setdefault(one.starts, one)
    return tuple((one, name_of(tx, team, one.set_by)) for one in by_start.values())


def set_target(tx: Tx, asker: Asker, question: SetTarget) -> TargetAnswer:
    """A new target, in force from the last complete period on unless a start is named.

    Raises:
        NotAllowed: the asker is no manager.
        kpi.errors.BadTarget: the rule cannot be read.
    """
    require_manager(tx, asker, phrase("set targets"))
    currency = workspace_of(tx, asker).currency
    target = Target.read(question.rule, question.kpi, currency=currency) if question.rule else None
    starts = _start(tx, asker, question)
    before = tx.targets.at(asker.team, question.kpi.key, question.segment, starts)
    record = TargetRecord(
        kpi=question.kpi.key,
        segment=question.segment,
        target=target,
        starts=starts,
        set_by=asker.user,
        set_at=asker.now,
    )
    tx.targets.add(asker.team, record)
    return TargetAnswer(
        kpi=question.kpi,
        segment=question.segment,
        now=record,
        before=before,
        changed=True,
        currency=workspace_of(tx, asker).currency,
        latest=_latest(tx, asker, question.kpi, question.segment),
    )


def _start(tx: Tx, asker: Asker, question: SetTarget) -> date:
    if not question.starts:
        return _running(tx, asker, question.kpi).previous().first
    try:
        # Unlike a recording, a target may start in a period that has not begun.
        return Period.parse(question.starts).first
    except BadPeriod:
        cadence = cadence_of(tx, asker.team, question.kpi)
        zone = zone_of(workspace_of(tx, asker))
        return read_period(question.starts, cadence, asker.now, zone)[0].first


def _running(tx: Tx, asker: Asker, kpi: Kpi) -> Period:
    zone = zone_of(workspace_of(tx, asker))
    return current(cadence_of(tx, asker.team, kpi), asker.now, zone)


def _latest(tx: Tx, asker: Asker, kpi: Kpi, segment: str) -> Reading | None:
    found = past_readings(tx, asker.team, kpi.key, segment, _running(tx, asker, kpi), 1)
    return found[0] if found else None


def show_benchmarks(tx: Tx, asker: Asker, question: ShowBenchmarks) -> BenchmarkAnswer:
    """The sets a KPI can be judged by."""
    return BenchmarkAnswer(
        kpi=question.kpi,
        chosen=_chosen(tx, asker, question.kpi),
        before=None,
        changed=False,
        sets=question.kpi.benchmarks,
    )


def choose_benchmark(tx: Tx, asker: Asker, question: ChooseBenchmark) -> BenchmarkAnswer:
    """Judges a KPI by another set from now on.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: the KPI has no such set.
        Refused: that set has nothing to judge by.
    """
    require_manager(tx, asker, phrase("choose benchmarks"))
    own = [one for one in question.kpi.benchmarks if one.set == question.set]
    sets = tuple(dict.fromkeys(one.set for one in question.kpi.benchmarks))
    if not own:
        unknown = said(
            '{kpi} has no benchmark set "{set}".', kpi=shown_name(question.kpi), set=question.set
        )
        known = said("It has {sets}.", sets=comma_joined(sets)) if sets else said("It has none.")
        raise NotFound(
            sentences(unknown, known),
            field="benchmark",
            candidates=sets,
        )
    if not any(one.bands and one.status is not Status.INFORMATION for one in own):
        raise Refused(
            said(
                "{set} says something about {kpi} but gives no bar to judge by. Set a target "
                "of your own with /kpi target.",
                set=question.set,
                kpi=shown_name(question.kpi),
            ),
            field="benchmark",
        )
    before = _chosen(tx, asker, question.kpi)
    tx.choices.set_benchmark_set(asker.team, question.kpi.key, question.set)
    return BenchmarkAnswer(
        kpi=question.kpi,
        chosen=question.set,
        before=before,
        changed=True,
        sets=question.kpi.benchmarks,
    )


def _chosen(tx: Tx, asker: Asker, kpi: Kpi) -> str | None:
    return tx.choices.get(asker.team, kpi.key).benchmark_set or kpi.default_set


def show_owner(tx: Tx, asker: Asker, question: ShowOwner) -> OwnerAnswer:
    """Who answers for a KPI."""
    choice = tx.choices.get(asker.team, question.kpi.key)
    return OwnerAnswer(
        kpi=question.kpi,
        owner=name_of(tx, asker.team, choice.owner),
        backup=name_of(tx, asker.team, choice.backup),
        before="",
        changed=False,
    )


def set_owner(tx: Tx, asker: Asker, question: SetOwner) -> OwnerAnswer:
    """Names who answers for a KPI from now on.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: a named person cannot work with the bot.
    """
    require_manager(tx, asker, phrase("name the owner of a KPI"))
    for user in (question.owner, question.backup):
        if user is not None:
            require_viewer(tx, asker.team, user, question.kpi)
    if question.owner is not None and question.owner == question.backup:
        raise Refused(said("The backup has to be somebody else than the owner."), field="backup")
    before = tx.choices.get(asker.team, question.kpi.key).owner
    tx.choices.set_owner(asker.team, question.kpi.key, question.owner, question.backup)
    return OwnerAnswer(
        kpi=question.kpi,
        owner=name_of(tx, asker.team, question.owner),
        backup=name_of(tx, asker.team, question.backup),
        before=name_of(tx, asker.team, before),
        changed=True,
    )


def require_viewer(tx: Tx, team: str, user: str, kpi: Kpi) -> Person:
    """Somebody who may own things about a KPI here.

    Raises:
        Refused: somebody who cannot work with the bot, or may not see the KPI.
    """
    person = require_member(tx, team, user)
    if not sees(tx, team, person, kpi.key):
        raise Refused(
            said(
                "{name} may not see the figures of {kpi}. /kpi access {key} says who may.",
                name=person.name,
                kpi=shown_name(kpi),
                key=kpi.key,
            ),
            field="owner",
        )
    return person


def require_member(tx: Tx, team: str, user: str) -> Person:
    """Somebody who may own things here.

    Raises:
        Refused: a guest, a bot, a deactivated account, or somebody unknown.
    """
    person = tx.people.get(team, user)
    if person is None or person.standing not in (Standing.MEMBER, Standing.MANAGER):
        who = person.name if person else said("That person")
        raise Refused(
            said("{who} is no member of this workspace who can use KPI Bot.", who=who),
            field="owner",
        )
    return person


def name_of(tx: Tx, team: str, user: str | None) -> str:
    """A person's name, or "" for nobody."""
    if user is None:
        return ""
    person = tx.people.get(team, user)
    return person.name if person else user


def show_settings(tx: Tx, asker: Asker) -> SettingsAnswer:
    """The workspace's settings."""
    settings = _settings(tx, asker)
    return SettingsAnswer(now=settings, before=settings)


def set_zone(tx: Tx, asker: Asker, question: SetZone) -> SettingsAnswer:
    """Where the workspace's days begin and end.

    Raises:
        NotAllowed: the asker is no manager.
    """
    before = _changeable(tx, asker)
    tx.workspaces.change(asker.team, zone=question.zone)
    return SettingsAnswer(now=_settings(tx, asker), before=before)


def set_currency(tx: Tx, asker: Asker, question: SetCurrency) -> SettingsAnswer:
    """The currency of amounts typed without one.

    Raises:
        NotAllowed: the asker is no manager.
    """
    before = _changeable(tx, asker)
    tx.workspaces.change(asker.team, currency=question.currency)
    return SettingsAnswer(now=_settings(tx, asker), before=before)


def set_cadence(tx: Tx, asker: Asker, question: SetCadence) -> SettingsAnswer:
    """How often a KPI is recorded from now on.

    Raises:
        NotAllowed: the asker is no manager.
    """
    before = _changeable(tx, asker)
    tx.choices.set_cadence(asker.team, question.kpi.key, question.cadence)
    return SettingsAnswer(now=_settings(tx, asker), before=before)


def set_fall(tx: Tx, asker: Asker, question: SetFall) -> SettingsAnswer:
    """From which fall on a value without a history of its own is flagged.

    Raises:
        NotAllowed: the asker is no manager.
    """
    before = _changeable(tx, asker)
    if question.points:
        tx.workspaces.change(asker.team, fall_points=question.amount)
    else:
        tx.workspaces.change(asker.team, fall_percent=question.amount)
    return SettingsAnswer(now=_settings(tx, asker), before=before)


def _changeable(tx: Tx, asker: Asker) -> Settings:
    """The settings before a change, which is made to a workspace whose time zone is known."""
    require_manager(tx, asker, phrase("change settings"))
    settled_workspace(tx, asker)
    return _settings(tx, asker)


def _settings(tx: Tx, asker: Asker) -> Settings:
    own = {
        key: choice.cadence
        for key, choice in tx.choices.all(asker.team).items()
        if choice.cadence is not None and choice.cadence is not catalogue.get(key).cadence
    }
    return Settings(workspace=workspace_of(tx, asker), cadences=own)
