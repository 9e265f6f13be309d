"""What the guide shows of a workspace, and what it sets up once that is confirmed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from bot.desk import guiding
from bot.desk.asker import Asker
from bot.desk.errors import NotAllowed, Refused
from bot.desk.plan import Plan
from bot.schedule import describe
from bot.views import guide
from bot.views.numbers import when
from storage.records import (
    ChannelSettings,
    Occurrence,
    OccurrenceState,
    OnHoliday,
    Person,
    Rhythm,
    Standing,
    Subscription,
)
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, NOW, TEAM, WEEK, Desk

PLAN = Plan(channel=CHANNEL, day=1, hour=10, minute=30)


def asker(standing: Standing = Standing.MANAGER) -> Asker:
    person = Person(
        user="kim",
        name="kim",
        standing=standing,
        zone="Asia/Seoul",
        locale="en-US",
        refreshed_at=NOW,
    )
    return Asker(team=TEAM, person=person, channel="", now=NOW)


def owner(desk: Desk, kpi: str = "nps") -> tuple[str | None, str | None]:
    choice = desk.store.read(lambda tx: tx.choices.get(TEAM, kpi))
    return choice.owner, choice.backup


def weekly(desk: Desk) -> Subscription | None:
    return desk.store.read(lambda tx: tx.subscriptions.get(TEAM, CHANNEL, Rhythm.WEEKLY))


def test_the_owner_is_whoever_was_chosen_else_whoever_it_is_else_oneself(desk: Desk) -> None:
    desk.store.write(lambda tx: tx.choices.set_owner(TEAM, "csat", "ana"))
    plan = replace(PLAN, owners={"nps": "lee"})
    proposed = desk.store.read(lambda tx: guiding.proposed_owners(tx, asker(), plan))
    assert proposed == {"nps": "lee", "csat": "ana", "churn": "kim"}
    assert owner(desk) == (None, None)


@pytest.mark.parametrize(("chosen", "backup"), [("lee", "ana"), ("ana", None)])
def test_saved_owners_keep_the_backup_unless_it_is_they(
    desk: Desk, chosen: str, backup: str | None
) -> None:
    desk.store.write(lambda tx: tx.choices.set_owner(TEAM, "nps", "kim", "ana"))
    plan = replace(PLAN, owners={"nps": chosen})
    desk.store.write(lambda tx: guiding.save_owners(tx, asker(), plan))
    assert owner(desk) == (chosen, backup)
    assert owner(desk, "churn") == ("kim", None)


def test_a_backup_who_has_left_does_not_hold_up_the_owners(desk: Desk) -> None:
    """The guide has no input in which another one could be chosen."""
    desk.store.write(lambda tx: tx.choices.set_owner(TEAM, "nps", "kim", "ana"))
    gone = replace(asker(Standing.DEACTIVATED).person, user="ana", name="ana")
    desk.store.write(lambda tx: tx.people.put(TEAM, gone))
    desk.store.write(lambda tx: guiding.save_owners(tx, asker(), PLAN))
    assert owner(desk) == ("kim", None)


def test_nobody_becomes_an_owner_where_one_of_them_cannot(desk: Desk) -> None:
    plan = replace(PLAN, owners={"churn": "U0STRANGER"})
    with pytest.raises(Refused):
        desk.store.write(lambda tx: guiding.save_owners(tx, asker(), plan))
    assert owner(desk) == (None, None)


FOR_MANAGERS: list[Callable[[Tx, Asker], object]] = [
    guiding.require_guide,
    lambda tx, who: guiding.save_owners(tx, who, PLAN),
    lambda tx, who: guiding.start_digest(tx, who, PLAN),
]


@pytest.mark.parametrize("work", FOR_MANAGERS, ids=["open", "owners", "digest"])
def test_members_set_nothing_up(desk: Desk, work: Callable[[Tx, Asker], object]) -> None:
    with pytest.raises(NotAllowed):
        desk.store.write(lambda tx: work(tx, asker(Standing.MEMBER)))
    assert weekly(desk) is None
    assert owner(desk) == (None, None)


def test_each_kpi_says_how_many_of_its_last_twelve_periods_are_stored(desk: Desk) -> None:
    for back in (0, 3, 11, 12):
        desk.records("kim", f"/nps 60 30 10 period={WEEK.previous(back).label}")
    desk.records("kim", "/nps 60 30 10 segment=tier:a")
    plan = Plan(offered=("nps", "mrr"), kpis=("nps", "mrr"))
    found = desk.store.read(lambda tx: guiding.filled(tx, asker(), plan))
    assert [(one.kpi.key, one.cadence.value, one.periods) for one in found] == [
        ("nps", "week", 3),
        ("mrr", "month", 0),
    ]


def test_the_digest_is_rehearsed_on_ones_own_clock_and_nothing_is_stored(desk: Desk) -> None:
    desk.records("kim", "/nps 60 30 10")
    digest = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), PLAN))
    assert "2 KPIs are missing · 1 holds" in digest.pages.root.text
    assert describe(digest.schedule) == "every Tuesday at 10:30 (Asia/Seoul)"
    assert digest.due.isoformat() == "2026-11-24T01:30:00+00:00"
    assert digest.replaced is None
    assert weekly(desk) is None


@pytest.mark.parametrize(
    ("settings", "due"),
    [
        (ChannelSettings(channel=CHANNEL), "2026-11-23T01:30"),
        (ChannelSettings(channel=CHANNEL, holidays="JP"), "2026-11-24T01:30"),
        (
            ChannelSettings(channel=CHANNEL, holidays="JP", on_holiday=OnHoliday.SKIP),
            "2026-11-30T01:30",
        ),
    ],
    ids=["as usual", "a day later", "skipped"],
)
def test_the_digest_first_goes_out_on_a_day_that_the_channel_wants(
    desk: Desk, settings: ChannelSettings, due: str
) -> None:
    desk.store.write(lambda tx: tx.channels.put(TEAM, settings))
    mondays = replace(PLAN, day=0)
    digest = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), mondays))
    assert digest.due.isoformat() == f"{due}:00+00:00"
    started = desk.store.write(lambda tx: guiding.start_digest(tx, asker(), mondays))
    assert when(digest.due, "Asia/Seoul") in guide.started(started)


@pytest.mark.parametrize(
    ("line", "replaced"), [("", True), ("/kpi digest off", False)], ids=["runs", "switched off"]
)
def test_a_weekly_digest_that_the_channel_has_is_said_to_be_replaced(
    desk: Desk, line: str, replaced: bool
) -> None:
    desk.say("kim", "/kpi digest weekly mon 09:00 nps")
    if line:
        desk.say("kim", line)
    digest = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), PLAN))
    assert (digest.replaced is not None) is replaced


def test_without_a_channel_the_digest_can_be_rehearsed_but_not_started(desk: Desk) -> None:
    nowhere = replace(PLAN, channel="")
    digest = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), nowhere))
    assert digest.replaced is None
    with pytest.raises(Refused):
        desk.store.write(lambda tx: guiding.start_digest(tx, asker(), nowhere))


def test_the_digest_starts_in_the_chosen_channel_with_the_chosen_kpis(desk: Desk) -> None:
    started = desk.store.write(lambda tx: guiding.start_digest(tx, asker(), PLAN))
    assert weekly(desk) == started.now
    assert (started.now.channel, started.now.kpis) == (CHANNEL, PLAN.kpis)
    assert describe(started.now.schedule) == "every Tuesday at 10:30 (Asia/Seoul)"


@pytest.mark.parametrize(
    ("seen", "left_out"), [("everyone", []), ("channels", []), ("managers", ["nps"])]
)
def test_what_is_rehearsed_is_what_the_channel_may_see_once_the_digest_is_started(
    desk: Desk, seen: str, left_out: list[str]
) -> None:
    desk.records("kim", "/nps 60 30 10")
    desk.say("kim", f"/kpi access nps seen {seen}")
    rehearsed = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), PLAN))
    assert [kpi.key for kpi in rehearsed.left_out] == left_out
    assert ("NPS" in rehearsed.pages.root.text) is (left_out == [])
    started = desk.store.write(lambda tx: guiding.start_digest(tx, asker(), PLAN))
    assert started.left_out == rehearsed.left_out


def test_the_first_digest_is_due_when_it_is_said_to_be_even_where_one_is_replaced(
    desk: Desk,
) -> None:
    """The week that the digest before was about is not told twice."""
    before = desk.store.write(lambda tx: guiding.start_digest(tx, asker(), PLAN)).now
    told = Occurrence(
        id="o1",
        subscription=before.id,
        channel=CHANNEL,
        rhythm=Rhythm.WEEKLY,
        period=WEEK.label,
        due_at=NOW,
        state=OccurrenceState.PLANNED,
        late=False,
        delivery=None,
    )
    desk.store.write(lambda tx: tx.occurrences.plan(TEAM, told))
    friday = replace(PLAN, day=4)
    rehearsed = desk.store.read(lambda tx: guiding.rehearse(tx, asker(), friday))
    started = desk.store.write(lambda tx: guiding.start_digest(tx, asker(), friday))
    assert rehearsed.due == started.now.next_due
    assert rehearsed.due.isoformat() == "2026-11-27T01:30:00+00:00"
