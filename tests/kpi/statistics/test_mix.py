from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.statistics import SampleError, rate_and_mix, simpson_reversal

F = Fraction
Parts = dict[str, tuple[Fraction | int, Fraction | int]]
DEVICES = (
    {"desktop": (270, 900), "mobile": (5, 100)},
    {"desktop": (35, 100), "mobile": (90, 900)},
)
TIERS = (
    {"smb": (30, 600), "enterprise": (4, 400)},
    {"smb": (36, 800), "enterprise": (F("1.6"), 200)},
)


@pytest.mark.parametrize(
    ("periods", "change", "rate", "mix"),
    [
        (
            DEVICES,
            F("-0.15"),
            {"desktop": F("0.025"), "mobile": F("0.025")},
            {"desktop": F("-0.1"), "mobile": F("-0.1")},
        ),
        (
            TIERS,
            F("0.0036"),
            {"smb": F("-0.0035"), "enterprise": F("-0.0006")},
            {"smb": F("0.00234"), "enterprise": F("0.00536")},
        ),
    ],
)
def test_rate_and_mix_are_split_exactly(
    periods: tuple[Parts, Parts],
    change: Fraction,
    rate: dict[str, Fraction],
    mix: dict[str, Fraction],
) -> None:
    split = rate_and_mix(*periods)
    assert split.change == change
    assert dict(split.rate) == rate
    assert dict(split.mix) == mix


sizes = st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
parts = st.dictionaries(st.sampled_from("abcde"), sizes).filter(
    lambda one: any(size for _, size in one.values())
)


@given(parts, parts)
def test_all_parts_sum_to_the_change_of_the_pooled_total(before: Parts, after: Parts) -> None:
    split = rate_and_mix(before, after)
    assert split.rate_effect + split.mix_effect == split.change
    for total, period in ((split.before, before), (split.after, after)):
        top = sum(numerator for numerator, _ in period.values())
        assert total == Fraction(top) / sum(size for _, size in period.values())


def test_a_new_segment_only_changes_the_mix() -> None:
    split = rate_and_mix({"old": (10, 100)}, {"old": (10, 100), "new": (50, 100)})
    assert split.rate_effect == 0
    assert split.mix_effect == F("0.2")


@pytest.mark.parametrize(
    ("periods", "reversed_"),
    [
        (DEVICES, True),
        (TIERS, True),
        (({"a": (1, 10), "b": (1, 10)}, {"a": (2, 10), "b": (2, 10)}), False),
        (({"a": (1, 10), "b": (1, 10)}, {"a": (2, 10), "b": (0, 10)}), False),
        (({"a": (1, 10), "b": (3, 10)}, {"a": (1, 10), "b": (1, 10)}), False),
        (({"a": (1, 10)}, {"b": (3, 10)}), False),
    ],
)
def test_a_total_against_all_of_its_segments_is_called_out(
    periods: tuple[Parts, Parts], reversed_: bool
) -> None:
    assert simpson_reversal(*periods) is reversed_


@pytest.mark.parametrize("empty", [{}, {"a": (0, 0)}, {"a": (1, -1)}])
def test_a_period_without_a_total_is_refused_by_name(empty: Parts) -> None:
    with pytest.raises(SampleError) as refused:
        rate_and_mix({"a": (1, 2)}, empty)
    assert refused.value.field == "after"
