"""Batches added up, segments pooled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.calculate import evaluate
from kpi.catalogue import get
from kpi.combine import add, pool
from kpi.errors import NotAddable
from kpi.parse import Typed
from kpi.read import Entry, read


def entry(kpi: str, inputs: Mapping[str, Typed]) -> Entry:
    return read(get(kpi), (), inputs)


@pytest.mark.parametrize(
    ("kpi", "first", "second", "both"),
    [
        (
            "nps",
            {"promoters": 40, "passives": 10, "detractors": 5},
            {"promoters": 2, "passives": 0, "detractors": 1},
            {"promoters": 42, "passives": 10, "detractors": 6},
        ),
        ("csat", {"scores": "5,4"}, {"scores": "4,1"}, {"scores": "5,4,4,1"}),
        (
            "ces",
            {"scores": "1,7", "scale": 7},
            {"scores": "2", "scale": 7},
            {"scores": "1,7,2", "scale": 7},
        ),
        ("mrr", {"fees": "10;20"}, {"fees": ["30"]}, {"fees": "10;20;30"}),
        ("feedback", {"items": "slow"}, {"items": "late;kind"}, {"items": "slow;late;kind"}),
        (
            "roas",
            {"revenue": 10, "spend": 5},
            {"revenue": 1, "spend": 2},
            {"revenue": 11, "spend": 7},
        ),
    ],
)
def test_another_batch_is_added(
    kpi: str,
    first: Mapping[str, Typed],
    second: Mapping[str, Typed],
    both: Mapping[str, Typed],
) -> None:
    assert add(get(kpi), entry(kpi, first), entry(kpi, second)) == entry(kpi, both)


@pytest.mark.parametrize(
    ("kpi", "first", "second", "says"),
    [
        (
            "churn",
            {"lost": 1, "start": 10},
            {"lost": 1, "start": 10},
            "customers at the start cannot be added up over two batches",
        ),
        ("churn", {"crr": "97"}, {"crr": "96"}, "cannot be added up over two batches"),
        (
            "stickiness",
            {"dau": 1, "mau": 2},
            {"dau": 1, "mau": 2},
            "cannot be added up over two batches",
        ),
        (
            "segment_lift",
            {"exposed_rate": 2, "other_rate": 1},
            {"exposed_rate": 2, "other_rate": 1},
            "cannot be added up over two batches",
        ),
        (
            "mrr",
            {"arpu": 10, "customers": 3},
            {"arpu": 10, "customers": 3},
            "cannot be added up over two batches",
        ),
        (
            "scroll_depth",
            {"depths": "10;20"},
            {"depth_sum": "30", "pageviews": 2},
            "are of different formulas: mean and totals",
        ),
        (
            "nps",
            {"scores": "9"},
            {"scores": "9", "scale": "1-10"},
            "are of different surveys: scale=0-10 and scale=1-10",
        ),
        (
            "ces",
            {"scores": "1", "scale": 5},
            {"scores": "1", "scale": 7},
            "differs: 5 and 7",
        ),
        (
            "roas",
            {"revenue": "$1", "spend": 1},
            {"revenue": "₩1", "spend": 1},
            "are of different currencies: USD and KRW",
        ),
    ],
)
def test_what_does_not_add_up_is_refused(
    kpi: str, first: Mapping[str, Typed], second: Mapping[str, Typed], says: str
) -> None:
    with pytest.raises(NotAddable) as caught:
        add(get(kpi), entry(kpi, first), entry(kpi, second))
    assert says in caught.value.message


def test_levels_of_exclusive_segments_are_summed() -> None:
    segments = [
        entry("churn", {"lost": 5, "start": 100}),
        entry("churn", {"lost": 1, "start": 900}),
    ]
    assert pool(get("churn"), segments) == entry("churn", {"lost": 6, "start": 1000})


def test_averages_of_exclusive_segments_are_summed() -> None:
    segments = [
        entry("stickiness", {"dau": "1.5", "mau": 10}),
        entry("stickiness", {"dau": 2, "mau": 20}),
    ]
    assert pool(get("stickiness"), segments) == entry("stickiness", {"dau": "3.5", "mau": 30})


def test_one_segment_is_its_own_total() -> None:
    only = entry("churn", {"lost": 5, "start": 100})
    assert pool(get("churn"), [only]) == only


@pytest.mark.parametrize(
    ("kpi", "inputs"),
    [
        ("churn", {"crr": "97"}),
        ("nps", {"promoter_share": 50, "detractor_share": 10}),
        ("segment_lift", {"exposed_rate": 2, "other_rate": 1}),
        ("mrr", {"arpu": 10, "customers": 3}),
        ("clv", {"order_value": 20, "frequency": 12, "lifespan": 3}),
        ("ltv_cac", {"clv": 20, "cac": 12}),
    ],
)
def test_rates_are_never_pooled(kpi: str, inputs: Mapping[str, Typed]) -> None:
    with pytest.raises(NotAddable) as caught:
        pool(get(kpi), [entry(kpi, inputs), entry(kpi, inputs)])
    assert "cannot be pooled from segments. Record the total itself." in caught.value.message
    assert caught.value.field in inputs


def test_segments_of_different_surveys_are_not_pooled() -> None:
    with pytest.raises(NotAddable, match="different surveys"):
        pool(
            get("nps"),
            [entry("nps", {"scores": "9"}), entry("nps", {"scores": "9", "scale": "1-10"})],
        )


def test_nothing_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="nothing to pool"):
        pool(get("nps"), [])


BATCHES = st.lists(st.lists(st.integers(0, 10), min_size=1, max_size=20), min_size=1, max_size=5)


@given(BATCHES)
def test_batches_give_the_value_of_all_answers_at_once(batches: list[list[int]]) -> None:
    nps = get("nps")
    entries = [entry("nps", {"scores": scores}) for scores in batches]
    together = reduce(lambda a, b: add(nps, a, b), entries)
    at_once = entry("nps", {"scores": [score for scores in batches for score in scores]})
    assert together == at_once == pool(nps, entries)
    assert evaluate(together).value == evaluate(at_once).value


@given(BATCHES)
def test_kept_counts_give_the_same_value_as_the_scores(batches: list[list[int]]) -> None:
    nps = get("nps")
    results = [evaluate(entry("nps", {"scores": scores})) for scores in batches]
    kept = reduce(lambda a, b: add(nps, a, b), (result.kept for result in results))
    scores = [score for batch in batches for score in batch]
    assert kept.formula == "counts"
    assert evaluate(kept).value == evaluate(entry("nps", {"scores": scores})).value
