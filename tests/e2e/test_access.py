"""Who decides, who sees and who records, with the whole program; and erasing what people wrote."""

from __future__ import annotations

from typing import Any

import pytest

from bot.sandbox import Seen
from storage.records import DeliveryKind
from tests.e2e.bench import Bench

CAC = "/kpi cac spend=$777.70 acquired=7"
SECRETS = ("111.1", "777.7")


def texts(messages: list[Seen]) -> str:
    return "\n".join(f"{message.text} {message.blocks}" for message in messages)


# -- managers --------------------------------------------------------------------------------


def test_an_admin_adds_a_manager_and_takes_them_off_again(bench: Bench) -> None:
    assert "Lee" not in bench.type_("lee", "/kpi admins").partition("Managers they added")[2]
    said = bench.type_("kim", "/kpi admins add @lee")
    assert "can decide here from now on" in said
    assert "≥ 45" in bench.type_("lee", "/kpi target nps >= 45")
    listed = bench.type_("ana", "/kpi admins")
    assert listed.index("kim") < listed.index("Managers they added") < listed.index("lee")
    assert "can no longer decide" in bench.type_("kim", "/kpi admins remove @lee")
    assert "Only managers may" in bench.type_("lee", "/kpi target nps >= 50")


@pytest.mark.parametrize("user", ["gus", "bob", "kpibot"])
def test_who_cannot_use_the_bot_cannot_be_made_a_manager(bench: Bench, user: str) -> None:
    bench.type_("kim", "/kpi target nps >= 45")
    before = bench.stored()
    assert "no member of this workspace" in bench.type_("kim", f"/kpi admins add @lee @{user}")
    assert bench.stored() == before


@pytest.mark.parametrize("line", ["/kpi admins add @ana", "/kpi admins remove @lee"])
def test_being_added_does_not_hand_on_the_right_to_add(bench: Bench, line: str) -> None:
    bench.type_("kim", "/kpi admins add @lee")
    before = bench.stored()
    for user in ("lee", "ana"):
        assert bench.type_(user, line).startswith("Only admins and owners of the workspace may")
    assert bench.stored() == before


def test_admins_of_the_workspace_cannot_be_locked_out(bench: Bench) -> None:
    assert "stays a manager" in bench.type_("kim", "/kpi admins remove @kim")
    assert "was not added" in bench.type_("kim", "/kpi admins remove @ana")
    assert "≥ 45" in bench.type_("kim", "/kpi target nps >= 45")


def test_whoever_may_not_decide_is_told_how_to_see_who_may(bench: Bench) -> None:
    assert "/kpi admins" in bench.type_("lee", "/kpi target nps >= 45")


# -- seeing ----------------------------------------------------------------------------------


def test_a_kpi_is_limited_shown_and_opened_again_by_command(bench: Bench) -> None:
    bench.type_("kim", CAC)
    limited = bench.type_("kim", "/kpi access cac seen by managers only, recorded by @lee and @gus")
    assert "Seen by: managers only." in limited
    assert "Recorded by: lee, gus, and managers." in limited
    assert "(ltv_cac)" in limited.partition("Hidden with it, because computed from it: ")[2]
    assert "Seen by: managers only." in bench.type_("lee", "/kpi access cac")
    assert "computed from CAC (cac)" in bench.type_("lee", "/kpi access ltv_cac")
    assert "limited here" in bench.type_("lee", "/kpi cac")
    before = bench.stored()
    assert "Only managers may" in bench.type_("lee", "/kpi access cac seen everyone")
    assert bench.stored() == before
    opened = bench.type_("kim", "/kpi access cac seen everyone recorded everyone")
    assert "Seen by: every member of this workspace." in opened
    assert "111.1" in bench.type_("lee", "/kpi cac")


@pytest.mark.parametrize("user", ["bob", "kpibot", "zoe"])
def test_nobody_is_named_to_record_who_could_not(bench: Bench, user: str) -> None:
    user_id = bench.id_of("bot" if user == "kpibot" else user)
    bench.type_("kim", "/kpi target nps >= 45")
    before = bench.stored()
    payload = bench.command_form("kim", "/kpi access cac recorded x")
    payload["text"] = f"access cac recorded <@{user_id}|{user}>"
    outcome = bench.deliver("slash_commands", payload)
    assert "cannot use KPI Bot" in outcome.body["text"]
    assert bench.stored() == before


def test_members_of_its_channels_are_known_without_asking_at_each_command(bench: Bench) -> None:
    room = bench.room("kim", "lee")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps", room)
    bench.type_("kim", "/kpi access nps seen channels")
    asked = len(bench.slack.calls("conversations.members"))
    assert asked
    assert "70.45" in bench.type_("lee", "/nps")
    assert "limited here" in bench.type_("ana", "/nps")
    bench.slack.workspace.join("ana", room)
    bench.slack.workspace.leave("lee", room)
    bench.settle()
    assert "70.45" in bench.type_("ana", "/nps")
    assert "limited here" in bench.type_("lee", "/nps")
    assert len(bench.slack.calls("conversations.members")) == asked


def test_somebody_who_left_and_came_back_is_not_shut_out_by_an_old_event(bench: Bench) -> None:
    room = bench.room("kim", "lee")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps", room)
    bench.type_("kim", "/kpi access nps seen channels")
    bench.slack.workspace.leave("lee", room)
    bench.settle()
    left = next(
        one
        for one in reversed(bench.slack.deliveries)
        if one.payload.get("event", {}).get("type") == "member_left_channel"
    )
    bench.slack.workspace.join("lee", room)
    bench.settle()
    bench.deliver("events_api", left.payload)
    assert "70.45" in bench.type_("lee", "/nps")


def test_the_digests_thread_and_buttons_follow_the_limits(bench: Bench) -> None:
    """A case is opened, the KPI is limited: its message and its digest show nothing any more."""
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps churn")
    bench.type_("kim", "/kpi digest now")
    [root] = bench.posts()
    [case] = bench.thread(root)
    assert "70.45" in texts([root, case])
    seen, control = bench.button("lee", "Acknowledge")
    bench.type_("kim", "/kpi access nps seen managers")
    root, case = bench.again(root), bench.again(case)
    assert "70.45" not in texts([root, case])
    assert "not shown in this channel any more" in case.text
    before = bench.stored()
    bench.press_by_hand("lee", seen, control)
    assert bench.private("lee")[-1].startswith("There is no such case here")
    assert bench.stored() == before
    bench.type_("kim", "/nps correct 1600 350 150 reason=recount")
    assert len(bench.thread(root)) == 1
    bench.type_("kim", "/kpi access nps seen everyone")
    assert "69" in bench.again(case).text or "NPS" in bench.again(case).text


def test_a_digest_of_which_nothing_is_left_says_so_and_shows_nothing(bench: Bench) -> None:
    bench.type_("kim", CAC + " period=2026-10")
    bench.type_("kim", "/kpi digest monthly 3 09:00 cac")
    bench.type_("kim", "/kpi access cac seen managers")
    bench.type_("kim", "/kpi digest now")
    [post] = bench.posts()
    assert not [one for one in SECRETS if one in texts([post])]


def test_sharing_by_button_asks_who_is_in_the_channel(bench: Bench) -> None:
    bench.type_("kim", CAC)
    seen, control = bench.button("kim", "Share in channel")
    bench.type_("kim", "/kpi access cac seen managers")
    public = len(bench.posts())
    bench.press_by_hand("kim", seen, control)
    assert "not shared here" in bench.private("kim")[-1]
    assert len(bench.posts()) == public


def test_forms_are_for_those_who_see_the_kpi(bench: Bench) -> None:
    bench.type_("kim", CAC)
    bench.type_("lee", "/kpi cac")
    seen, control = bench.button("lee", "Record")
    bench.type_("kim", "/kpi access cac seen managers recorded @lee")
    bench.press_by_hand("lee", seen, control)
    shown = str(bench.slack.person("lee").modal) + str(bench.private("lee"))
    assert not [one for one in SECRETS if one in shown.partition("limited here")[0][-200:]]
    assert "limited here" in shown


def test_a_guest_who_is_named_records_by_command(bench: Bench) -> None:
    bench.type_("kim", "/kpi access csat recorded @gus")
    stored = bench.type_("gus", "/kpi csat 90 100")
    assert stored.startswith("Stored: CSAT")
    assert "90.00" not in stored
    assert "You are a guest here" in bench.type_("gus", "/kpi csat")
    assert "Taken back" in bench.type_("gus", "/kpi undo")
    bench.type_("kim", "/kpi access csat recorded everyone")
    assert "you are a guest" in bench.type_("gus", "/kpi csat 90 100")


# -- erasing ---------------------------------------------------------------------------------

PARK = "Ms Park of Initech"


@pytest.fixture
def told(bench: Bench) -> Bench:
    """K-1 has words in a note, a source, a reason, a digest's thread, a notice and a case."""
    bench.type_("lee", f'/nps 1700 350 150 note="{PARK} called" source="{PARK}.xlsx"')
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    bench.press("lee", "Add note")
    bench.submit("lee", note=f"{PARK} is *angry* <b>")
    bench.type_("kim", f'/nps correct 1690 350 150 reason="{PARK} & sons counted twice"')
    bench.press("lee", "Resolve")
    bench.submit("lee", reason=f"{PARK} is happy again")
    return bench


def everywhere(bench: Bench) -> str:
    """Everything that is stored, but what somebody typed lately and was answered to it."""
    return str(bench.stored(frozenset({"draft"})))


def test_a_manager_erases_what_people_wrote_and_the_numbers_stay(told: Bench) -> None:
    [root] = told.posts()
    assert PARK in texts(told.thread(root))
    assert PARK in "\n".join(told.direct("lee"))
    before = [(one.entry, one.value, one.author) for one in told.revisions(1)]
    answer = told.type_("kim", '/kpi erase K-1 reason="names a customer"')
    assert answer.startswith("Erased what people wrote beside K-1")
    assert PARK not in everywhere(told)
    root = told.again(root)
    assert PARK not in texts([root, *told.thread(root)])
    assert PARK not in "\n".join(told.direct("lee"))
    assert "[erased]" in texts(told.thread(root))
    assert [(one.entry, one.value, one.author) for one in told.revisions(1)] == before
    assert [one.reason for one in told.revisions(1)] == ["", "[erased]"]


def test_an_erasure_is_kept_with_who_when_and_why(told: Bench) -> None:
    told.type_("kim", '/kpi erase K-1 reason="names a customer"')
    trace = told.type_("lee", "/kpi trace K-1")
    assert "Words erased" in trace
    assert "by kim: names a customer" in trace
    assert PARK not in trace


def test_what_follows_later_does_not_bring_the_words_back(told: Bench) -> None:
    told.type_("kim", "/kpi erase K-1 reason=x")
    told.type_("kim", "/nps correct 1680 350 150 reason=recount")
    told.press("lee", "Reopen")
    assert PARK not in everywhere(told)


@pytest.mark.parametrize(
    ("user", "line", "said"),
    [
        ("lee", "/kpi erase K-1 reason=x", "Only managers may erase what people wrote"),
        ("kim", "/kpi erase K-1", "needs a reason, which is kept"),
        ("kim", "/kpi erase K-999 reason=x", "There is no figure K-999 here"),
        ("kim", "/kpi erase", "Write the id that stands under a figure"),
    ],
)
def test_nothing_is_erased_by_a_wrong_command(told: Bench, user: str, line: str, said: str) -> None:
    before = told.stored()
    assert said in told.type_(user, line)
    assert told.stored() == before


def test_a_figure_nobody_wrote_anything_beside_is_left_alone(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    before: Any = bench.stored()
    assert "Nobody wrote anything beside K-1" in bench.type_("kim", "/kpi erase K-1 reason=x")
    assert bench.stored() == before
    assert DeliveryKind.UPDATE not in str(before)
