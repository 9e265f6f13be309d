"""What was typed for a KPI, read into an entry or refused with a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.catalogue import all_kpis, get
from kpi.errors import (
    AmbiguousCurrency,
    AmbiguousList,
    BadAttribute,
    BarePercent,
    GivenTwice,
    KpiError,
    MissingAttribute,
    MissingInput,
    MixedCurrencies,
    MixedUnits,
    NegativeCount,
    NotANumber,
    NotWhole,
    OffScale,
    TooManyInputs,
    UnknownFormula,
    UnknownInput,
    WrongSign,
)
from kpi.model import Kind, Kpi
from kpi.parse import TAKES, Typed
from kpi.read import read
from kpi.value import Tally, Value


@dataclass(frozen=True)
class Case:
    """What is typed and the formula and inputs it is read as."""

    kpi: str
    formula: str
    values: Mapping[str, Value]
    positional: Sequence[Typed] = ()
    named: Mapping[str, Typed] = field(default_factory=dict)
    by_name: str | None = None
    currency: str | None = None


def numbers(**values: int | str) -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in values.items()}


NPS = numbers(promoters=1700, passives=350, detractors=150)
FEES: tuple[Typed, ...] = (
    "49;1500;20",
    "49;1,500;20",
    "49; $1,500; 20",
    "49 1,500 20",
    "49, 1,500, 20",
    "49\n1,500\n20",
    "$49 $1.5k $20",
    ["49", "1,500", 20],
)
READ = [
    Case("nps", "counts", NPS, positional=("1,700", "350", "150")),
    Case("nps", "counts", NPS, positional=(1700, Decimal(350), Fraction(150))),
    Case("nps", "counts", NPS, positional=("1.7k",), named={"passives": 350, "detractors": 150.0}),
    Case(
        "nps",
        "totals",
        numbers(promoters=60, detractors=10, respondents=100),
        named={"respondents": "100", "promoters": "60", "detractors": "10"},
    ),
    Case(
        "nps",
        "totals",
        numbers(promoters=60, detractors=10, respondents=100),
        positional=("60", "10", "100"),
        by_name="totals",
    ),
    Case(
        "nps",
        "shares",
        numbers(promoter_share=50, detractor_share="1/2"),
        named={"promoter_share": "50", "detractor_share": "0.5%"},
    ),
    Case("churn", "of_start", numbers(lost=75, start=3375), positional=("75", "3375")),
    Case("churn", "of_end", numbers(lost=50, end=3000), named={"lost": "50", "end": "3000"}),
    Case("churn", "of_end", numbers(lost=50, end=3000), positional=("50",), named={"end": 3000}),
    Case(
        "churn",
        "of_end",
        numbers(lost=50, end=3000),
        positional=("50", "3000"),
        by_name="of_end",
    ),
    Case("churn", "from_crr", numbers(crr="97.5"), named={"crr": "97.5%"}),
    *(
        Case("nps", "scores", {"scores": Tally({9: 1, 10: 2, 3: 1})}, named={"scores": scores})
        for scores in (
            "9,10,3,10",
            "9, 10, 3, 10",
            "9 10 3 10",
            "9;10;3;10",
            "９，１０，３，１０",
            "9,10,,3,10,",
            [9, 10, 3, 10],
            [9, None, 10, "", 3, 10],
            ("9", "10", "3", 10.0),
            {9: 1, 10: 2, 3: 1},
            Tally({9: 1, 10: 2, 3: 1}),
        )
    ),
    Case(
        "ces",
        "scores",
        {"scores": Tally({1: 1, 7: 1}), "scale": Fraction(7)},
        positional=("1,7", "7"),
    ),
    *(
        Case(
            "mrr",
            "fees",
            {"fees": (Fraction(49), Fraction(1500), Fraction(20))},
            named={"fees": fees},
            currency="USD",
        )
        for fees in FEES
    ),
    Case(
        "mrr",
        "fees",
        {"fees": (Fraction(10), Fraction(20), Fraction(30))},
        named={"fees": "10,20,30"},
        currency="USD",
    ),
    Case(
        "mrr",
        "fees",
        {"fees": (Fraction(1500), Fraction(200))},
        named={"fees": "1500,200"},
        currency="USD",
    ),
    Case(
        "mrr",
        "fees",
        {"fees": (Fraction(101, 2), Fraction(100))},
        named={"fees": "50.5,100"},
        currency="USD",
    ),
    Case("mrr", "fees", {"fees": (Fraction(1500),)}, named={"fees": ["1,500"]}, currency="USD"),
    Case(
        "scroll_depth",
        "mean",
        {"depths": (Fraction(25), Fraction(50), Fraction(1, 2))},
        positional=("25", "50%", "0.5%"),
    ),
    Case(
        "scroll_depth",
        "mean",
        {"depths": (Fraction(25), Fraction(50))},
        positional=("25;50",),
    ),
    Case(
        "feedback",
        "log",
        {"items": ("slow reply", "friendly, but late")},
        named={"items": "slow reply; friendly, but late;"},
    ),
    Case("feedback", "log", {"items": ("slow", "late")}, positional=("slow", "late")),
    Case("feedback", "log", {"items": ("slow", "late")}, positional=(["slow", " late "],)),
    Case(
        "cac",
        "total",
        numbers(spend=1500, acquired=3),
        named={"spend": "NT$1,500", "acquired": "3"},
        currency="TWD",
    ),
    Case(
        "cac",
        "total",
        numbers(spend=1500, acquired=3),
        named={"spend": "1,500", "acquired": "3"},
        currency="USD",
    ),
    Case(
        "ncvg",
        "totals",
        numbers(new_value=1500, lost_value=-200),
        named={"new_value": "₩1,500", "lost_value": "-200"},
        currency="KRW",
    ),
    Case(
        "segment_lift",
        "rates",
        numbers(exposed_rate="1.4", other_rate="0.5"),
        named={"exposed_rate": "1.4", "other_rate": "0.5"},
    ),
    Case(
        "segment_lift",
        "rates",
        numbers(exposed_rate="1.4", other_rate="0.5"),
        named={"exposed_rate": "1.4%", "other_rate": "0.5%"},
    ),
    Case(
        "stickiness",
        "standard",
        numbers(dau="812.5", mau=2000),
        named={"dau": "812.5", "mau": "2,000"},
    ),
]


@pytest.mark.parametrize("case", READ)
def test_inputs_choose_the_formula_and_are_read_exactly(case: Case) -> None:
    entry = read(get(case.kpi), case.positional, case.named, formula=case.by_name)
    assert (entry.formula, entry.inputs) == (case.formula, case.values)
    assert (entry.kpi, entry.currency) == (case.kpi, case.currency)


@dataclass(frozen=True)
class Refused:
    """What is typed, the error it gives, the field it belongs to and the sentence said."""

    kpi: str
    error: type[KpiError]
    at: str
    message: str
    positional: Sequence[Typed] = ()
    named: Mapping[str, Typed] = field(default_factory=dict)
    by_name: str | None = None


TAKES_COUNT = "promoters takes a whole number such as 1,700."
NPS_TAKES = (
    "nps takes promoters, passives and detractors, or promoters, detractors and respondents, or "
    "promoter_share and detractor_share."
)
REFUSED = [
    Refused(
        "nps",
        NotANumber,
        "promoters",
        f'"banana" is not a number. {TAKES_COUNT}',
        positional=("banana",),
    ),
    Refused(
        "ces",
        MissingInput,
        "scale",
        "Missing: scale. ces takes scores and scale, or score_sum, responses and scale.",
        positional=("1,2",),
    ),
    Refused(
        "nps",
        NotANumber,
        "promoters",
        f'"banana" is not a number. {TAKES_COUNT}',
        positional=("banana", "1", "1"),
    ),
    Refused(
        "nps",
        NotANumber,
        "promoters",
        f"It was left empty. {TAKES_COUNT}",
        positional=("", "1", "1"),
    ),
    Refused(
        "nps",
        NotANumber,
        "promoters",
        f'"True" is not a number. {TAKES_COUNT}',
        positional=(True, 1, 1),
    ),
    Refused(
        "nps",
        NotANumber,
        "promoters",
        f'"[1]" is not a number. {TAKES_COUNT}',
        positional=([1], 1, 1),
    ),
    Refused(
        "nps",
        NotWhole,
        "promoters",
        f'"12.5" is not whole. {TAKES_COUNT}',
        positional=("12.5", "1", "1"),
    ),
    Refused(
        "nps",
        WrongSign,
        "promoters",
        f'"5%" is not a number of the right kind. {TAKES_COUNT}',
        positional=("5%", "1", "1"),
    ),
    Refused(
        "nps",
        WrongSign,
        "promoters",
        f'"$5" is not a number of the right kind. {TAKES_COUNT}',
        positional=("$5", "1", "1"),
    ),
    Refused(
        "nps",
        NegativeCount,
        "detractors",
        '"-1" is below zero. detractors counts something: type 0 or more.',
        positional=("5", "1", "-1"),
    ),
    Refused(
        "stickiness",
        NegativeCount,
        "dau",
        '"-0.5" is below zero. dau counts something: type 0 or more.',
        positional=("-0.5", "10"),
    ),
    Refused(
        "nps",
        MissingInput,
        "promoters",
        f"Missing: promoters, passives and detractors. {NPS_TAKES}",
    ),
    Refused(
        "nps",
        MissingInput,
        "detractors",
        f"Missing: detractors. {NPS_TAKES}",
        positional=("5", "1"),
    ),
    Refused(
        "churn",
        MissingInput,
        "start",
        "Missing: start. churn takes lost and start, or lost and end, or lost and active.",
        named={"lost": "5"},
    ),
    Refused(
        "churn",
        MissingInput,
        "total",
        "Missing: total. churn takes lost and total.",
        named={"lost": "5"},
        by_name="of_total",
    ),
    Refused(
        "churn",
        TooManyInputs,
        "end",
        "Too many inputs: end. churn takes lost and start, or lost and end, "
        "or lost, start and new.",
        named={"lost": "5", "start": "10", "end": "10"},
    ),
    Refused(
        "churn",
        TooManyInputs,
        "start",
        "Too many inputs: start. churn takes lost and end.",
        named={"lost": "5", "start": "10", "end": "10"},
        by_name="of_end",
    ),
    Refused(
        "nps",
        TooManyInputs,
        "4",
        "Too many inputs: 4 and 5. nps takes promoters, passives and detractors.",
        positional=("1", "2", "3", "4", "5"),
    ),
    Refused(
        "nps",
        GivenTwice,
        "promoters",
        "promoters was given twice. Keep one of them.",
        positional=("1", "2", "3"),
        named={"promoters": "1"},
    ),
    Refused(
        "nps",
        UnknownInput,
        "promotors",
        'nps has no input "promotors". Did you mean promoters? ' + NPS_TAKES,
        named={"promotors": "1", "passives": "2", "detractors": "3"},
    ),
    Refused(
        "churn",
        UnknownInput,
        "xyzzy",
        'churn has no input "xyzzy". churn takes lost and start, or lost and end, or crr.',
        named={"xyzzy": "1"},
    ),
    Refused(
        "churn",
        UnknownFormula,
        "formula",
        'churn has no formula "of_strat". Type formula=of_start.',
        by_name="of_strat",
    ),
    Refused(
        "cac",
        UnknownFormula,
        "formula",
        'cac has no formula "xyzzy". Type formula=standard or total.',
        by_name="xyzzy",
    ),
    Refused(
        "churn",
        BarePercent,
        "crr",
        '"0.95" can mean 0.95% or 95%. Type crr=0.95% or crr=95%.',
        named={"crr": "0.95"},
    ),
    Refused(
        "churn",
        BarePercent,
        "crr",
        '"0.05" can mean 0.05% or 5%. Type crr=0.05% or crr=5%.',
        named={"crr": Decimal("0.05")},
    ),
    Refused(
        "churn",
        WrongSign,
        "crr",
        '"$95" is not a number of the right kind. crr takes a percentage such as 12.5%.',
        named={"crr": "$95"},
    ),
    Refused(
        "scroll_depth",
        BarePercent,
        "depths",
        '"0.5" can mean 0.5% or 50%. Type depths=0.5% or depths=50%.',
        named={"depths": "25;0.5"},
    ),
    Refused(
        "nps",
        OffScale,
        "scores",
        '"11" is not on the scale. scores takes scores from 0 to 10.',
        named={"scores": "9,11"},
    ),
    Refused(
        "nps",
        OffScale,
        "scores",
        '"0" is not on the scale. scores takes scores from 1 to 10.',
        named={"scores": "9,0", "scale": "1-10"},
    ),
    Refused(
        "nps",
        OffScale,
        "scores",
        '"-1" is not on the scale. scores takes scores from 0 to 10.',
        named={"scores": [-1]},
    ),
    Refused(
        "nps",
        OffScale,
        "scores",
        '"12" is not on the scale. scores takes scores from 0 to 10.',
        named={"scores": {12: 0}},
    ),
    Refused(
        "csat",
        OffScale,
        "scores",
        '"6" is not on the scale. scores takes scores from 1 to 5.',
        named={"scores": "5,6"},
    ),
    Refused(
        "ces",
        OffScale,
        "scores",
        '"6" is not on the scale. scores takes scores from 1 to 5.',
        named={"scores": "5,6", "scale": 5},
    ),
    Refused(
        "nps",
        NotWhole,
        "scores",
        '"9.5" is not whole. scores takes scores such as 9,10,3.',
        named={"scores": "9.5"},
    ),
    Refused(
        "nps",
        NotANumber,
        "scores",
        '"great" is not a number. scores takes scores such as 9,10,3.',
        named={"scores": "9,great"},
    ),
    Refused(
        "nps",
        WrongSign,
        "scores",
        '"9%" is not a number of the right kind. scores takes scores such as 9,10,3.',
        named={"scores": "9%"},
    ),
    Refused(
        "nps",
        NotANumber,
        "scores",
        "It was left empty. scores takes scores such as 9,10,3.",
        named={"scores": ""},
    ),
    Refused(
        "nps",
        NotANumber,
        "scores",
        '"9" is not a number. scores takes scores such as 9,10,3.',
        named={"scores": 9},
    ),
    Refused(
        "nps",
        NegativeCount,
        "scores",
        '"-2" is below zero. scores counts something: type 0 or more.',
        named={"scores": {9: -2}},
    ),
    Refused(
        "ces",
        BadAttribute,
        "scale",
        'scale cannot be "6". It takes 5 or 7.',
        named={"scores": "1,2", "scale": "6"},
    ),
    Refused(
        "ces",
        BadAttribute,
        "direction",
        'direction cannot be "up". It takes lower or higher.',
        named={"scores": "1,2", "scale": "5", "direction": "up"},
    ),
    Refused(
        "nps",
        BadAttribute,
        "scale",
        'scale cannot be "0-5". It takes 0-10 or 1-10.',
        named={"scores": "1,2", "scale": "0-5"},
    ),
    Refused(
        "csat",
        MissingAttribute,
        "threshold",
        "threshold is needed with scale=10: lowest score that counts as satisfied. "
        "Add threshold= and a whole number.",
        named={"scores": "9,2", "scale": "10"},
    ),
    Refused(
        "csat",
        MissingAttribute,
        "threshold",
        "threshold is needed with scale=7: lowest score that counts as satisfied. "
        "Add threshold= and a whole number.",
        named={"positive": "9", "responses": "10", "scale": "7"},
    ),
    *(
        Refused(
            "csat",
            BadAttribute,
            "threshold",
            f'threshold cannot be "{threshold}". It takes a whole number from 1 to 10.',
            named={"scores": "9,2", "scale": "10", "threshold": threshold},
        )
        for threshold in ("11", "0", "8.5", "-8", "high", "", "9" * 7)
    ),
    Refused(
        "cac",
        MixedCurrencies,
        "marketing",
        "The amounts are in KRW and USD. Type all of them in one currency.",
        positional=("$1", "₩2", "3", "4", "5", "6"),
    ),
    Refused(
        "mrr",
        MixedCurrencies,
        "fees",
        "The amounts are in EUR and USD. Type all of them in one currency.",
        named={"fees": "$1;€2"},
    ),
    Refused(
        "cac",
        AmbiguousCurrency,
        "spend",
        '"¥" can mean JPY or CNY. Type the code, such as JPY 1,500.',
        named={"spend": "¥5", "acquired": "1"},
    ),
    Refused(
        "cac",
        WrongSign,
        "spend",
        '"5%" is not a number of the right kind. spend takes an amount such as 1,500 or $1,500.',
        named={"spend": "5%", "acquired": "1"},
    ),
    *(
        Refused(
            "mrr",
            AmbiguousList,
            "fees",
            f'"{typed}" can be one number or several. Type fees="{one}" or fees="{several}".',
            named={"fees": typed},
        )
        for typed, one, several in (
            ("1,500", "1500", "1;500"),
            ("100,200", "100200", "100;200"),
            ("$1,500", "$1500", "$1;500"),
            ("100,200,300", "100200300", "100;200;300"),
            ("1500,100,200", "1500100200", "1500;100;200"),
            ("10,1,500", "101500", "10;1;500"),
        )
    ),
    Refused(
        "mrr",
        AmbiguousList,
        "fees",
        '"10,1,500" can be one number or several. Type fees="101500" or fees="10;1;500".',
        named={"fees": "20 10,1,500"},
    ),
    Refused(
        "mrr",
        NotANumber,
        "fees",
        '"x" is not a number. fees takes amounts such as 49;99;1,200.',
        named={"fees": "49;x"},
    ),
    Refused(
        "mrr",
        NotANumber,
        "fees",
        "It was left empty. fees takes amounts such as 49;99;1,200.",
        named={"fees": " ; "},
    ),
    Refused(
        "mrr",
        NotANumber,
        "fees",
        '"49" is not a number. fees takes amounts such as 49;99;1,200.',
        named={"fees": 49},
    ),
    Refused(
        "feedback",
        NotANumber,
        "items",
        "It was left empty. items takes texts with ; between them.",
        named={"items": " ;; "},
    ),
    Refused(
        "segment_lift",
        MixedUnits,
        "exposed_rate",
        "exposed_rate has a % sign and other_rate has none. Type all of them the same way.",
        named={"exposed_rate": "140%", "other_rate": "1"},
    ),
    Refused(
        "segment_lift",
        WrongSign,
        "other_rate",
        '"$1" is not a number of the right kind. other_rate takes a rate such as 1.4 or 3.5%.',
        named={"exposed_rate": "1.4", "other_rate": "$1"},
    ),
    Refused(
        "session_duration",
        WrongSign,
        "seconds",
        '"5%" is not a number of the right kind. seconds takes a number such as 12 or 2.5.',
        positional=("5%", "10"),
    ),
]


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_with_its_field_and_a_sentence(case: Refused) -> None:
    with pytest.raises(case.error) as caught:
        read(get(case.kpi), case.positional, case.named, formula=case.by_name)
    assert caught.value.message == case.message
    assert caught.value.field == case.at


@pytest.mark.parametrize(
    ("kpi", "named", "attributes"),
    [
        ("nps", {"scores": "9"}, {"scale": "0-10"}),
        ("nps", {"scores": "9", "scale": "1-10"}, {"scale": "1-10"}),
        ("nps", {"scores": "9", "scale": "1–10"}, {"scale": "1-10"}),
        ("nps", {"scores": "9", "scale": " １-１０ "}, {"scale": "1-10"}),
        ("csat", {"scores": "4"}, {"scale": "5", "threshold": "4"}),
        ("csat", {"scores": "4", "threshold": "3"}, {"scale": "5", "threshold": "3"}),
        ("csat", {"scores": "4", "scale": 5}, {"scale": "5", "threshold": "4"}),
        (
            "csat",
            {"scores": "9", "scale": "10", "threshold": "08"},
            {"scale": "10", "threshold": "8"},
        ),
        ("ces", {"scores": "4", "scale": "5"}, {}),
        ("ces", {"scores": "4", "scale": "5", "direction": "LOWER"}, {"direction": "lower"}),
        ("churn", {"lost": "1", "start": "2"}, {}),
    ],
)
def test_the_surveys_attributes_are_kept_with_their_defaults(
    kpi: str, named: Mapping[str, Typed], attributes: Mapping[str, str]
) -> None:
    assert read(get(kpi), (), named).attributes == attributes


def test_an_entry_cannot_be_changed() -> None:
    entry = read(get("nps"), ("1", "2", "3"), {})
    with pytest.raises(TypeError):
        entry.inputs["promoters"] = Fraction(2)  # type: ignore[index]
    with pytest.raises(TypeError):
        entry.attributes["scale"] = "5"  # type: ignore[index]


def test_every_kind_says_what_it_takes() -> None:
    assert TAKES.keys() == set(Kind)


FORMULAS = [(kpi, formula.key) for kpi in all_kpis() for formula in kpi.formulas]
GOOD = {
    Kind.COUNT: "1,700",
    Kind.AVERAGE_COUNT: "812.5",
    Kind.MONEY: "$1,500",
    Kind.PERCENT: "12.5%",
    Kind.SAME_UNIT_RATE: "1.4",
    Kind.NUMBER: "2.5",
    Kind.SCORE_LIST: "5,4,1",
    Kind.MONEY_LIST: "49;99;1,200",
    Kind.PERCENT_LIST: "25;50;75",
    Kind.CHOICE_5_7: "5",
    Kind.TEXT_LIST: "slow reply;friendly",
}


@pytest.mark.parametrize(
    ("kpi", "key"), FORMULAS, ids=[f"{kpi.key}-{key}" for kpi, key in FORMULAS]
)
def test_every_formula_is_chosen_by_exactly_its_inputs(kpi: Kpi, key: str) -> None:
    typed = {one.name: GOOD[one.kind] for one in kpi.formula(key).inputs}
    assert read(kpi, (), typed).formula == key
    assert read(kpi, tuple(typed.values()), {}, formula=key) == read(kpi, (), typed)


@pytest.mark.parametrize(
    ("kpi", "key"), FORMULAS, ids=[f"{kpi.key}-{key}" for kpi, key in FORMULAS]
)
def test_every_missing_input_is_named(kpi: Kpi, key: str) -> None:
    for left_out in (one.name for one in kpi.formula(key).inputs):
        typed = {
            one.name: GOOD[one.kind] for one in kpi.formula(key).inputs if one.name != left_out
        }
        with pytest.raises(MissingInput) as caught:
            read(kpi, (), typed, formula=key)
        assert caught.value.missing == (left_out,)


@given(st.lists(st.integers(0, 10), max_size=50))
def test_scores_are_counted_whatever_their_order(scores: list[int]) -> None:
    one = read(get("nps"), (), {"scores": scores}).inputs
    other = read(get("nps"), (), {"scores": sorted(scores)}).inputs
    assert one == other == {"scores": Tally({score: scores.count(score) for score in scores})}


@given(st.lists(st.decimals(0, 10**7, places=2), min_size=1, max_size=9))
def test_a_list_of_amounts_reads_back(fees: list[Decimal]) -> None:
    for separator in (";", " ", "; ", ", "):
        if len(fees) > 1 or separator == ";":
            typed = separator.join(f"{fee:f}" for fee in fees)
            assert read(get("mrr"), (), {"fees": typed}).inputs["fees"] == tuple(
                map(Fraction, fees)
            )
