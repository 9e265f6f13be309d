import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from kpi.statistics import (
    SampleError,
    control_limits,
    prediction_limits,
    run_signals,
    sampling_limits,
    share_limits,
)

CSAT = [82.1, 80.4, 83.0, 81.2, 79.9, 82.6, 81.7, 80.8, 83.4, 81.1, 80.2, 82.3,
        81.9, 80.6, 74.0, 78.9, 79.2, 78.7]  # fmt: skip
WHEELER = [5045, 4350, 4350, 3975, 4290, 4430, 4485, 4285, 3980, 3925, 3645, 3760, 3300, 3685,
           3463, 5200]  # fmt: skip
CHARTED = [2478, 2350, 2485, 2296, 2359, 2567, 3089, 2668, 1788, 2854, 2365, 1883, 1959, 1927,
           2640, 2626, 2144, 2409, 4412, 3287, 3049, 3364, 3078, 2972, 3415, 2753, 3102, 2191,
           3693, 4385, 4699, 3031, 2659, 3885, 2628, 2621, 3071, 2002]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "baseline", "mean", "low", "high", "moving"),
    [
        (CSAT, 12, 81.55833333, 76.77033333, 86.34633333, 1.8),
        ([10, 50, 40, 30], 4, 32.5, -20.7, 85.7, 20),
        (WHEELER, 16, 4135.5, 3188.717333, 5082.282667, 355.9333333),
        (CHARTED, 38, 2820.631579, 1299.399147, 4341.864011, 571.8918919),
        ([1, 2, 3, 4], 4, 2.5, -0.16, 5.16, 1),
    ],
)
def test_xmr_limits_meet_published_values(
    values: list[float], baseline: int, mean: float, low: float, high: float, moving: float
) -> None:
    limits = control_limits(values, baseline)
    assert (limits.mean, limits.low, limits.high, limits.average_moving_range) == pytest.approx(
        (mean, low, high, moving), abs=1e-6
    )


def test_half_way_lines_and_range_limit_follow_from_the_limits() -> None:
    limits = control_limits(CSAT, 12)
    assert (limits.low_half, limits.high_half, limits.range_limit) == pytest.approx(
        (79.16433333, 83.95233333, 5.8824), abs=1e-6
    )


@pytest.mark.parametrize(
    ("values", "baseline", "outside", "eight", "three"),
    [
        (CSAT, 12, [14], [], [14, 15, 17]),
        (WHEELER, 16, [15], [], []),
        (CHARTED, 38, [18, 29, 30], [*range(10, 18)], [11, 12, 13, 28, 29, 30]),
        ([5, 5, 5, 5, 5, 5], 6, [], [], []),
    ],
)
def test_run_rules_signal_the_published_points(
    values: list[float], baseline: int, outside: list[int], eight: list[int], three: list[int]
) -> None:
    signals = run_signals(values, control_limits(values, baseline))
    found = (signals.outside, signals.eight_on_one_side, signals.three_of_four)
    assert found == (tuple(outside), tuple(eight), tuple(three))


def test_a_value_on_the_mean_breaks_a_run() -> None:
    limits = control_limits([1, 3], 2)
    assert run_signals([3] * 8, limits).eight_on_one_side == tuple(range(8))
    assert run_signals([3, 3, 3, 3, 2, 3, 3, 3, 3], limits).eight_on_one_side == ()


@given(st.floats(-1e6, 1e6), st.integers(2, 30))
def test_a_value_that_never_varies_never_signals(value: float, count: int) -> None:
    values = [value] * count
    limits = control_limits(values, count)
    assert limits.low == limits.mean == limits.high == value
    assert run_signals(values, limits).outside == ()


@pytest.mark.parametrize(("values", "baseline"), [([], 0), ([1], 1), ([1, 2], 3), ([1, 2], 1)])
def test_a_baseline_of_fewer_than_two_values_is_refused(values: list[float], baseline: int) -> None:
    with pytest.raises(SampleError, match="two values"):
        control_limits(values, baseline)


def test_short_baselines_have_wider_limits_than_plain_xmr() -> None:
    for count in (4, 12, 18):
        plain, honest = control_limits(CSAT, count), prediction_limits(CSAT[:count])
        assert honest.low < plain.low < plain.high < honest.high


def test_slow_swings_widen_the_limits_where_moving_ranges_miss_them() -> None:
    slow = [100 + 10 * math.sin(week / 4) for week in range(24)]
    plain = control_limits(slow, 24)
    assert prediction_limits(slow).low < plain.low - 10


def test_a_stable_value_is_below_its_low_limit_once_in_250_periods() -> None:
    rng = random.Random(11)
    runs, crossed = 4000, 0
    for _ in range(runs):
        *baseline, value = (rng.gauss(0, 1) for _ in range(13))
        crossed += value < prediction_limits(baseline).low
    # Both estimates of the spread are tried and the wider is taken, so it may only be rarer.
    assert 0.001 < crossed / runs < 0.0045


def test_limits_of_shares_are_exceeded_by_chance_as_rarely_as_stated() -> None:
    limits = share_limits([(240, 12_000)] * 1000).at(1500)
    above = stats.binom.sf(math.floor(limits.high * 1500), 1500, 0.02)
    below = stats.binom.cdf(math.ceil(limits.low * 1500) - 1, 1500, 0.02)
    assert 0.001 < above < 0.008
    assert 0.001 < below < 0.008
    assert limits.high - limits.mean > limits.mean - limits.low


@pytest.mark.parametrize("successes", [0, 50])
def test_a_share_that_was_always_all_or_nothing_still_has_limits(successes: int) -> None:
    limits = share_limits([(successes, 50)] * 12).at(50)
    assert 0 <= limits.low < limits.high <= 1


def test_smaller_samples_have_wider_limits() -> None:
    shares = share_limits([(80, 100)] * 12)
    scores = sampling_limits([{100: 60, 0: 20, -100: 20}] * 12)
    assert shares.at(50).low < shares.at(500).low
    assert scores.at(50).low < scores.at(500).low


def test_nps_limits_add_the_variance_of_the_sample_and_of_the_baseline() -> None:
    limits = sampling_limits([{100: 180, 0: 60, -100: 60}] * 12).at(300)
    error = 80 / math.sqrt(300) * math.sqrt(1 + 1 / 12)
    assert limits.mean == pytest.approx(40)
    assert limits.mean - limits.low == pytest.approx(stats.norm.ppf(1 - 1 / 250) * error)


@pytest.mark.parametrize("swing", [0, 1, 2])
def test_sampling_noise_alone_does_not_widen_limits(swing: int) -> None:
    pairs = [(80 + swing, 100), (80 - swing, 100)] * 6
    assert share_limits(pairs).dispersion == 1


def test_a_baseline_scattered_beyond_sampling_widens_limits_by_as_much() -> None:
    limits = share_limits([(95, 100), (65, 100)] * 6)
    assert limits.dispersion == pytest.approx(12 * 15**2 / (100 * 0.8 * 0.2) / 11)
    calm, wild = ([{1: 50 + s, 0: 50 - s}, {1: 50 - s, 0: 50 + s}] * 6 for s in (2, 30))
    assert sampling_limits(wild).variance > 4 * sampling_limits(calm).variance


def test_sampling_limits_refuse_an_empty_sample() -> None:
    with pytest.raises(SampleError):
        sampling_limits([])
    with pytest.raises(SampleError):
        sampling_limits([{100: 3}]).at(0)
    with pytest.raises(SampleError):
        share_limits([])
    with pytest.raises(SampleError):
        share_limits([(3, 4)]).at(0)
