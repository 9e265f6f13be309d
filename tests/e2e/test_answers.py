"""What people type and what they read: the examples the product is judged by."""

from pathlib import Path

import pytest

from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.faults import ApiError
from tests.e2e.bench import Bench, Clock
from tests.e2e.running import beside

WEEK = "Mon 9 – Sun 15 Nov 2026, W46"


def test_three_counts_are_answered_with_the_nps_its_verdict_and_the_source(bench: Bench) -> None:
    reaction = bench.command("kim", "/nps 1700 350 150")
    [answer] = reaction.messages
    assert answer.is_ephemeral
    assert f"NPS 70.45 · {WEEK}" in answer.text
    assert 'Excellent: ≥ 50 — "18 customer engagement metrics to benchmark" (2024)' in answer.text
    assert "2,200 answers, ±2.5 (95 %)" in answer.text
    assert "1,700 promoters · 350 passives · 150 detractors" in answer.text
    assert answer.text.endswith("K-1")
    assert [one.label for one in answer.controls] == ["Share in channel", "Correct", "Explain"]


def test_the_inputs_given_choose_the_formula_and_the_answer_names_the_denominator(
    bench: Bench,
) -> None:
    text = bench.type_("kim", "/churn lost=50 end=3000")
    assert text.startswith(f"Churn 1.67 % of customers at the end of the period · {WEEK}")


def test_thousands_separators_are_read(bench: Bench) -> None:
    text = bench.type_("kim", "/kpi crr end=3,500 new=200 start=3,375")
    assert text.startswith("CRR 97.78 %")
    assert WEEK in text


def test_a_word_that_is_no_number_gets_one_helpful_line(bench: Bench) -> None:
    [answer] = bench.command("kim", "/nps banana").messages
    assert answer.is_ephemeral
    assert '"banana" is not a number' in answer.text
    assert "/nps promoters=1700 passives=350 detractors=150" in answer.text
    assert len(answer.text.splitlines()) == 1


SAME_FIGURE = (
    # number formats
    ("/kpi crr end=3,500 new=200 start=3,375", "CRR 97.78 %"),
    ("/kpi crr 3500 200 3375", "CRR 97.78 %"),
    ("/kpi crr end=３，５００ new=２００ start=３，３７５", "CRR 97.78 %"),
    ("/kpi crr end = 3,500 new = 200 start = 3,375", "CRR 97.78 %"),
    ("/kpi crr end=“3,500” new=‘200’ start=3,375", "CRR 97.78 %"),
    ("/churn crr=97.78%", "Churn 2.22 %"),
    ("/kpi aov revenue=$1,500 orders=10", "AOV $150.00"),
    ("/kpi aov revenue=NT$1,500 orders=10", "AOV NT$150"),
    ("/kpi aov revenue=₩15,000 orders=10", "AOV ₩1,500"),
    ("/kpi pageviews 1.5k", "1,500"),
    ("/kpi pageviews 1.5만", "15,000"),
    ("/kpi pageviews 3萬", "30,000"),
    ("/kpi pageviews ３５００", "3,500"),
    ("/kpi pageviews “3,500”", "3,500"),
    ("/nps scores=9,10,3,7,8", "NPS 20.00"),
    ("/nps scores=“9, 10, 3, 7, 8”", "NPS 20.00"),
    # formulas
    ("/nps promoters=1700 passives=350 detractors=150", "NPS 70.45"),
    ("/nps promoters=1700 detractors=150 respondents=2200", "NPS 70.45"),
    ("/churn 75 3375", "Churn 2.22 % of customers at the start"),
    ("/churn 75 3375 formula=of_active", "Churn 2.22 %"),
    ("/churn lost=50 end=3000", "Churn 1.67 % of customers at the end"),
    # names
    ("/kpi nps 1700 350 150", "NPS 70.45"),
    ("/kpi net promoter score 1700 350 150", "NPS 70.45"),
    ("/kpi 순추천고객지수 1700 350 150", "NPS 70.45"),
    ("/kpi 순 추천 고객 점수 1700 350 150", "NPS 70.45"),
    ("/kpi 고객 유지율 end=3,500 new=200 start=3,375", "CRR 97.78 %"),
    ("/kpi 고객 이탈률 lost=50 end=3000", "Churn 1.67 %"),
    ("/kpi 淨推薦值 1700 350 150", "NPS 70.45"),
    ("/kpi 客戶留存率 end=3,500 new=200 start=3,375", "CRR 97.78 %"),
    ("/kpi 流失率 lost=50 end=3000", "Churn 1.67 %"),
    ("/kpi NPS 1700 350 150", "NPS 70.45"),
)


@pytest.mark.parametrize(("line", "said"), SAME_FIGURE, ids=[line for line, _ in SAME_FIGURE])
def test_a_figure_may_be_typed_in_many_ways(
    shared: Bench, segment: str, line: str, said: str
) -> None:
    text = shared.type_("kim", f"{line} {segment}")
    assert said in text.splitlines()[0]


PERIODS = (
    ("period=last", WEEK, False),
    ("period=2026-W45", "W45", False),
    ("period=w45", "W45", False),
    ("period=2026-11-03", "W45", False),
    ("period=지난주", WEEK, False),
    ("period=上週", WEEK, False),
    ("period=this", "W47 so far", True),
    ("period=this final", "W47", False),
)


@pytest.mark.parametrize(("typed", "said", "partial"), PERIODS, ids=[one[0] for one in PERIODS])
def test_every_answer_says_its_period_in_words(
    shared: Bench, segment: str, typed: str, said: str, partial: bool
) -> None:
    text = shared.type_("kim", f"/nps 1700 350 150 {segment} {typed}")
    assert said in text.splitlines()[0]
    assert ("so far" in text) is partial
    assert ("it is not judged" in text) is partial
    assert ("Excellent" in text) is not partial


def test_a_zero_denominator_is_undefined_and_kept_and_never_zero(bench: Bench) -> None:
    text = bench.type_("kim", "/churn lost=0 start=0")
    assert text.startswith("Churn undefined")
    assert "Undefined:" in text
    assert "The inputs are kept." in text
    assert bench.figure(1).value is None


def test_data_that_cannot_be_right_is_kept_with_a_warning_and_without_a_verdict(
    bench: Bench,
) -> None:
    text = bench.type_("kim", "/churn lost=50 start=40")
    assert "Please check:" in text
    assert "No verdict" in text
    assert not bench.figure(1).sound


def test_the_change_is_in_points_and_says_better_or_worse(bench: Bench) -> None:
    bench.type_("kim", "/nps 1600 400 200 period=2026-W45")
    assert "+6.82 pts vs W45, better" in bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/churn 50 1000 period=2026-W45")
    assert "+1.00 pp vs W45, worse" in bench.type_("kim", "/churn 60 1000")


def test_figures_of_different_formulas_are_not_compared_silently(bench: Bench) -> None:
    bench.type_("kim", "/churn lost=50 end=3000 period=2026-W45")
    text = bench.type_("kim", "/churn 75 3375")
    assert "not compared with W45: computed by another formula then" in text


def test_a_workspaces_target_is_judged_before_any_benchmark(bench: Bench) -> None:
    bench.type_("kim", "/kpi target nps >= 65")
    verdict = bench.type_("kim", "/nps 1700 350 150").splitlines()[1]
    assert verdict.startswith("Target ≥ 65 met")
    assert "Excellent" in verdict


def test_a_target_may_arrive_escaped_or_not(bench: Bench) -> None:
    assert "≤ 2 %" in bench.type_("kim", "/kpi target churn <= 2%")
    outcome = bench.deliver("slash_commands", bench.command_form("kim", "/kpi target nps &gt;= 45"))
    assert "≥ 45" in outcome.body["text"]


def test_a_name_alone_shows_the_latest_value_with_its_trend_and_buttons(bench: Bench) -> None:
    for week, promoters in ((44, 1500), (45, 1600), (46, 1700)):
        bench.type_("kim", f"/nps {promoters} 350 150 period=2026-W{week}")
    [answer] = bench.command("lee", "/nps").messages
    assert answer.text.startswith("NPS 70.45")
    assert "Since W44" in answer.text
    labels = [one.label for one in answer.controls]
    assert labels == ["Record", "History", "Share in channel", "Correct", "Explain"]
    assert "2026-W44" in bench.press("lee", "History").text
    assert "Net Promoter Score" in bench.press("lee", "Explain").text
    bench.press("lee", "Record", where=answer)
    assert bench.form("lee").title == "Record NPS"


def test_what_is_not_recorded_yet_is_named_beside_the_latest_value(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=2026-W45")
    assert "W46 is not recorded yet" in bench.type_("kim", "/nps")


def test_a_word_with_several_meanings_is_asked_back_with_buttons(bench: Bench) -> None:
    [question] = bench.command("kim", "/kpi 이탈률 lost=50 end=3000").messages
    assert question.is_ephemeral
    assert "Nothing was stored" in question.text
    assert [one.value and one.value.split("|")[1] for one in question.controls] == [
        "churn",
        "bounce_rate",
        "exit_rate",
    ]
    assert bench.stored()["observation"] == []
    chosen = bench.press("kim", question.controls[0].label, where=question)
    assert "Churn 1.67 %" in chosen.edited[0].text


def test_help_for_a_kpi_can_be_copied_and_works(bench: Bench) -> None:
    assert "/nps promoters=1700 passives=350 detractors=150" in bench.type_("kim", "/kpi help nps")
    assert "/kpi crr" in bench.type_("kim", "/kpi help")


def test_the_workspaces_time_zone_is_the_first_persons(bench: Bench) -> None:
    """On Monday morning in Seoul the week is over; in New York, where ana is, it still runs."""
    bench.clock.now = bench.clock.now.replace(day=15, hour=20)
    assert "W45" in bench.type_("ana", "/nps 1700 350 150")
    assert "America/New_York" in bench.type_("kim", "/kpi settings")


@pytest.mark.parametrize("line", ["/kpi", "/kpi help", "/kpi list", "/kpi settings"])
def test_a_look_is_private_and_changes_nothing(shared: Bench, line: str) -> None:
    before = shared.stored()
    [answer] = shared.command("lee", line).messages
    assert answer.is_ephemeral
    assert shared.stored() == before


def test_the_first_command_works_though_slack_did_not_say_who_we_are_yet(
    database: Path,
) -> None:
    """Slack may be out of order while the bot starts."""
    with Sandbox(read_manifest(), clock=Clock()) as slack:
        slack.faults.script("auth.test", [ApiError("internal_error")])
        with beside(slack, database, Clock()) as bench:
            assert "NPS 70.45" in bench.type_("kim", "/nps 1700 350 150")
            bench.check_manners()


def test_everything_works_over_socket_mode_as_well(socket_bench: Bench) -> None:
    assert "NPS 70.45" in socket_bench.type_("kim", "/nps 1700 350 150")
    assert "already holds" in socket_bench.type_("lee", "/nps 1700 350 160")
    assert socket_bench.press("lee", "Replace W46").view is not None
    socket_bench.submit("lee", reason="typo")
    assert socket_bench.figure(1).reason == "typo"
    socket_bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    socket_bench.type_("kim", "/kpi digest now")
    assert "Customer KPIs" in socket_bench.posts()[0].text
