"""Many workspaces: in the sandbox, and in the database as if each had installed the bot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from itertools import count

from bot.installing.vault import Vault
from bot.sandbox import Sandbox
from bot.schedule import period_of
from kpi import Entry
from kpi.period import Period
from storage.records import (
    Action,
    FigureKey,
    Installation,
    NewObservation,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.store import Store
from storage.tx import Tx

CHANNEL = "growth"
KPIS = ("nps", "csat", "churn")
WEEKS = 6
_AT_A_TIME = 100


@dataclass(frozen=True)
class Place:
    """A workspace, its token and the channel that gets the digest."""

    team: str
    channel: str
    token: str
    bot_user: str
    person: str


def found(slack: Sandbox, number: int) -> list[Place]:
    """So many workspaces in the sandbox."""
    places = []
    for index in range(number):
        workspace = slack.add_workspace(f"Company {index}")
        installation = workspace.installation
        places.append(
            Place(
                installation.team_id,
                workspace.channel_id(CHANNEL),
                installation.bot_token,
                installation.bot_user,
                installation.installer,
            )
        )
    return places


def install(store: Store, vault: Vault, places: Sequence[Place], now: datetime) -> None:
    """The same workspaces in the database, with a few weeks of figures each."""
    for first in range(0, len(places), _AT_A_TIME):
        some = places[first : first + _AT_A_TIME]
        store.write(partial(_install_some, vault=vault, places=some, now=now))


def subscribe(store: Store, places: Sequence[Place], due: datetime) -> None:
    """A weekly digest for each, all due at the same minute."""
    store.write(partial(_subscribe_all, places=places, due=due))


def _install_some(tx: Tx, vault: Vault, places: Sequence[Place], now: datetime) -> None:
    for place in places:
        tx.workspaces.ensure(place.team, "Company", now)
        tx.workspaces.change(place.team, zone="UTC")
        tx.installations.put(_installation(vault, place, now))
        tx.installations.settle(place.team, place.team)
        tx.observations.append_many(place.team, ((one, 0) for one in _figures(now)))


def _installation(vault: Vault, place: Place, now: datetime) -> Installation:
    return Installation(
        team=place.team,
        organisation=False,
        name="Company",
        bot_user=place.bot_user,
        scopes=("chat:write",),
        installer=place.person,
        token=vault.seal(place.token),
        refresh_token=None,
        expires_at=None,
        problem="",
        issue="first",
        installed_at=now,
    )


def _figures(now: datetime) -> Iterator[NewObservation]:
    last = Period.of(now.astimezone(UTC).date(), Period.parse("2026-W01").cadence).previous()
    for weeks, wobble in zip(range(WEEKS), count(3, 7), strict=False):
        period = last.previous(weeks)
        for entry, value in _entries(wobble % 20):
            yield NewObservation(
                key=FigureKey(kpi=entry.kpi, period=period),
                entry=entry,
                value=value,
                sound=True,
                partial=False,
                action=Action.RECORD,
                author="",
            )


def _entries(wobble: int) -> Iterator[tuple[Entry, Fraction]]:
    positive = Fraction(800 + wobble)
    yield (
        Entry("csat", "counts", {"positive": positive, "responses": Fraction(1000)}),
        positive / 10,
    )
    promoters, detractors = Fraction(500 + wobble), Fraction(100)
    counts = {"promoters": promoters, "passives": Fraction(300), "detractors": detractors}
    yield (
        Entry("nps", "counts", counts),
        100 * (promoters - detractors) / sum(counts.values(), Fraction(0)),
    )


def _subscribe_all(tx: Tx, places: Sequence[Place], due: datetime) -> None:
    schedule = Schedule(
        rhythm=Rhythm.WEEKLY, day=due.weekday(), hour=due.hour, minute=due.minute, zone="UTC"
    )
    for place in places:
        tx.subscriptions.put(
            place.team,
            Subscription(
                id=f"weekly-{place.team}",
                channel=place.channel,
                schedule=schedule,
                kpis=KPIS,
                state=SubscriptionState.ACTIVE,
                set_by=place.person,
                next_due=due,
                next_period=period_of(schedule, due).label,
            ),
        )
