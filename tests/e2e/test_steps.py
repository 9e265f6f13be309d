"""Steps of workflows: what goes in, what comes out, and what each refuses."""

import pytest

from bot.sandbox.faults import DropConnection
from tests.e2e.bench import Bench
from tests.e2e.steps import ran

NPS = {"kpi": "nps", "inputs": "1700 350 150"}
CRR = "end=3,500 new=200 start=3,375"
RECORDED = [
    (NPS, {"value": "70.45", "verdict": "Excellent: ≥ 50", "text": "2,200 answers"}),
    ({"kpi": "고객 유지율", "inputs": CRR}, {"value": "97.78 %", "verdict": "Good: ≥ 90 %"}),
    (
        {"kpi": "淨推薦值", "inputs": "推薦者=1700 中立者=350 批評者=150"},
        {"value": "70.45", "text": "1,700 promoters"},
    ),
    ({"kpi": "nps", "inputs": "scores=9,10,3,7,8"}, {"value": "20", "text": "5 answers"}),
    ({**NPS, "period": "2026-W40"}, {"text": "W40"}),
    ({**NPS, "inputs": "1700 350 150 period=2026-W40"}, {"text": "W40"}),
    ({**NPS, "period": "this"}, {"value": "70.45", "text": "not complete"}),
    ({**NPS, "note": 'say "hi" & bye'}, {"text": 'say "hi" &amp; bye'}),
    ({"kpi": "nps", "inputs": "add 40 10 5"}, {"value": "63.64"}),
]


@pytest.fixture
def name(segment: str) -> str:
    """A segment no other test uses."""
    return segment.removeprefix("segment=")


@pytest.mark.parametrize(("inputs", "outputs"), RECORDED)
def test_a_step_records_what_a_command_would(
    shared: Bench, name: str, inputs: dict[str, str], outputs: dict[str, str]
) -> None:
    execution = ran(shared, "ana", "record_kpi", **inputs, segment=name)
    assert execution.error == ""
    assert execution.outputs["figure"] in execution.outputs["text"]
    for output, held in outputs.items():
        assert held in execution.outputs[output]


def test_what_a_step_records_is_in_the_name_of_whoever_runs_it(shared: Bench, name: str) -> None:
    execution = ran(shared, "ana", "record_kpi", **NPS, segment=name, note="from a form")
    [revision] = shared.revisions(int(execution.outputs["figure"].removeprefix("K-")))
    assert (revision.author, revision.note) == (shared.id_of("ana"), "from a form")


REFUSED = [
    ({"kpi": "npss", "inputs": "1 2 3"}, 'There is no KPI called "npss". Did you mean nps?'),
    ({"kpi": "nps 1700", "inputs": "350 150"}, 'There is no KPI called "nps 1700".'),
    ({"kpi": "", "inputs": "1 2 3"}, 'There is no KPI called "".'),
    ({"kpi": "이탈률", "inputs": "1 2"}, '"이탈률" can mean churn, bounce_rate or exit_rate.'),
    ({"kpi": "nps", "inputs": "1700 350"}, "Missing: detractors."),
    ({"kpi": "nps", "inputs": ""}, "The inputs of Net Promoter Score were expected here"),
    ({"kpi": "nps", "inputs": "final"}, "The inputs of Net Promoter Score were expected here"),
    (
        {"kpi": "nps", "inputs": "target >= 45"},
        "The inputs of Net Promoter Score were expected here",
    ),
    ({"kpi": "nps", "inputs": "correct 1 2 3 reason=x"}, "A workflow step corrects nothing."),
    ({"kpi": "nps", "inputs": "1 2 3 share"}, "A workflow step has no channel to share in."),
    ({**NPS, "inputs": "1 2 3 period=2026-W40", "period": "2026-W41"}, "period is given twice."),
    ({**NPS, "period": "2026-10"}, "Net Promoter Score is recorded by the week here"),
    ({**NPS, "segment": "enterprise"}, '"enterprise" is not a segment.'),
    ({**NPS, "segment": "tier:big\nones"}, '"tier:big\nones" is not a segment.'),
    ({**NPS, "note": "x" * 1001}, "note is longer than 1000 characters"),
]


@pytest.mark.parametrize(("inputs", "said"), REFUSED)
def test_a_step_fails_with_the_sentence_of_the_command_and_stores_nothing(
    shared: Bench, inputs: dict[str, str], said: str
) -> None:
    before = shared.stored()
    execution = ran(shared, "ana", "record_kpi", **inputs)
    assert execution.error.startswith(said)
    assert shared.stored() == before


def test_a_value_that_stands_is_left_as_it_is(shared: Bench, name: str) -> None:
    ran(shared, "ana", "record_kpi", **NPS, segment=name)
    before = shared.stored()
    execution = ran(shared, "ana", "record_kpi", kpi="nps", inputs="1600 400 200", segment=name)
    assert "already holds 70.45 (recorded by ana)" in execution.error
    assert "Choose:" not in execution.error, "there is nothing to press"
    assert execution.error.endswith(f'type: /kpi nps 1600 400 200 segment="{name}"')
    assert shared.stored() == before, "no draft waits for a choice"
    assert "already holds" in shared.type_("ana", execution.error.partition("type: ")[2])


def test_the_same_inputs_again_are_no_failure(shared: Bench, name: str) -> None:
    first = ran(shared, "ana", "record_kpi", **NPS, segment=name)
    again = ran(shared, "ana", "record_kpi", **NPS, segment=name)
    assert again.outputs["figure"] == first.outputs["figure"]
    assert "Nothing was changed" in again.outputs["text"]


def test_a_new_segment_is_not_added_by_a_step(shared: Bench, name: str) -> None:
    execution = ran(shared, "ana", "record_kpi", **NPS, segment=f"{name}0")
    assert f"'{name}0' is new here." in execution.error
    assert execution.error.endswith(f'type once: /kpi nps 1700 350 150 segment="{name}0"')


def test_a_step_gets_the_latest_value_and_its_change(shared: Bench, name: str) -> None:
    shared.type_("lee", f"/nps 1500 350 150 period=2026-W45 segment={name}")
    shared.type_("lee", f"/nps 1700 350 150 segment={name}")
    execution = ran(shared, "ana", "get_kpi", kpi="순추천고객지수", segment=name)
    outputs = execution.outputs
    assert outputs["value"] == "70.45"
    assert outputs["verdict"].startswith("Excellent: ≥ 50")
    assert outputs["change"] == "+2.95 pts vs W45, better"
    assert outputs["period"] == "Mon 9 – Sun 15 Nov 2026, W46"
    assert "1,700 promoters" in outputs["text"]
    named = ran(shared, "ana", "get_kpi", kpi="nps", segment=name, period="2026-W45")
    assert named.outputs["value"] == "67.50"
    assert "change" not in named.outputs, "there is none before"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"kpi": "mrr"}, "No MRR is recorded yet."),
        ({"kpi": "nps", "period": "2020-W10"}, "No NPS is recorded in"),
        ({"kpi": "nps", "segment": "tier:unheard"}, "No NPS is recorded for tier:unheard"),
        ({"kpi": "npss"}, 'There is no KPI called "npss".'),
        ({"kpi": "nps", "period": "whenever"}, '"whenever" is not a period.'),
    ],
)
def test_a_step_that_finds_nothing_fails_and_says_why(
    shared: Bench, inputs: dict[str, str], said: str
) -> None:
    assert ran(shared, "ana", "get_kpi", **inputs).error.startswith(said)


def test_several_periods_are_no_single_value(shared: Bench, name: str) -> None:
    shared.type_("lee", f"/nps 1700 350 150 segment={name}")
    execution = ran(shared, "ana", "get_kpi", kpi="nps", segment=name, period="2026-11")
    assert execution.error.startswith("One value belongs to one period.")


def test_figures_of_a_limited_kpi_do_not_leave_by_a_step(bench: Bench) -> None:
    bench.type_("kim", "/kpi access cac seen managers")
    bench.type_("kim", "/kpi access cac recorded @lee @gus")
    inputs = {"kpi": "cac", "inputs": "spend=$777.70 acquired=7"}
    assert "is recorded by others here" in ran(bench, "ana", "record_kpi", **inputs).error
    for user, period in (("lee", "2026-09"), ("gus", "2026-10")):
        recorded = ran(bench, user, "record_kpi", **inputs, period=period)
        assert recorded.outputs.keys() == {"figure", "text"}
        assert "111" not in str(recorded.outputs)
    for user in ("ana", "lee"):
        assert (
            "you are not among those who see them" in ran(bench, user, "get_kpi", kpi="cac").error
        )
    assert "You are a guest here" in ran(bench, "gus", "get_kpi", kpi="cac").error
    assert ran(bench, "kim", "get_kpi", kpi="cac").outputs["value"] == "$111.10"


@pytest.mark.parametrize("way", ["bench", "socket_bench"])
def test_a_workflow_records_and_another_one_reads_it(
    way: str, request: pytest.FixtureRequest
) -> None:
    bench: Bench = request.getfixturevalue(way)
    recorded = ran(bench, "kim", "record_kpi", **NPS)
    read = ran(bench, "lee", "get_kpi", kpi="nps")
    assert (recorded.state, read.state) == ("completed", "completed")
    assert recorded.outputs["value"] == read.outputs["value"] == "70.45"


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-GB", 'A workflow step has no channel to share in. Leave out "share".'),
        ("ko-KR", '워크플로 단계에는 공유할 채널이 없습니다. "share"를 빼 주세요.'),
        ("zh-TW", "工作流程步驟沒有可分享的頻道。請拿掉「share」。"),
    ],
)
def test_a_step_speaks_the_language_of_whoever_runs_it(
    shared: Bench, locale: str, said: str
) -> None:
    shared.slack.workspace.change_user("lee", locale=locale)
    shared.settle()
    execution = ran(shared, "lee", "record_kpi", kpi="nps", inputs="1 2 3 share")
    shared.slack.workspace.change_user("lee", locale="en-US")
    assert execution.error.startswith(said)


def test_an_end_that_did_not_reach_slack_is_told_again(bench: Bench) -> None:
    bench.slack.faults.script("functions.completeSuccess", [DropConnection(accepted=False)])
    assert ran(bench, "ana", "record_kpi", **NPS).state == "completed"
