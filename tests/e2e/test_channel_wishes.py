"""What a channel wants, from the command to what is posted: language, mentions, holidays."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Seen
from tests.e2e.bench import Bench

FRIDAYS = "/kpi digest weekly fri 09:00 nps"
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
CHRISTMAS = datetime(2026, 12, 25, tzinfo=UTC)
"""A Friday, 09:00 in Seoul: a public holiday of Korea."""
MONDAY = CHRISTMAS + 3 * DAY


@pytest.fixture
def waiting(bench: Bench) -> Bench:
    """A Friday digest that lee has to record NPS for; the one before Christmas is out."""
    bench.type_("kim", "/kpi owner nps @lee")
    bench.type_("kim", FRIDAYS)
    bench.at(CHRISTMAS - WEEK)
    assert len(bench.posts()) == 1
    return bench


def test_a_digest_due_on_a_holiday_goes_out_the_next_working_day_about_the_same_week(
    waiting: Bench,
) -> None:
    told = waiting.type_("kim", "/kpi digest holidays korea shift")
    late = (
        "Mon 28 Dec 2026, 09:00 (Asia/Seoul), about Mon 14 – Sun 20 Dec 2026, W51 — 3 days later: "
        "Christmas Day"
    )
    assert f"next: {late}" in told
    assert f"Next: {late}" in waiting.type_("lee", "/kpi digest status")
    assert "about W51 — 3 days later: Christmas Day" in str(waiting.opens_home("kim").blocks)
    waiting.at(CHRISTMAS - timedelta(hours=1))
    waiting.at(CHRISTMAS + DAY)
    assert waiting.direct("lee") == [], "the owner is asked before the digest, not the holiday"
    waiting.at(MONDAY - timedelta(hours=1))
    [asked] = waiting.direct("lee")
    assert "W51" in asked
    assert len(waiting.posts()) == 1
    waiting.at(MONDAY)
    assert "week 51" in waiting.posts()[1].text or "W51" in waiting.posts()[1].text
    assert "Late:" not in waiting.posts()[1].text
    assert "W51, due Mon 28 Dec 2026, 09:00 (Asia/Seoul): sent" in waiting.type_(
        "kim", "/kpi digest status"
    )
    waiting.at(CHRISTMAS + WEEK)
    waiting.at(CHRISTMAS + WEEK + 3 * DAY)
    assert len(waiting.posts()) == 3, "New Year's Day is a holiday as well"


def test_a_digest_that_a_holiday_skips_is_said_to_be_skipped_before_and_after(
    waiting: Bench,
) -> None:
    waiting.type_("kim", "/kpi digest holidays KR skip")
    status = waiting.type_("kim", "/kpi digest status")
    assert "W51 — skipped: Christmas Day. Then: Fri 8 Jan 2027" in status
    waiting.at(CHRISTMAS - timedelta(hours=1))
    waiting.at(MONDAY)
    assert waiting.direct("lee") == []
    assert len(waiting.posts()) == 1
    status = waiting.type_("kim", "/kpi digest status")
    assert "W51, due Fri 25 Dec 2026, 09:00 (Asia/Seoul): skipped: Christmas Day" in status


def test_a_country_is_answered_with_the_acknowledgement(bench: Bench) -> None:
    form = bench.command_form("kim", "/kpi digest holidays korea skip")
    answer = bench.deliver("slash_commands", form).body
    assert "public holiday of South Korea is skipped." in answer["text"]


def test_a_digest_that_went_out_early_says_why_it_was_ahead_of_its_time(waiting: Bench) -> None:
    due = datetime(2027, 1, 8, tzinfo=UTC)
    waiting.at(CHRISTMAS + WEEK)
    waiting.at(due - timedelta(hours=1))
    waiting.clock.advance(minutes=1)
    waiting.type_("lee", "/nps 1700 350 150")
    waiting.beat()
    status = waiting.type_("kim", "/kpi digest status")
    assert "sent, ahead of its time: nothing was missing any more" in status


def test_a_monthly_digest_has_its_figures_as_a_table_in_its_thread(bench: Bench) -> None:
    bench.type_("kim", "/kpi mrr arpu=50 customers=300 period=2026-09")
    bench.type_("kim", "/kpi mrr arpu=50 customers=310")
    bench.type_("kim", "/kpi digest monthly 3 09:00 mrr csat")
    bench.type_("kim", "/kpi digest now")
    [reply] = bench.thread(bench.posts()[0])
    [drawn] = [block for block in reply.blocks if block["type"] == "table"]
    rows = [[cell["text"] for cell in row] for row in drawn["rows"]]
    assert rows[2][:8] == ["MRR", "USD", "Oct 2026", "15500.00", "500.00", "–", "Holds", "15000.00"]
    bench.type_("kim", "/kpi mrr correct arpu=50 customers=320 reason=late")
    assert "16000.00" in bench.again(reply).text


def flagged(bench: Bench, who: str, mentions: str) -> Seen:
    """The message of a case that somebody else's or one's own digest opened."""
    for line in (
        "/churn 90 3000 period=2026-W46",
        "/kpi target churn <= 2%",
        f"/kpi owner churn @{who}",
        f"/kpi digest mentions {mentions}",
        "/kpi digest weekly mon 09:00 churn",
        "/kpi digest now",
    ):
        bench.type_("kim", line)
    [case] = [one for one in bench.thread(bench.posts()[0]) if "State:" in one.text]
    return case


def test_a_flagged_drop_calls_its_owner_once_where_the_channel_wants_that(bench: Bench) -> None:
    case = flagged(bench, "lee", "on")
    called = f"Flagged for <@{bench.id_of('lee')}>."
    assert case.text.startswith(called)
    bench.press("ana", "Acknowledge", where=case)
    assert bench.again(case).text.startswith(called), "an edit that changed it would look odd"
    assert "<@" not in bench.posts()[0].text


@pytest.mark.parametrize(("who", "mentions"), [("lee", "off"), ("kim", "on")])
def test_nobody_is_called_unasked_or_for_what_they_did_themselves(
    bench: Bench, who: str, mentions: str
) -> None:
    case = flagged(bench, who, mentions)
    assert "<@" not in case.text + str(case.blocks)


def test_whoever_records_a_late_figure_is_not_called_for_it(bench: Bench) -> None:
    for line in (
        "/kpi target churn <= 2%",
        "/kpi owner churn @lee",
        "/kpi digest mentions on",
        "/kpi digest weekly mon 09:00 churn",
        "/kpi digest now",
    ):
        bench.type_("kim", line)
    bench.type_("lee", "/churn 90 3000")
    [case] = [one for one in bench.thread(bench.posts()[0]) if "State:" in one.text]
    assert "<@" not in case.text


def test_the_channels_language_is_that_of_what_is_posted_and_edited_from_then_on(
    bench: Bench,
) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.type_("kim", "/kpi digest now")
    assert "are written in 한국어" in bench.type_("kim", "/kpi digest language ko")
    assert "holds" in bench.posts()[0].text, "what is posted stays until it is edited"
    bench.type_("kim", "/nps correct 1600 350 150 reason=late")
    assert "holds" not in bench.posts()[0].text
    bench.type_("kim", "/kpi digest now")
    assert "개" in bench.posts()[1].text
    assert "Language: 한국어" in bench.type_("kim", "/kpi digest status")


@pytest.mark.parametrize("wish", ["mentions on", "holidays KR skip", "language ko"])
def test_only_managers_say_what_a_channel_wants_and_everybody_sees_it(
    bench: Bench, wish: str
) -> None:
    before = bench.stored()
    assert "Only managers may" in bench.type_("lee", f"/kpi digest {wish}")
    assert bench.stored() == before
    about = wish.split(maxsplit=1)[0]
    assert f"Change it: /kpi digest {about}" in bench.type_("lee", f"/kpi digest {about}")
