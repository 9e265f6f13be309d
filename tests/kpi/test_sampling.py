import math
from collections.abc import Mapping
from fractions import Fraction

import pytest

import kpi
from kpi.counts import Counts, NetCounts, ScoreCounts, ShareCounts, bound
from kpi.model import Example
from kpi.parse import Typed
from kpi.sampling import (
    Interval,
    answers_to_decide,
    counts_of,
    interval_of,
    sampling_interval,
)
from kpi.statistics import mean_interval, nps_interval, wilson
from kpi.value import Tally

NPS = {"promoters": 1700, "passives": 350, "detractors": 150}


def computed(name: str, typed: Mapping[str, Typed]) -> kpi.Result:
    return kpi.evaluate(kpi.read(kpi.get(name), (), typed, formula=None, currency="USD"))


def percent(successes: int, trials: int) -> tuple[float, float]:
    low, high = wilson(successes, trials)
    return 100 * low, 100 * high


@pytest.mark.parametrize(
    ("name", "typed", "ends", "n", "census"),
    [
        ("nps", NPS, nps_interval(1700, 350, 150), 2200, False),
        ("nps", {"scores": "9 10 3 7 8"}, nps_interval(2, 2, 1), 5, False),
        ("crr", {"end": 3500, "new": 200, "start": 3375}, percent(3300, 3375), 3375, True),
        ("churn", {"lost": 10, "start": 100}, percent(10, 100), 100, True),
        ("ces", {"scores": "1 2 2 5 1", "scale": 5}, mean_interval({1: 2, 2: 2, 5: 1}), 5, False),
    ],
)
def test_a_value_has_the_interval_of_its_sample_in_its_unit(
    name: str, typed: Mapping[str, Typed], ends: tuple[float, float], n: int, census: bool
) -> None:
    result = computed(name, typed)
    assert interval_of(kpi.get(result.kpi), result) == Interval(*ends, n, census)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("churn", {"crr": "97%"}),
        ("churn", {"lost": 10, "start": 5}),
        ("crr", {"end": 10, "new": 20, "start": 30}),
    ],
)
def test_without_a_possible_sample_there_is_no_interval(
    name: str, typed: Mapping[str, Typed]
) -> None:
    result = computed(name, typed)
    definition = kpi.get(result.kpi)
    assert interval_of(definition, result) is None
    assert answers_to_decide(definition, result, [Fraction(50)]) is None


@pytest.mark.parametrize(
    ("name", "typed", "edges"),
    [
        ("nps", {"promoters": 10, "passives": 6, "detractors": 4}, [0, 20, 50]),
        ("nps", NPS, [0, 20, 50]),
        ("churn", {"lost": 9, "start": 100}, [10]),
        ("ces", {"scores": "1 2 2 5 1", "scale": 5}, [3]),
    ],
)
def test_that_many_answers_decide_and_one_fewer_does_not(
    name: str, typed: Mapping[str, Typed], edges: list[int]
) -> None:
    result = computed(name, typed)
    counts = counts_of(kpi.get(result.kpi), result.kept)
    assert counts is not None
    needed = answers_to_decide(kpi.get(result.kpi), result, [Fraction(edge) for edge in edges])
    assert needed is not None
    edge = min(edges, key=lambda one: abs(one - result.value))
    for answers, decides in ((needed, True), (needed - 1, False)):
        low, high = counts.interval_at(answers)
        assert (low <= edge <= high) is not decides


@pytest.mark.parametrize("edges", [[30], []])
def test_on_the_bar_and_without_bars_no_number_of_answers_decides(edges: list[int]) -> None:
    result = kpi.compute("nps", promoters=10, passives=6, detractors=4)
    bars = [Fraction(edge) for edge in edges]
    assert answers_to_decide(kpi.get("nps"), result, bars) is None


EXAMPLES = [
    (definition, example)
    for definition in kpi.catalogue.all_kpis()
    for example in definition.examples
]


@pytest.mark.parametrize(
    ("definition", "example"), EXAMPLES, ids=[f"{one.key}-{two.formula}" for one, two in EXAMPLES]
)
def test_a_sample_has_the_value_of_the_figure_it_stands_behind(
    definition: kpi.Kpi, example: Example
) -> None:
    entry = kpi.read(definition, (), dict(example.inputs), formula=example.formula, currency="USD")
    result = kpi.evaluate(entry)
    counts = counts_of(definition, result.kept)
    assert counts is None or counts.value == result.value


@pytest.mark.parametrize(
    ("end", "short"),
    [
        (1.5, Fraction(3, 2)),
        (-1 / 3, Fraction(-333333, 1_000_000)),
        (math.inf, Fraction(10**12)),
        (-math.inf, Fraction(-(10**12))),
    ],
)
def test_the_end_of_an_interval_is_a_short_fraction(end: float, short: Fraction) -> None:
    assert bound(end) == short


@pytest.mark.parametrize(
    ("interval", "allowed_for"),
    [
        (None, None),
        (Interval(1.0, 2.0, 50), (1.0, 2.0)),
        (Interval(1.0, 2.0, 50, census=True), None),
    ],
)
def test_a_verdict_allows_for_a_sample_and_not_for_a_census(
    interval: Interval | None, allowed_for: tuple[float, float] | None
) -> None:
    assert sampling_interval(interval) == allowed_for


SHARE = ShareCounts(Fraction(80), Fraction(100), 100)
NET = NetCounts(60, 20, 20)
SCORE = ScoreCounts(Tally({1: 50, 5: 50}))


@pytest.mark.parametrize("counts", [SHARE, NET, SCORE])
def test_the_interval_at_the_sample_at_hand_is_its_interval(counts: Counts) -> None:
    assert counts.interval_at(counts.n) == pytest.approx(counts.interval())


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [
        (SHARE, ShareCounts(Fraction(60), Fraction(100), 100), -1),
        (SHARE, ShareCounts(Fraction(97), Fraction(100), 100), 1),
        (SHARE, ShareCounts(Fraction(75), Fraction(100), 100), 0),
        (NET, NetCounts(20, 20, 60), -1),
        (NET, NetCounts(90, 5, 5), 1),
        (NET, NetCounts(55, 20, 25), 0),
        (NetCounts(3, 0, 0), NetCounts(0, 0, 1), 0),
        (SCORE, ScoreCounts(Tally({1: 80, 5: 20})), -1),
        (SCORE, ScoreCounts(Tally({1: 20, 5: 80})), 1),
        (SCORE, ScoreCounts(Tally({1: 55, 5: 45})), 0),
        (SCORE, ScoreCounts(Tally({1: 1})), 0),
    ],
)
def test_only_a_change_beyond_sampling_has_moved(before: Counts, after: Counts, moved: int) -> None:
    assert after.moved(before, 0.99) == moved


@pytest.mark.parametrize("counts", [SHARE, NET, SCORE])
def test_samples_add_up(counts: Counts) -> None:
    both = counts + counts
    assert both.n == 2 * counts.n
    assert both.interval() == pytest.approx(counts.interval_at(2 * counts.n))


@pytest.mark.parametrize(("counts", "mean"), [(SHARE, 80), (NET, 40), (SCORE, 3)])
def test_limits_are_stated_in_the_unit_of_the_kpi(counts: Counts, mean: int) -> None:
    limits = counts.limits_after([counts] * 12)(100)
    assert limits.mean == pytest.approx(mean)
    assert limits.low < mean < limits.high


def test_one_score_has_an_interval_without_ends() -> None:
    low, high = ScoreCounts(Tally({3: 1})).interval()
    assert (low, high) == (float("-inf"), float("inf"))
