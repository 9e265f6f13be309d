"""Values judged: targets first, then cited benchmarks, and never more than they can bear."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpi.calculate import Result, evaluate
from kpi.catalogue import SOURCES, all_kpis, get
from kpi.counts import ShareCounts
from kpi.flags import Point, Watch, assess
from kpi.judge import Call, Judgement, judge
from kpi.model import Band, Benchmark, Better, Grade, Kpi, Scaling, Status
from kpi.parse import Typed
from kpi.period import Cadence, Period
from kpi.read import read
from kpi.sampling import Interval, sampling_interval
from kpi.target import Op, Target

WEEK, MONTH, QUARTER, YEAR = Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR
GOOD, POOR = Grade.GOOD, Grade.POOR


def recorded(kpi: str, inputs: Mapping[str, Typed]) -> Result:
    return evaluate(read(get(kpi), (), inputs))


def judged(
    kpi: str,
    inputs: Mapping[str, Typed],
    cadence: Cadence = WEEK,
    *,
    chosen: str | None = None,
    interval: tuple[Fraction | float, ...] | None = None,
) -> Judgement:
    return judge(get(kpi), recorded(kpi, inputs), cadence, chosen_set=chosen, interval=interval)


@dataclass(frozen=True)
class Case:
    """What is recorded for a KPI, and the verdict on it."""

    kpi: str
    inputs: Mapping[str, Typed]
    word: str
    cadence: Cadence = WEEK
    chosen: str | None = None
    basis: Cadence | None = None
    why: str = ""
    call: Call = Call.DECIDED


NPS = {"promoters": 1700, "passives": 350, "detractors": 150}
NO_PERIOD = "the source names no period"
NOT = Call.NOT_JUDGED
CASES = [
    Case("nps", {"promoters": 1700, "passives": 350, "detractors": 150}, "excellent"),
    Case("nps", {"promoters": 50, "passives": 20, "detractors": 30}, "great"),
    Case("nps", {"promoters": 40, "passives": 30, "detractors": 30}, "good"),
    Case("nps", {"promoters": 30, "passives": 30, "detractors": 40}, "poor"),
    Case("nps", {"scores": "9,9,9,1"}, "excellent"),
    Case(
        "nps",
        {"promoters": 40, "passives": 30, "detractors": 30},
        "watch",
        chosen="cx_2021",
    ),
    # A rule of thumb is applied as printed, whatever the period.
    Case(
        "crr",
        {"end": 3500, "new": 200, "start": 3375},
        "rule of thumb: good",
        cadence=QUARTER,
        why=NO_PERIOD,
    ),
    Case(
        "churn",
        {"lost": 50, "end": 3000},
        "rule of thumb: good",
        why=NO_PERIOD,
    ),
    Case(
        "churn",
        {"lost": 100, "start": 1000},
        "rule of thumb: poor",
        why=NO_PERIOD,
    ),
    # A bar with a period meets the value by compounding: 7 % a year is 0.6029 % a month.
    Case(
        "churn",
        {"lost": 602, "start": 100_000},
        "good",
        cadence=MONTH,
        chosen="saas_2021",
        basis=YEAR,
    ),
    Case(
        "churn",
        {"lost": 603, "start": 100_000},
        "poor",
        cadence=MONTH,
        chosen="saas_2021",
        basis=YEAR,
    ),
    Case("churn", {"lost": 7, "start": 100}, "good", cadence=YEAR, chosen="saas_2021", basis=YEAR),
    Case(
        "crr",
        {"end": 99_397, "new": 0, "start": 100_000},
        "poor",
        cadence=MONTH,
        chosen="saas_2021",
        basis=YEAR,
    ),
    Case(
        "crr",
        {"end": 99_398, "new": 0, "start": 100_000},
        "good",
        cadence=MONTH,
        chosen="saas_2021",
        basis=YEAR,
    ),
    # A monthly bar and a weekly value have no whole number between them: both go to the year.
    Case(
        "nrr",
        {"start": 100, "expansion": 2, "contraction": 1, "churned": 1},
        "excellent",
        basis=YEAR,
    ),
    Case(
        "nrr",
        {"start": 100, "expansion": 0, "contraction": 1, "churned": 1},
        "watch",
        cadence=MONTH,
        basis=MONTH,
    ),
    # A KPI that does not scale is compared as it is.
    Case("renewal_rate", {"renewed": 16000, "due": 18400}, "poor"),
    # No verdict, and why.
    Case(
        "churn",
        {"lost": 11, "start": 10},
        "no verdict",
        why="the inputs cannot all be right",
        call=NOT,
    ),
    Case(
        "churn",
        {"lost": 5, "end": 100},
        "no verdict",
        chosen="saas_2021",
        why="its bar is for of_start or from_crr, and this value was computed as of_end",
        call=NOT,
    ),
    Case(
        "ctr",
        {"clicks": 50, "opens": 200},
        "no verdict",
        why="its bar is for impressions, and this value was computed as click_to_open",
        call=NOT,
    ),
    Case(
        "ces",
        {"scores": "1,2", "scale": 5},
        "no verdict",
        why="the survey does not say whether a low or a high score is good: add direction=lower",
        call=NOT,
    ),
    Case(
        "ces",
        {"scores": "1,2", "scale": 5, "direction": "higher"},
        "no verdict",
        why="its bar is for direction=lower, and this survey has higher",
        call=NOT,
    ),
    Case("ces", {"scores": "1,2", "scale": 5, "direction": "lower"}, "good"),
    Case("ces", {"scores": "2,3", "scale": 5, "direction": "lower"}, "watch"),
    Case("ces", {"scores": "2,3", "scale": 7, "direction": "lower"}, "good"),
    Case("ces", {"scores": "4", "scale": 7, "direction": "lower"}, "watch"),
    Case(
        "nps",
        {"promoters": 1, "passives": 1, "detractors": 1},
        "no verdict",
        chosen="bain",
        why="the source only says: above 0 good, above 20 favourable, above 50 excellent, "
        "above 80 world class",
        call=NOT,
    ),
    Case(
        "nps",
        {"promoters": 1, "passives": 1, "detractors": 1},
        "information only",
        chosen="saas_2021",
        why="an average says what is usual, not what is good",
        call=NOT,
    ),
    Case(
        "csat",
        {"positive": 40, "responses": 50},
        "no verdict",
        chosen="cx_2021",
        why='"Which CX KPIs marketers should watch" says nothing about Customer Satisfaction Score',
        call=NOT,
    ),
    Case(
        "csat",
        {"positive": 40, "responses": 50},
        "no verdict",
        chosen="ours",
        why="the set ours says nothing about Customer Satisfaction Score",
        call=NOT,
    ),
    Case(
        "fcr",
        {"first_contact": 40, "tickets": 50},
        "no verdict",
        why="no source here gives a bar for First Contact Resolution Rate",
        call=NOT,
    ),
    Case("bounce_rate", {"bounces": 40, "sessions": 50}, "information only", call=NOT),
    Case("pages_per_session", {"pageviews": 50, "sessions": 10}, "information only", call=NOT),
    Case("pages_per_session", {"pageviews": 20, "sessions": 10}, "good"),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.kpi}-{case.word}" for case in CASES])
def test_a_value_gets_its_verdict(case: Case) -> None:
    verdict = judged(case.kpi, case.inputs, case.cadence, chosen=case.chosen).main
    assert (verdict.word, verdict.call) == (case.word, case.call)
    assert verdict.basis is case.basis
    if case.why:
        assert verdict.why == case.why


def test_a_verdict_cites_its_source() -> None:
    verdict = judged("nps", NPS).main
    assert verdict.source is SOURCES["engagement_2024"]
    assert verdict.benchmark is not None
    assert (verdict.grade, verdict.grade_of_value) == (Grade.EXCELLENT, Grade.EXCELLENT)
    assert verdict.value == Fraction(775, 11)


def test_a_rule_of_thumb_shows_what_the_rate_comes_to_in_a_year() -> None:
    verdict = judged("crr", {"end": 3500, "new": 200, "start": 3375}, QUARTER).main
    assert verdict.thumb
    assert verdict.value == Fraction(880, 9)
    assert verdict.annual == 100 * Fraction(44, 45) ** 4
    assert float(verdict.annual) == pytest.approx(91.40304222)


def test_a_converted_value_is_shown_over_the_period_of_the_bar() -> None:
    verdict = judged("churn", {"lost": 1, "start": 100}, MONTH, chosen="saas_2021").main
    assert verdict.value == 100 * (1 - Fraction(99, 100) ** 12)
    assert (verdict.basis, verdict.thumb, verdict.annual) == (YEAR, False, None)


@pytest.mark.parametrize(
    ("chosen", "others"),
    [
        (
            None,
            [
                ("cx_2021", "good"),
                ("saas_2021", "information only"),
                ("smb_2020", "information only"),
            ],
        ),
        (
            "cx_2021",
            [
                ("saas_2021", "information only"),
                ("engagement_2024", "excellent"),
                ("smb_2020", "information only"),
            ],
        ),
    ],
)
def test_the_other_sets_are_told_and_those_off_by_default_are_not(
    chosen: str | None, others: list[tuple[str, str]]
) -> None:
    told = judged("nps", NPS, chosen=chosen).others
    assert [(one.benchmark and one.benchmark.set, one.word) for one in told] == others


def test_a_set_that_is_about_another_formula_is_not_told() -> None:
    told = judged("churn", {"lost": 5, "end": 100}).others
    assert [one.benchmark and one.benchmark.set for one in told] == ["engagement_2024"]


@pytest.mark.parametrize(
    ("kpi", "inputs", "chosen", "interval", "word", "reach"),
    [
        ("nps", {"scores": "9,9,8,1"}, None, (21, 40), "great", None),
        ("nps", {"scores": "9,9,8,1"}, None, (20, 49.99), "great", None),
        (
            "nps",
            {"scores": "9,9,8,1"},
            None,
            (19.5, 40),
            "too close to call",
            ("good", "great"),
        ),
        (
            "nps",
            {"scores": "9,9,8,1"},
            None,
            (-30, 70),
            "too close to call",
            ("poor", "excellent"),
        ),
        # Six in a thousand a month is just inside 7 % a year; the interval is not.
        ("churn", {"lost": 6, "start": 1000}, "saas_2021", (0.5, 0.6), "good", None),
        (
            "churn",
            {"lost": 6, "start": 1000},
            "saas_2021",
            (0.5, 0.7),
            "too close to call",
            ("good", "poor"),
        ),
        # Ends beyond what can be compounded are brought back to it.
        ("crr", {"end": 1, "new": 0, "start": 10}, "saas_2021", (-0.1, 20), "poor", None),
        ("churn", {"lost": 9, "start": 10}, "saas_2021", (80, 100.1), "poor", None),
        # What gets no verdict gets none with an interval either.
        (
            "pages_per_session",
            {"pageviews": 50, "sessions": 10},
            None,
            (3, 6),
            "information only",
            None,
        ),
    ],
)
def test_an_interval_over_a_bar_is_too_close_to_call(
    kpi: str,
    inputs: Mapping[str, Typed],
    chosen: str | None,
    interval: tuple[float, float],
    word: str,
    reach: tuple[str, str] | None,
) -> None:
    verdict = judged(kpi, inputs, MONTH, chosen=chosen, interval=interval).main
    assert (verdict.word, verdict.reach) == (word, reach)
    assert verdict.grade_of_value is not None
    if reach:
        assert verdict.grade is None
        assert verdict.why == f"the interval reaches from {reach[0]} to {reach[1]}"


@pytest.mark.parametrize(
    ("op", "bar", "interval", "met", "call"),
    [
        (">=", "70", None, True, Call.DECIDED),
        (">=", "71", None, False, Call.DECIDED),
        (">=", "775/11", None, True, Call.DECIDED),
        (">", "775/11", None, False, Call.DECIDED),
        (">=", "70", (71.0, 72.0), True, Call.DECIDED),
        (">=", "70", (68.0, 72.0), True, Call.TOO_CLOSE),
        (">=", "71", (68.0, 72.0), False, Call.TOO_CLOSE),
        (">=", "75", (68.0, 72.0), False, Call.DECIDED),
    ],
)
def test_a_target_is_judged_first(
    op: Op, bar: str, interval: tuple[float, float] | None, met: bool, call: Call
) -> None:
    result = recorded("nps", NPS)
    target = Target(op, Fraction(bar))
    verdict = judge(get("nps"), result, WEEK, target=target, interval=interval).target
    assert verdict is not None
    assert (verdict.target, verdict.met, verdict.call) == (target, met, call)


@pytest.mark.parametrize(
    ("interval", "target", "undecided"),
    [
        (None, "70", False),
        ((68.0, 73.0), "60", False),
        ((68.0, 73.0), "72", True),
        ((45.0, 73.0), None, True),
        ((-math.inf, math.inf), "60", True),
    ],
)
def test_a_judgement_is_undecided_where_the_interval_reaches_over_a_bar(
    interval: tuple[float, float] | None, target: str | None, undecided: bool
) -> None:
    wanted = Target(">=", Fraction(target)) if target else None
    judgement = judge(get("nps"), recorded("nps", NPS), WEEK, target=wanted, interval=interval)
    assert judgement.undecided is undecided


def test_the_bars_are_the_target_and_the_ends_of_the_bands() -> None:
    target = Target(">=", Fraction(65))
    judgement = judge(get("nps"), recorded("nps", NPS), WEEK, target=target)
    assert set(judgement.bars) == {65, 0, 20, 50}


def test_bars_of_another_period_are_not_in_the_unit_of_the_value() -> None:
    result = recorded("churn", {"lost": 10, "start": 1000})
    judgement = judge(get("churn"), result, MONTH, chosen_set="saas_2021")
    assert judgement.main.basis is YEAR
    assert judgement.bars == ()


@given(
    lost=st.integers(0, 400),
    bar=st.fractions(0, 100, max_denominator=50),
    census=st.booleans(),
    op=st.sampled_from([">=", ">", "<=", "<"]),
)
def test_a_missed_target_is_flagged_exactly_where_the_verdict_says_missed(
    lost: int, bar: Fraction, census: bool, op: Op
) -> None:
    counts = ShareCounts(Fraction(lost), Fraction(400), 100, census)
    result = replace(recorded("churn", {"lost": lost, "start": 400}), value=counts.value)
    target = Target(op, bar)
    interval = sampling_interval(Interval(*counts.interval(), counts.n, census))
    verdict = judge(get("churn"), result, WEEK, target=target, interval=interval).target
    point = Point(period=Period.parse("2026-W46"), value=counts.value, basis="", counts=counts)
    watch = Watch(unit=result.unit, better=result.better, target=target)
    flagged = bool(assess(watch, [point]).signals)
    assert verdict is not None
    assert flagged is (verdict.call is Call.DECIDED and not verdict.met)


def test_no_source_is_cited_for_inputs_that_contradict_each_other() -> None:
    judgement = judge(get("churn"), recorded("churn", {"lost": 11, "start": 10}), WEEK)
    assert (judgement.main.benchmark, judgement.main.source) == (None, None)
    assert judgement.others == ()


def test_a_target_is_not_judged_on_impossible_data() -> None:
    result = recorded("churn", {"lost": 11, "start": 10})
    verdict = judge(get("churn"), result, WEEK, target=Target("<=", Fraction(2))).target
    assert verdict is not None
    assert (verdict.call, verdict.why) == (Call.NOT_JUDGED, "the inputs cannot all be right")


def test_without_a_target_there_is_no_word_on_one() -> None:
    assert judged("csat", {"positive": 40, "responses": 50}).target is None


def _with(kpi: Kpi, benchmark: Benchmark, **changes: object) -> Kpi:
    return replace(kpi, benchmarks=(benchmark,), default_set=benchmark.set, **changes)  # type: ignore[arg-type]


UPWARD = Benchmark(
    set="derived",
    rule="at least 10",
    status=Status.USE,
    period=MONTH,
    bands=(Band(grade=GOOD, ge=Fraction(10)), Band(grade=POOR, lt=Fraction(10))),
)


@pytest.mark.parametrize(
    ("scaling", "value", "cadence", "word", "basis"),
    [
        (Scaling.LINEAR, "3", WEEK, "good", YEAR),
        (Scaling.LINEAR, "2", WEEK, "poor", YEAR),
        (Scaling.LINEAR, "30", QUARTER, "good", QUARTER),
        (Scaling.LINEAR, "29", QUARTER, "poor", QUARTER),
        (Scaling.NONE, "10", WEEK, "good", None),
        (Scaling.COMPOUND_LOSS, "100.1", WEEK, "no verdict", None),
        (Scaling.COMPOUND_LOSS, "100", WEEK, "good", YEAR),
        (Scaling.COMPOUND_LOSS, "-1", WEEK, "poor", YEAR),
        (Scaling.COMPOUND_KEPT, "-0.1", WEEK, "no verdict", None),
        (Scaling.COMPOUND_KEPT, "150", WEEK, "good", YEAR),
    ],
)
def test_value_and_bar_meet_by_the_kpis_scaling_only(
    scaling: Scaling, value: str, cadence: Cadence, word: str, basis: Cadence | None
) -> None:
    kpi = _with(get("pageviews"), UPWARD, scaling=scaling)
    result = replace(recorded("pageviews", {"pageviews": 5}), value=Fraction(value))
    verdict = judge(kpi, result, cadence).main
    assert (verdict.word, verdict.basis) == (word, basis)
    if word == "no verdict":
        assert verdict.why == "a rate beyond 0 to 100 % cannot be compounded"


def test_a_kpi_without_a_better_direction_gets_no_verdict() -> None:
    kpi = _with(get("pageviews"), UPWARD)
    result = replace(recorded("pageviews", {"pageviews": 5}), better=Better.NONE)
    verdict = judge(kpi, result, WEEK).main
    assert (verdict.word, verdict.why) == ("no verdict", "no direction of this KPI is better")


SETS = ("smb_2020", "saas_2021")
CUSTOMERS = st.integers(1, 10**6)


@given(CUSTOMERS, CUSTOMERS, st.sampled_from(Cadence), st.sampled_from(SETS))
def test_retention_and_churn_judged_by_one_set_never_contradict(
    start: int, lost: int, cadence: Cadence, chosen: str
) -> None:
    lost = min(start, lost)
    # The one exception is printed: "at least 90 %" and "less than 10 %" both hold their own bar.
    assume((chosen, 10 * lost) != ("smb_2020", start))
    stayed, left = {"end": start - lost, "new": 0, "start": start}, {"lost": lost, "start": start}
    kept = judged("crr", stayed, cadence, chosen=chosen).main
    churn = judged("churn", left, cadence, chosen=chosen).main
    assert kept.grade == churn.grade
    assert churn.grade is not None


def _value(result: Result, value: Fraction) -> Result:
    return replace(result, value=value, warnings=())


@given(st.fractions(0, 100, max_denominator=1000), st.sampled_from(Cadence))
def test_every_value_finds_its_band_in_every_judged_set(value: Fraction, cadence: Cadence) -> None:
    result = _value(recorded("csat", {"positive": 1, "responses": 1}), value)
    for kpi in all_kpis():
        judgement = judge(kpi, result, cadence)
        for verdict in (judgement.main, *judgement.others):
            assert verdict.grade or verdict.why or verdict.word == "information only"


@given(st.fractions(0, 100), st.fractions(0, 5), st.sampled_from(Cadence))
def test_a_narrow_interval_decides_what_the_value_alone_decides(
    value: Fraction, half: Fraction, cadence: Cadence
) -> None:
    result = _value(recorded("churn", {"lost": 1, "start": 2}), value)
    alone = judge(get("churn"), result, cadence, chosen_set="saas_2021").main
    around = (max(Fraction(0), value - half), min(Fraction(100), value + half))
    sampled = judge(get("churn"), result, cadence, chosen_set="saas_2021", interval=around).main
    assert sampled.grade_of_value == alone.grade
    assert sampled.call is Call.TOO_CLOSE or sampled.grade == alone.grade
