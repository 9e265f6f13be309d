"""Nothing is overwritten unasked: conflicts, corrections, additions, undo, partial values."""

import pytest

from bot.sandbox import Seen
from storage.records import Action
from tests.e2e.bench import Bench

OLD, NEW = "/nps 1700 350 150", "/nps 1600 400 200"


@pytest.fixture
def conflict(bench: Bench) -> Seen:
    """kim recorded W46; lee typed something else for it and is asked."""
    bench.type_("kim", OLD)
    [question] = bench.command("lee", NEW).messages
    return question


def test_a_standing_value_is_named_with_its_author_and_every_way_out(
    bench: Bench, conflict: Seen
) -> None:
    assert conflict.is_ephemeral
    assert "W46 already holds 70.45 (recorded by kim)" in conflict.text
    assert "63.64" in conflict.text
    assert "Nothing was changed." in conflict.text
    labels = [one.label for one in conflict.controls]
    assert labels == ["Replace W46", "Add to W46", "Save as W47 so far", "Cancel"]
    assert len(bench.revisions(1)) == 1


def test_replace_asks_for_a_reason_and_shows_old_and_new(bench: Bench, conflict: Seen) -> None:
    form = bench.press("lee", "Replace W46").view
    assert form is not None
    assert form.title == "Correct a value"
    assert len(bench.revisions(1)) == 1, "opening the form changes nothing"
    answer = bench.submit("lee", reason="duplicates removed").edited[0]
    assert answer.text.splitlines()[0].startswith("NPS 63.64")
    assert "Was 70.45, now 63.64: duplicates removed. kim was told." in answer.text
    before, after = bench.revisions(1)
    assert before.action is Action.RECORD
    assert (after.action, after.reason) == (Action.CORRECT, "duplicates removed")
    assert after.author == bench.id_of("lee")
    assert conflict.ts == answer.ts, "the question itself becomes the answer"


@pytest.mark.usefixtures("conflict")
def test_the_author_is_told_that_it_was_corrected(bench: Bench) -> None:
    bench.press("lee", "Replace W46")
    bench.submit("lee", reason="duplicates removed")
    [notice] = bench.direct("kim")
    assert "lee corrected your NPS W46: 70.45 → 63.64" in notice
    assert "Reason: duplicates removed." in notice
    assert "/kpi trace K-1" in notice
    assert bench.direct("lee") == []


def test_nobody_is_told_about_a_correction_of_their_own(bench: Bench) -> None:
    bench.type_("kim", OLD)
    bench.type_("kim", f"{NEW.replace('/nps', '/nps correct')} reason=typo")
    assert bench.direct("kim") == []


@pytest.mark.usefixtures("conflict")
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_without_a_reason_is_not_taken(bench: Bench, reason: str) -> None:
    bench.press("lee", "Replace W46")
    reaction = bench.submit("lee", reason=reason)
    assert "reason" in reaction.errors
    assert reaction.view is not None
    assert len(bench.revisions(1)) == 1


@pytest.mark.usefixtures("conflict")
def test_add_pools_the_counts(bench: Bench) -> None:
    answer = bench.press("lee", "Add to W46").edited[0]
    assert "3,300 promoters · 750 passives · 350 detractors" in answer.text
    assert "4,400 answers" in answer.text
    assert bench.figure(1).action is Action.ADD


@pytest.mark.usefixtures("conflict")
def test_save_as_the_running_period_leaves_the_standing_one_alone(bench: Bench) -> None:
    answer = bench.press("lee", "Save as W47 so far").edited[0]
    assert "W47 so far" in answer.text.splitlines()[0]
    assert "it is not judged" in answer.text
    assert len(bench.revisions(1)) == 1
    assert bench.figure(2).partial


def test_cancel_removes_the_question_and_changes_nothing(bench: Bench, conflict: Seen) -> None:
    before = bench.stored(frozenset({"draft"}))
    assert conflict.ts in bench.press("lee", "Cancel").deleted
    assert bench.stored(frozenset({"draft"})) == before


WAYS = ("Replace W46", "Add to W46", "Save as W47 so far", "Cancel")


@pytest.mark.parametrize("second", WAYS)
@pytest.mark.parametrize("first", WAYS[1:])
def test_a_choice_is_made_once(bench: Bench, conflict: Seen, first: str, second: str) -> None:
    buttons = {control.label: control for control in conflict.controls}
    bench.press("lee", first)
    before = bench.stored()
    again = bench.press_by_hand("lee", conflict, buttons[second])
    if again.view is not None:
        assert "already made" in bench.submit("lee", reason="again").errors["reason"]
    else:
        assert "This choice was already made" in again.text
    assert bench.stored() == before


def test_replace_pressed_twice_corrects_once(bench: Bench, conflict: Seen) -> None:
    [replace, *_] = conflict.controls
    bench.press("lee", "Replace W46")
    bench.submit("lee", reason="first")
    again = bench.press_by_hand("lee", conflict, replace)
    assert again.view is None
    assert "This choice was already made" in again.text
    assert [one.reason for one in bench.revisions(1)] == ["", "first"]


@pytest.mark.parametrize("label", WAYS)
def test_somebody_elses_choice_is_not_theirs_to_make(
    bench: Bench, conflict: Seen, label: str
) -> None:
    before = bench.stored()
    control = next(one for one in conflict.controls if one.label == label)
    reaction = bench.press_by_hand("ana", conflict, control)
    if reaction.view is not None:
        assert bench.submit("ana", reason="mine").errors
    assert bench.stored() == before


@pytest.mark.usefixtures("conflict")
def test_what_changed_while_the_question_stood_is_not_overwritten(bench: Bench) -> None:
    """The answer to the press says what stands now, or the old value is corrected in the open."""
    bench.type_("kim", "/nps correct 1000 100 100 reason=late")
    bench.press("lee", "Add to W46")
    assert bench.figure(1).action is Action.ADD
    assert [one.action for one in bench.revisions(1)] == [
        Action.RECORD,
        Action.CORRECT,
        Action.ADD,
    ]


def test_the_very_same_inputs_change_nothing(bench: Bench) -> None:
    bench.type_("kim", OLD)
    before = bench.stored()
    assert "already holds exactly this" in bench.type_("lee", OLD)
    assert bench.stored() == before


def test_a_correction_by_command_needs_a_reason(bench: Bench) -> None:
    bench.type_("kim", OLD)
    text = bench.type_("lee", "/nps correct 1600 400 200")
    assert "A correction needs a reason" in text
    assert "70.45 would become 63.64" in text
    assert len(bench.revisions(1)) == 1
    assert bench.press("lee", "Give a reason").view is not None
    assert "Was 70.45, now 63.64: typo" in bench.submit("lee", reason="typo").edited[0].text


def test_a_correction_with_a_reason_is_made_at_once(bench: Bench) -> None:
    bench.type_("kim", OLD)
    text = bench.type_("lee", '/nps correct 1600 400 200 reason="duplicates removed"')
    assert "Was 70.45, now 63.64: duplicates removed. kim was told." in text


def test_add_by_command_pools_at_once(bench: Bench) -> None:
    bench.type_("kim", OLD)
    assert "1,740 promoters · 360 passives · 155 detractors" in bench.type_(
        "kim", "/nps add 40 10 5"
    )


def test_undo_brings_the_old_value_back_and_keeps_every_revision(bench: Bench) -> None:
    bench.type_("kim", OLD)
    bench.type_("kim", "/nps correct 1600 400 200 reason=typo")
    text = bench.type_("kim", "/kpi undo")
    assert "Taken back: NPS 63.64" in text
    assert "It holds 70.45 again." in text
    assert [one.action for one in bench.revisions(1)] == [
        Action.RECORD,
        Action.CORRECT,
        Action.UNDO,
    ]


def test_undo_of_a_first_recording_leaves_nothing(bench: Bench) -> None:
    bench.type_("kim", OLD)
    assert "holds no NPS now" in bench.type_("kim", "/kpi undo")
    assert "No NPS is recorded" in bench.type_("kim", "/nps")
    assert bench.type_("kim", NEW).startswith("NPS 63.64")


def test_undo_never_takes_back_what_somebody_else_changed(bench: Bench) -> None:
    bench.type_("kim", OLD)
    bench.type_("lee", "/nps correct 1600 400 200 reason=typo")
    before = bench.stored()
    assert "changed by somebody else after you" in bench.type_("kim", "/kpi undo")
    assert bench.stored() == before


def test_trace_shows_who_did_what_and_why(bench: Bench) -> None:
    bench.type_("kim", f'{OLD} source="survey tool" note="price change"')
    bench.type_("lee", '/nps correct 1600 400 200 reason="duplicates removed"')
    text = bench.type_("ana", "/kpi trace K-1")
    for said in ("70.45", "63.64", "kim", "lee", "duplicates removed", "recorded", "corrected"):
        assert said in text


def test_a_running_period_is_partial_until_it_is_declared_final(bench: Bench) -> None:
    assert "it is not judged" in bench.type_("kim", f"{OLD} period=this")
    replaced = bench.type_("kim", "/nps correct 1600 400 200 period=this")
    assert "63.64" in replaced, "what is partial is replaced without a reason"
    final = bench.type_("kim", "/nps correct 1500 400 200 period=this final")
    assert "so far" not in final
    assert "Excellent" in final
    assert not bench.figure(1).partial


def test_replacing_a_partial_value_needs_no_reason(bench: Bench) -> None:
    bench.type_("kim", f"{OLD} period=this")
    bench.command("lee", f"{NEW} period=this")
    reaction = bench.press("lee", "Replace W47")
    assert reaction.view is None
    assert "NPS 63.64" in reaction.edited[0].text


def test_a_partial_value_is_complete_once_it_is_recorded_after_its_period(bench: Bench) -> None:
    bench.type_("kim", f"{OLD} period=this")
    bench.clock.advance(days=7)
    bench.command("kim", f"{NEW} period=2026-W47")
    bench.press("kim", "Replace W47")
    assert not bench.figure(1).partial
