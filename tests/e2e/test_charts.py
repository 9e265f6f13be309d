"""Charts in answers, and the same answers where Slack refuses charts."""

from typing import Any

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
