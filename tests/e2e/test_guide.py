"""The first ten minutes: the guide on Home, from the first look to the first digest."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.desk.plan import PROPOSED, STEPS, Business, Guided, Plan, Step
from bot.sandbox.forms import state_values
from bot.sandbox.payloads import view_actions
from bot.views import guide
from bot.views.guide_fields import ADD
from bot.views.home import Choice
from bot.views.pasting import OPEN as PASTE
from storage.records import Rhythm, Subscription
from tests.e2e import views
from tests.e2e.bench import CHANNEL, Bench, Clock
from tests.e2e.running import over_http
from tests.e2e.test_home import words


def weekly(bench: Bench, channel: str = CHANNEL) -> Subscription | None:
    """The weekly digest of a channel."""
    place = bench.slack.workspace.channel_id(channel)
    return bench.program.store.read(
        lambda tx: tx.subscriptions.get(bench.team, place, Rhythm.WEEKLY)
    )


def owner(bench: Bench, kpi: str) -> str | None:
    return bench.program.store.read(lambda tx: tx.choices.get(bench.team, kpi)).owner


def enters(bench: Bench, user: str, name: str, value: Any) -> None:
    """Somebody leaves something in an input of their Home."""
    bench.slack.person(user).enter(bench.home(user), name, value)


def presses(bench: Bench, user: str, action: str, value: str | None = None) -> str:
    """What somebody's Home says after a press in it."""
    bench.uses_home(user, action, value=value)
    return words(bench.home(user))


def puts(bench: Bench, step: Step, *, channel: str = "", user: str = "kim") -> str:
    """Somebody's Home stands at a step, with a channel chosen; what it says."""
    place = bench.slack.workspace.channel_id(channel) if channel else ""
    choice = Choice(guide=Guided(step=step, plan=Plan(channel=place)))
    bench.deliver("interactive", views.turned(bench, user, guide.AGAIN, "", choice))
    return words(bench.home(user))


def step_of(said: str) -> int:
    """The number of the step that Home shows; 0 for none."""
    _, found, rest = said.partition("Step ")
    return int(rest[0]) if found else 0


def test_a_manager_sets_the_bot_up_from_the_first_look_to_the_digest(bench: Bench) -> None:
    cs_team = bench.slack.workspace.channel_id(CHANNEL)
    assert "Step 1 of 6: your team" in words(bench.opens_home("kim"))
    assert "Customer Effort Score" in presses(bench, "kim", guide.CHOOSE, "support")
    bench.uses_home("kim", ADD, choose="churn")
    enters(bench, "kim", "guide.kpis.support.5", ["csat", "nps", "churn"])
    assert step_of(presses(bench, "kim", guide.NEXT)) == 3
    enters(bench, "kim", "guide.owner.csat", bench.id_of("lee"))
    assert owner(bench, "csat") is None
    assert "The owners are saved." in presses(bench, "kim", guide.NEXT)
    assert (owner(bench, "csat"), owner(bench, "nps")) == (bench.id_of("lee"), bench.id_of("kim"))
    enters(bench, "kim", "guide.channel", cs_team)
    enters(bench, "kim", "guide.day", "4")
    enters(bench, "kim", "guide.time", "10:30")
    assert "*NPS*: stored for 0 of the last 12 weeks." in presses(bench, "kim", guide.NEXT)
    assert bench.uses_home("kim", PASTE, value="nps").view is not None
    bench.type_("kim", "/nps 1700 350 150")
    assert "*NPS*: stored for 1 of the last 12 weeks." in presses(bench, "kim", guide.AGAIN)
    preview = presses(bench, "kim", guide.NEXT)
    assert "2 KPIs are missing · 1 holds" in preview
    assert "every Friday at 10:30 (Asia/Seoul), first on Fri 20 Nov 2026, 10:30" in preview
    assert weekly(bench) is None
    assert bench.posts() == []
    assert "The digest is set up" in presses(bench, "kim", guide.START)
    started = weekly(bench)
    assert started is not None
    assert started.kpis == ("csat", "nps", "churn")
    assert step_of(words(bench.opens_home("kim"))) == 0


def test_what_was_chosen_so_far_is_there_after_a_restart_and_is_ones_own(
    migrated: Path, tmp_path: Path
) -> None:
    database = Path(shutil.copy(migrated, tmp_path / "kpi-bot.db"))
    with over_http(database, Clock()) as bench:
        bench.type_("kim", "/kpi admins add @ana")
        bench.opens_home("kim")
        bench.opens_home("ana")
        presses(bench, "kim", guide.CHOOSE, "saas")
        presses(bench, "kim", guide.NEXT)
        presses(bench, "ana", guide.CHOOSE, "content")
        enters(bench, "kim", "guide.owner.nrr", bench.id_of("lee"))
        homes = bench.slack.world.homes
        shown = {user: homes[bench.team, bench.id_of(user)] for user in ("kim", "ana")}
    with over_http(database, Clock()) as bench:
        for user, view in shown.items():
            event = {
                "type": "app_home_opened",
                "user": bench.id_of(user),
                "tab": "home",
                "view": {
                    "private_metadata": view.body["private_metadata"],
                    "state": {"values": state_values(view)},
                },
            }
            with bench.slack.world.lock:
                bench.slack.world.emit(bench.team, event)
            bench.settle()
        assert step_of(words(bench.home("kim"))) == 3
        pickers = [one for one in bench.home("kim").blocks if one["type"] == "input"]
        assert [one["element"]["initial_user"] for one in pickers] == [
            *(bench.id_of(user) for user in ("kim", "kim", "lee", "kim")),
        ]
        assert "Stickiness" in words(bench.home("ana"))


def test_everything_can_be_skipped_and_nothing_is_set_up_by_that(bench: Bench) -> None:
    before = bench.stored()
    assert step_of(words(bench.opens_home("kim"))) == 1
    steps = [step_of(presses(bench, "kim", guide.SKIP)) for _ in range(3)]
    enters(bench, "kim", "guide.channel", bench.slack.workspace.channel_id(CHANNEL))
    steps += [step_of(presses(bench, "kim", action)) for action in (guide.SKIP, guide.NEXT)]
    assert steps == [2, 3, 4, 5, 6]
    assert "No channel is chosen yet" in words(bench.home("kim"))
    assert step_of(presses(bench, "kim", guide.FINISH)) == 0
    assert bench.stored() == before


@pytest.mark.parametrize("step", [one for one in Step if one is not Step.BUSINESS])
def test_one_step_back_is_always_possible(shared: Bench, step: Step) -> None:
    number = step_of(puts(shared, step))
    assert step_of(presses(shared, "kim", guide.BACK)) == number - 1


def test_the_guide_put_off_stays_closed_until_it_is_opened_where_one_left_it(bench: Bench) -> None:
    bench.opens_home("kim")
    presses(bench, "kim", guide.CHOOSE, "shop")
    assert "/nps 1700 350 150" in presses(bench, "kim", guide.LATER)
    assert step_of(words(bench.opens_home("kim"))) == 0
    assert step_of(presses(bench, "kim", guide.OPEN)) == 1
    assert "Conversion Rate" in presses(bench, "kim", guide.SKIP)


def test_it_opens_by_itself_only_where_nothing_was_recorded_yet(bench: Bench) -> None:
    bench.type_("lee", "/nps 1700 350 150")
    assert step_of(words(bench.opens_home("kim"))) == 0
    assert step_of(presses(bench, "kim", guide.OPEN)) == 1


def test_a_step_that_lacks_something_says_what_and_stays(bench: Bench) -> None:
    puts(bench, Step.KPIS)
    enters(bench, "kim", "guide.kpis.any.3", [])
    said = presses(bench, "kim", guide.NEXT)
    assert (step_of(said), "Tick at least one KPI" in said) == (2, True)
    presses(bench, "kim", guide.SKIP)
    assert "Who owns NPS?" in str(bench.home("kim").blocks), "what is proposed is kept"
    puts(bench, Step.DIGEST)
    said = presses(bench, "kim", guide.NEXT)
    assert (step_of(said), "Choose a channel" in said) == (4, True)


@pytest.mark.parametrize("action", [guide.NEXT, guide.START])
@pytest.mark.parametrize("inside", [True, False])
def test_a_channel_without_the_bot_is_told_how_to_invite_it(
    bench: Bench, action: str, inside: bool
) -> None:
    room = bench.room("kim", bot=inside)
    puts(bench, Step.DIGEST if action == guide.NEXT else Step.PREVIEW, channel=room)
    said = presses(bench, "kim", action)
    place = bench.slack.workspace.channel_id(room)
    assert (f"cannot post in <#{place}> yet. Type `/invite @KPI Bot`" in said) is not inside
    assert (weekly(bench, room) is not None) is (inside and action == guide.START)


@pytest.mark.parametrize("member", [True, False])
def test_a_private_channel_is_chosen_by_its_members_only(bench: Bench, member: bool) -> None:
    room = bench.room(*(("kim",) if member else ("lee",)))
    place = bench.slack.workspace.channel_id(room)
    bench.slack.world.channels[place].is_private = True
    puts(bench, Step.PREVIEW, channel=room)
    presses(bench, "kim", guide.START)
    assert (weekly(bench, room) is not None) is member


@pytest.mark.parametrize("step", [Step.DIGEST, Step.PREVIEW])
def test_nobody_is_sent_to_invite_the_bot_into_an_archived_channel(
    bench: Bench, step: Step
) -> None:
    room = bench.room("kim")
    puts(bench, step, channel=room)
    bench.slack.workspace.archive(room)
    bench.settle()
    said = presses(bench, "kim", guide.START if step is Step.PREVIEW else guide.NEXT)
    assert "This channel is archived" in said
    assert "/invite" not in said
    assert step_of(said) == STEPS.index(step) + 1
    assert weekly(bench, room) is None


def test_what_a_channel_may_not_see_is_named_before_and_after_the_start(bench: Bench) -> None:
    bench.type_("kim", "/kpi access nps seen managers")
    left_out = "Left out of what is posted: NPS."
    assert left_out in puts(bench, Step.PREVIEW, channel=CHANNEL)
    assert left_out in presses(bench, "kim", guide.START)


def test_an_owner_who_cannot_be_one_is_refused_in_a_sentence(bench: Bench) -> None:
    puts(bench, Step.OWNERS)
    enters(bench, "kim", "guide.owner.nps", bench.id_of("gus"))
    said = presses(bench, "kim", guide.NEXT)
    assert "no member of this workspace" in said
    assert step_of(said) == 3
    assert owner(bench, "csat") is None


def test_a_press_that_slack_delivers_again_sets_nothing_back(bench: Bench) -> None:
    puts(bench, Step.PREVIEW, channel=CHANNEL)
    world = bench.slack.world
    action = {"type": "button", "action_id": guide.START, "block_id": "b", "action_ts": "1.5"}
    with world.lock:
        view = world.homes[bench.team, bench.id_of("kim")]
        payload = view_actions(bench.scene("kim"), view, action)
    bench.deliver("interactive", payload)
    bench.type_("kim", "/kpi digest weekly tue 09:00 nps")
    puts(bench, Step.KPIS)
    bench.deliver("interactive", payload)
    started = weekly(bench)
    assert started is not None
    assert started.kpis == ("nps",)
    assert step_of(words(bench.home("kim"))) == 2


def test_who_manages_no_more_is_told_so_and_sees_what_members_see(bench: Bench) -> None:
    puts(bench, Step.PREVIEW, channel=CHANNEL)
    bench.slack.workspace.change_user("kim", is_admin=False, is_owner=False)
    bench.slack.workspace.change_user("lee", is_admin=True)
    bench.settle()
    said = presses(bench, "kim", guide.START)
    assert "Only managers may set up KPI Bot" in said
    assert step_of(said) == 0
    assert weekly(bench) is None
    bench.type_("kim", "/nps 1700 350 150")
    assert "1 KPI in all" in words(bench.home("kim")), "it follows what they record"


def test_the_digest_goes_out_at_its_time_to_members_of_the_channel(bench: Bench) -> None:
    """Whoever is in the channel is an audience from the start, as with the command."""
    puts(bench, Step.PREVIEW, channel=CHANNEL)
    presses(bench, "kim", guide.START)
    started = weekly(bench)
    assert started is not None
    channels = bench.program.store.read(
        lambda tx: tx.memberships.channels_of(bench.team, bench.id_of("lee"))
    )
    assert started.channel in channels
    bench.at(started.next_due)
    assert len(bench.posts()) == 1


@pytest.mark.parametrize("business", Business)
def test_each_business_leads_to_its_kpis(shared: Bench, business: Business) -> None:
    puts(shared, Step.BUSINESS)
    presses(shared, "kim", guide.CHOOSE, business.value)
    [boxes] = [
        one["element"]["initial_options"]
        for one in shared.home("kim").blocks
        if one["block_id"].startswith("guide.kpis")
    ]
    assert tuple(one["value"] for one in boxes) == PROPOSED[business]
