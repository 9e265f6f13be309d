"""The digest itself: once, on time, conclusion first, within limits, kept true afterwards."""

import html
import json
import re
from contextlib import ExitStack
from datetime import timedelta

import pytest

from bot.sandbox import Seen
from bot.sandbox.faults import ApiError, DropConnection, RateLimited, ServerError
from kpi import catalogue
from tests.e2e.bench import NOW, Bench
from tests.e2e.running import replica

DUE = NOW + timedelta(hours=1)
"""Wednesday 11:00 in Seoul; the digest is about W46."""
WEEKLY = "/kpi digest weekly wed 11:00"
WORDS = ("Fell", "Missed", "Missing", "Check", "Undefined", "Partial", "Better", "Holds")
"""With which the line of a KPI begins."""
DRAWN = re.compile(r"[*`_\u200b]")
LINK = re.compile(r"<(?:https://|[#@!])[^|<>]+\|([^<>]+)>")


def lines_of(message: Seen) -> list[str]:
    return message.text.splitlines()


@pytest.fixture
def recorded(bench: Bench) -> Bench:
    """Two weeks of NPS and churn, a target missed, CSAT never recorded for W46."""
    for line in (
        "/nps 1500 450 250 period=2026-W45",
        "/nps 1700 350 150 period=2026-W46",
        "/churn 60 3000 period=2026-W45",
        "/churn 66 3000 period=2026-W46",
        "/kpi csat 40 50 period=2026-W45",
        "/kpi target churn <= 2%",
        f"{WEEKLY} nps csat churn",
    ):
        bench.type_("kim", line)
    return bench


def test_it_is_posted_once_at_its_time(recorded: Bench) -> None:
    recorded.at(DUE - timedelta(seconds=1))
    assert recorded.posts() == []
    recorded.at(DUE)
    assert len(recorded.posts()) == 1
    for _ in range(20):
        recorded.clock.advance(minutes=7)
        recorded.beat()
    assert len(recorded.posts()) == 1


def test_several_programs_on_one_database_post_it_once(recorded: Bench) -> None:
    with ExitStack() as stack:
        others = [stack.enter_context(replica(recorded)) for _ in range(2)]
        recorded.clock.now = DUE
        for _ in range(3):
            for program in (*others, recorded.program):
                program.tick()
        for program in others:
            assert program.settle()
        recorded.settle()
    assert len(recorded.posts()) == 1


def test_a_program_that_starts_later_does_not_post_it_again(recorded: Bench) -> None:
    recorded.at(DUE)
    with replica(recorded) as restarted:
        restarted.tick()
        assert restarted.settle()
    assert len(recorded.posts()) == 1


def test_the_conclusion_comes_first_then_what_needs_somebody(recorded: Bench) -> None:
    recorded.at(DUE)
    title, conclusion, *rest = lines_of(recorded.posts()[0])
    assert title == "Customer KPIs · Mon 9 – Sun 15 Nov 2026, W46"
    assert conclusion == "1 drop needs an owner · 1 KPI is missing · 1 holds"
    missed, missing, holds = (line for line in rest if line.split()[0] in WORDS)
    assert missed.startswith("Missed  Churn 2.2 %")
    assert "+0.2 pp vs W45, worse" in missed
    assert "target ≤ 2 % missed" in missed
    assert missing.startswith("Missing  CSAT — not recorded for W46")
    assert holds.startswith("Holds  NPS 70.5")


def test_missing_partial_undefined_and_impossible_are_four_different_things(bench: Bench) -> None:
    bench.type_("kim", "/kpi crr end=0 new=0 start=0 period=2026-W46")
    bench.type_("kim", "/churn 50 40 period=2026-W46")
    bench.type_("kim", "/nps 1700 350 150 period=this")
    bench.type_("kim", f"{WEEKLY} nps churn crr csat")
    bench.at(DUE)
    said = {line.split()[1]: line for line in lines_of(bench.posts()[0])[2:]}
    assert said["CSAT"].startswith("Missing")
    assert said["CRR"].startswith("Undefined")
    assert said["Churn"].startswith("Check")
    assert "the data cannot be right" in said["Churn"]
    assert said["NPS"].startswith("Missing"), "the running week is not the digest's"


def test_a_period_that_was_still_running_when_it_was_recorded_is_partial(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=this")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.at(NOW.replace(day=23, hour=0))
    _, conclusion, line = lines_of(bench.posts()[0])
    assert conclusion == "1 covers part of its period"
    assert line.startswith("Partial")
    assert "not judged" in line


def test_a_slower_kpi_shows_its_newest_complete_period_labelled(bench: Bench) -> None:
    bench.type_("kim", "/kpi mrr arpu=$50 customers=1000")
    bench.type_("kim", f"{WEEKLY} mrr")
    bench.at(DUE)
    line = lines_of(bench.posts()[0])[2]
    assert "(monthly · October 2026)" in line
    assert "$50,000" in line


def test_a_slower_kpi_is_flagged_once_however_many_weeks_show_it(bench: Bench) -> None:
    bench.type_("kim", "/kpi mrr arpu=$50 customers=1000 period=2026-09")
    bench.type_("kim", "/kpi mrr arpu=$50 customers=600 period=2026-10")
    bench.type_("kim", f"{WEEKLY} mrr")
    for weeks in range(2):
        bench.at(DUE + timedelta(weeks=weeks))
    assert len(bench.stored()["flagged_case"]) == 1
    assert len(bench.posts()) == 2


def test_a_monthly_digest_is_about_the_last_month(bench: Bench) -> None:
    bench.type_("kim", "/kpi mrr arpu=$50 customers=1000")
    bench.type_("kim", "/kpi digest monthly 18 11:00 mrr nrr")
    bench.at(DUE)
    title, conclusion, *_ = lines_of(bench.posts()[0])
    assert title == "Customer KPIs · October 2026"
    assert conclusion == "1 KPI is missing · 1 holds"


def test_the_text_says_all_that_the_blocks_say(recorded: Bench) -> None:
    recorded.at(DUE)
    [digest] = recorded.posts()
    for message in (digest, *recorded.thread(digest)):
        heard = spoken(message.text)
        for block in message.blocks:
            for shown in texts_of(block):
                assert spoken(shown) in heard


def test_the_owner_of_a_missing_kpi_is_named_without_being_pinged(recorded: Bench) -> None:
    recorded.type_("kim", "/kpi owner csat @lee")
    recorded.at(DUE)
    [digest] = recorded.posts()
    assert "lee" in next(line for line in lines_of(digest) if line.startswith("Missing"))
    assert not digest.mentions


def test_a_late_input_fills_the_digest_in_place(recorded: Bench) -> None:
    recorded.at(DUE)
    [digest] = recorded.posts()
    assert recorded.press("lee", "Record", where=digest).view is not None
    recorded.type_("lee", "/kpi csat 41 50")
    [now] = recorded.posts()
    assert now.ts == digest.ts
    assert now.is_edited
    assert "CSAT 82.0 %" in now.text
    assert "Missing" not in now.text


def test_a_correction_updates_the_digest_in_place_with_a_line_in_its_thread(
    recorded: Bench,
) -> None:
    recorded.at(DUE)
    recorded.type_("lee", '/nps correct 1600 400 200 reason="duplicates removed"')
    [digest] = recorded.posts()
    assert "NPS 63.6" in digest.text
    assert "NPS 70.5" not in digest.text
    said = [reply.text for reply in recorded.thread(digest)]
    assert "NPS W46 70.45 → 63.64, lee: duplicates removed" in said


def test_undo_empties_the_digests_line_again(recorded: Bench) -> None:
    recorded.at(DUE)
    recorded.type_("lee", "/kpi csat 41 50")
    recorded.type_("lee", "/kpi undo")
    assert "CSAT — not recorded for W46" in recorded.posts()[0].text


def test_an_input_for_another_period_or_segment_leaves_the_digest_as_it_is(bench: Bench) -> None:
    bench.type_("kim", f"{WEEKLY} nps csat")
    bench.at(DUE)
    bench.type_("lee", "/kpi csat 41 50 period=2026-W44")
    bench.type_("lee", "/kpi csat 41 50 period=2026-W46 segment=tier:smb")
    bench.type_("lee", "/churn 5 100")
    [digest] = bench.posts()
    assert not digest.is_edited


def test_trace_names_the_digest_that_showed_a_figure(recorded: Bench) -> None:
    recorded.at(DUE)
    assert "Shown in" in recorded.type_("kim", "/kpi trace K-2")


def test_all_kpis_in_one_digest_stay_within_limits_with_the_rest_in_the_thread(
    bench: Bench,
) -> None:
    keys = [one.key for one in catalogue.all_kpis()]
    bench.type_("kim", f"{WEEKLY} {' '.join(keys)}")
    bench.at(DUE)
    [digest] = bench.posts()
    replies = bench.thread(digest)
    written = [*lines_of(digest), *(line for reply in replies for line in lines_of(reply))]
    assert len([line for line in written if line.startswith("Missing")]) == len(keys)
    moved = sum(len(lines_of(reply)) for reply in replies)
    assert f"{moved} more lines are in the thread." in digest.text
    assert lines_of(digest)[1] == f"{len(keys)} KPIs are missing"


def test_what_moved_into_the_thread_is_filled_in_place_too(bench: Bench) -> None:
    keys = [one.key for one in catalogue.all_kpis()]
    bench.type_("kim", f"{WEEKLY} {' '.join(keys)}")
    bench.at(DUE)
    [digest] = bench.posts()
    moved = bench.thread(digest)[-1]
    bench.type_("kim", "/kpi social_engagement engagements=50 impressions=1000")
    [digest] = bench.posts()
    [now] = [reply for reply in bench.thread(digest) if reply.ts == moved.ts]
    assert "ER — not recorded" in moved.text
    assert "ER — not recorded" not in f"{digest.text}{now.text}"
    assert "ER 5.0 %" in f"{digest.text}{now.text}"


def test_a_rate_limit_is_waited_out(recorded: Bench) -> None:
    slack = recorded.slack
    slack.faults.script("chat.postMessage", [RateLimited(30)])
    recorded.clock.now = DUE
    recorded.program.tick()
    assert not recorded.program.settle(0.3), "Slack said to wait"
    recorded.clock.advance(seconds=29)
    assert not recorded.program.settle(0.3)
    assert recorded.posts() == []
    recorded.clock.advance(seconds=1)
    recorded.settle()
    assert len(recorded.posts()) == 1


@pytest.mark.parametrize(
    "fault",
    [ServerError(accepted=True), DropConnection(accepted=True)],
    ids=["error after it was posted", "no answer after it was posted"],
)
def test_a_post_whose_answer_was_lost_is_looked_for_and_not_posted_again(
    recorded: Bench, fault: ServerError | DropConnection
) -> None:
    recorded.slack.faults.script("chat.postMessage", [fault])
    recorded.clock.now = DUE
    recorded.program.tick()
    for _ in range(8):
        recorded.program.settle(0.1)
        recorded.clock.advance(minutes=1)
    recorded.settle()
    assert len(recorded.posts()) == 1
    assert "sent" in recorded.type_("kim", "/kpi digest status")


@pytest.mark.parametrize(
    "fault", [ServerError(accepted=False), DropConnection(accepted=False)], ids=["503", "dropped"]
)
def test_a_post_that_never_arrived_is_posted_after_a_look(
    recorded: Bench, fault: ServerError | DropConnection
) -> None:
    recorded.slack.faults.script("chat.postMessage", [fault])
    recorded.clock.now = DUE
    recorded.program.tick()
    for _ in range(8):
        recorded.program.settle(0.1)
        recorded.clock.advance(minutes=1)
    recorded.settle()
    assert len(recorded.posts()) == 1


def test_an_archived_channel_pauses_the_digest_and_tells_who_set_it_up(recorded: Bench) -> None:
    recorded.slack.workspace.archive("#cs-team")
    recorded.settle()
    [told] = recorded.direct("kim")
    assert "was archived" in told
    assert "its digest is paused" in told
    assert "/kpi digest resume" in told
    recorded.at(DUE)
    assert recorded.posts() == []
    assert len(recorded.direct("kim")) == 1


REFUSED = (
    ("is_archived", "was archived"),
    ("not_in_channel", "/invite @KPI Bot"),
    ("channel_not_found", "no longer exists"),
    ("restricted_action", "Ask a workspace admin"),
)


@pytest.mark.parametrize(("code", "said"), REFUSED)
def test_a_refused_digest_pauses_and_tells_who_set_it_up_in_words(
    recorded: Bench, code: str, said: str
) -> None:
    recorded.slack.faults.script("chat.postMessage", [ApiError(code)])
    recorded.at(DUE)
    [told] = recorded.direct("kim")
    assert said in told
    assert code not in told
    status = recorded.type_("lee", "/kpi digest status")
    assert "Weekly, paused" in status
    assert "not delivered" in status
    recorded.at(DUE + timedelta(weeks=1))
    assert recorded.posts() == []


def test_found_a_little_late_it_goes_out_and_says_so(recorded: Bench) -> None:
    recorded.at(DUE + timedelta(hours=3))
    [digest] = recorded.posts()
    assert "Late: KPI Bot was not running when this was due." in digest.text
    assert "sent, late" in recorded.type_("kim", "/kpi digest status")


def test_found_too_late_it_is_skipped_and_the_status_says_so(recorded: Bench) -> None:
    recorded.at(DUE + timedelta(days=2))
    assert recorded.posts() == []
    assert "skipped" in recorded.type_("kim", "/kpi digest status")
    recorded.at(DUE + timedelta(weeks=1))
    [digest] = recorded.posts()
    assert "W47" in digest.text


def test_after_weeks_of_downtime_only_the_newest_goes_out(recorded: Bench) -> None:
    recorded.at(DUE + timedelta(weeks=3, minutes=1))
    [digest] = recorded.posts()
    assert "W49" in digest.text
    status = recorded.type_("kim", "/kpi digest status")
    assert status.count("skipped") == 2


def test_every_channel_gets_its_own(recorded: Bench) -> None:
    recorded.type_("kim", f"{WEEKLY} nps", "#growth")
    recorded.at(DUE)
    assert len(recorded.posts("#cs-team")) == len(recorded.posts("#growth")) == 1
    assert "Churn" not in recorded.posts("#growth")[0].text


CASE_LINK = re.compile(r"<https://[^|<>]+\|in this thread>")


def test_a_digest_links_its_cases_as_soon_as_they_stand_in_the_thread(recorded: Bench) -> None:
    recorded.at(DUE)
    [digest] = recorded.posts()
    [case] = recorded.thread(digest)
    [line] = [one for one in digest.blocks if CASE_LINK.search(json.dumps(one))]
    assert case.ts.replace(".", "") in json.dumps(line)


def test_the_next_digest_follows_a_case_that_is_still_open(recorded: Bench) -> None:
    recorded.at(DUE)
    recorded.at(DUE + timedelta(weeks=1))
    first, second = recorded.posts()
    assert "not acknowledged, 0 replies" in second.text
    recorded.press("lee", "Acknowledge")
    assert "lee, acknowledged, 0 replies" in recorded.again(second).text
    recorded.reply("ana", "Looking into it.", recorded.thread(first)[0])
    assert "lee, acknowledged, 1 reply" in recorded.again(second).text
    recorded.press("lee", "Resolve")
    recorded.submit("lee", reason="prices are back")
    assert "Still open" not in recorded.again(second).text


def test_replies_are_counted_in_the_newest_digest_and_older_ones_are_left_alone(
    recorded: Bench,
) -> None:
    for week in range(3):
        recorded.at(DUE + timedelta(weeks=week))
    first, second, newest = recorded.posts()
    recorded.reply("ana", "Looking into it.", recorded.thread(first)[0])
    assert "1 reply" in recorded.again(newest).text
    assert "0 replies" in recorded.again(second).text


def test_a_page_whose_lines_have_room_further_up_says_so(bench: Bench) -> None:
    keys = [one.key for one in catalogue.all_kpis()]
    bench.type_("kim", f"{WEEKLY} {' '.join(keys)}")
    bench.at(DUE)
    [digest] = bench.posts()
    [page] = bench.thread(digest)
    bench.type_("kim", f"{WEEKLY} nps churn")
    bench.type_("kim", "/nps 1700 350 150")
    assert bench.again(page).text == "These lines stand further up now."
    assert "in the thread" not in bench.again(digest).text
    bench.type_("kim", f"{WEEKLY} {' '.join(keys)}")
    bench.type_("kim", "/churn 66 3000")
    assert "Missing" in bench.again(page).text


def test_a_digest_posted_now_is_kept_up_to_date_as_well(recorded: Bench) -> None:
    recorded.type_("kim", "/kpi digest now")
    [digest] = recorded.posts()
    assert "CSAT — not recorded for W46" in digest.text
    recorded.type_("lee", "/kpi csat 41 50")
    assert "CSAT 82.0 %" in recorded.again(digest).text
    recorded.type_("lee", '/nps correct 1600 400 200 reason="duplicates removed"')
    assert "NPS 63.6" in recorded.again(digest).text
    assert "lee: duplicates removed" in recorded.thread(digest)[-1].text


def test_digests_posted_now_do_not_keep_the_scheduled_one_from_being_kept(recorded: Bench) -> None:
    recorded.at(DUE)
    for _ in range(9):
        recorded.clock.advance(minutes=1)
        recorded.type_("kim", "/kpi digest now")
    scheduled, *_ = recorded.posts()
    recorded.type_("lee", "/kpi csat 41 50")
    assert "CSAT 82.0 %" in recorded.again(scheduled).text


def texts_of(block: object) -> list[str]:
    """The texts in a block, but what stands on buttons."""
    found = re.findall(
        r'"type": "(?:mrkdwn|plain_text)", "text": ("(?:[^"\\]|\\.)*")', dumped(block)
    )
    return [str(json.loads(text)) for text in found]


def dumped(block: object) -> str:
    assert isinstance(block, dict)
    shown = {name: part for name, part in block.items() if name not in ("accessory", "elements")}
    small = [one for one in block.get("elements", []) if one.get("type") == "mrkdwn"]
    return json.dumps([shown, small], ensure_ascii=False)


def spoken(text: str) -> str:
    """The words of a text, without what only the eye sees."""
    return " ".join(html.unescape(DRAWN.sub("", LINK.sub(r"\1", text))).split())
