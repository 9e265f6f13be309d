"""Uncertainty, honest limits and decompositions, on the standard library alone."""

from kpi.statistics.differences import newcombe, nps_difference
from kpi.statistics.drivers import shapley
from kpi.statistics.errors import SampleError
from kpi.statistics.intervals import mean_interval, nps_interval, sample_size, wilson
from kpi.statistics.limits import (
    ControlLimits,
    RunSignals,
    SamplingLimits,
    ShareLimits,
    control_limits,
    prediction_limits,
    run_signals,
    sampling_limits,
    share_limits,
)
from kpi.statistics.mix import RateAndMix, rate_and_mix, simpson_reversal
from kpi.statistics.quantiles import Z95, student_t_quantile

__all__ = [
    "Z95",
    "ControlLimits",
    "RateAndMix",
    "RunSignals",
    "SampleError",
    "SamplingLimits",
    "ShareLimits",
    "control_limits",
    "mean_interval",
    "newcombe",
    "nps_difference",
    "nps_interval",
    "prediction_limits",
    "rate_and_mix",
    "run_signals",
    "sample_size",
    "sampling_limits",
    "shapley",
    "share_limits",
    "simpson_reversal",
    "student_t_quantile",
    "wilson",
]
