"""Fills the demo's workspace through the same desk that commands use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.clock import DemoClock
from bot.demo.history import DIGEST, OWNERS, TARGETS, Typed, cadences, history
from bot.desk import deciding, digesting, recording
from bot.desk.asker import Asker
from bot.membership import refresh_channel
from bot.program import Program
from bot.questions import Record, ScheduleDigest, SetCadence, SetOwner, SetTarget, SetZone
from bot.sandbox import Sandbox
from kpi import catalogue
from kpi.period import Cadence, Period, last_complete
from storage.tx import Tx

CHANNEL = "#cs-team"
ZONE = "Asia/Seoul"


def seed(program: Program, slack: Sandbox, clock: DemoClock, now: datetime) -> None:
    """Half a year of figures without the last complete week, and the digest of the week before."""
    zone = ZoneInfo(ZONE)
    unrecorded = last_complete(Cadence.WEEK, now, zone)
    newest = unrecorded.previous()
    posted = _next_send(now, zone) - timedelta(days=7)
    month = last_complete(Cadence.MONTH, posted, zone)
    clock.set(newest.previous().ends_at(zone))
    program.store.write(lambda tx: _decide(tx, slack, clock()))
    for typed in history(newest, month):
        clock.set(max(typed.period.ends_at(zone), clock()))
        _record(program, slack, typed, clock())
    clock.set(posted - timedelta(hours=1))
    program.store.write(lambda tx: _subscribe(tx, slack, posted, clock()))
    _meet_channel(program, slack)
    clock.set(posted)
    program.tick()
    program.settle()
    clock.go_live()


def _next_send(now: datetime, zone: ZoneInfo) -> datetime:
    """A time in this week that has not come yet, so that the demo begins between two digests."""
    week_ends = Period.of(now.astimezone(zone).date(), Cadence.WEEK).ends_at(zone)
    soon = (now + timedelta(hours=2)).replace(minute=0, second=0, microsecond=0)
    return min(soon, week_ends - timedelta(minutes=1)).astimezone(UTC)


def _decide(tx: Tx, slack: Sandbox, now: datetime) -> None:
    kim = _asker(tx, slack, "kim", now)
    deciding.set_zone(tx, kim, SetZone(zone=ZONE))
    for key, cadence in cadences().items():
        deciding.set_cadence(tx, kim, SetCadence(kpi=catalogue.get(key), cadence=cadence))
    oldest = Period.of(now.date(), Cadence.WEEK).label
    for key, rule in TARGETS:
        question = SetTarget(kpi=catalogue.get(key), rule=rule, starts=oldest)
        deciding.set_target(tx, kim, question)
    for key, owner, backup in OWNERS:
        deciding.set_owner(
            tx,
            kim,
            SetOwner(
                kpi=catalogue.get(key),
                owner=slack.person(owner).id,
                backup=slack.person(backup).id,
            ),
        )


def _record(program: Program, slack: Sandbox, typed: Typed, now: datetime) -> None:
    def work(tx: Tx) -> None:
        recording.record(
            tx,
            _asker(tx, slack, typed.author, now),
            Record(kpi=catalogue.get(typed.kpi), named=typed.inputs, period=typed.period.label),
            command="/kpi",
            text="",
        )

    program.store.write(work)


def _subscribe(tx: Tx, slack: Sandbox, send: datetime, now: datetime) -> None:
    local = send.astimezone(ZoneInfo(ZONE))
    digesting.schedule(
        tx,
        _asker(tx, slack, "kim", now),
        ScheduleDigest(
            rhythm="weekly",
            day=local.weekday(),
            hour=local.hour,
            minute=local.minute,
            kpis=tuple(catalogue.get(key) for key in DIGEST),
            zone=ZONE,
        ),
    )


def _meet_channel(program: Program, slack: Sandbox) -> None:
    """Asks Slack who is in the channel of the digest, as setting one by command does."""
    team = slack.workspace.installation.team_id
    client = program.access.clients.asking(team)
    refresh_channel(program.store, client, team, slack.workspace.channel_id(CHANNEL))


def _asker(tx: Tx, slack: Sandbox, name: str, now: datetime) -> Asker:
    team = slack.workspace.installation.team_id
    person = tx.people.get(team, slack.person(name).id)
    if person is None:
        raise LookupError(f"{name} is not known yet")
    return Asker(team=team, person=person, channel=slack.workspace.channel_id(CHANNEL), now=now)
