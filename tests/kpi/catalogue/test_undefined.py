"""A value that does not exist is undefined, for a reason; never 0 and never infinite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kpi.calculate import compute
from kpi.errors import Undefined

DIVIDED_BY_ZERO = (
    ("crr", {"end": 0, "new": 0, "start": 0}, "customers at the start"),
    ("churn", {"lost": 0, "start": 0}, "customers at the start"),
    ("churn", {"lost": 5, "end": 0}, "customers at the end"),
    ("churn", {"lost": 0, "active": 0}, "active customers"),
    ("churn", {"lost": 0, "total": 0}, "customers in total"),
    (
        "churn",
        {"lost": 0, "start": 0, "new": 0},
        "customers at the start + new customers",
    ),
    ("renewal_rate", {"renewed": 0, "due": 0}, "subscriptions due"),
    ("renewal_rate", {"renewed_revenue": 0, "due_revenue": 0}, "revenue due"),
    ("non_renewal", {"renewed": 0, "due": 0}, "subscriptions due"),
    ("trial_loss", {"ended": 0, "converted": 0}, "trials ended"),
    ("incident_loss", {"lost": 0, "affected": 0}, "customers affected"),
    ("involuntary_churn", {"involuntary": 0, "churned": 0}, "customers lost"),
    (
        "nps",
        {"promoters": 0, "passives": 0, "detractors": 0},
        "promoters + passives + detractors",
    ),
    ("nps", {"promoters": 0, "detractors": 0, "respondents": 0}, "respondents"),
    ("csat", {"positive": 0, "responses": 0}, "answers"),
    ("ces", {"score_sum": 0, "responses": 0, "scale": 5}, "answers"),
    ("fcr", {"first_contact": 0, "tickets": 0}, "tickets"),
    ("referrals", {"referrals": 0, "active": 0}, "active customers"),
    ("referrals", {"referred_new": 0, "new": 0}, "new customers"),
    ("referrals", {"referred_orders": 0, "orders": 0}, "orders"),
    ("brand_sentiment", {"positive": 0, "negative": 0, "mentions": 0}, "mentions"),
    (
        "nrr",
        {"start": 0, "expansion": 5, "contraction": 0, "churned": 0},
        "recurring revenue at the start",
    ),
    ("arpu", {"revenue": 100, "users": 0}, "users"),
    ("clv", {"arpu": 100, "churn": 0}, "churn rate of the same period"),
    ("clv", {"arpu": 100, "margin": 80, "churn": 0}, "churn rate of the same period"),
    (
        "segment_movement",
        {"expansion": 5, "contraction": 0, "start_revenue": 0},
        "recurring revenue at the start",
    ),
    ("segment_margin", {"revenue": 0, "cost": 5}, "revenue of the segment"),
    ("crc", {"spend": 100, "active": 0}, "active customers"),
    ("cac", {"spend": 100, "acquired": 0}, "customers acquired"),
    ("ltv_cac", {"clv": 100, "cac": 0}, "customer acquisition cost"),
    ("conversion_rate", {"conversions": 0, "visitors": 0}, "visitors"),
    ("cpa", {"cost": 100, "conversions": 0}, "conversions"),
    ("roas", {"revenue": 0, "spend": 0}, "ad spend"),
    ("mql_share", {"mqls": 0, "leads": 0}, "leads"),
    ("rpv", {"revenue": 0, "visitors": 0}, "visitors"),
    ("aov", {"revenue": 0, "orders": 0}, "orders"),
    ("stickiness", {"dau": 0, "mau": 0}, "monthly active users"),
    ("activity_rate", {"mau": 5, "paying": 0}, "paying customers"),
    ("activity_rate", {"dau": 5, "paying": 0}, "paying customers"),
    ("feature_usage", {"users": 0, "active": 0}, "active users"),
    ("first_week_engagement", {"active": 0, "cohort": 0}, "new users"),
    ("first_week_engagement", {"abandoned": 0, "cohort": 0}, "new users"),
    (
        "segment_lift",
        {"exposed_yes": 1, "exposed": 9, "other_yes": 0, "other": 9},
        "successes without the behaviour",
    ),
    ("segment_lift", {"exposed_rate": 2, "other_rate": 0}, "rate without the behaviour"),
    ("unique_visitors", {"new": 0, "visitors": 0}, "unique visitors"),
    ("pages_per_session", {"pageviews": 0, "sessions": 0}, "sessions"),
    ("session_duration", {"seconds": 0, "sessions": 0}, "sessions"),
    ("time_on_page", {"seconds": 0, "pageviews": 0}, "page views"),
    ("time_on_page", {"seconds": 60, "pageviews": 9, "exits": 9}, "page views − exits"),
    ("bounce_rate", {"bounces": 0, "sessions": 0}, "sessions"),
    ("exit_rate", {"exits": 0, "pageviews": 0}, "page views"),
    ("scroll_depth", {"depth_sum": 0, "pageviews": 0}, "page views"),
    ("ctr", {"clicks": 0, "impressions": 0}, "impressions"),
    ("ctr", {"clicks": 0, "opens": 0}, "opens"),
    ("social_engagement", {"engagements": 0, "impressions": 0}, "impressions"),
)

BELOW_ZERO = (
    ("cac_payback", {"cac": 600, "arpu": 100, "margin": -20}, "never comes back"),
    ("clv", {"arpu": 100, "churn": -5}, "no end"),
    ("clv", {"arpu": 100, "margin": 80, "churn": -5}, "no end"),
)


@pytest.mark.parametrize(("kpi", "inputs", "denominator"), DIVIDED_BY_ZERO)
def test_a_denominator_of_zero_is_named(
    kpi: str, inputs: Mapping[str, Any], denominator: str
) -> None:
    with pytest.raises(Undefined) as undefined:
        compute(kpi, **inputs)

    assert denominator in undefined.value.reason


@pytest.mark.parametrize(("kpi", "inputs", "reason"), BELOW_ZERO)
def test_a_cost_that_never_comes_back_or_a_life_without_end_has_no_value(
    kpi: str, inputs: Mapping[str, Any], reason: str
) -> None:
    with pytest.raises(Undefined) as undefined:
        compute(kpi, **inputs)

    assert reason in undefined.value.reason
