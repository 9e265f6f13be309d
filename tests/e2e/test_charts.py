"""Charts in answers, and the same answers where Slack refuses charts."""

from typing import Any

import pytest

from bot.sandbox import Reaction
from bot.views.readings import HISTORY
from tests.e2e.bench import Bench


def charts(reaction: Reaction) -> list[Any]:
    return [
        block
        for message in reaction.messages
        for block in message.blocks
        if block["type"] == "data_visualization"
    ]


def recorded(bench: Bench, weeks: int) -> None:
    for week in range(46, 46 - weeks, -1):
        bench.type_("kim", f"/nps {1000 + 10 * week} 350 150 period=2026-W{week}")


def test_a_history_is_drawn_for_whoever_asked(bench: Bench) -> None:
    recorded(bench, 3)
    answer = bench.command("lee", "/kpi history nps")
    [chart] = charts(answer)
    assert {len(line["data"]) for line in chart["chart"]["series"]} == {3}
    assert all(message.is_ephemeral for message in answer.messages)
    assert "2026-W44" in answer.text


def test_the_history_button_draws_it_too(bench: Bench) -> None:
    recorded(bench, 2)
    bench.command("lee", "/nps")
    assert len(charts(bench.press("lee", "History"))) == 1


def test_one_value_is_not_drawn(bench: Bench) -> None:
    recorded(bench, 1)
    assert charts(bench.command("lee", "/kpi history nps")) == []


def test_where_slack_refuses_charts_the_list_is_shown_without(bench: Bench) -> None:
    recorded(bench, 3)
    bench.slack.world.takes_charts = False
    for answer in (bench.command("lee", "/kpi history nps"), _pressed(bench)):
        assert charts(answer) == []
        assert "2026-W44" in answer.text


def _pressed(bench: Bench) -> Reaction:
    bench.command("lee", "/nps")
    return bench.press("lee", "History")


def test_a_history_opened_over_home_has_no_chart_which_a_form_does_not_take(bench: Bench) -> None:
    recorded(bench, 3)
    bench.opens_home("lee")
    opened = bench.uses_home("lee", HISTORY).view
    assert opened is not None
    assert "data_visualization" not in {block["type"] for block in opened.blocks}


def test_two_kpis_of_one_unit_share_a_chart_and_others_get_one_each(bench: Bench) -> None:
    recorded(bench, 3)
    for week in (44, 45, 46):
        bench.type_("kim", f"/kpi csat 80 {100 + week} period=2026-W{week}")
        bench.type_("kim", f"/kpi fcr 70 {100 + week} period=2026-W{week}")
    [shared] = charts(bench.command("lee", "/kpi chart csat fcr"))
    assert {one["name"] for one in shared["chart"]["series"]} == {"CSAT", "FCR"}
    answer = bench.command("lee", "/kpi chart nps csat 3")
    assert len(charts(answer)) == 2
    assert "2026-W44" in answer.text
    assert "Customer Satisfaction" in answer.text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/kpi chart", "Name one KPI or two to draw."),
        ("/kpi chart nps csat fcr", "Name one KPI or two to draw."),
        ("/kpi chart nps 99", "A chart shows 2 to 20 periods."),
        ("/kpi chart nps period=last", "A chart takes names of KPIs only."),
        ("/kpi chart nsp", "nps"),
        ("/kpi chart csat", "Nothing is recorded of Customer Satisfaction"),
    ],
)
def test_a_chart_that_cannot_be_drawn_is_answered_in_words(
    bench: Bench, line: str, says: str
) -> None:
    assert says in bench.type_("lee", line)


def test_limited_figures_are_not_drawn(bench: Bench) -> None:
    recorded(bench, 2)
    bench.type_("kim", "/kpi access nps seen managers")
    assert "limited" in bench.type_("lee", "/kpi chart nps")


@pytest.mark.parametrize("takes", [True, False])
def test_a_drop_is_drawn_in_its_digest_and_its_case_unless_slack_refuses(
    bench: Bench, takes: bool
) -> None:
    recorded(bench, 3)
    bench.slack.world.takes_charts = takes
    bench.type_("kim", "/kpi target nps >= 99")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.command("kim", "/kpi digest now")
    root = bench.posts()[-1]
    assert "Missed" in root.text
    for message in (root, bench.thread(root)[0]):
        kinds = [block["type"] for block in message.blocks]
        assert kinds.count("data_visualization") == int(takes)
