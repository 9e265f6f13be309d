"""A flagged drop is one small case in the digest's thread, worked until it is resolved."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.sandbox import Seen
from bot.sandbox.faults import DeliveredTwice
from storage.records import CaseState, EventKind
from tests.e2e.bench import NOW, Bench

DUE = NOW + timedelta(hours=1)
WEEK = timedelta(weeks=1)


@pytest.fixture
def flagged(bench: Bench) -> Bench:
    """Churn misses its target in W46, and the digest has said so."""
    bench.type_("kim", "/churn 40 3000 period=2026-W45")
    bench.type_("kim", "/churn 90 3000 period=2026-W46")
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn nps")
    bench.at(DUE)
    return bench


def the_case(bench: Bench) -> Seen:
    """The case's reply in the thread of the first digest."""
    return next(one for one in bench.thread(bench.posts()[0]) if "State:" in one.text)


def state(bench: Bench) -> str:
    return the_case(bench).text.split("State: ")[1]


def events(bench: Bench) -> list[EventKind]:
    """What happened to the one case, oldest first."""
    reply = the_case(bench)
    store, team, thread = bench.program.store, bench.team, str(reply.thread_ts)
    [found] = store.read(lambda tx: tx.cases.by_thread(team, reply.channel, thread))
    return [event.kind for event in store.read(lambda tx: tx.cases.events(team, found.id))]


def test_a_missed_target_opens_one_case_as_a_reply_with_all_that_is_known(flagged: Bench) -> None:
    reply = the_case(flagged)
    assert reply.thread_ts == flagged.posts()[0].ts
    assert reply.text.startswith("Churn 3.00 %")
    for said in (
        "worse",
        "target is missed",
        "What moved it: customers lost",
        "What usually helps:",
        "not acknowledged",
    ):
        assert said in reply.text
    labels = [control.label for control in reply.controls]
    assert labels == ["Acknowledge", "Assign", "Snooze", "Add note", "Resolve"]
    assert len(flagged.cases()) == 1


def test_it_is_one_case_an_episode_over_several_weeks(flagged: Bench) -> None:
    for weeks in (1, 2, 3):
        flagged.clock.now = DUE + weeks * WEEK - timedelta(hours=1)
        flagged.type_("kim", "/churn 95 3000")
        flagged.at(DUE + weeks * WEEK)
    assert len(flagged.posts()) == 4
    assert len(flagged.stored()["flagged_case"]) == 1


def test_a_drop_after_a_recovery_is_a_case_of_its_own(flagged: Bench) -> None:
    flagged.press("lee", "Resolve", where=the_case(flagged))
    flagged.submit("lee", reason="Payments were retried.")
    for weeks, lost in (*((calm, 30) for calm in range(1, 7)), (7, 96)):
        flagged.clock.now = DUE + weeks * WEEK - timedelta(hours=1)
        flagged.type_("kim", f"/churn {lost} 3000")
        flagged.at(DUE + weeks * WEEK)
    assert len(flagged.stored()["flagged_case"]) == 2


def test_acknowledge_makes_it_theirs_and_edits_the_reply_and_the_digest(flagged: Bench) -> None:
    digest, reply = flagged.posts()[0], the_case(flagged)
    assert "1 drop needs an owner" in digest.text
    reaction = flagged.press("lee", "Acknowledge", where=reply)
    assert reaction.messages == (), "nobody is pinged about their own act"
    now = flagged.again(reply)
    assert now.is_edited
    assert "State: acknowledged" in now.text
    assert "lee" in now.text
    assert "1 drop has an owner" in flagged.again(digest).text
    assert "(acknowledged)" in flagged.again(digest).text
    assert events(flagged) == [EventKind.OPENED, EventKind.ACKNOWLEDGED]


def test_what_is_acknowledged_is_not_to_be_acknowledged_again_before_it_is_snoozed(
    flagged: Bench,
) -> None:
    flagged.press("lee", "Acknowledge")
    rest = ["Assign", "Snooze", "Add note", "Resolve"]
    assert [control.label for control in the_case(flagged).controls] == rest
    assert the_case(flagged).text.endswith("You can: " + " · ".join(rest))
    flagged.press("lee", "Snooze")
    flagged.submit("lee", until="2026-12-01")
    assert [control.label for control in the_case(flagged).controls] == ["Acknowledge", *rest]


def test_assign_gives_it_to_somebody(flagged: Bench) -> None:
    flagged.press("lee", "Assign")
    assert flagged.submit("lee", owner=flagged.id_of("ana")).errors == {}
    assert "ana" in state(flagged)
    assert flagged.cases()[0].owner == flagged.id_of("ana")
    assert "1 drop has an owner" in flagged.posts()[0].text


def test_it_can_not_be_assigned_to_a_guest(flagged: Bench) -> None:
    flagged.press("lee", "Assign")
    assert "gus is no member" in flagged.submit("lee", owner=flagged.id_of("gus")).errors["owner"]
    assert flagged.cases()[0].owner is None


def test_snooze_lets_it_rest_until_a_day(flagged: Bench) -> None:
    flagged.press("lee", "Snooze")
    assert flagged.submit("lee", until="2026-12-01").errors == {}
    assert "snoozed until Tue 1 Dec 2026" in state(flagged)
    assert flagged.cases()[0].state is CaseState.SNOOZED


@pytest.mark.parametrize("day", ["2026-11-18", "2026-11-01", "2027-06-01"])
def test_snooze_ends_between_tomorrow_and_three_months(flagged: Bench, day: str) -> None:
    flagged.press("lee", "Snooze")
    assert "from tomorrow on" in flagged.submit("lee", until=day).errors["until"]
    assert flagged.cases()[0].state is CaseState.OPEN


def test_snooze_ends_early_if_it_gets_worse(flagged: Bench) -> None:
    flagged.press("lee", "Snooze")
    flagged.submit("lee", until="2026-12-15")
    flagged.clock.now = DUE + WEEK
    flagged.type_("kim", "/churn 150 3000")
    assert flagged.cases()[0].state is CaseState.OPEN
    assert "snoozed until" not in state(flagged)


def test_a_note_is_kept_in_the_timeline(flagged: Bench) -> None:
    flagged.press("ana", "Add note")
    flagged.submit("ana", note="Cards expired in bulk.")
    assert "Cards expired in bulk." in the_case(flagged).text
    assert flagged.cases()[0].state is CaseState.OPEN


def test_resolve_says_what_came_of_it_and_reopen_undoes_it(flagged: Bench) -> None:
    flagged.press("lee", "Resolve")
    flagged.submit("lee", reason="Payments were retried.")
    reply = the_case(flagged)
    assert "State: resolved" in reply.text
    assert "Payments were retried." in reply.text
    assert [control.label for control in reply.controls] == ["Reopen", "Add note"]
    assert flagged.cases() == ()
    flagged.press("kim", "Reopen")
    assert "not acknowledged" in state(flagged)
    assert events(flagged) == [EventKind.OPENED, EventKind.RESOLVED, EventKind.REOPENED]


@pytest.mark.parametrize(("label", "field"), [("Add note", "note"), ("Resolve", "reason")])
def test_an_empty_text_is_not_taken(flagged: Bench, label: str, field: str) -> None:
    flagged.press("lee", label)
    assert field in flagged.submit("lee", **{field: "   "}).errors
    assert events(flagged) == [EventKind.OPENED]


def test_what_is_resolved_can_only_be_reopened_or_noted(flagged: Bench) -> None:
    before = the_case(flagged)
    flagged.press("lee", "Resolve")
    flagged.submit("lee", reason="done")
    stale = {control.label: control for control in before.controls}
    reaction = flagged.press_by_hand("ana", before, stale["Acknowledge"])
    assert "This case is resolved. Reopen it first." in reaction.text
    assert flagged.cases() == ()


def test_two_who_acknowledge_at_once_are_both_answered_and_one_owns_it(flagged: Bench) -> None:
    reply = the_case(flagged)
    seen = {control.label: control for control in reply.controls}["Acknowledge"]
    with ThreadPoolExecutor(2) as pool:
        # Both see the button still, whoever is faster: the case's edit takes it away.
        reactions = list(
            pool.map(lambda who: flagged.press_by_hand(who, reply, seen), ("lee", "ana"))
        )
    assert all(reaction.error is None for reaction in reactions)
    assert flagged.cases()[0].owner in (flagged.id_of("lee"), flagged.id_of("ana"))
    assert events(flagged) == [EventKind.OPENED, EventKind.ACKNOWLEDGED]


def test_a_press_on_a_case_delivered_twice_happens_once(flagged: Bench) -> None:
    flagged.slack.delivery_faults.script("interactive", [DeliveredTwice()])
    flagged.press("lee", "Acknowledge")
    assert events(flagged) == [EventKind.OPENED, EventKind.ACKNOWLEDGED]
    flagged.slack.delivery_faults.script("interactive", [DeliveredTwice()])
    assert flagged.press("lee", "Add note").messages == ()
    flagged.slack.delivery_faults.script("interactive", [DeliveredTwice()])
    flagged.submit("lee", note="once")
    assert events(flagged).count(EventKind.NOTED) == 1


def test_replies_of_people_in_the_thread_are_counted_and_the_bots_own_are_not(
    flagged: Bench,
) -> None:
    flagged.reply("lee", "Looking into it.", the_case(flagged))
    flagged.reply("ana", "<!channel> me too", the_case(flagged))
    flagged.press("lee", "Acknowledge")
    assert flagged.cases()[0].replies == 2


def test_open_cases_are_carried_into_the_next_digest(flagged: Bench) -> None:
    flagged.press("lee", "Acknowledge")
    flagged.reply("lee", "Looking into it.", the_case(flagged))
    flagged.at(DUE + WEEK)
    line = next(one for one in flagged.posts()[1].text.splitlines() if "Still open" in one)
    for said in ("Churn", "since W46", "7 days", "lee", "acknowledged", "1 reply", "thread"):
        assert said in line
    blocks = str(flagged.posts()[1].blocks)
    assert the_case(flagged).ts.replace(".", "") in blocks, "the link leads to the case"


def test_a_resolved_case_is_not_carried_on(flagged: Bench) -> None:
    flagged.press("lee", "Resolve")
    flagged.submit("lee", reason="done")
    flagged.at(DUE + WEEK)
    assert "Still open" not in flagged.posts()[1].text


def test_recovery_is_posted_in_the_thread_once_and_proposes_to_resolve(flagged: Bench) -> None:
    for weeks in (1, 2):
        flagged.clock.now = DUE + weeks * WEEK - timedelta(hours=1)
        flagged.type_("kim", "/churn 30 3000")
    said = [one for one in flagged.thread(flagged.posts()[0]) if "Recovered" in one.text]
    [line] = said
    assert "Churn W47 is 1.00 %" in line.text
    flagged.press("lee", "Resolve", where=line)
    flagged.submit("lee", reason="It is back.")
    assert flagged.cases() == ()
    assert "State: resolved" in the_case(flagged).text


def test_a_correction_that_ends_the_trouble_says_so_in_the_case(flagged: Bench) -> None:
    flagged.type_("lee", "/churn correct 30 3000 reason=typo")
    reply = the_case(flagged)
    assert reply.text.startswith("Churn 1.00 %")
    assert "would not be flagged" in reply.text


def test_a_case_that_a_late_input_opens_is_posted_in_the_thread(bench: Bench) -> None:
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn")
    bench.at(DUE)
    bench.type_("kim", "/churn 90 3000")
    assert "State: not acknowledged" in the_case(bench).text
    assert "1 drop needs an owner" in bench.posts()[0].text


def test_a_kpi_in_two_channels_has_one_case_which_the_other_digest_links(flagged: Bench) -> None:
    flagged.type_("kim", "/kpi digest weekly wed 12:00 churn", "#growth")
    flagged.at(DUE + timedelta(hours=1))
    assert len(flagged.stored()["flagged_case"]) == 1
    [other] = flagged.posts("#growth")
    assert flagged.thread(other) == []
    assert the_case(flagged).ts.replace(".", "") in str(other.blocks)


def test_the_owner_of_a_kpi_owns_its_case(bench: Bench) -> None:
    bench.type_("kim", "/kpi owner churn @ana")
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", "/churn 90 3000")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn")
    bench.at(DUE)
    assert "ana" in state(bench)
    assert bench.cases()[0].owner == bench.id_of("ana")


def test_a_press_in_a_form_that_outlived_its_case_is_answered_in_the_form(flagged: Bench) -> None:
    flagged.press("lee", "Resolve")
    flagged.press("ana", "Resolve")
    flagged.submit("ana", reason="done")
    assert "resolved" in flagged.submit("lee", reason="done, too").errors["reason"]
