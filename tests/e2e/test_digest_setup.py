"""Setting up a channel's digest: subscribe, replace, preview, now, pause, resume, off, status."""

import pytest

from tests.e2e.bench import Bench

WEEKLY = "/kpi digest weekly mon 09:00 nps churn crr"


def test_a_weekly_digest_is_set_in_the_zone_of_who_types_it(bench: Bench) -> None:
    text = bench.type_("kim", WEEKLY)
    assert "every Monday at 09:00 (Asia/Seoul)" in text
    assert "KPIs: NPS, Churn, CRR" in text
    assert "Next: Mon 23 Nov" in text
    assert "W47" in text


def test_another_managers_zone_is_theirs(bench: Bench) -> None:
    bench.slack.workspace.change_user("ana", is_admin=True)
    bench.settle()
    assert "(America/New_York)" in bench.type_("ana", WEEKLY)


SCHEDULES = (
    ("weekly fri 5pm nps", "every Friday at 17:00 (Asia/Seoul)"),
    ("weekly 월요일 09:00 nps", "every Monday at 09:00 (Asia/Seoul)"),
    ("weekly 星期一 09:00 nps", "every Monday at 09:00 (Asia/Seoul)"),
    ("weekly mon 09:00 nps churn Asia/Taipei", "every Monday at 09:00 (Asia/Taipei)"),
    ("weekly mon 09:00 nps america/new_york", "every Monday at 09:00 (America/New_York)"),
    ("weekly mon 09:00 nps, churn, crr", "KPIs: NPS, Churn, CRR"),
    ("weekly mon 09:00 순추천고객지수 고객 유지율", "KPIs: NPS, CRR"),
    ("weekly mon 09:00 nps nps", "KPIs: NPS"),
    ("weekly mon 09:00 net promoter score churn", "KPIs: NPS, Churn"),
    ("weekly mon 09:00 dau mau", "KPIs: DAU, MAU"),
    ("weekly mon 09:00 dau, mau, nps", "KPIs: DAU, MAU, NPS"),
    ("monthly 3 09:00 mrr nrr", "on day 3 of every month at 09:00 (Asia/Seoul)"),
)


@pytest.mark.parametrize(("typed", "said"), SCHEDULES)
def test_a_schedule_may_be_typed_in_many_ways(shared: Bench, typed: str, said: str) -> None:
    room = shared.room()
    text = shared.type_("kim", f"/kpi digest {typed}", room)
    assert said in text
    assert said.partition(" (")[0] in shared.type_("lee", "/kpi digest status", room)


def test_typed_again_it_replaces_and_shows_old_and_new(bench: Bench) -> None:
    bench.type_("kim", WEEKLY)
    text = bench.type_("kim", "/kpi digest weekly tue 10:30 nps csat")
    new, old = text.split("Before")
    assert "every Tuesday at 10:30" in new
    assert "NPS, CSAT" in new
    assert "every Monday at 09:00" in old
    assert "NPS, Churn, CRR" in old
    assert len(bench.stored()["subscription"]) == 1


def test_a_weekly_and_a_monthly_digest_live_beside_each_other(bench: Bench) -> None:
    bench.type_("kim", WEEKLY)
    assert "Before" not in bench.type_("kim", "/kpi digest monthly 3 09:00 mrr nrr")
    status = bench.type_("kim", "/kpi digest")
    assert "Weekly" in status
    assert "Monthly" in status


def test_where_the_bot_is_not_it_says_how_to_invite_it_and_changes_nothing(bench: Bench) -> None:
    before = bench.stored()
    [answer] = bench.command("kim", WEEKLY, "#empty").messages
    assert answer.is_ephemeral
    assert "/invite @KPI Bot" in answer.text
    assert bench.stored() == before
    bench.slack.workspace.add_bot("#empty")
    assert "is set" in bench.type_("kim", WEEKLY, "#empty")


def test_a_private_channel_with_the_bot_in_it_is_as_good(bench: Bench) -> None:
    assert "is set" in bench.type_("kim", WEEKLY, "#private-board")
    bench.type_("kim", "/kpi digest now", "#private-board")
    assert "Customer KPIs" in bench.posts("#private-board")[0].text


def test_preview_posts_and_stores_nothing_and_opens_no_case(bench: Bench) -> None:
    bench.type_("kim", "/kpi target nps >= 90")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", WEEKLY)
    before = bench.stored()
    [preview] = bench.command("lee", "/kpi digest preview").messages
    assert preview.is_ephemeral
    assert preview.text.startswith("Preview: nothing was posted")
    assert "Missed" in preview.text
    assert "NPS 70.5" in preview.text
    assert bench.stored() == before
    assert bench.posts() == []


def test_now_posts_at_once_and_leaves_the_schedule_alone(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    before = bench.stored()["subscription"]
    answer = bench.command("kim", "/kpi digest now").messages
    assert "The schedule stays as it is." in next(one.text for one in answer if one.is_ephemeral)
    assert len(bench.posts()) == 1
    assert bench.stored()["subscription"] == before
    bench.at(bench.clock.now.replace(hour=2))
    assert len(bench.posts()) == 2, "the scheduled one still comes"


def test_a_paused_digest_does_not_go_out_until_it_is_resumed(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    assert "was paused" in bench.type_("kim", "/kpi digest pause")
    assert "Weekly, paused" in bench.type_("lee", "/kpi digest status")
    bench.at(bench.clock.now.replace(hour=3))
    assert bench.posts() == []
    resumed = bench.type_("kim", "/kpi digest resume")
    assert "was resumed" in resumed
    assert "Next: Wed 25 Nov" in resumed, "what came due in the pause is not sent afterwards"
    bench.beat()
    assert bench.posts() == []
    bench.at(bench.clock.now.replace(day=25, hour=2))
    assert len(bench.posts()) == 1


def test_a_digest_that_is_off_stays_off_and_can_be_set_again(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    assert "was switched off" in bench.type_("kim", "/kpi digest off")
    bench.at(bench.clock.now.replace(hour=2))
    assert bench.posts() == []
    assert "no digest yet" in bench.type_("kim", "/kpi digest resume")
    assert "Before" not in bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    bench.at(bench.clock.now.replace(day=25))
    assert len(bench.posts()) == 1


def test_pausing_one_rhythm_leaves_the_other(bench: Bench) -> None:
    bench.type_("kim", WEEKLY)
    bench.type_("kim", "/kpi digest monthly 3 09:00 mrr")
    bench.type_("kim", "/kpi digest pause weekly")
    status = bench.type_("kim", "/kpi digest status")
    assert "Weekly, paused" in status
    assert "Monthly:" in status


def test_resume_where_the_bot_was_removed_says_how_to_invite_it(bench: Bench) -> None:
    bench.type_("kim", WEEKLY)
    bench.type_("kim", "/kpi digest pause")
    bench.slack.workspace.remove_bot("#cs-team")
    before = bench.stored()
    assert "/invite @KPI Bot" in bench.type_("kim", "/kpi digest resume")
    assert bench.stored() == before


def test_status_says_the_next_send_and_what_became_of_the_last(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    assert "None was due yet." in bench.type_("lee", "/kpi digest status")
    bench.at(bench.clock.now.replace(hour=2))
    status = bench.type_("lee", "/kpi digest status")
    assert "Next: Wed 25 Nov" in status
    assert "W46, due Wed 18 Nov" in status
    assert status.split("newest first:")[1].splitlines()[1].endswith(": sent")


def test_a_word_with_several_meanings_is_asked_back_before_anything_is_set(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps 이탈률 유지율")
    assert bench.stored()["subscription"] == []
    [question] = bench.press("kim", "Customer (logo) Churn Rate").edited
    assert "유지율" in question.text
    [answer] = bench.press("kim", question.controls[0].label).edited
    assert "KPIs: NPS, Churn, CRR" in answer.text
