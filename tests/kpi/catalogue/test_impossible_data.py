"""Which data is impossible, and which is only unusual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest

from kpi.catalogue import get
from kpi.value import Value


@dataclass(frozen=True)
class Limit:
    """Data that is just possible, and one value that makes it impossible."""

    kpi: str
    formula: str
    possible: Mapping[str, str]
    beyond: tuple[str, str]


LIMITS = (
    Limit("crr", "standard", {"end": "200", "new": "200", "start": "90"}, ("new", "201")),
    Limit("crr", "standard", {"end": "120", "new": "20", "start": "100"}, ("end", "121")),
    Limit("churn", "of_start", {"lost": "9", "start": "9"}, ("lost", "10")),
    Limit("churn", "from_crr", {"crr": "100"}, ("crr", "100.1")),
    Limit("churn", "of_active", {"lost": "9", "active": "9"}, ("lost", "10")),
    Limit("churn", "of_total", {"lost": "9", "total": "9"}, ("lost", "10")),
    Limit("churn", "of_start_and_new", {"lost": "9", "start": "7", "new": "2"}, ("lost", "10")),
    Limit("renewal_rate", "standard", {"renewed": "9", "due": "9"}, ("renewed", "10")),
    Limit("non_renewal", "standard", {"renewed": "9", "due": "9"}, ("renewed", "10")),
    Limit("trial_loss", "standard", {"ended": "9", "converted": "9"}, ("converted", "10")),
    Limit("incident_loss", "standard", {"lost": "9", "affected": "9"}, ("lost", "10")),
    Limit(
        "involuntary_churn",
        "standard",
        {"involuntary": "9", "churned": "9"},
        ("involuntary", "10"),
    ),
    Limit(
        "nps",
        "totals",
        {"promoters": "6", "detractors": "3", "respondents": "9"},
        ("detractors", "4"),
    ),
    Limit(
        "nps",
        "shares",
        {"promoter_share": "60", "detractor_share": "40"},
        ("promoter_share", "60.5"),
    ),
    Limit("csat", "counts", {"positive": "9", "responses": "9"}, ("positive", "10")),
    Limit(
        "ces",
        "totals",
        {"score_sum": "9", "responses": "9", "scale": "5"},
        ("score_sum", "8"),
    ),
    Limit(
        "ces",
        "totals",
        {"score_sum": "45", "responses": "9", "scale": "5"},
        ("score_sum", "46"),
    ),
    Limit("fcr", "standard", {"first_contact": "9", "tickets": "9"}, ("first_contact", "10")),
    Limit("referrals", "of_new", {"referred_new": "9", "new": "9"}, ("referred_new", "10")),
    Limit(
        "referrals",
        "of_orders",
        {"referred_orders": "9", "orders": "9"},
        ("referred_orders", "10"),
    ),
    Limit(
        "brand_sentiment",
        "net",
        {"positive": "6", "negative": "3", "mentions": "9"},
        ("negative", "4"),
    ),
    Limit(
        "arr",
        "flow",
        {"annual": "100", "expansion": "20", "churned": "120"},
        ("churned", "121"),
    ),
    Limit(
        "nrr",
        "standard",
        {"start": "100", "expansion": "20", "contraction": "50", "churned": "70"},
        ("churned", "71"),
    ),
    Limit("mql_share", "standard", {"mqls": "9", "leads": "9"}, ("mqls", "10")),
    Limit("stickiness", "standard", {"dau": "9", "mau": "9"}, ("dau", "9.5")),
    Limit("feature_usage", "standard", {"users": "9", "active": "9"}, ("users", "10")),
    Limit(
        "first_week_engagement",
        "engagement",
        {"active": "9", "cohort": "9"},
        ("active", "10"),
    ),
    Limit(
        "first_week_engagement",
        "abandonment",
        {"abandoned": "9", "cohort": "9"},
        ("abandoned", "10"),
    ),
    Limit(
        "segment_lift",
        "counts",
        {"exposed_yes": "9", "exposed": "9", "other_yes": "5", "other": "5"},
        ("exposed_yes", "10"),
    ),
    Limit(
        "segment_lift",
        "counts",
        {"exposed_yes": "9", "exposed": "9", "other_yes": "5", "other": "5"},
        ("other_yes", "6"),
    ),
    Limit("unique_visitors", "new_share", {"new": "9", "visitors": "9"}, ("new", "10")),
    Limit(
        "pages_per_session",
        "standard",
        {"pageviews": "9", "sessions": "9"},
        ("sessions", "10"),
    ),
    Limit(
        "time_on_page",
        "non_exit_views",
        {"seconds": "60", "pageviews": "9", "exits": "9"},
        ("exits", "10"),
    ),
    Limit("bounce_rate", "standard", {"bounces": "9", "sessions": "9"}, ("bounces", "10")),
    Limit("exit_rate", "standard", {"exits": "9", "pageviews": "9"}, ("exits", "10")),
    Limit("scroll_depth", "mean", {"depths": "100 100"}, ("depths", "100 101")),
    Limit(
        "scroll_depth",
        "totals",
        {"depth_sum": "900", "pageviews": "9"},
        ("depth_sum", "901"),
    ),
    Limit("ctr", "impressions", {"clicks": "9", "impressions": "9"}, ("clicks", "10")),
    Limit("ctr", "click_to_open", {"clicks": "9", "opens": "9"}, ("clicks", "10")),
)

ONLY_UNUSUAL = (
    ("churn", "of_end", {"lost": "10", "end": "9"}),
    ("renewal_rate", "revenue", {"renewed_revenue": "10", "due_revenue": "9"}),
    ("referrals", "of_active", {"referrals": "10", "active": "9"}),
    (
        "nrr",
        "standard",
        {"start": "100", "expansion": "58", "contraction": "0", "churned": "0"},
    ),
    ("conversion_rate", "standard", {"conversions": "10", "visitors": "9"}),
    ("activity_rate", "of_mau", {"mau": "10", "paying": "9"}),
    ("activity_rate", "of_dau", {"dau": "10", "paying": "9"}),
    ("social_engagement", "by_impressions", {"engagements": "10", "impressions": "9"}),
    ("segment_margin", "standard", {"revenue": "9", "cost": "10"}),
    ("ncvg", "value", {"new": "1", "value_per_new": "1", "lost": "2", "value_per_lost": "2"}),
)


def exact(text: str) -> Value:
    numbers = tuple(Fraction(number) for number in text.split())
    return numbers if len(numbers) > 1 else numbers[0]


def broken(kpi: str, formula: str, inputs: Mapping[str, str]) -> list[str]:
    values = {name: exact(text) for name, text in inputs.items()}
    return [
        check.broken
        for check in get(kpi).formula(formula).checks
        if check.smaller.evaluate(values) > check.larger.evaluate(values)
    ]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.kpi}.{one.formula}")
def test_data_on_the_limit_is_possible(limit: Limit) -> None:
    assert broken(limit.kpi, limit.formula, limit.possible) == []


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.kpi}.{one.formula}")
def test_data_beyond_the_limit_is_impossible_and_says_so_once(limit: Limit) -> None:
    name, text = limit.beyond

    [sentence] = broken(limit.kpi, limit.formula, {**limit.possible, name: text})

    assert sentence.endswith(".")


@pytest.mark.parametrize(("kpi", "formula", "inputs"), ONLY_UNUSUAL)
def test_unusual_data_is_possible(kpi: str, formula: str, inputs: Mapping[str, str]) -> None:
    assert broken(kpi, formula, inputs) == []
