"""Recording through a form: opened, changed, reviewed, saved once, corrected, shared."""

import dataclasses
import json

import pytest

from bot.examples import example_inputs, example_of
from bot.handlers.filled_forms import FORM_CALLBACKS
from bot.sandbox import Control, Reaction, Seen, SeenView
from bot.sandbox.model import Json
from bot.sandbox.payloads import global_shortcut, message_actions, submission, view_actions
from bot.sandbox.person import Person
from kpi import Kpi, all_kpis
from storage.records import Action
from tests.e2e.bench import Bench

OLD = {"promoters": "1,700", "passives": "350", "detractors": "150"}
NEW = {"promoters": "1,600", "passives": "400", "detractors": "200"}
WEEK = "Mon 9 – Sun 15 Nov 2026, W46"


def words(view: SeenView) -> str:
    """What somebody reads in a modal, its inputs left out."""
    texts = []
    for block in view.blocks:
        if block["type"] in ("section", "context"):
            held = [block["text"]] if "text" in block else block["elements"]
            texts += [one["text"] for one in held]
    return "\n".join(texts)


def shown(bench: Bench, user: str) -> str:
    """The words of the modal that is open before somebody."""
    return words(bench.form(user))


def hints(view: SeenView) -> dict[str, str]:
    """The hints under the inputs, by block."""
    return {block["block_id"]: block["hint"]["text"] for block in view.blocks if block.get("hint")}


def held(view: SeenView) -> dict[str, str]:
    """What the inputs hold, by block."""
    found = {}
    for block, elements in view.values.items():
        [element] = elements.values()
        option = element.get("selected_option") or {}
        found[block] = element.get("value") or option.get("value") or ""
    return found


def press(bench: Bench, user: str, label: str) -> Reaction:
    """Somebody presses a button of the modal they look at."""
    view = bench.form(user)
    control = next(one for one in view.controls if one.label.startswith(label))
    return bench._done(user, lambda: _pressed(bench.slack.person(user), view, control))


def _pressed(person: Person, view: SeenView, control: Control) -> Reaction:
    return person.press(view, control.action_id, block_id=control.block_id, value=control.value)


def choose(bench: Bench, user: str, block: str, value: str) -> SeenView:
    """Somebody chooses in a menu that tells it at once."""
    view = bench.form(user)
    bench._done(user, lambda: bench.slack.person(user).fill(view, block, value))
    return bench.form(user)


def sent_too_early(bench: Bench, user: str, formula: str, **values: str) -> SeenView:
    """Somebody chooses a formula and sends the form before it could follow."""
    view = bench.form(user)
    menu = next(one for one in view.blocks if one["block_id"] == "formula")
    option = next(one for one in menu["element"]["options"] if one["value"] == formula)
    with bench.slack.world.lock:
        [open_view] = bench.slack.world.modals[bench.id_of(user)]
        state = {"type": "static_select", "selected_option": option}
        open_view.state["formula"] = {"form.formula": state}
    after = bench.submit(user, **values).view
    assert after is not None
    return after


def use_shortcut(bench: Bench, user: str) -> Reaction:
    """Somebody uses the shortcut "Record a KPI"."""
    return bench._done(user, lambda: bench.slack.person(user).shortcut("record_kpi"))


def opened(bench: Bench, user: str, kpi: str) -> SeenView:
    """The form of a KPI, reached by the shortcut."""
    use_shortcut(bench, user)
    view = bench.submit(user, kpi=kpi).view
    assert view is not None
    return view


def reviewed(bench: Bench, user: str, **values: str) -> str:
    """The words of the review of an NPS filled in by somebody."""
    opened(bench, user, "nps")
    reaction = bench.submit(user, **(OLD | values))
    assert reaction.errors == {}
    return shown(bench, user)


# -- opening ---------------------------------------------------------------------------------


def test_the_record_button_opens_the_form_of_that_kpi(bench: Bench) -> None:
    bench.type_("kim", "/nps 1500 350 150 period=2026-W45")
    bench.type_("kim", "/nps")
    view = bench.press("kim", "Record").view
    assert view is not None
    assert (view.title, view.submit) == ("Record NPS", "Review")
    assert "Net Promoter Score" in words(view)
    assert held(view)["period"] == "2026-W46"


def test_nothing_recorded_yet_offers_the_form_too(bench: Bench) -> None:
    assert "No NPS is recorded yet" in bench.type_("kim", "/nps")
    assert bench.press("kim", "Record").view is not None


def test_a_gap_in_the_history_opens_the_form_for_that_period(bench: Bench) -> None:
    for week in (43, 45, 46):
        bench.type_("kim", f"/nps 1700 350 150 period=2026-W{week}")
    bench.command("kim", "/kpi history nps")
    view = bench.press("kim", "Record").view
    assert view is not None
    assert held(view)["period"] == "2026-W44"


def test_what_a_digest_misses_is_recorded_for_its_period_and_fills_it_in(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps csat")
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi digest now")
    bench.clock.advance(days=7)
    view = bench.press("lee", "Record", where=bench.posts()[0]).view
    assert view is not None
    assert (view.title, held(view)["period"]) == ("Record CSAT", "2026-W46")
    bench.submit("lee", positive="45", responses="50")
    bench.submit("lee")
    assert "CSAT 90.0 %" in bench.posts()[0].text


def test_a_segment_and_an_older_period_are_chosen_already(bench: Bench) -> None:
    bench.knows_segment("tier:smb")
    bench.command("kim", "/nps segment=tier:smb period=2026-W20")
    view = bench.press("kim", "Record").view
    assert view is not None
    assert (held(view)["segment"], held(view)["period"]) == ("tier:smb", "2026-W20")


def test_a_loading_view_is_opened_first_and_then_filled_in(bench: Bench) -> None:
    bench.type_("kim", "/nps")
    bench.press("kim", "Record")
    [first] = bench.slack.calls("views.open")
    [then] = bench.slack.calls("views.update")
    assert "Opening the form" in str(first.arguments)
    assert "promoters" in str(then.arguments)


def test_a_form_closed_before_it_was_filled_in_is_no_error(bench: Bench) -> None:
    opened(bench, "kim", "nps")
    with bench.slack.world.lock:
        [view] = bench.slack.world.modals[bench.id_of("kim")]
        chosen = {"type": "static_select", "action_id": "form.period", "block_id": "period"}
        payload = view_actions(bench.scene("kim"), view, chosen)
    bench.slack.person("kim").close(bench.form("kim"))
    bench.deliver("interactive", payload)
    assert bench.slack.person("kim").modal is None


def test_the_shortcut_asks_which_kpi_first(bench: Bench) -> None:
    view = use_shortcut(bench, "kim").view
    assert view is not None
    [menu] = view.controls
    assert {value for value, _ in menu.options} == {kpi.key for kpi in all_kpis()}
    assert bench.submit("kim").errors == {"kpi": "Please complete this required field."}
    then = bench.submit("kim", kpi="churn").view
    assert then is not None
    assert then.title == "Record Churn"


# -- expired, repeated, refused ----------------------------------------------------------------


def test_a_press_that_comes_too_late_is_answered_with_the_command(bench: Bench) -> None:
    [answer] = bench.command("kim", "/nps period=2026-W44").messages
    payload = _late(bench, answer, "Record")
    said = _answered(bench, "kim", payload)
    assert "could not be opened in time" in said
    assert "/nps promoters=1700 passives=350 detractors=150 period=2026-W44" in said


def test_a_correction_that_comes_too_late_is_answered_with_its_command(bench: Bench) -> None:
    [answer] = bench.command("kim", "/nps 1700 350 150 segment=tier:smb").messages
    said = _answered(bench, "kim", _late(bench, answer, "Correct"))
    assert "/nps correct" in said
    assert "period=2026-W46 segment=tier:smb" in said


def test_a_shortcut_that_comes_too_late_is_answered_directly(bench: Bench) -> None:
    with bench.slack.world.lock:
        payload = global_shortcut(bench.scene("kim"), "record_kpi")
    bench.clock.advance(seconds=4)
    bench.deliver("interactive", payload)
    [said] = bench.direct("kim")
    assert "could not be opened in time" in said
    assert "/kpi list" in said
    bench.deliver("interactive", payload)
    assert len(bench.direct("kim")) == 1


def test_a_press_delivered_twice_opens_one_form(bench: Bench) -> None:
    [answer] = bench.command("kim", "/nps").messages
    control = next(one for one in answer.controls if one.label == "Record")
    payload = _press_payload(bench, "kim", answer, control)
    for _ in range(2):
        bench.deliver("interactive", payload)
    assert len(bench.slack.calls("views.open")) == 1


@pytest.mark.parametrize("callback", FORM_CALLBACKS)
def test_somebody_elses_form_is_not_theirs_to_send(bench: Bench, callback: str) -> None:
    reviewed(bench, "kim")
    before = bench.stored()
    payload = _taken_over(bench, "lee", callback, own=False)
    answer = bench.deliver("interactive", payload).body
    assert "opened for somebody else" in str(answer)
    assert bench.stored() == before


def test_somebody_elses_draft_is_not_theirs_to_save(bench: Bench) -> None:
    reviewed(bench, "kim")
    before = bench.stored()
    answer = bench.deliver("interactive", _taken_over(bench, "lee", "form.review")).body
    assert "already made" in str(answer)
    assert bench.stored() == before


# -- filling in ------------------------------------------------------------------------------

WRONG = (
    ({"detractors": "banana"}, "detractors", '"banana" is not a number. detractors takes'),
    ({"detractors": "1.5"}, "detractors", '"1.5" is not whole'),
    ({"promoters": "-3"}, "promoters", '"-3" is below zero'),
    ({"other_period": "2026-W60"}, "other_period", '"2026-W60" is not a week'),
    ({"other_period": "2026-W50"}, "other_period", "has not begun yet"),
    ({"other_period": "2026-10"}, "other_period", "is recorded by the week here"),
    ({"other_segment": "enterprise"}, "other_segment", '"enterprise" is not a segment'),
)


@pytest.mark.parametrize(("values", "field", "said"), WRONG, ids=[one[2] for one in WRONG])
def test_what_is_wrong_is_said_under_its_input_and_nothing_is_stored(
    bench: Bench, values: dict[str, str], field: str, said: str
) -> None:
    opened(bench, "kim", "nps")
    before = bench.stored()
    reaction = bench.submit("kim", **(OLD | values))
    assert list(reaction.errors) == [field]
    assert said in reaction.errors[field]
    assert reaction.view is not None
    assert reaction.view.title == "Record NPS"
    assert bench.stored() == before


def test_the_words_of_an_error_are_those_of_the_command(bench: Bench) -> None:
    opened(bench, "kim", "nps")
    errors = bench.submit("kim", **(OLD | {"detractors": "banana"})).errors
    assert errors["detractors"] in bench.type_("kim", "/nps 1700 350 banana")


def test_a_closed_month_is_said_under_the_period(bench: Bench) -> None:
    bench.type_("kim", "/kpi close 2026-10")
    opened(bench, "kim", "nps")
    errors = bench.submit("kim", **OLD, period="2026-W43").errors
    assert "October 2026 was closed" in errors["period"]


def test_a_survey_that_needs_its_threshold_asks_for_it_under_its_input(bench: Bench) -> None:
    opened(bench, "kim", "csat")
    errors = bench.submit("kim", positive="45", responses="50", scale="10").errors
    assert "threshold is needed with scale=10" in errors["threshold"]


def test_another_formula_swaps_the_inputs_and_keeps_what_was_typed(bench: Bench) -> None:
    view = opened(bench, "kim", "nps")
    bench.slack.person("kim").fill(view, "promoters", "1700")
    bench.slack.person("kim").fill(view, "note", "new survey")
    swapped = held(choose(bench, "kim", "formula", "totals"))
    assert {"promoters", "detractors", "respondents"} <= set(swapped)
    assert "passives" not in swapped
    assert (swapped["promoters"], swapped["note"]) == ("1700", "new survey")
    bench.submit("kim", detractors="150", respondents="2200")
    assert "NPS 70.45" in shown(bench, "kim")


def test_raw_scores_are_pasted_line_by_line(bench: Bench) -> None:
    opened(bench, "kim", "nps")
    choose(bench, "kim", "formula", "scores")
    bench.submit("kim", scores="9\n10\n3\n7\n8")
    assert "NPS 20.00" in shown(bench, "kim")


def test_a_form_sent_before_its_inputs_followed_the_formula_follows_it_now(bench: Bench) -> None:
    opened(bench, "kim", "nps")
    after = sent_too_early(bench, "kim", "shares", **OLD)
    assert {"promoter_share", "detractor_share"} <= set(held(after))


def test_the_opening_stock_is_filled_from_the_last_closing_one(bench: Bench) -> None:
    bench.type_("kim", "/kpi crr end=3,500 new=200 start=3,375 period=2026-W45")
    view = opened(bench, "kim", "crr")
    assert held(view)["start"] == "3500"
    assert "Filled from the end of Mon 2 – Sun 8 Nov 2026, W45 (K-1)" in hints(view)["start"]
    earlier = choose(bench, "kim", "period", "2026-W45")
    assert held(earlier)["start"] == ""
    assert "Filled from" not in hints(earlier)["start"]
    assert held(choose(bench, "kim", "period", "2026-W46"))["start"] == "3500"


def test_another_segment_has_another_opening_stock(bench: Bench) -> None:
    bench.type_("kim", "/kpi crr end=3,500 new=200 start=3,375 period=2026-W45")
    bench.knows_segment("tier:smb")
    line = "/kpi crr end=90 new=10 start=100 period=2026-W45 segment=tier:smb"
    bench.command("kim", line)
    assert held(opened(bench, "kim", "crr"))["start"] == "3500"
    assert held(choose(bench, "kim", "segment", "tier:smb"))["start"] == "90"


@pytest.mark.parametrize(("start", "doubted"), [("3500", True), ("3400", False)])
def test_an_opening_stock_left_over_from_another_period_is_doubted(
    bench: Bench, start: str, doubted: bool
) -> None:
    bench.type_("kim", "/kpi crr end=3,500 new=200 start=3,375 period=2026-W45")
    opened(bench, "kim", "crr")
    bench.submit("kim", end="3600", new="200", start=start, other_period="2026-W40")
    said = "customers at the start was filled in for another period"
    assert (said in shown(bench, "kim")) is doubted


def test_another_kpi_fills_the_opening_stock_as_well(bench: Bench) -> None:
    bench.type_("kim", "/churn lost=50 end=3000 period=2026-W45")
    assert held(opened(bench, "kim", "churn"))["start"] == "3000"


def test_a_period_may_be_typed_as_in_a_command(bench: Bench) -> None:
    assert "2026, W20" in reviewed(bench, "kim", other_period="2026-W20")


def test_a_running_period_is_so_far_and_not_judged(bench: Bench) -> None:
    said = reviewed(bench, "kim", period="2026-W47")
    assert "W47 so far" in said
    assert "it is not judged" in said


# -- reviewing and saving --------------------------------------------------------------------


def test_the_value_and_its_verdict_are_shown_before_anything_is_stored(bench: Bench) -> None:
    bench.type_("kim", "/nps 1500 350 150 period=2026-W45")
    before = bench.stored(frozenset({"draft"}))
    said = reviewed(bench, "kim", note="price change")
    assert f"*NPS 70.45* · {WEEK}" in said
    assert "+2.95 pts vs W45, better" in said
    assert "Excellent: ≥ 50" in said
    assert "Note: price change" in said
    assert "K-" not in said, "what is not stored has no id"
    assert bench.form("kim").submit == "Save"
    assert bench.stored(frozenset({"draft"})) == before


def test_a_value_that_cannot_be_right_is_doubted_before_it_is_saved(bench: Bench) -> None:
    opened(bench, "kim", "churn")
    bench.submit("kim", lost="50", start="40")
    assert "Please check" in shown(bench, "kim")


def test_the_way_back_keeps_everything_that_was_filled_in(bench: Bench) -> None:
    bench.knows_segment("tier:smb")
    typed = {"note": "new", "source": "survey", "other_period": "w20", "segment": "tier:smb"}
    reviewed(bench, "kim", **typed)
    press(bench, "kim", "Back")
    again = held(bench.form("kim"))
    assert {name: again[name] for name in (*OLD, *typed)} == OLD | typed
    bench.submit("kim", promoters="1800")
    assert "1,800 promoters" in shown(bench, "kim")


def test_saving_stores_it_once_and_answers_like_the_command(pair: tuple[Bench, Bench]) -> None:
    form, command = pair
    reviewed(form, "kim", note="price change")
    view = form.submit("kim").view
    [answer] = command.command("kim", '/nps 1,700 350 150 note="price change"').messages
    assert view is not None
    assert (view.title, view.submit) == ("Saved", "")
    assert _unnamed(view.blocks) == _unnamed(answer.blocks)
    assert form.figure(1).entry == command.figure(1).entry
    assert form.figure(1).action is Action.RECORD


def test_saving_twice_stores_once(bench: Bench) -> None:
    reviewed(bench, "kim")
    payload = _sent(bench, "kim")
    first = bench.deliver("interactive", payload).body
    assert bench.deliver("interactive", payload).body == first
    assert len(bench.revisions(1)) == 1


def test_a_review_that_was_saved_cannot_be_saved_again(bench: Bench) -> None:
    reviewed(bench, "kim")
    payload = _sent(bench, "kim")
    bench.submit("kim")
    payload["view"]["hash"] = "another"
    assert "already made" in str(bench.deliver("interactive", payload).body)
    assert len(bench.revisions(1)) == 1


def test_a_new_segment_is_said_before_it_is_saved(bench: Bench) -> None:
    bench.knows_segment("tier:enterprise")
    said = reviewed(bench, "kim", other_segment="tier:enterprize")
    assert "nobody recorded tier:enterprize yet. Near to it: tier:enterprise" in said
    bench.submit("kim")
    assert bench.figure(2).key.segment == "tier:enterprize"


def test_the_very_same_inputs_change_nothing(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    reviewed(bench, "lee")
    assert bench.submit("lee").view.title == "Nothing changed"  # type: ignore[union-attr]
    assert len(bench.revisions(1)) == 1


# -- a value stands ---------------------------------------------------------------------------


@pytest.fixture
def standing(bench: Bench) -> str:
    """kim recorded W46 by command; lee filled in something else: the words of the review."""
    bench.type_("kim", "/nps 1700 350 150")
    return reviewed(bench, "lee", **NEW)


def test_a_standing_value_is_named_with_what_each_way_would_give(
    bench: Bench, standing: str
) -> None:
    assert "W46 already holds *70.45* (recorded by kim)" in standing
    assert "63.64" in standing
    [ways] = [one for one in bench.form("lee").controls if one.block_id == "way"]
    assert [label for _, label in ways.options] == [
        "Replace W46",
        "Add to W46",
        "Save as W47 so far",
    ]
    [block] = [one for one in bench.form("lee").blocks if one["block_id"] == "way"]
    given = [one["description"]["text"] for one in block["element"]["options"]]
    assert given == ["It then holds 63.64", "It then holds 67.05", "It then holds 63.64"]
    assert len(bench.revisions(1)) == 1


@pytest.mark.usefixtures("standing")
def test_replacing_needs_a_reason_and_tells_the_author(bench: Bench) -> None:
    errors = bench.submit("lee", way="replace").errors
    assert "Write a reason" in errors["reason"]
    assert len(bench.revisions(1)) == 1
    bench.submit("lee", way="replace", reason="duplicates removed")
    assert "Was 70.45, now 63.64: duplicates removed. kim was told." in shown(bench, "lee")
    assert bench.figure(1).action is Action.CORRECT
    [notice] = bench.direct("kim")
    assert "lee corrected your NPS W46: 70.45 → 63.64" in notice


@pytest.mark.usefixtures("standing")
def test_adding_pools_the_counts(bench: Bench) -> None:
    bench.submit("lee", way="add")
    assert "4,400 answers" in shown(bench, "lee")
    assert bench.figure(1).action is Action.ADD


@pytest.mark.usefixtures("standing")
def test_saving_it_as_the_running_period_leaves_the_standing_one_alone(bench: Bench) -> None:
    bench.submit("lee", way="so_far")
    assert len(bench.revisions(1)) == 1
    assert bench.figure(2).partial


@pytest.mark.usefixtures("standing")
def test_another_period_is_a_way_out_too(bench: Bench) -> None:
    press(bench, "lee", "Back")
    bench.submit("lee", period="2026-W45")
    bench.submit("lee")
    assert bench.figure(2).key.period.label == "2026-W45"


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    ("block", "chosen", "kept"),
    [
        ("period", "2026-W45", NEW),
        ("segment", "tier:smb", NEW),
        ("formula", "totals", {"promoters": "1,600", "detractors": "200"}),
    ],
)
def test_what_the_way_back_brought_along_outlives_a_choice(
    bench: Bench, block: str, chosen: str, kept: dict[str, str]
) -> None:
    bench.knows_segment("tier:smb")
    press(bench, "lee", "Back")
    turned = held(choose(bench, "lee", block, chosen))
    assert {name: turned[name] for name in (*kept, block)} == kept | {block: chosen}


def test_a_formula_sent_before_its_inputs_followed_keeps_what_the_way_back_brought(
    bench: Bench,
) -> None:
    reviewed(bench, "kim", note="new survey")
    press(bench, "kim", "Back")
    turned = held(sent_too_early(bench, "kim", "totals"))
    assert (turned["promoters"], turned["note"]) == ("1,700", "new survey")


def test_an_opening_stock_brought_back_gives_way_to_that_of_another_period(bench: Bench) -> None:
    for week, counts in ((44, "end=3,000 new=0"), (45, "end=3,500 new=500")):
        bench.type_("kim", f"/kpi crr {counts} start=3,000 period=2026-W{week}")
    opened(bench, "kim", "crr")
    bench.submit("kim", end="3600", new="200")
    press(bench, "kim", "Back")
    assert held(bench.form("kim"))["start"] == "3500"
    turned = held(choose(bench, "kim", "period", "2026-W45"))
    assert {name: turned[name] for name in ("start", "end", "new")} == {
        "start": "3000",
        "end": "3600",
        "new": "200",
    }


def test_an_opening_stock_typed_in_outlives_a_period_without_one(bench: Bench) -> None:
    bench.type_("kim", "/kpi crr end=3,500 new=200 start=3,375 period=2026-W45")
    view = opened(bench, "kim", "crr")
    bench.slack.person("kim").fill(view, "start", "3400")
    assert held(choose(bench, "kim", "period", "2026-W45"))["start"] == "3400"


def test_another_formula_of_a_correction_keeps_what_stands_and_what_was_typed(
    bench: Bench,
) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    view = bench.press("kim", "Correct").view
    assert view is not None
    bench.slack.person("kim").fill(view, "detractors", "250")
    turned = held(choose(bench, "kim", "formula", "totals"))
    assert (turned["promoters"], turned["detractors"]) == ("1700", "250")


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("way", ["replace", "add"])
def test_what_changed_since_the_review_is_not_overwritten(bench: Bench, way: str) -> None:
    bench.type_("kim", "/nps correct 1000 100 100 reason=late")
    bench.submit("lee", way=way, reason="duplicates")
    assert "was changed since you reviewed it" in shown(bench, "lee")
    assert [one.action for one in bench.revisions(1)] == [Action.RECORD, Action.CORRECT]
    press(bench, "lee", "Back")
    bench.submit("lee")
    assert "already holds *75.00*" in shown(bench, "lee")


def test_what_was_recorded_since_the_review_is_not_overwritten(bench: Bench) -> None:
    reviewed(bench, "lee")
    bench.type_("kim", "/nps 1000 100 100")
    bench.submit("lee")
    assert "was changed since you reviewed it" in shown(bench, "lee")
    assert len(bench.revisions(1)) == 1


# -- correcting ------------------------------------------------------------------------------


def test_correcting_shows_what_stands_and_old_and_new_before_it_is_saved(bench: Bench) -> None:
    bench.command("kim", '/nps 1700 350 150 note="autumn" segment=tier:smb')
    view = bench.press("kim", "Correct").view
    assert view is not None
    assert view.title == "Correct NPS"
    assert "already holds *70.45* (recorded by kim)" in words(view)
    filled = held(view)
    assert {name: filled[name] for name in (*OLD, "note")} == {
        "promoters": "1700",
        "passives": "350",
        "detractors": "150",
        "note": "autumn",
    }
    assert "period" not in filled, "a correction stays where it is"
    bench.submit("kim", detractors="250", reason="late answers")
    said = shown(bench, "kim")
    assert "already holds *70.45* (recorded by kim). It becomes *63.04*: late answers" in said
    bench.submit("kim")
    assert "Was 70.45, now 63.04: late answers" in shown(bench, "kim")
    before, after = bench.revisions(1)
    assert (after.action, after.reason) == (Action.CORRECT, "late answers")
    assert after.key == before.key


def test_a_correction_asks_for_its_reason(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.press("kim", "Correct")
    assert list(bench.submit("kim", detractors="250").errors) == ["reason"]
    assert list(bench.submit("kim", detractors="250", reason="  ").errors) == ["reason"]


def test_a_partial_value_is_corrected_without_a_reason_and_stays_partial(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=this")
    bench.press("kim", "Correct")
    bench.submit("kim", detractors="250")
    bench.submit("kim")
    assert [one.partial for one in bench.revisions(1)] == [True, True]


def test_a_period_declared_complete_stays_so_when_it_is_corrected(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 period=this final")
    bench.press("kim", "Correct")
    bench.submit("kim", detractors="250", reason="late answers")
    bench.submit("kim")
    assert [one.partial for one in bench.revisions(1)] == [False, False]


def test_a_correction_of_what_somebody_changed_meanwhile_is_not_made(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.press("kim", "Correct")
    bench.submit("kim", detractors="250", reason="late answers")
    bench.type_("lee", "/nps correct 1000 100 100 reason=typo")
    bench.submit("kim")
    assert "was changed since you reviewed it" in shown(bench, "kim")
    assert len(bench.revisions(1)) == 2


def test_what_was_just_saved_is_corrected_in_the_same_place(bench: Bench) -> None:
    reviewed(bench, "kim")
    bench.submit("kim")
    press(bench, "kim", "Correct")
    assert bench.form("kim").title == "Correct NPS"
    assert held(bench.form("kim"))["promoters"] == "1700"


# -- after saving ----------------------------------------------------------------------------


def test_what_was_saved_is_shared_where_its_author_chooses(bench: Bench) -> None:
    reviewed(bench, "kim")
    bench.submit("kim")
    press(bench, "kim", "Share in channel")
    growth = bench.slack.workspace.channel_id("#growth")
    bench.submit("kim", channel=growth)
    [message] = bench.posts("#growth")
    assert message.text.startswith("NPS 70.45")
    assert "shared by kim" in message.text
    assert bench.slack.person("kim").modal is None


def test_sharing_proposes_the_channel_that_the_form_was_opened_in(bench: Bench) -> None:
    bench.type_("kim", "/nps")
    bench.press("kim", "Record")
    bench.submit("kim", **OLD)
    bench.submit("kim")
    press(bench, "kim", "Share in channel")
    bench.submit("kim")
    [message] = bench.posts()
    assert message.text.startswith("NPS 70.45")


def test_sharing_delivered_twice_is_posted_once(bench: Bench) -> None:
    bench.type_("kim", "/nps")
    bench.press("kim", "Record")
    bench.submit("kim", **OLD)
    bench.submit("kim")
    press(bench, "kim", "Share in channel")
    payload = _sent(bench, "kim")
    for _ in range(2):
        bench.deliver("interactive", payload)
    assert len(bench.posts()) == 1


def test_an_explanation_lies_upon_what_was_saved(bench: Bench) -> None:
    reviewed(bench, "kim")
    bench.submit("kim")
    press(bench, "kim", "Explain")
    assert "Net Promoter Score" in shown(bench, "kim")
    bench.slack.person("kim").close(bench.form("kim"))
    assert bench.form("kim").title == "Saved"


# -- every KPI -------------------------------------------------------------------------------


@pytest.mark.parametrize("kpi", all_kpis(), ids=lambda kpi: kpi.key)
def test_every_kpi_is_recorded_by_its_form_as_by_its_command(
    shared: Bench, segment: str, kpi: Kpi
) -> None:
    opened(shared, "kim", kpi.key)
    typed = example_inputs(kpi, kpi.formulas[0])
    name = segment.removeprefix("segment=")
    assert shared.submit("kim", **typed, segment=name).errors == {}
    shared.submit("kim")
    assert shared.form("kim").title == "Saved"
    [said] = shared.command("kim", f"{example_of(kpi)} {segment}").messages
    assert "already holds exactly this" in said.text


# -- by hand ---------------------------------------------------------------------------------


def _press_payload(bench: Bench, user: str, seen: Seen, control: Control) -> Json:
    """A press of a button in a message, as Slack would deliver it."""
    world = bench.slack.world
    with world.lock:
        place = world.channels[seen.channel]
        message = place.find(seen.ts)
        assert message is not None
        action = {
            "type": "button",
            "action_id": control.action_id,
            "block_id": control.block_id,
            "value": control.value,
            "action_ts": world.next_ts(),
        }
        return message_actions(bench.scene(user), place, message, action)


def _late(bench: Bench, seen: Seen, label: str) -> Json:
    """A press that the bot learns of when its trigger has expired."""
    control = next(one for one in seen.controls if one.label == label)
    payload = _press_payload(bench, "kim", seen, control)
    bench.clock.advance(seconds=4)
    return payload


def _answered(bench: Bench, user: str, payload: Json) -> str:
    """The one private answer to a payload."""
    told = len(bench.private(user))
    bench.deliver("interactive", payload)
    [said] = bench.private(user)[told:]
    return said


def _sent(bench: Bench, user: str) -> Json:
    """The submission of the modal that is open, as Slack would deliver it."""
    with bench.slack.world.lock:
        return submission(bench.scene(user), bench.slack.world.modals[bench.id_of(user)][-1])


def _taken_over(bench: Bench, user: str, callback: str, *, own: bool = True) -> Json:
    """The submission of kim's review by somebody else; `own` forges whose it is."""
    world = bench.slack.world
    with world.lock:
        kims = world.modals[bench.id_of("kim")][-1]
        state = json.loads(kims.body["private_metadata"])
        if own:
            state["user"] = bench.id_of(user)
        body = kims.body | {"callback_id": callback, "private_metadata": json.dumps(state)}
        view = dataclasses.replace(kims, id=world.next_id("V"), user=bench.id_of(user), body=body)
        world.modals[view.user] = [view]
        payload = submission(bench.scene(user), view)
    chosen = {"selected_option": {"value": "nps"}}
    payload["view"]["state"]["values"]["kpi"] = {"value": chosen}
    return payload


def _unnamed(blocks: tuple[Json, ...]) -> list[Json]:
    """Blocks without the ids that Slack gives them."""
    return [{name: value for name, value in one.items() if name != "block_id"} for one in blocks]
