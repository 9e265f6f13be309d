"""A channel's digests in words: when, what, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from bot.desk.answers import ChannelWants, DigestQueued, DigestStatus, Scheduled
from bot.views.blocks import Message
from bot.views.digests_status import digest_queued, digest_status, scheduled
from kpi import catalogue
from kpi.period import Period
from storage.records import (
    ChannelSettings,
    Occurrence,
    OccurrenceState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)

WEEKLY = Subscription(
    id="s1",
    channel="C0GROWTH",
    schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul"),
    kpis=("nps", "churn", "aov"),
    state=SubscriptionState.ACTIVE,
    set_by="U1KIM",
    next_due=datetime(2026, 11, 16, 0, 0, tzinfo=UTC),
    next_period="2026-W46",
)
FRIDAY = replace(
    WEEKLY,
    schedule=Schedule(rhythm=Rhythm.WEEKLY, day=4, hour=17, minute=30, zone="Asia/Taipei"),
    kpis=("nps",),
)
LAST = Occurrence(
    id="o1",
    subscription="s1",
    channel="C0GROWTH",
    rhythm=Rhythm.WEEKLY,
    period="2026-W45",
    due_at=datetime(2026, 11, 9, 0, 0, tzinfo=UTC),
    state=OccurrenceState.PLANNED,
    late=False,
    delivery="d1",
)
WANTS = ChannelWants(settings=ChannelSettings(channel="C0GROWTH"), language="en")
WANTED = "Language: English · Flagged drops call nobody · Public holidays: sent as on any day"
NEXT = "Next: Mon 16 Nov 2026, 09:00 (Asia/Seoul), about Mon 9 – Sun 15 Nov 2026, W46"


def set_to(now: Subscription, before: Subscription | None = None) -> Scheduled:
    return Scheduled(now=now, before=before, wants=WANTS, postponed=None)


def status(
    *digests: tuple[Subscription, tuple[tuple[Occurrence, str], ...]], **more: Any
) -> DigestStatus:
    return DigestStatus(
        channel="C0GROWTH", digests=digests, **{"wants": WANTS, "postponed": {}, **more}
    )


def test_a_digest_is_set_with_its_next_send_in_local_time() -> None:
    assert scheduled(set_to(WEEKLY)).text == (
        "The digest of <#C0GROWTH> is set: every Monday at 09:00 (Asia/Seoul)\n"
        "KPIs: NPS, Churn, AOV\n"
        f"{NEXT}\n"
        f"{WANTED}\n"
        "See one now: /kpi digest preview · change it: type the command again"
    )


def test_a_digest_that_replaces_one_shows_the_old_schedule() -> None:
    assert (
        "Before\nevery Friday at 17:30 (Asia/Taipei)\nKPIs: NPS\n"
        in scheduled(set_to(WEEKLY, FRIDAY)).text
    )


@pytest.mark.parametrize(
    ("rhythm", "period", "words", "command"),
    [
        (Rhythm.WEEKLY, "2026-W46", "W46", "/kpi digest now weekly"),
        (Rhythm.MONTHLY, "2026-10", "Oct 2026", "/kpi digest now monthly"),
    ],
)
def test_a_period_that_the_new_schedule_passes_over_is_named_with_a_way_to_post_it(
    rhythm: Rhythm, period: str, words: str, command: str
) -> None:
    now = replace(WEEKLY, schedule=replace(WEEKLY.schedule, rhythm=rhythm, day=1))
    answer = replace(set_to(now, FRIDAY), passed_over=Period.parse(period))
    line = (
        f"The digest of {words} will not be posted. To post it now, type in <#C0GROWTH>: {command}"
    )
    assert line in scheduled(answer).text.splitlines()


def test_the_status_tells_the_next_send_and_the_last_results() -> None:
    answer = status((WEEKLY, ((LAST, "posted"),)))
    assert digest_status(answer).text == (
        "Weekly: every Monday at 09:00 (Asia/Seoul)\n"
        "KPIs: NPS, Churn, AOV\n"
        f"{NEXT}\n"
        "Last results, newest first:\n"
        "• W45, due Mon 9 Nov 2026, 09:00 (Asia/Seoul): posted\n"
        f"{WANTED}\n"
        "/kpi digest preview · /kpi digest now · /kpi digest pause · /kpi digest off"
    )


@pytest.mark.parametrize(
    ("state", "title", "sends", "commands"),
    [
        (SubscriptionState.ACTIVE, "Weekly:", True, ["preview", "now", "pause", "off"]),
        (SubscriptionState.PAUSED, "Weekly, paused:", False, ["preview", "now", "resume", "off"]),
        (SubscriptionState.OFF, "Weekly, switched off:", False, ["weekly mon 09:00 nps churn crr"]),
    ],
)
def test_the_status_names_the_state_and_the_commands_that_make_sense_in_it(
    state: SubscriptionState, title: str, sends: bool, commands: list[str]
) -> None:
    digest = replace(WEEKLY, state=state)
    told = digest_status(status((digest, ()))).text
    lines = told.splitlines()
    assert lines[0].startswith(title)
    assert (NEXT in lines) == sends
    assert "None was due yet." in lines
    offered = [command.removeprefix("/kpi digest ") for command in lines[-1].split(" · ")]
    assert offered == commands


def test_what_was_just_done_comes_first() -> None:
    answer = status((WEEKLY, ()), changed="resumed")
    assert digest_status(answer).text.startswith("The digest of <#C0GROWTH> was resumed.\n")


def test_a_channel_without_a_digest_is_told_how_to_get_one() -> None:
    assert digest_status(status()).text == (
        "<#C0GROWTH> has no digest. Set one there: /kpi digest weekly mon 09:00 nps churn crr"
    )


def test_a_digest_posted_now_leaves_the_schedule_alone() -> None:
    answer = DigestQueued(channel="C0GROWTH", period=Period.parse("2026-W46"))
    assert digest_queued(answer).text == (
        "The digest of Mon 9 – Sun 15 Nov 2026, W46 is posted in <#C0GROWTH> in a moment. "
        "The schedule stays as it is."
    )


def test_digests_of_every_kpi_with_a_long_past_fit(fits: Callable[[Message], None]) -> None:
    digest = replace(WEEKLY, kpis=tuple(one.key for one in catalogue.all_kpis()))
    fits(scheduled(set_to(digest, digest)))
    past = ((LAST, "could not be posted: " + "x" * 500),) * 60
    fits(digest_status(status(*((digest, past),) * 2)))
