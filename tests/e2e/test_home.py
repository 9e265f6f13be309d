"""Home: opened, filtered, turned, and what can be done from it."""

import pytest

from bot.examples import example_of
from bot.sandbox import SeenView
from bot.sandbox.model import Json
from bot.sandbox.payloads import view_actions
from bot.views.home import ACTIONS, FAMILY, NEXT, SEGMENT
from bot.views.readings import HISTORY, RECORD
from kpi import catalogue
from tests.e2e.bench import Bench


def words(view: SeenView) -> str:
    """Everything a view says, a line each."""
    said = [
        text["text"]
        for block in view.blocks
        for text in (block.get("text"), *block.get("elements", ()))
        if text is not None and isinstance(text.get("text"), str)
    ]
    return "\n".join(said)


def test_members_of_a_new_workspace_are_told_what_they_can_do_and_whom_to_ask(
    bench: Bench,
) -> None:
    view = bench.opens_home("lee")
    assert view.controls == ()
    *steps, ask = words(view).split("\n")
    assert "ask kim" in ask
    assert len(steps) == 2
    for command in (line.split("`")[1] for line in steps):
        assert "unexpected" not in bench.type_("lee", command)
    assert "NPS 70.45" in words(bench.opens_home("lee"))


def test_home_shows_figures_what_is_due_cases_and_the_digests_of_ones_channels(
    bench: Bench,
) -> None:
    bench.type_("kim", "/nps 1800 300 100 period=2026-W45")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi csat 80 100 period=2026-W45")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps csat")
    bench.type_("kim", "/kpi digest now")
    said = words(bench.opens_home("lee"))
    assert "*1 open case · 1 KPI is missing and due · 2 KPIs in all*" in said
    assert "*CSAT* · W46 is not recorded" in said
    assert "*Flagged*, not acknowledged · *NPS 70.45* · W46, 3 days old" in said
    assert "target ≥ 90 missed" in said
    assert "Next: Mon 23 Nov 2026, 08:00 (Asia/Taipei), about W47" in said
    case = bench.thread(bench.posts()[0])[0]
    assert f"/p{case.ts.replace('.', '')}|thread>" in said


def test_a_case_that_is_taken_up_shows_its_owner_the_next_time(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    assert "nobody yet, not acknowledged" in words(bench.opens_home("kim"))
    bench.press("lee", "Acknowledge")
    assert "lee, acknowledged" in words(bench.opens_home("kim")).casefold()


def test_the_last_digest_is_told_in_plain_words(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest weekly thu 09:00 nps")
    bench.clock.advance(days=1)
    bench.beat()
    assert "Last: W46, sent" in words(bench.opens_home("kim"))


def test_a_segment_is_chosen_and_stays_chosen_when_home_is_opened_again(bench: Bench) -> None:
    for segment, lost in (("tier:a", 1), ("tier:b", 9)):
        bench.knows_segment(segment)
        bench.type_("kim", f"/churn {lost} 100 segment={segment}")
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("kim")
    bench.uses_home("kim", SEGMENT, choose="=tier:b")
    said = words(bench.home("kim"))
    assert "Churn 9.00 %" in said
    assert "NPS" not in said
    assert words(bench.opens_home("kim")) == said
    assert "NPS" in words(bench.opens_home("lee"))
    bench.uses_home("kim", SEGMENT, choose="=")
    assert "NPS" in words(bench.home("kim"))


def test_a_family_is_chosen(bench: Bench) -> None:
    bench.type_("kim", "/churn 1 100")
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("kim")
    bench.uses_home("kim", FAMILY, choose="=retention")
    said = words(bench.home("kim"))
    assert "Churn" in said
    assert "*NPS" not in said


def test_every_kpi_of_the_catalogue_is_on_some_page(bench: Bench) -> None:
    for kpi in catalogue.all_kpis():
        bench.type_("kim", example_of(kpi))
        bench.type_("kim", f"{example_of(kpi)} period=prev")
    said = [words(bench.opens_home("kim"))]
    while any(control.action_id == NEXT for control in bench.home("kim").controls):
        bench.uses_home("kim", NEXT)
        said.append(words(bench.home("kim")))
    for kpi in catalogue.all_kpis():
        assert kpi.short or kpi.abbreviation or kpi.name in "\n".join(said)


def test_a_kpi_is_recorded_from_home(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=2026-W45")
    bench.opens_home("lee")
    opened = bench.uses_home("lee", RECORD).view
    assert opened is not None
    assert "NPS" in str(bench.form("lee").blocks)


def test_the_history_opens_over_home(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("lee")
    opened = bench.uses_home("lee", HISTORY).view
    assert opened is not None
    assert "Net Promoter Score" in words(opened)
    assert "2026-W46" in words(opened)


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ("gus", "KPI Bot answers full members of this workspace only, and you are a guest."),
        ("zoe", "KPI Bot answers members of the workspace it is installed in only."),
    ],
)
def test_who_may_not_use_the_bot_reads_one_sentence(bench: Bench, user: str, said: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    view = bench.opens_home(user)
    assert words(view) == said
    assert view.controls == ()


def test_a_hidden_kpi_is_not_on_the_home_of_those_who_may_not_see_it(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", example_of(catalogue.get("cac")))
    bench.type_("kim", "/kpi access cac seen managers")
    assert "CAC" in words(bench.opens_home("kim"))
    assert "CAC" not in words(bench.opens_home("lee"))


def test_the_messages_tab_is_not_home(bench: Bench) -> None:
    event = {"type": "app_home_opened", "user": bench.id_of("kim"), "tab": "messages"}
    with bench.slack.world.lock:
        bench.slack.world.emit(bench.team, event)
    bench.settle()
    assert bench.slack.calls("views.publish") == ()


def test_somebody_slack_shows_no_home_is_no_alarm(bench: Bench) -> None:
    event = {"type": "app_home_opened", "user": "U0NOBODY", "tab": "home"}
    with bench.slack.world.lock:
        bench.slack.world.emit(bench.team, event)
    bench.settle()
    assert "home_not_shown" in [one["event"] for one in bench.logged]


def test_nothing_is_stored_by_looking(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    before = bench.stored()
    bench.opens_home("kim")
    bench.opens_home("lee")
    assert bench.stored() == before


def test_home_follows_what_its_reader_just_did_as_they_chose_to_see_it(bench: Bench) -> None:
    for segment in ("tier:a", "tier:b"):
        bench.knows_segment(segment)
        bench.type_("kim", f"/churn 1 100 segment={segment}")
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("lee")
    bench.uses_home("lee", SEGMENT, choose="=tier:b")
    bench.clock.advance(minutes=1)
    bench.type_("lee", "/churn correct 9 100 segment=tier:b reason=late")
    said = words(bench.home("lee"))
    assert "Churn 9.00 %" in said
    assert "NPS" not in said


def test_the_home_of_others_and_of_those_who_never_opened_it_is_left_alone(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("lee")
    bench.type_("kim", "/churn 1 100")
    assert len(bench.slack.calls("views.publish")) == 1


def test_a_manager_in_the_middle_of_the_guide_keeps_what_they_typed(bench: Bench) -> None:
    bench.opens_home("kim")
    shown = bench.home("kim")
    bench.type_("kim", "/nps 1700 350 150")
    assert bench.home("kim") == shown
    assert len(bench.slack.calls("views.publish")) == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_a_choice_made_in_the_home_of_somebody_who_was_shut_out_shows_the_sentence(
    bench: Bench, action: str
) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.opens_home("lee")
    bench.slack.workspace.change_user("lee", is_restricted=True)
    bench.settle()
    payload = _choice(bench, "lee", action)
    assert bench.deliver("interactive", payload).result == "acked"
    assert words(bench.home("lee")) == (
        "KPI Bot answers full members of this workspace only, and you are a guest."
    )


def _choice(bench: Bench, user: str, action: str) -> Json:
    """The payload of a control that Home does not show just now."""
    world = bench.slack.world
    pressed = {
        "type": "button",
        "action_id": action,
        "block_id": "b1",
        "value": "1",
        "action_ts": world.next_ts(),
    }
    with world.lock:
        view = world.homes[bench.team, bench.id_of(user)]
        return view_actions(bench.scene(user), view, pressed)
