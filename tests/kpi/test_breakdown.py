"""Which segment moved a total."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.breakdown import break_down
from kpi.calculate import evaluate
from kpi.catalogue import get
from kpi.combine import pool
from kpi.parse import Typed
from kpi.read import Entry, read

NOTHING = Fraction(0)
Typeds = Mapping[str, Mapping[str, Typed]]


def entries(kpi: str, by_segment: Typeds) -> dict[str, Entry]:
    return {name: read(get(kpi), (), inputs) for name, inputs in by_segment.items()}


def churn(lost: int, start: int) -> dict[str, Typed]:
    return {"lost": lost, "start": start}


def nps(promoters: int, passives: int, detractors: int) -> dict[str, Typed]:
    return {"promoters": promoters, "passives": passives, "detractors": detractors}


@pytest.mark.parametrize(
    ("kpi", "before", "after", "rates", "mixes"),
    [
        pytest.param(
            "churn",
            {"tier:a": churn(10, 100), "tier:b": churn(10, 100)},
            {"tier:a": churn(20, 100), "tier:b": churn(10, 100)},
            {"tier:a": 5, "tier:b": 0},
            {"tier:a": 0, "tier:b": 0},
            id="only a rate moved",
        ),
        pytest.param(
            "churn",
            {"tier:a": churn(20, 100), "tier:b": churn(10, 100)},
            {"tier:a": churn(60, 300), "tier:b": churn(10, 100)},
            {"tier:a": 0, "tier:b": 0},
            # Halfway between both totals the average is 16.25 %.
            {"tier:a": Fraction(15, 16), "tier:b": Fraction(25, 16)},
            id="only a size moved",
        ),
        pytest.param(
            "ces",
            {"tier:a": {"scores": "1,1", "scale": 7}, "tier:b": {"scores": "3,3", "scale": 7}},
            {"tier:a": {"scores": "2,2", "scale": 7}, "tier:b": {"scores": "3,3", "scale": 7}},
            {"tier:a": Fraction(1, 2), "tier:b": 0},
            {"tier:a": 0, "tier:b": 0},
            id="a mean of scores",
        ),
        pytest.param(
            "mrr",
            {"tier:a": {"fees": "10;20"}, "tier:b": {"fees": "5"}},
            {"tier:a": {"fees": "10"}, "tier:c": {"fees": "7"}},
            {"tier:a": -20, "tier:b": -5, "tier:c": 7},
            {"tier:a": 0, "tier:b": 0, "tier:c": 0},
            id="a sum, with a segment gone and another one new",
        ),
    ],
)
def test_a_change_is_split_into_rate_and_mix(
    kpi: str,
    before: Typeds,
    after: Typeds,
    rates: Mapping[str, Fraction],
    mixes: Mapping[str, Fraction],
) -> None:
    found = break_down(get(kpi), entries(kpi, before), entries(kpi, after))
    assert found is not None
    assert {name: one.rate for name, one in found.shares.items()} == rates
    assert {name: one.mix for name, one in found.shares.items()} == mixes


def test_the_segment_that_did_most_comes_first() -> None:
    found = break_down(
        get("churn"),
        entries("churn", {"tier:a": churn(1, 100), "tier:b": churn(1, 100)}),
        entries("churn", {"tier:a": churn(2, 100), "tier:b": churn(9, 100)}),
    )
    assert found is not None
    assert list(found.shares) == ["tier:b", "tier:a"]


def test_a_total_against_all_of_its_segments_is_called_a_reversal() -> None:
    found = break_down(
        get("nps"),
        entries("nps", {"market:US": nps(80, 10, 10), "market:JP": nps(10, 5, 5)}),
        entries("nps", {"market:US": nps(18, 1, 1), "market:JP": nps(80, 20, 60)}),
    )
    assert found is not None
    assert not found.reversal
    turned = break_down(
        get("nps"),
        entries("nps", {"market:US": nps(80, 10, 10), "market:JP": nps(8, 4, 8)}),
        entries("nps", {"market:US": nps(17, 2, 1), "market:JP": nps(45, 20, 35)}),
    )
    assert turned is not None
    assert turned.change < 0
    assert turned.reversal


@pytest.mark.parametrize(
    ("kpi", "before", "after"),
    [
        pytest.param(
            "churn",
            {"tier:a": churn(1, 10)},
            {"tier:a": {"lost": 1, "end": 10}},
            id="another formula",
        ),
        pytest.param(
            "mrr",
            {"tier:a": {"arpu": 5, "customers": 10}},
            {"tier:a": {"arpu": 6, "customers": 10}},
            id="a rate among the inputs",
        ),
        pytest.param(
            "churn", {"tier:a": churn(0, 0)}, {"tier:a": churn(1, 10)}, id="nothing to divide by"
        ),
        pytest.param("churn", {}, {"tier:a": churn(1, 10)}, id="no segment before"),
        pytest.param(
            "segment_lift",
            {
                "tier:a": {"exposed_yes": 5, "exposed": 9, "other_yes": 2, "other": 8},
                "tier:b": {"exposed_yes": 1, "exposed": 7, "other_yes": 2, "other": 5},
            },
            {
                "tier:a": {"exposed_yes": 4, "exposed": 9, "other_yes": 2, "other": 8},
                "tier:b": {"exposed_yes": 2, "exposed": 7, "other_yes": 2, "other": 5},
            },
            id="segments that do not make up the pooled value",
        ),
    ],
)
def test_what_cannot_be_split_exactly_is_not_split(kpi: str, before: Typeds, after: Typeds) -> None:
    assert break_down(get(kpi), entries(kpi, before), entries(kpi, after)) is None


counts = st.integers(min_value=0, max_value=10**6)
answers = st.dictionaries(
    st.sampled_from(["market:US", "market:JP", "market:KR", "market:MEX"]),
    st.tuples(counts, counts, counts),
    min_size=1,
)


@given(answers, answers)
def test_the_shares_of_the_segments_sum_to_the_change_exactly(
    before: Mapping[str, tuple[int, int, int]], after: Mapping[str, tuple[int, int, int]]
) -> None:
    old = entries("nps", {name: nps(*given) for name, given in before.items()})
    new = entries("nps", {name: nps(*given) for name, given in after.items()})
    found = break_down(get("nps"), old, new)
    if found is None:
        assert any(sum(map(sum, one.values())) == 0 for one in (before, after))
        return
    totals = [evaluate(pool(get("nps"), list(one.values()))).value for one in (old, new)]
    assert [found.before, found.after] == totals
    assert sum((one.amount for one in found.shares.values()), NOTHING) == found.change
    assert found.rate + found.mix == found.change
