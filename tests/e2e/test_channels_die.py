"""Channels are archived, deleted and renamed, and the bot is taken out of them."""

from collections.abc import Callable

import pytest

from bot.sandbox.faults import AckLost, ApiError
from storage.records import SubscriptionState
from tests.e2e.bench import CHANNEL, Bench
from tests.e2e.test_digest_posts import DUE, WEEKLY

Happens = Callable[[Bench, str], None]


def archived(bench: Bench, channel: str) -> None:
    bench.slack.workspace.archive(channel)


def left(bench: Bench, channel: str) -> None:
    bench.slack.workspace.remove_bot(channel)


def deleted(bench: Bench, channel: str) -> None:
    bench.slack.workspace.delete_channel(channel)


def left_as_a_member(bench: Bench, channel: str) -> None:
    """Slack tells of the bot as of anybody who leaves."""
    world, installation = bench.slack.world, bench.slack.workspace.installation
    with world.lock:
        place = world.channels[bench.slack.workspace.channel_id(channel)]
        event = {"type": "member_left_channel", "user": installation.bot_user, "channel": place.id}
        world.emit(installation.team_id, {**event, "channel_type": "C"}, place)
        place.members.remove(installation.bot_user)


ENDS: dict[str, tuple[Happens, str]] = {
    "archived": (archived, "was archived"),
    "bot removed": (left, "KPI Bot is not in"),
    "bot removed, as a member": (left_as_a_member, "KPI Bot is not in"),
    "deleted": (deleted, "no longer exists"),
}


def states(bench: Bench) -> list[SubscriptionState]:
    found = bench.program.store.read(lambda tx: tx.subscriptions.all(bench.team))
    return [one.state for one in found]


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize("how", ENDS)
def test_the_digest_pauses_its_owner_is_told_once_and_nothing_is_tried(
    bench: Bench, how: str, private: bool
) -> None:
    happens, said = ENDS[how]
    room = bench.room()
    with bench.slack.world.lock:
        place = bench.slack.world.channels[bench.slack.workspace.channel_id(room)]
        place.is_private = private
    bench.type_("kim", f"{WEEKLY} nps", room)
    happens(bench, room)
    bench.settle()
    [told] = bench.direct("kim")
    assert said in told
    assert "its digest is paused" in told
    assert states(bench) == [SubscriptionState.PAUSED]
    bench.at(DUE)
    assert bench.slack.calls("chat.postMessage")[-1].arguments["channel"] != place.id
    assert len(bench.direct("kim")) == 1


def test_somebody_else_who_leaves_changes_nothing(bench: Bench) -> None:
    bench.type_("kim", f"{WEEKLY} nps")
    bench.slack.workspace.leave("lee", CHANNEL)
    bench.settle()
    assert states(bench) == [SubscriptionState.ACTIVE]


def test_another_bot_that_leaves_changes_nothing(bench: Bench) -> None:
    """Slack is asked, and says that this one is still there."""
    bench.type_("kim", f"{WEEKLY} nps")
    installation = bench.slack.workspace.installation
    world = bench.slack.world
    with world.lock:
        place = world.channels[bench.slack.workspace.channel_id(CHANNEL)]
        event = {"type": "member_left_channel", "user": installation.bot_user, "channel": place.id}
        world.emit(installation.team_id, event, place)
    bench.slack.settle()
    bench.settle()
    assert len(bench.slack.calls("conversations.info")) == 2  # one when the digest was set
    assert states(bench) == [SubscriptionState.ACTIVE]


def test_a_renamed_channel_keeps_its_digest(bench: Bench) -> None:
    bench.type_("kim", f"{WEEKLY} nps")
    bench.slack.workspace.rename(CHANNEL, "cs-and-growth")
    bench.at(DUE)
    assert len(bench.posts("#cs-and-growth")) == 1


def test_an_event_that_slack_repeats_tells_once(bench: Bench) -> None:
    bench.type_("kim", f"{WEEKLY} nps")
    bench.slack.delivery_faults.script("events_api", [AckLost(), AckLost()])
    bench.slack.workspace.archive(CHANNEL)
    bench.settle()
    bench.clock.advance(minutes=6)
    bench.slack.repeat_due_events()
    bench.settle()
    assert len(bench.direct("kim")) == 1


def test_what_follows_in_a_channel_that_is_gone_is_not_told_again(bench: Bench) -> None:
    for line in (
        "/kpi target churn <= 2%",
        "/churn 66 3000 period=2026-W46",
        f"{WEEKLY} churn",
    ):
        bench.type_("kim", line)
    bench.at(DUE)
    bench.slack.faults.script("chat.update", [ApiError("not_in_channel")] * 9)
    for lost in (67, 68, 69):
        bench.type_("lee", f'/churn correct {lost} 3000 period=2026-W46 reason="again"')
    assert len([told for told in bench.direct("kim") if "is not in" in told]) == 1


def test_resume_works_once_it_is_mended_and_not_before(bench: Bench) -> None:
    bench.type_("kim", f"{WEEKLY} nps")
    bench.slack.workspace.remove_bot(CHANNEL)
    bench.settle()
    status = bench.type_("lee", "/kpi digest status")
    assert "Weekly, paused" in status
    assert "KPI Bot is not in" in status
    assert "Invite it" in bench.type_("kim", "/kpi digest resume")
    assert states(bench) == [SubscriptionState.PAUSED]
    bench.slack.workspace.add_bot(CHANNEL)
    assert "was resumed" in bench.type_("kim", "/kpi digest resume")
    assert "KPI Bot is not in" not in bench.type_("lee", "/kpi digest status")
    bench.at(DUE)
    assert len(bench.posts()) == 1


def test_a_digest_of_somebody_who_left_goes_on(bench: Bench) -> None:
    bench.slack.workspace.change_user("lee", is_admin=True)
    bench.type_("lee", f"{WEEKLY} nps Asia/Seoul")
    for _ in range(2):
        bench.slack.workspace.change_user("lee", deleted=True)
    bench.settle()
    assert len(bench.direct("kim")) == 1
    bench.at(DUE)
    assert len(bench.posts()) == 1
