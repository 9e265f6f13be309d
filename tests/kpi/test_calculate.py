"""Entries computed exactly, with what is doubtful about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.calculate import Result, _beside, compute, evaluate
from kpi.catalogue import all_kpis, get
from kpi.errors import AmbiguousName, MissingInput, Undefined, UnknownKpi
from kpi.expression import Expression
from kpi.model import Better, Example, Formula, Input, Kind, Kpi, Unit
from kpi.parse import Typed
from kpi.read import Entry, read
from kpi.value import Tally, dump, load

EXAMPLES = [(kpi, example) for kpi in all_kpis() for example in kpi.examples]


@pytest.mark.parametrize(
    ("kpi", "example"), EXAMPLES, ids=[f"{kpi.key}-{example.printed}" for kpi, example in EXAMPLES]
)
def test_every_example_an_article_prints_computes_exactly(kpi: Kpi, example: Example) -> None:
    result = compute(kpi.key, **example.inputs)
    assert (result.value, result.formula) == (example.exact, example.formula)


def test_no_printed_example_is_left_out() -> None:
    assert len(EXAMPLES) == 14


def test_a_result_says_what_it_is() -> None:
    result = compute("nps", promoters=1700, passives=350, detractors=150)
    assert result.value == Fraction(775, 11)
    assert (result.kpi, result.formula, result.unit) == ("nps", "counts", Unit.POINTS)
    assert result.inputs == {"promoters": 1700, "passives": 350, "detractors": 150}
    assert result.attributes == {"scale": "0-10"}
    assert (result.warnings, result.sound, result.better) == ((), True, Better.HIGHER)
    assert (result.currency, result.beside, result.kept) == (None, (), result.entry)


@pytest.mark.parametrize(
    ("name", "positional", "named", "value"),
    [
        ("NPS", ("1,700", "350", "150"), {}, "775/11"),
        ("淨推薦值", (1700, 350, 150), {}, "775/11"),
        ("고객 이탈률", ("50",), {"end": "3000"}, "5/3"),
        ("churn", ("50", "3000"), {"formula": "of_end"}, "5/3"),
        ("net promoter score", (), {"scores": [9, 10, 3]}, "100/3"),
        ("cac", (), {"spend": "NT$1,500", "acquired": "3"}, "500"),
        ("推薦率", (5, 100), {}, "5"),
    ],
)
def test_a_kpi_is_computed_under_any_of_its_names(
    name: str, positional: tuple[Typed, ...], named: dict[str, str], value: str
) -> None:
    assert compute(name, *positional, **named).value == Fraction(value)


@pytest.mark.parametrize(
    ("name", "error"), [("npss", UnknownKpi), ("cr", AmbiguousName), ("nps", MissingInput)]
)
def test_what_cannot_be_computed_raises_a_typed_error(name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        compute(name)


@pytest.mark.parametrize(
    ("kpi", "named", "name", "reason"),
    [
        (
            "churn",
            {"lost": 5, "end": 0},
            "Customer (logo) Churn Rate",
            "it divides by customers at the end, and that is 0",
        ),
        (
            "nps",
            {"promoters": 0, "passives": 0, "detractors": 0},
            "Net Promoter Score",
            "it divides by promoters + passives + detractors, and that is 0",
        ),
        (
            "nps",
            {"scores": [None]},
            "Net Promoter Score",
            "it divides by number of scores, and that is 0",
        ),
        (
            "ces",
            {"scores": [], "scale": 5},
            "Customer Effort Score",
            "it divides by number of scores, and that is 0",
        ),
    ],
)
def test_a_zero_denominator_has_no_value_and_keeps_the_inputs(
    kpi: str, named: Mapping[str, Typed], name: str, reason: str
) -> None:
    with pytest.raises(Undefined) as caught:
        evaluate(read(get(kpi), (), named))
    assert caught.value.message == f"{name} is undefined: {reason}."
    assert caught.value.reason == reason
    assert caught.value.entry.inputs.keys() == named.keys()


def test_a_cost_that_never_comes_back_is_undefined() -> None:
    with pytest.raises(Undefined) as caught:
        compute("cac_payback", cac=100, arpu=10, margin="-5%")
    assert caught.value.entry.inputs["margin"] == -5


@pytest.mark.parametrize(
    ("kpi", "named", "fields"),
    [
        ("churn", {"lost": 11, "start": 10}, ("lost", "start")),
        ("stickiness", {"dau": 11, "mau": 10}, ("dau", "mau")),
        ("crr", {"end": 10, "new": 11, "start": 10}, ("end", "new")),
        ("session_duration", {"seconds": -5, "sessions": 10}, ("seconds",)),
    ],
)
def test_impossible_data_computes_and_warns(
    kpi: str, named: Mapping[str, Typed], fields: tuple[str, ...]
) -> None:
    result = evaluate(read(get(kpi), (), named))
    assert not result.sound
    warning = result.warnings[0]
    assert warning.fields == fields
    assert str(warning) == warning.message
    assert warning.message.endswith(".")


def test_raw_scores_are_kept_as_counts() -> None:
    result = compute("nps", scores="9,10,7,3", scale="1-10")
    assert result.formula == "scores"
    assert result.inputs == {"scores": Tally({9: 1, 10: 1, 7: 1, 3: 1})}
    assert result.kept == Entry(
        "nps",
        "counts",
        {"promoters": Fraction(2), "passives": Fraction(1), "detractors": Fraction(1)},
        {"scale": "1-10"},
    )


def test_the_threshold_declared_with_the_survey_counts_who_is_satisfied() -> None:
    declared = compute("csat", scores="9,8,7,1", scale=10, threshold=8)
    assert declared.value == 50
    assert compute("csat", scores="5,4,3,1").value == 50


@pytest.mark.parametrize(
    ("attributes", "better"),
    [
        ({}, Better.DECLARED),
        ({"direction": "lower"}, Better.LOWER),
        ({"direction": "higher"}, Better.HIGHER),
    ],
)
def test_the_survey_declares_which_direction_is_better(
    attributes: dict[str, Typed], better: Better
) -> None:
    named: dict[str, Typed] = {"scores": "1,2", "scale": 5, **attributes}
    assert evaluate(read(get("ces"), (), named)).better is better


def test_a_formula_may_have_a_unit_and_a_direction_of_its_own() -> None:
    assert compute("referrals", referrals=5).unit is Unit.COUNT
    assert compute("referrals", referrals=5, active=100).unit is Unit.PERCENT
    assert compute("first_week_engagement", abandoned=5, cohort=10).better is Better.LOWER


def test_further_figures_stand_beside_the_value() -> None:
    result = compute("segment_lift", exposed_rate="3.3", other_rate="1")
    assert result.value == 230
    assert result.beside == (("times", Fraction(33, 10)),)


def test_a_further_figure_that_does_not_exist_is_left_out() -> None:
    formula = Formula(
        key="won",
        inputs=(Input(name="won", kind=Kind.COUNT, label="won"),),
        expression=Expression("won"),
        source="A",
        beside=(("each", Expression("1 / won")), ("twice", Expression("2 * won"))),
    )
    assert _beside(formula, {"won": Fraction(0)}) == (("twice", Fraction(0)),)


def _stored(result: Result) -> Entry:
    inputs = {name: load(dump(value)) for name, value in result.entry.inputs.items()}
    return replace(result.entry, inputs=inputs)


@pytest.mark.parametrize(
    ("kpi", "example"), EXAMPLES, ids=[f"{kpi.key}-{example.printed}" for kpi, example in EXAMPLES]
)
def test_a_stored_entry_computes_the_same(kpi: Kpi, example: Example) -> None:
    result = compute(kpi.key, **example.inputs)
    assert evaluate(_stored(result)) == result


COUNTS = st.integers(0, 10**9)


@given(COUNTS, COUNTS, st.integers(1, 10**9))
def test_a_value_is_exact_however_large(end: int, new: int, start: int) -> None:
    typed = compute("crr", end=f"{end:,}", new=f"{new:,}", start=f"{start:,}")
    assert typed.value == Fraction(100 * (end - new), start)


@given(COUNTS, st.integers(1, 10**9))
def test_churn_and_retention_of_one_month_add_up(lost: int, start: int) -> None:
    kept = compute("crr", end=start, new=min(lost, start), start=start)
    churn = compute("churn", lost=min(lost, start), start=start)
    assert kept.value + churn.value == 100
