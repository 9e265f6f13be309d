"""Before a digest: who is asked for what is missing, and when the digest goes out."""

from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from bot.sandbox import Control, Seen
from bot.views import departure
from storage.records import CaseState, Rhythm
from tests.e2e.bench import NOW, Bench
from tests.e2e.running import replica

DUE = NOW + timedelta(hours=4)
"""Wednesday 14:00 in Seoul; the digest is about W46."""
ASKED = DUE - timedelta(hours=2)
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
WEEKLY = "/kpi digest weekly wed 14:00"


@pytest.fixture
def owned(bench: Bench) -> Bench:
    """NPS and CSAT belong to lee and churn to nobody; only churn is recorded."""
    for line in (
        "/churn 66 3000 period=2026-W46",
        "/kpi owner nps @lee backup @ana",
        "/kpi owner csat @lee",
        f"{WEEKLY} nps csat churn",
    ):
        bench.type_("kim", line)
    return bench


def asked(bench: Bench, user: str = "lee") -> list[Seen]:
    """The requests somebody got."""
    direct = bench.slack.person(user).sees("@bot")
    return [message for message in direct if message.text.startswith("Please record")]


def missing(bench: Bench, at: int = 0) -> list[str]:
    """The Missing lines of a digest."""
    lines = bench.again(bench.posts()[at]).text.splitlines()
    return [line for line in lines if line.startswith("Missing")]


def record(bench: Bench, user: str, *lines: str) -> None:
    for line in lines:
        bench.type_(user, line)


def next_due(bench: Bench) -> datetime:
    channel = bench.slack.workspace.channel_id("#cs-team")
    found = bench.program.store.read(
        lambda tx: tx.subscriptions.get(bench.team, channel, Rhythm.WEEKLY)
    )
    assert found is not None
    return found.next_due


def test_an_owner_gets_one_message_two_hours_ahead_with_a_button_for_each_missing_kpi(
    owned: Bench,
) -> None:
    owned.at(ASKED - timedelta(seconds=1))
    assert asked(owned) == []
    owned.at(ASKED)
    [message] = asked(owned)
    assert "these 2 KPIs" in message.text
    for said in ("Net Promoter Score", "Customer Satisfaction", "W46"):
        assert said in message.text
    assert [control.label for control in message.controls] == ["Record", "Record"]
    assert [one for user in ("kim", "ana") for one in asked(owned, user)] == []


def test_the_button_opens_the_form_of_the_missing_period(owned: Bench) -> None:
    owned.at(ASKED)
    owned.press("lee", "Record", where=asked(owned)[0])
    assert "Net Promoter Score" in str(owned.form("lee"))
    assert "W46" in str(owned.form("lee"))


def test_nobody_is_asked_twice_whatever_the_beats_replicas_channels_and_restarts(
    owned: Bench,
) -> None:
    owned.command("kim", f"{WEEKLY} nps", owned.room())
    owned.clock.now = ASKED
    with ExitStack() as stack:
        others = [stack.enter_context(replica(owned)) for _ in range(2)]
        for program in (*others, owned.program, *others):
            program.tick()
        owned.settle()
        owned.command("kim", f"{WEEKLY} nps csat", owned.room())
        owned.beat()
    with replica(owned) as restarted:
        restarted.tick()
        owned.settle()
    assert len(asked(owned)) == 1
    assert len(owned.stored()["asked"]) == 2


def test_the_next_period_is_asked_for_anew(owned: Bench) -> None:
    owned.at(ASKED)
    owned.at(DUE)
    owned.at(ASKED + WEEK)
    assert len(asked(owned)) == 2
    assert "W47" in asked(owned)[-1].text


def test_nothing_is_asked_before_the_period_is_over(bench: Bench) -> None:
    record(bench, "kim", "/kpi owner nps @lee", "/kpi digest weekly mon 00:30 nps")
    midnight = next_due(bench) - timedelta(minutes=30)
    bench.at(midnight - timedelta(seconds=1))
    assert asked(bench) == []
    bench.at(midnight)
    [message] = asked(bench)
    assert "W47" in message.text


def test_nobody_is_asked_for_what_is_there_or_what_they_may_not_record(owned: Bench) -> None:
    record(owned, "kim", "/kpi access csat recorded @ana", "/nps 1700 350 150")
    owned.at(ASKED)
    assert asked(owned) == []


def test_nobody_is_asked_for_a_number_that_is_counted_from_what_was_kept(bench: Bench) -> None:
    bench.clock.now = NOW - WEEK
    bench.type_("kim", '/kpi feedback add "exports are slow" theme=exports sentiment=negative')
    bench.clock.now = NOW
    record(bench, "kim", "/kpi owner feedback @lee", f"{WEEKLY} feedback")
    bench.at(ASKED)
    assert asked(bench) == []


def test_the_digest_says_who_was_asked(owned: Bench) -> None:
    owned.at(ASKED)
    owned.at(DUE)
    assert len(missing(owned)) == 2
    assert all(line.endswith("(lee was asked)") for line in missing(owned))


def test_the_digest_goes_out_once_when_the_last_input_is_in(owned: Bench) -> None:
    owned.at(ASKED)
    record(owned, "lee", "/nps 1700 350 150")
    owned.beat()
    assert owned.posts() == []
    record(owned, "lee", "/kpi csat 40 50")
    with replica(owned) as other:
        other.tick()
        owned.beat()
    assert len(owned.posts()) == 1
    assert missing(owned) == []
    assert next_due(owned) == DUE + WEEK
    owned.at(DUE)
    owned.at(DUE + timedelta(hours=1))
    assert len(owned.posts()) == 1
    owned.at(DUE + WEEK)
    assert len(owned.posts()) == 2


def test_an_input_that_is_taken_back_at_once_keeps_the_digest_waiting(owned: Bench) -> None:
    owned.at(ASKED)
    record(owned, "lee", "/nps 1700 350 150", "/kpi csat 40 50", "/kpi undo")
    owned.beat()
    assert owned.posts() == []
    owned.at(DUE)
    assert len(owned.posts()) == 1


def test_a_digest_nobody_was_asked_for_goes_out_at_its_time(bench: Bench) -> None:
    record(bench, "kim", f"{WEEKLY} nps")
    bench.at(ASKED)
    record(bench, "lee", "/nps 1700 350 150")
    bench.beat()
    assert bench.posts() == []
    bench.at(DUE)
    assert len(bench.posts()) == 1


# -- away ------------------------------------------------------------------------------------


def test_while_somebody_is_away_their_backup_is_asked_and_else_the_managers_are_told(
    owned: Bench,
) -> None:
    said = owned.type_("lee", "/kpi away 2026-11-16..2026-11-20")
    assert "You are away" in said
    assert "NPS: ana stands in" in said
    assert "nobody stands in" in said
    owned.at(ASKED)
    owned.at(DUE)
    assert asked(owned) == []
    [message] = asked(owned, "ana")
    assert "Net Promoter Score" in message.text
    nps, csat = missing(owned)
    assert nps.endswith("(ana was asked)")
    assert csat.endswith(
        "(lee is away until Fri 20 Nov 2026 and nobody stands in. Managers, please see to it)"
    )


def test_a_drop_found_meanwhile_goes_to_the_backup(owned: Bench) -> None:
    record(owned, "kim", "/kpi owner churn @lee backup @ana", "/kpi target churn <= 2%")
    record(owned, "lee", "/kpi away 2026-11-18")
    owned.at(DUE)
    assert [case.owner for case in owned.cases()] == [owned.id_of("ana")]


@pytest.mark.parametrize("line", ["/kpi away off", "/kpi away 2026-11-20..2026-11-21"])
def test_who_is_back_or_leaves_later_is_asked_themselves(owned: Bench, line: str) -> None:
    record(owned, "lee", "/kpi away 2026-11-16..2026-11-20", line)
    owned.at(ASKED)
    assert len(asked(owned)) == 1


WRONG_DAYS = (
    ("/kpi away tomorrow", "is not a span of days"),
    ("/kpi away 2026-02-30", 'There is no day "2026-02-30"'),
    ("/kpi away 2026-11-20..2026-11-19", "is before the first"),
    ("/kpi away 2026-11-01..2026-11-17", "2026-11-17 is over: today is 2026-11-18"),
    ("/kpi away 2026-11-20..2028-11-21", "longer than a year"),
    ("/kpi away reason=x", '"reason" is too much here'),
)


@pytest.mark.parametrize(("line", "said"), WRONG_DAYS)
def test_wrong_days_get_one_helpful_line_and_store_nothing(
    shared: Bench, line: str, said: str
) -> None:
    before = shared.stored()
    answer = shared.type_("lee", line)
    assert said in answer
    assert "/kpi" in answer
    assert shared.stored() == before


ZONES = (("kim", "+09:00", "Asia/Seoul"), ("lee", "+08:00", "Asia/Taipei"))


@pytest.mark.parametrize(("user", "offset", "zone"), ZONES)
def test_today_is_where_the_asker_is(bench: Bench, user: str, offset: str, zone: str) -> None:
    bench.clock.now = datetime.fromisoformat(f"2026-11-18T23:59{offset}")
    assert f"Wed 18 Nov 2026 ({zone})" in bench.type_(user, "/kpi away 2026-11-18")
    bench.clock.advance(minutes=1)
    assert "is over" in bench.type_(user, "/kpi away 2026-11-18")


def test_only_managers_say_that_somebody_else_is_away(bench: Bench) -> None:
    assert "Only managers" in bench.type_("lee", "/kpi away @ana 2026-11-20")
    assert "Only managers" in bench.type_("lee", "/kpi away @ana off")
    assert bench.stored()["away"] == []
    assert "ana is away" in bench.type_("kim", "/kpi away @ana 2026-11-20")
    assert "ana is away" in bench.type_("lee", "/kpi away @ana")
    assert "ana is back" in bench.type_("kim", "/kpi away @ana off")
    assert "You are not away" in bench.type_("ana", "/kpi away")


# -- cases nobody acknowledges ---------------------------------------------------------------


@pytest.fixture
def flagged(bench: Bench) -> Bench:
    """Churn misses its target on Wednesday 14:00; it belongs to lee, and ana stands in."""
    for line in (
        "/churn 90 3000 period=2026-W46",
        "/kpi target churn <= 2%",
        "/kpi owner churn @lee backup @ana",
        f"{WEEKLY} churn",
    ):
        bench.type_("kim", line)
    bench.at(DUE)
    assert len(bench.cases()) == 1
    return bench


def told(bench: Bench, user: str) -> list[Seen]:
    """What somebody heard of a case nobody acknowledged."""
    direct = bench.slack.person(user).sees("@bot")
    return [one for one in direct if one.text.startswith("Nobody has acknowledged")]


def heard(bench: Bench) -> list[int]:
    """How often the owner, the backup and the manager were told."""
    return [len(told(bench, user)) for user in ("lee", "ana", "kim")]


def test_a_case_goes_to_the_backup_after_a_working_day_and_then_to_the_managers(
    flagged: Bench,
) -> None:
    flagged.at(DUE + DAY - timedelta(seconds=1))
    assert heard(flagged) == [0, 0, 0]
    flagged.at(DUE + DAY)
    assert heard(flagged) == [0, 1, 0]
    flagged.at(DUE + 2 * DAY)
    assert heard(flagged) == [0, 1, 1]
    for days in (5, 6, 7):
        flagged.at(DUE + days * DAY)
    assert heard(flagged) == [0, 1, 1]


def test_several_programs_escalate_once(flagged: Bench) -> None:
    # Before they start: an attempt during which the clock leaps is put off.
    flagged.clock.now = DUE + DAY
    with ExitStack() as stack:
        others = [stack.enter_context(replica(flagged)) for _ in range(2)]
        for program in (*others, flagged.program):
            program.tick()
        flagged.settle()
    assert heard(flagged) == [0, 1, 0]


def test_without_a_backup_the_managers_are_told_at_once(flagged: Bench) -> None:
    record(flagged, "kim", "/kpi owner churn @lee")
    flagged.at(DUE + DAY)
    flagged.at(DUE + 4 * WEEK)
    assert heard(flagged) == [0, 0, 1]


@pytest.mark.parametrize("label", ["Acknowledge", "Snooze", "Resolve"])
def test_nobody_is_told_of_a_case_that_somebody_has_taken_up(flagged: Bench, label: str) -> None:
    case = next(one for one in flagged.thread(flagged.posts()[0]) if "State:" in one.text)
    flagged.press("lee", label, where=case)
    if label == "Snooze":
        flagged.submit("lee", until="2026-12-01")
    if label == "Resolve":
        flagged.submit("lee", reason="fixed")
    flagged.at(DUE + DAY)
    flagged.at(DUE + 2 * DAY)
    assert heard(flagged) == [0, 0, 0]


def case_of(bench: Bench) -> Seen:
    return next(one for one in bench.thread(bench.posts()[0]) if "State:" in one.text)


def test_a_case_is_to_be_acknowledged_again_once_its_snooze_is_over(flagged: Bench) -> None:
    for days in (1, 2):
        flagged.at(DUE + days * DAY)
    flagged.press("lee", "Snooze", where=case_of(flagged))
    flagged.submit("lee", until="2026-11-24")
    flagged.at(DUE + 5 * DAY)
    assert flagged.cases()[0].state is CaseState.SNOOZED
    flagged.at(DUE + 6 * DAY)
    assert "State: not acknowledged" in case_of(flagged).text
    assert heard(flagged) == [0, 1, 1]
    flagged.at(DUE + 7 * DAY)
    assert heard(flagged) == [0, 2, 1]


def test_a_snooze_that_ends_early_because_it_got_worse_starts_the_clock(flagged: Bench) -> None:
    flagged.press("lee", "Snooze", where=case_of(flagged))
    flagged.submit("lee", until="2027-01-15")
    flagged.clock.now = DUE + 5 * DAY
    flagged.type_("kim", "/churn 140 3000 period=2026-W47")
    flagged.at(DUE + 6 * DAY)
    assert heard(flagged) == [0, 1, 0]


def test_a_case_that_is_opened_again_is_to_be_acknowledged_again(flagged: Bench) -> None:
    flagged.press("lee", "Resolve", where=case_of(flagged))
    flagged.submit("lee", reason="fixed")
    flagged.at(DUE + DAY)
    assert heard(flagged) == [0, 0, 0]
    flagged.clock.now = DUE + 5 * DAY
    flagged.press("kim", "Reopen", where=case_of(flagged))
    flagged.at(DUE + 6 * DAY)
    assert heard(flagged) == [0, 1, 0]


def test_the_backup_acknowledges_it_from_the_message_and_nobody_else_is_told(
    flagged: Bench,
) -> None:
    flagged.at(DUE + DAY)
    [message] = told(flagged, "ana")
    flagged.press("ana", "Acknowledge", where=message)
    [case] = flagged.cases()
    assert case.state is CaseState.ACKNOWLEDGED
    assert "ana acknowledged it" in flagged.direct("ana")[-1]
    flagged.at(DUE + 2 * DAY)
    assert heard(flagged)[2] == 0


# -- people who leave ------------------------------------------------------------------------


@pytest.fixture
def leaving(bench: Bench) -> Bench:
    """lee owns NPS and an open case about churn, and stands in for CSAT."""
    for line in (
        "/churn 90 3000 period=2026-W46",
        "/kpi target churn <= 2%",
        "/kpi owner churn @lee",
        "/kpi owner nps @lee backup @ana",
        "/kpi owner csat @kim backup @lee",
        f"{WEEKLY} churn",
    ):
        bench.type_("kim", line)
    bench.at(DUE)
    return bench


def offers(bench: Bench, user: str = "kim") -> list[Seen]:
    direct = bench.slack.person(user).sees("@bot")
    return [one for one in direct if one.text.startswith("The account of lee")]


def leaves(bench: Bench) -> None:
    bench.slack.workspace.change_user("lee", deleted=True)
    bench.settle()


def owners(bench: Bench) -> dict[str, tuple[str | None, str | None]]:
    found = bench.program.store.read(lambda tx: tx.choices.all(bench.team))
    return {key: (one.owner, one.backup) for key, one in found.items() if one.owner}


def test_the_managers_are_offered_what_somebody_left_once(leaving: Bench) -> None:
    leaves(leaving)
    leaves(leaving)
    [offer] = offers(leaving)
    for said in ("Net Promoter Score", "Churn", "Customer Satisfaction", "since W46"):
        assert said in offer.text
    assert [control.label for control in offer.controls] == ["Take over", "Choose somebody"]
    assert offers(leaving, "ana") == []


def test_a_manager_takes_all_of_it_over(leaving: Bench) -> None:
    leaves(leaving)
    leaving.press("kim", "Take over")
    kim, ana = leaving.id_of("kim"), leaving.id_of("ana")
    assert owners(leaving) == {"churn": (kim, None), "nps": (kim, ana), "csat": (kim, None)}
    assert [case.owner for case in leaving.cases()] == [kim]
    assert "in the hands of kim now" in leaving.direct("kim")[-1]


def test_a_manager_chooses_who_takes_it_over_and_they_are_told(leaving: Bench) -> None:
    leaves(leaving)
    leaving.press("kim", "Choose somebody")
    leaving.submit("kim", heir=leaving.id_of("ana"))
    kim, ana = leaving.id_of("kim"), leaving.id_of("ana")
    assert owners(leaving) == {"churn": (ana, None), "nps": (ana, None), "csat": (kim, ana)}
    assert "kim handed over to you what lee left" in leaving.direct("ana")[-1]


def by_hand(bench: Bench, user: str, action: str) -> str:
    """What somebody is told who presses the offer's button out of its message."""
    place = bench.posts()[0]
    control = Control("x", "button", "b1", action, bench.id_of("lee"))
    bench.press_by_hand(user, place, control)
    return bench.private(user)[-1]


@pytest.mark.parametrize("action", [departure.TAKE, departure.CHOOSE])
def test_what_is_taken_over_or_belongs_to_somebody_who_is_back_is_not_handed_over(
    leaving: Bench, action: str
) -> None:
    before = owners(leaving)
    assert "active again" in by_hand(leaving, "kim", action)
    assert owners(leaving) == before
    leaves(leaving)
    leaving.press("kim", "Take over")
    assert "taken over already" in by_hand(leaving, "kim", action)


def test_who_comes_back_and_leaves_again_is_told_of_again(leaving: Bench) -> None:
    leaves(leaving)
    leaving.slack.workspace.change_user("lee", deleted=False)
    leaving.settle()
    leaves(leaving)
    assert len(offers(leaving)) == 2


def test_somebody_who_left_while_nothing_ran_is_found_at_the_start(leaving: Bench) -> None:
    world = leaving.slack.world
    with world.lock:
        world.users[leaving.id_of("lee")].deleted = True
    with replica(leaving), replica(leaving):
        leaving.settle()
    leaving.settle()
    assert len(offers(leaving)) == 1
