"""Forms of every KPI: Slack takes each of them, and their inputs follow from the definition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.desk.answers import NewSegment, Recorded, Stands, Way
from bot.desk.filling import Carried, Filled, Sheet, Subject, Tried
from bot.desk.reading import Reading
from bot.examples import example_inputs
from bot.sandbox.limits import view_refusal
from bot.views import recording_form, recording_review
from bot.views.form_state import FormState, channel_in
from kpi import Kpi, all_kpis, catalogue
from kpi.model import Formula
from kpi.period import Period

FORMULAS = [(kpi, formula) for kpi in all_kpis() for formula in kpi.formulas]
IDS = [f"{kpi.key}-{formula.key}" for kpi, formula in FORMULAS]
OWN_BLOCKS = {"other_period", "other_segment", "reason", "period", "segment", "note", "source"}
LONGEST = f"{'d' * 40}:{'v' * 60}"
STATE = FormState(user="U000000001", channel="C000000001", draft="x" * 16, revision=1)
View = dict[str, Any]


def sheet(kpi: Kpi, formula: Formula, **more: Any) -> Sheet:
    """A form of that KPI for its last complete period."""
    running = Period.parse("2026-W47") if kpi.cadence == "week" else Period.parse("2026-11")
    complete = running.previous()
    offered: dict[str, Any] = {
        "about": Subject(kpi=kpi.key, formula=formula.key),
        "kpi": kpi,
        "formula": formula,
        "period": complete,
        "complete": complete,
        "periods": (running, *(complete.previous(back) for back in range(11))),
        "segments": (),
        "currency": "USD",
    }
    return Sheet(**(offered | more))


def blocks(view: View) -> dict[str, Any]:
    """The inputs of a view by their block id."""
    return {one["block_id"]: one for one in view["blocks"] if one["type"] == "input"}


def initial(view: View) -> dict[str, str]:
    """What the inputs hold at first; those that hold nothing are left out."""
    found = {}
    for name, block in blocks(view).items():
        element = block["element"]
        held = element.get("initial_value") or element.get("initial_option", {}).get("value")
        if held:
            found[name] = held
    return found


@pytest.mark.parametrize(("kpi", "formula"), FORMULAS, ids=IDS)
def test_slack_takes_every_form_at_its_largest(kpi: Kpi, formula: Formula) -> None:
    segments = tuple(f"{LONGEST[:-3]}{number:03}" for number in range(150))
    about = Subject(kpi=kpi.key, formula=formula.key, period="p" * 100, segment=LONGEST)
    filled = Filled(
        about=about,
        inputs={one.name: "9" * 3000 for one in formula.inputs},
        note="n" * 1000,
        source="s" * 1000,
    )
    view = recording_form.form(sheet(kpi, formula, segments=segments, filled=filled), STATE)
    assert view_refusal(view) is None
    assert view_refusal(recording_form.form(sheet(kpi, formula), STATE)) is None


@pytest.mark.parametrize("kpi", all_kpis(), ids=lambda kpi: kpi.key)
def test_slack_takes_the_correction_of_every_kpi(kpi: Kpi, reading: Callable[..., Reading]) -> None:
    formula = kpi.formulas[0]
    inputs = example_inputs(kpi, formula)
    standing = reading(kpi.key, inputs, "2026-W46" if kpi.cadence == "week" else "2026-10")
    view = recording_form.form(sheet(kpi, formula, standing=standing), STATE)
    assert view_refusal(view) is None
    tried = Tried(answer=Recorded(reading=standing, old=standing, told="Kim"))
    assert view_refusal(recording_review.review(tried, {}, STATE)) is None
    assert view_refusal(recording_review.saved(Recorded(reading=standing), STATE)) is None


@pytest.mark.parametrize(("kpi", "formula"), FORMULAS, ids=IDS)
def test_every_input_has_a_label_a_hint_and_an_example(kpi: Kpi, formula: Formula) -> None:
    shown = blocks(recording_form.form(sheet(kpi, formula), STATE))
    for one in formula.inputs:
        block = shown[one.name]
        assert block["label"]["text"].casefold().startswith(one.label.casefold())
        assert block["hint"]["text"]
        menu = block["element"]["type"] == "static_select"
        assert menu or "such as" in block["element"]["placeholder"]["text"]
    assert {one.name for one in kpi.attributes} <= set(shown)
    assert ("formula" in shown) is (len(kpi.formulas) > 1)


@pytest.mark.parametrize("kpi", all_kpis(), ids=lambda kpi: kpi.key)
def test_no_input_has_the_name_of_something_else_in_the_form(kpi: Kpi) -> None:
    assert not (kpi.input_names | kpi.attribute_names) & (OWN_BLOCKS | {"formula"})


def test_an_amount_and_a_percentage_say_their_unit() -> None:
    kpi = catalogue.get("cac_payback")
    shown = blocks(recording_form.form(sheet(kpi, kpi.formulas[0], currency="KRW"), STATE))
    assert shown["cac"]["label"]["text"] == "Customer acquisition cost (KRW)"
    assert shown["margin"]["label"]["text"] == "Gross margin (%)"


def test_raw_scores_have_several_lines() -> None:
    kpi = catalogue.get("nps")
    shown = blocks(recording_form.form(sheet(kpi, kpi.formula("scores")), STATE))
    assert shown["scores"]["element"]["multiline"] is True


def test_a_threshold_that_depends_on_the_scale_is_not_filled_in() -> None:
    kpi = catalogue.get("csat")
    view = recording_form.form(sheet(kpi, kpi.formulas[0]), STATE)
    assert initial(view)["scale"] == "5"
    assert "threshold" not in initial(view)
    assert blocks(view)["threshold"]["hint"]["text"] == "4 unless given, with scale=5."


def test_an_opening_stock_says_where_it_comes_from() -> None:
    kpi = catalogue.get("crr")
    carried = {"start": Carried(typed="3500", period=Period.parse("2026-W45"), number=7)}
    view = recording_form.form(sheet(kpi, kpi.formulas[0], carried=carried), STATE)
    assert initial(view)["start"] == "3500"
    said = blocks(view)["start"]["hint"]["text"]
    assert said.startswith("Filled from the end of Mon 2 – Sun 8 Nov 2026, W45 (K-7).")


def test_what_was_filled_in_counts_more_than_the_opening_stock() -> None:
    kpi = catalogue.get("crr")
    carried = {"start": Carried(typed="3500", period=Period.parse("2026-W45"), number=7)}
    filled = Filled(about=Subject(kpi="crr"), inputs={"start": "3600"})
    offered = sheet(kpi, kpi.formulas[0], carried=carried, filled=filled)
    assert initial(recording_form.form(offered, STATE))["start"] == "3600"


def test_the_periods_say_which_is_complete_and_which_still_runs() -> None:
    kpi = catalogue.get("nps")
    options = blocks(recording_form.form(sheet(kpi, kpi.formulas[0]), STATE))["period"]["element"][
        "options"
    ]
    said = [one["text"]["text"] for one in options]
    assert said[0] == "Mon 16 – Sun 22 Nov 2026, W47 (so far)"
    assert said[1] == "Mon 9 – Sun 15 Nov 2026, W46 (last complete)"
    assert len(said) == 12


def test_a_segment_beyond_the_menu_may_be_typed() -> None:
    kpi = catalogue.get("nps")
    segments = tuple(f"customer:{number}" for number in range(200))
    shown = blocks(recording_form.form(sheet(kpi, kpi.formulas[0], segments=segments), STATE))
    assert len(shown["segment"]["element"]["options"]) <= 100
    assert shown["other_segment"]["optional"] is True


def test_slack_takes_the_list_of_kpis_and_the_small_views() -> None:
    assert view_refusal(recording_form.chooser(STATE)) is None
    assert view_refusal(recording_review.share(STATE)) is None
    assert view_refusal(recording_review.share(replace(STATE, channel=""))) is None
    for kpi in all_kpis():
        for verb in ("Record", "Correct"):
            assert view_refusal(recording_form.loading(recording_form.title_of(verb, kpi))) is None


def test_slack_takes_the_review_of_a_standing_value_in_a_new_segment(
    reading: Callable[..., Reading],
) -> None:
    one = reading("nps", {"promoters": "1", "passives": "2", "detractors": "3"}, segment=LONGEST)
    period = one.observation.key.period
    stands = Stands(standing=one, typed=one, draft="d", ways=tuple(Way), running=period.next())
    new = NewSegment(
        segment=LONGEST, period=period, near=(LONGEST,) * 3, known=(LONGEST,), draft="d"
    )
    tried = Tried(answer=stands, new_segment=new)
    view = recording_review.review(tried, dict.fromkeys(Way, one), STATE)
    assert view_refusal(view) is None
    assert {"way", "reason"} <= set(blocks(view))


def test_what_a_form_carries_comes_back_the_same() -> None:
    state = replace(STATE, about=Subject(kpi="nps", segment=LONGEST, number=7))
    assert FormState.read(state.text()) == state
    assert channel_in(state.text()) == "C000000001"
    assert channel_in("") == ""
    filled = Filled(about=Subject(kpi="nps"), inputs={"scores": '9\n"10" ’'}, note="ü")
    assert Filled.read(filled.text()) == filled
