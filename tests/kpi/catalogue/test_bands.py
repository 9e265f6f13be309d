"""Every bar of every judged benchmark: the grade just below it, on it and just above it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from kpi.catalogue import get
from kpi.model import Benchmark, Grade, Status

A_HAIR = Fraction(1, 10**12)
JUDGED = {Status.USE, Status.THUMB}


@dataclass(frozen=True)
class Bar:
    """A bar of a benchmark of a KPI, and the words around it."""

    kpi: str
    set: str
    at: str
    words: tuple[str, str, str]
    """Just below, on the bar, just above."""
    scale: str = ""
    """The survey scale the bar is for, where a set has one for each."""


BARS = (
    Bar("crr", "smb_2020", "90", ("poor", "good", "good")),
    Bar("crr", "saas_2021", "93", ("poor", "good", "good")),
    Bar("churn", "smb_2020", "10", ("good", "poor", "poor")),
    Bar("churn", "saas_2021", "7", ("good", "good", "poor")),
    Bar("churn", "engagement_2024", "8", ("good", "good", "poor")),
    Bar("renewal_rate", "smb_2020", "90", ("poor", "good", "good")),
    Bar("nps", "cx_2021", "0", ("poor", "poor", "watch")),
    Bar("nps", "cx_2021", "20", ("watch", "watch", "good")),
    Bar("nps", "engagement_2024", "0", ("poor", "good", "good")),
    Bar("nps", "engagement_2024", "20", ("good", "great", "great")),
    Bar("nps", "engagement_2024", "50", ("great", "excellent", "excellent")),
    Bar("csat", "engagement_2024", "75", ("poor", "good", "good")),
    Bar("csat", "engagement_2024", "85", ("good", "good", "excellent")),
    Bar("ces", "engagement_2024", "2", ("good", "good", "watch"), scale="5"),
    Bar("ces", "engagement_2024", "3", ("good", "good", "watch"), scale="7"),
    Bar("nrr", "saas_2021", "100", ("watch", "excellent", "excellent")),
    Bar("ncvg", "derived", "0", ("poor", "watch", "good")),
    Bar("ltv_cac", "saas_2021", "3", ("poor", "poor", "good")),
    Bar("ltv_cac", "engagement_2024", "3", ("poor", "good", "good")),
    Bar("ltv_cac", "engagement_2024", "5", ("good", "good", "watch")),
    Bar("stickiness", "engagement_2024", "13", ("watch", "watch", "good")),
    Bar("activity_rate", "engagement_2024", "20", ("watch", "watch", "good")),
    Bar("feature_usage", "engagement_2024", "28", ("watch", "good", "good")),
    Bar("pages_per_session", "engagement_2024", "1.7", ("watch", "good", "good")),
    Bar("pages_per_session", "engagement_2024", "4", ("good", "good", "information only")),
    Bar("scroll_depth", "engagement_2024", "50", ("watch", "good", "good")),
    Bar("ctr", "engagement_2024", "6", ("information only", "good", "good")),
    Bar("social_engagement", "engagement_2024", "1", ("watch", "good", "good")),
    Bar("social_engagement", "engagement_2024", "5", ("good", "good", "excellent")),
)

NOT_JUDGED = (
    ("nps", "saas_2021"),
    ("nps", "smb_2020"),
    ("nps", "bain"),
    ("csat", "saas_2021"),
    ("renewal_rate", "vendor"),
    ("fcr", "vendor"),
    ("referrals", "vendor"),
    ("clv", "saas_2021"),
    ("clv", "engagement_2024"),
    ("cac", "derived"),
    ("cac_payback", "vendor"),
    ("first_week_engagement", "engagement_2024"),
    ("first_week_engagement", "vendor"),
    ("pageviews", "engagement_2024"),
    ("unique_visitors", "engagement_2024"),
    ("time_on_page", "engagement_2024"),
    ("bounce_rate", "engagement_2024"),
    ("exit_rate", "engagement_2024"),
)


def benchmark_of(bar: Bar) -> Benchmark:
    [found] = [
        one
        for one in get(bar.kpi).benchmarks
        if one.set == bar.set and one.only.get("scale", "") == bar.scale
    ]
    return found


def grade(benchmark: Benchmark, value: Fraction) -> Grade:
    return next(band.grade for band in benchmark.bands if band.holds(value))


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: f"{bar.kpi}-{bar.set}-{bar.at}")
def test_a_bar_divides_the_grades_where_the_source_puts_it(bar: Bar) -> None:
    benchmark, at = benchmark_of(bar), Fraction(bar.at)

    words = tuple(str(grade(benchmark, value)) for value in (at - A_HAIR, at, at + A_HAIR))

    assert benchmark.status in JUDGED
    assert words == bar.words


@pytest.mark.parametrize("bar", BARS, ids=lambda bar: f"{bar.kpi}-{bar.set}-{bar.at}")
def test_a_judged_benchmark_has_no_bar_beside_those_of_its_source(bar: Bar) -> None:
    listed = {
        Fraction(one.at)
        for one in BARS
        if (one.kpi, one.set, one.scale) == (bar.kpi, bar.set, bar.scale)
    }
    edges = {
        edge
        for band in benchmark_of(bar).bands
        for edge in (band.gt, band.ge, band.lt, band.le)
        if edge is not None
    }

    assert edges == listed


@pytest.mark.parametrize(("kpi", "name"), NOT_JUDGED)
def test_an_average_or_a_foreign_bar_is_shown_without_a_grade(kpi: str, name: str) -> None:
    [benchmark] = [one for one in get(kpi).benchmarks if one.set == name]

    assert benchmark.status not in JUDGED
    assert benchmark.bands == ()
