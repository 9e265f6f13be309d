"""The guide through the first ten minutes: what its steps show, and what they set up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.desk import digesting
from bot.desk.access import hidden_in
from bot.desk.answers import Scheduled
from bot.desk.asker import Asker, require_manager
from bot.desk.deciding import require_viewer, set_owner
from bot.desk.errors import Refused
from bot.desk.gathering import Edition
from bot.desk.plan import Plan
from bot.desk.publishing import preview
from bot.desk.upcoming import first_post
from bot.desk.workspace import cadence_of, workspace_of, zone_of
from bot.questions import ScheduleDigest, SetOwner
from bot.schedule import period_of
from bot.views.pages import Pages
from kpi import Kpi, catalogue
from kpi.language import phrase, said
from kpi.period import Cadence, last_complete
from storage.records import (
    TOTAL,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.tx import Tx

PAST = 12
"""Periods that are worth pasting to begin with: as many as the trend of a KPI shows."""


def require_guide(tx: Tx, asker: Asker) -> None:
    """Lets pass whom the guide is for.

    Raises:
        NotAllowed: the asker is no manager.
    """
    require_manager(tx, asker, phrase("set up KPI Bot"))


def proposed_owners(tx: Tx, asker: Asker, plan: Plan) -> Mapping[str, str]:
    """Who would own each KPI: whoever was chosen, else whoever owns it now, else the asker."""
    return {
        key: plan.owners.get(key) or tx.choices.get(asker.team, key).owner or asker.user
        for key in plan.kpis
    }


def save_owners(tx: Tx, asker: Asker, plan: Plan) -> None:
    """Names the owners as proposed; backups stay who still can be one.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: a named person cannot work with the bot.
    """
    for key, user in proposed_owners(tx, asker, plan).items():
        kpi = catalogue.get(key)
        backup = _standing_backup(tx, asker.team, kpi, user)
        set_owner(tx, asker, SetOwner(kpi=kpi, owner=user, backup=backup))


def _standing_backup(tx: Tx, team: str, kpi: Kpi, owner: str) -> str | None:
    """The backup of a KPI; None where it becomes the owner, or cannot work with the bot now."""
    backup = tx.choices.get(team, kpi.key).backup
    if backup in (None, owner):
        return None
    try:
        return require_viewer(tx, team, backup, kpi).user
    except Refused:
        return None


class Filled(Struct, frozen=True, kw_only=True):
    """How much of its last periods a KPI holds."""

    kpi: Kpi
    cadence: Cadence
    periods: int
    """Of the last `PAST` complete ones."""


def filled(tx: Tx, asker: Asker, plan: Plan) -> tuple[Filled, ...]:
    """What is stored of each KPI's past."""
    now, zone = asker.now, zone_of(workspace_of(tx, asker))
    stored = {
        (one.key.kpi, one.key.period)
        for one in tx.observations.newest_each(asker.team, TOTAL, PAST + 1)
    }
    found = []
    for kpi in map(catalogue.get, plan.kpis):
        cadence = cadence_of(tx, asker.team, kpi)
        newest = last_complete(cadence, now, zone)
        held = sum((kpi.key, newest.previous(back)) in stored for back in range(PAST))
        found.append(Filled(kpi=kpi, cadence=cadence, periods=held))
    return tuple(found)


def schedule_of(asker: Asker, plan: Plan) -> Schedule:
    """When the digest would go out, on the asker's clock."""
    return Schedule(
        rhythm=Rhythm.WEEKLY,
        day=plan.day,
        hour=plan.hour,
        minute=plan.minute,
        zone=asker.person.zone,
    )


class Rehearsal(Struct, frozen=True, kw_only=True):
    """The digest as it would go out, and when."""

    pages: Pages
    channel: str
    """"" where none is chosen."""
    schedule: Schedule
    due: datetime
    """The first time it would go out."""
    replaced: Subscription | None
    """The channel's weekly digest as it is now."""
    left_out: tuple[Kpi, ...] = ()
    """The KPIs that the channel may not see."""


def rehearse(tx: Tx, asker: Asker, plan: Plan) -> Rehearsal:
    """What the digest would say now. Nothing is stored."""
    schedule = schedule_of(asker, plan)
    edition = Edition(
        channel=plan.channel,
        rhythm=schedule.rhythm,
        kpis=plan.kpis,
        period=period_of(schedule, asker.now),
    )
    return Rehearsal(
        pages=preview(tx, workspace_of(tx, asker), edition, asker.now),
        channel=plan.channel,
        schedule=schedule,
        due=first_post(tx, asker.team, plan.channel, schedule, asker.now).due,
        replaced=_standing(tx, asker, plan),
        left_out=_left_out(tx, asker, plan),
    )


def _left_out(tx: Tx, asker: Asker, plan: Plan) -> tuple[Kpi, ...]:
    if not plan.channel:
        return ()
    hidden = hidden_in(tx, asker.team, plan.channel, also=frozenset(plan.kpis))
    return tuple(catalogue.get(key) for key in plan.kpis if key in hidden)


def _standing(tx: Tx, asker: Asker, plan: Plan) -> Subscription | None:
    found = tx.subscriptions.get(asker.team, plan.channel, Rhythm.WEEKLY) if plan.channel else None
    return found if found and found.state is not SubscriptionState.OFF else None


def start_digest(tx: Tx, asker: Asker, plan: Plan) -> Scheduled:
    """Subscribes the chosen channel, in place of its weekly digest.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: no channel is chosen, or it may see none of the KPIs.
    """
    if not plan.channel:
        raise Refused(said("Choose a channel for the digest first: go back one step or two."))
    question = ScheduleDigest(
        rhythm=Rhythm.WEEKLY,
        day=plan.day,
        hour=plan.hour,
        minute=plan.minute,
        kpis=tuple(map(catalogue.get, plan.kpis)),
    )
    return digesting.schedule(tx, replace(asker, channel=plan.channel), question)
