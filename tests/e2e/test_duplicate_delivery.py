"""Slack delivers some things twice. They happen once, and are answered alike."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.sandbox.faults import AckLost, ApiError, DeliveredTwice
from bot.sandbox.transport import Kind, Retry
from storage.records import Action
from tests.e2e.bench import Bench
from tests.e2e.steps import ran

COMMANDS = (
    "/nps 1700 350 150",
    "/nps add 40 10 5",
    "/nps correct 1600 400 200 reason=typo",
    "/nps 1600 400 200",
    "/kpi undo",
    "/kpi target nps >= 45",
    "/kpi owner nps @lee",
    "/kpi settings currency KRW",
    "/kpi digest weekly mon 09:00 nps",
    "/kpi digest now",
    "/kpi digest pause",
    "/kpi 이탈률 5 10",
    "/nps",
)


def twice(bench: Bench, kind: Kind) -> None:
    """The next payload of that kind is delivered two times."""
    bench.slack.delivery_faults.script(kind, [DeliveredTwice()])


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_delivered_twice_is_carried_out_once_and_answered_alike(
    pair: tuple[Bench, Bench], line: str
) -> None:
    once, doubled = pair
    for bench in pair:
        bench.type_("kim", "/nps 1500 350 150")
        bench.type_("kim", "/kpi digest weekly fri 10:00 nps csat")
    twice(doubled, "slash_commands")
    for bench in pair:
        bench.command("kim", line)
    sent = [one for one in doubled.slack.deliveries if one.kind == "slash_commands"]
    first, second = sent[-2:]
    assert second.payload == first.payload
    assert second.outcome == first.outcome
    counted = {table: len(rows) for table, rows in once.stored().items()}
    assert {table: len(rows) for table, rows in doubled.stored().items()} == counted


def test_a_command_whose_answer_was_lost_is_not_recorded_again_by_its_repetition(
    bench: Bench,
) -> None:
    bench.slack.delivery_faults.script("slash_commands", [AckLost()])
    assert bench.command("kim", "/nps 1700 350 150").error == "operation_timeout"
    again = bench.slack.deliveries[-1].payload
    outcome = bench.deliver("slash_commands", again)
    assert "NPS 70.45" in outcome.body["text"]
    assert len(bench.revisions(1)) == 1


@pytest.mark.parametrize("label", ["Add to W46", "Save as W47 so far", "Cancel"])
def test_a_press_delivered_twice_happens_once(bench: Bench, label: str) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("lee", "/nps 1600 400 200")
    twice(bench, "interactive")
    reaction = bench.press("lee", label)
    assert "already made" not in reaction.text, "the repetition is no second choice"
    assert len(reaction.edited) + len(reaction.deleted) == 1
    assert len(bench.stored()["observation"]) == (1 if label == "Cancel" else 2)


def test_a_press_that_opens_a_form_opens_it_once(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("lee", "/nps 1600 400 200")
    twice(bench, "interactive")
    reaction = bench.press("lee", "Replace W46")
    assert reaction.view is not None
    assert reaction.messages == ()


def test_a_press_on_share_delivered_twice_shares_once(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    twice(bench, "interactive")
    bench.press("kim", "Share in channel")
    assert len(bench.posts()) == 1


def test_a_form_delivered_twice_corrects_once(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("lee", "/nps 1600 400 200")
    bench.press("lee", "Replace W46")
    twice(bench, "interactive")
    assert bench.submit("lee", reason="typo").errors == {}
    assert len(bench.revisions(1)) == 2
    assert len(bench.direct("kim")) == 1


def test_an_event_delivered_twice_counts_once(bench: Bench) -> None:
    bench.type_("kim", "/kpi target nps >= 75")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    [digest] = bench.posts()
    twice(bench, "events_api")
    bench.reply("lee", "Looking into it.", digest)
    assert [case.replies for case in bench.cases()] == [1]


@pytest.mark.parametrize("inputs", ["1700 350 150", "add 40 10 5"])
def test_a_step_delivered_twice_records_once(bench: Bench, inputs: str) -> None:
    twice(bench, "events_api")
    execution = ran(bench, "ana", "record_kpi", kpi="nps", inputs=inputs)
    assert (execution.state, execution.outputs["figure"]) == ("completed", "K-1")
    assert len(bench.revisions(1)) == 1


def test_a_step_whose_end_was_lost_ends_as_it_did(bench: Bench) -> None:
    bench.slack.faults.script("functions.completeSuccess", [ApiError("fatal_error")])
    execution = ran(bench, "ana", "record_kpi", kpi="nps", inputs="1700 350 150")
    assert execution.state == "running"
    assert [one["event"] for one in bench.logged if one["log_level"] == "error"] == ["later_failed"]
    bench.logged.clear()
    bench.deliver("events_api", bench.slack.deliveries[-1].payload)
    assert execution.outputs["value"] == "70.45"
    assert len(bench.revisions(1)) == 1


def test_a_step_that_failed_records_nothing_when_it_comes_again(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    execution = ran(bench, "ana", "record_kpi", kpi="nps", inputs="1600 400 200")
    assert execution.state == "failed"
    bench.type_("kim", "/kpi undo")
    bench.deliver("events_api", bench.slack.deliveries[-2].payload)
    assert [one.action for one in bench.revisions(1)] == [Action.RECORD, Action.UNDO]


def test_a_step_that_was_refused_records_nothing_when_it_comes_again(bench: Bench) -> None:
    assert "you are a guest" in ran(bench, "gus", "record_kpi", kpi="nps", inputs="1 2 3").error
    [run] = [one.payload for one in bench.slack.deliveries if one.kind == "events_api"]
    bench.slack.workspace.change_user("gus", is_restricted=False)
    bench.settle()
    bench.deliver("events_api", run)
    assert bench.stored()["observation"] == []


def test_a_repetition_that_is_the_first_to_arrive_is_not_dropped(bench: Bench) -> None:
    """The first delivery may have died on its way."""
    payload = bench.command_form("kim", "/nps 1700 350 150")
    sender = bench.slack.signed_http(bench.url)
    outcome = sender.send("slash_commands", payload, Retry(1, "http_timeout"))
    assert "NPS 70.45" in outcome.body["text"]


def test_a_replayed_request_answers_what_it_answered_and_changes_nothing(bench: Bench) -> None:
    payload = bench.command_form("kim", "/nps 1700 350 150")
    sender = bench.slack.signed_http(bench.url)
    first = sender.send("slash_commands", payload, None)
    before = bench.stored()
    assert sender.send("slash_commands", payload, None) == first
    assert bench.stored() == before


def test_two_who_record_at_once_are_both_answered_and_one_is_asked(bench: Bench) -> None:
    people = ("kim", "lee", "ana")
    lines = [f"/nps {1700 - at} 350 150" for at, _ in enumerate(people)]
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(bench.command, people, lines))
    said = sorted(answer.messages[0].text.split()[0] for answer in answers)
    assert len(bench.revisions(1)) == 1
    assert len([word for word in said if word == "NPS"]) == 1
