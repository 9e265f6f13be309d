"""Every formula of the articles against a value worked out by hand or printed in public."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pytest

from kpi.catalogue import get
from kpi.model import Kind
from kpi.value import Tally, Value

FORMULAS_OF_THE_ARTICLES = 81


@dataclass(frozen=True)
class Case:
    kpi: str
    formula: str
    inputs: Mapping[str, str]
    exact: str


CASES = (
    # Retention
    Case("crr", "standard", {"end": "3500", "new": "200", "start": "3375"}, "880/9"),
    Case("crr", "standard", {"end": "120", "new": "30", "start": "100"}, "90"),
    Case("churn", "of_start", {"lost": "75", "start": "3375"}, "20/9"),
    Case("churn", "of_end", {"lost": "50", "end": "3000"}, "5/3"),
    Case("churn", "from_crr", {"crr": "97.5"}, "5/2"),
    Case("churn", "of_active", {"lost": "30", "active": "1200"}, "5/2"),
    Case("churn", "of_total", {"lost": "10", "total": "100"}, "10"),
    Case("churn", "of_start_and_new", {"lost": "18", "start": "500", "new": "100"}, "3"),
    Case("renewal_rate", "standard", {"renewed": "16000", "due": "18400"}, "2000/23"),
    Case(
        "renewal_rate",
        "revenue",
        {"renewed_revenue": "52500", "due_revenue": "50000"},
        "105",
    ),
    Case("non_renewal", "standard", {"renewed": "16000", "due": "18400"}, "300/23"),
    Case("trial_loss", "standard", {"ended": "80", "converted": "28"}, "65"),
    Case("incident_loss", "standard", {"lost": "9", "affected": "240"}, "15/4"),
    Case("involuntary_churn", "standard", {"involuntary": "12", "churned": "40"}, "30"),
    # Satisfaction
    Case(
        "nps",
        "counts",
        {"promoters": "1700", "passives": "350", "detractors": "150"},
        "775/11",
    ),
    Case(
        "nps",
        "counts",
        {"promoters": "162", "passives": "108", "detractors": "54"},
        "100/3",
    ),
    Case("nps", "counts", {"promoters": "5", "passives": "20", "detractors": "75"}, "-70"),
    Case(
        "nps",
        "totals",
        {"promoters": "70", "detractors": "10", "respondents": "100"},
        "60",
    ),
    Case("nps", "shares", {"promoter_share": "50", "detractor_share": "10"}, "40"),
    Case("nps", "scores", {"scores": "9 10 3 7 8 10 6 9"}, "25"),
    Case("nps", "scores", {"scores": "0 1 2 3 4 5 6 7 8 9 10"}, "-500/11"),
    Case("csat", "counts", {"positive": "40", "responses": "50"}, "80"),
    Case("csat", "scores", {"scores": "5 4 3 4 1", "threshold": "4", "scale": "5"}, "60"),
    Case("csat", "scores", {"scores": "10 8 7 9", "threshold": "8", "scale": "10"}, "75"),
    Case("ces", "scores", {"scores": "1 2 2 4", "scale": "5"}, "9/4"),
    Case("ces", "totals", {"score_sum": "150", "responses": "60", "scale": "7"}, "5/2"),
    Case("fcr", "standard", {"first_contact": "350", "tickets": "500"}, "70"),
    Case("feedback", "log", {"items": "slow friendly unclear"}, "3"),
    Case("referrals", "count", {"referrals": "24"}, "24"),
    Case("referrals", "of_active", {"referrals": "24", "active": "1600"}, "3/2"),
    Case("referrals", "of_new", {"referred_new": "18", "new": "120"}, "15"),
    Case("referrals", "of_orders", {"referred_orders": "47", "orders": "2000"}, "47/20"),
    Case(
        "brand_sentiment",
        "net",
        {"positive": "620", "negative": "180", "mentions": "1000"},
        "44",
    ),
    # Revenue
    Case("mrr", "arpu", {"arpu": "49.5", "customers": "200"}, "9900"),
    Case("mrr", "fees", {"fees": "49 99 1200"}, "1348"),
    Case("arr", "run_rate", {"mrr": "9900"}, "118800"),
    Case(
        "arr",
        "flow",
        {"annual": "500000", "expansion": "60000", "churned": "45000"},
        "515000",
    ),
    Case(
        "nrr",
        "standard",
        {"start": "50000", "expansion": "6000", "contraction": "1500", "churned": "2000"},
        "105",
    ),
    Case("arpu", "standard", {"revenue": "9900", "users": "200"}, "99/2"),
    Case("clv", "margin_term", {"arpu": "100", "margin": "80", "term": "24"}, "1920"),
    Case("clv", "churn", {"arpu": "100", "churn": "5"}, "2000"),
    Case("clv", "orders", {"order_value": "20", "frequency": "12", "lifespan": "3"}, "720"),
    Case("clv", "margin_churn", {"arpu": "100", "margin": "80", "churn": "5"}, "1600"),
    Case(
        "ncvg",
        "value",
        {"new": "40", "value_per_new": "1200", "lost": "15", "value_per_lost": "2000"},
        "18000",
    ),
    Case("ncvg", "totals", {"new_value": "48000", "lost_value": "51000"}, "-3000"),
    Case("ncvg", "volume", {"new": "40", "lost": "15"}, "25"),
    Case("segment_movement", "net", {"expansion": "6000", "contraction": "1500"}, "4500"),
    Case(
        "segment_movement",
        "net_rate",
        {"expansion": "6000", "contraction": "1500", "start_revenue": "50000"},
        "9",
    ),
    Case("segment_margin", "standard", {"revenue": "80000", "cost": "52000"}, "35"),
    Case(
        "crc",
        "standard",
        {
            "people": "30000",
            "tools": "4000",
            "marketing": "3000",
            "training": "2000",
            "loyalty": "1000",
            "active": "800",
        },
        "50",
    ),
    Case("crc", "total", {"spend": "32000", "active": "800"}, "40"),
    # Acquisition
    Case(
        "cac",
        "standard",
        {
            "marketing": "1500",
            "wages": "1000",
            "software": "175",
            "services": "125",
            "overhead": "50",
            "acquired": "700",
        },
        "57/14",
    ),
    Case("cac", "total", {"spend": "4500", "acquired": "90"}, "50"),
    Case("ltv_cac", "standard", {"clv": "1600", "cac": "400"}, "4"),
    Case("cac_payback", "standard", {"cac": "600", "arpu": "100", "margin": "80"}, "15/2"),
    Case("conversion_rate", "standard", {"conversions": "45", "visitors": "1500"}, "3"),
    Case("cpa", "standard", {"cost": "2500", "conversions": "125"}, "20"),
    Case("roas", "standard", {"revenue": "12500", "spend": "2500"}, "5"),
    Case("mql_share", "standard", {"mqls": "84", "leads": "240"}, "35"),
    Case("rpv", "standard", {"revenue": "9000", "visitors": "4500"}, "2"),
    Case("rpv", "rate_value", {"conversion_rate": "2.5", "order_value": "90"}, "9/4"),
    Case("aov", "standard", {"revenue": "9000", "orders": "120"}, "75"),
    # Engagement
    Case("dau", "count", {"dau": "812.5"}, "1625/2"),
    Case("mau", "count", {"mau": "6500"}, "6500"),
    Case("stickiness", "standard", {"dau": "975", "mau": "6500"}, "15"),
    Case("activity_rate", "of_mau", {"mau": "6500", "paying": "5000"}, "130"),
    Case("activity_rate", "of_dau", {"dau": "975", "paying": "5000"}, "39/2"),
    Case("feature_usage", "standard", {"users": "420", "active": "1500"}, "28"),
    Case("first_week_engagement", "engagement", {"active": "162", "cohort": "300"}, "54"),
    Case("first_week_engagement", "abandonment", {"abandoned": "96", "cohort": "300"}, "32"),
    Case(
        "segment_lift",
        "counts",
        {"exposed_yes": "28", "exposed": "200", "other_yes": "50", "other": "500"},
        "40",
    ),
    Case("segment_lift", "rates", {"exposed_rate": "1.4", "other_rate": "1"}, "40"),
    Case("segment_lift", "rates", {"exposed_rate": "3.3", "other_rate": "1"}, "230"),
    Case("segment_lift", "rates", {"exposed_rate": "3", "other_rate": "4"}, "-25"),
    # Web
    Case("pageviews", "count", {"pageviews": "10432"}, "10432"),
    Case("unique_visitors", "count", {"visitors": "3120"}, "3120"),
    Case("unique_visitors", "new_share", {"new": "312", "visitors": "3120"}, "10"),
    Case("pages_per_session", "standard", {"pageviews": "8500", "sessions": "5000"}, "17/10"),
    Case("session_duration", "standard", {"seconds": "450000", "sessions": "5000"}, "90"),
    Case("time_on_page", "views", {"seconds": "41600", "pageviews": "800"}, "52"),
    Case(
        "time_on_page",
        "non_exit_views",
        {"seconds": "41600", "pageviews": "800", "exits": "280"},
        "80",
    ),
    Case("bounce_rate", "standard", {"bounces": "2250", "sessions": "5000"}, "45"),
    Case("exit_rate", "standard", {"exits": "640", "pageviews": "8500"}, "128/17"),
    Case("scroll_depth", "mean", {"depths": "25 50 90"}, "55"),
    Case("scroll_depth", "totals", {"depth_sum": "4400", "pageviews": "80"}, "55"),
    Case("ctr", "impressions", {"clicks": "650", "impressions": "10000"}, "13/2"),
    Case("ctr", "click_to_open", {"clicks": "50", "opens": "200"}, "25"),
    Case(
        "social_engagement",
        "by_impressions",
        {"engagements": "275", "impressions": "9000"},
        "55/18",
    ),
)

LISTS_OF_NUMBERS = {Kind.MONEY_LIST, Kind.PERCENT_LIST}


def value_of(text: str, kind: Kind | None) -> Value:
    if kind is Kind.SCORE_LIST:
        return Tally(Counter(int(score) for score in text.split()))
    if kind is Kind.TEXT_LIST:
        return tuple(text.split())
    if kind in LISTS_OF_NUMBERS:
        return tuple(Fraction(number) for number in text.split())
    return Fraction(text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kpi}.{case.formula}")
def test_a_formula_gives_the_value_worked_out_by_hand(case: Case) -> None:
    formula = get(case.kpi).formula(case.formula)
    kinds = {one.name: one.kind for one in formula.inputs}
    values = {name: value_of(text, kinds.get(name)) for name, text in case.inputs.items()}

    assert formula.expression.evaluate(values) == Fraction(case.exact)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kpi}.{case.formula}")
def test_the_case_gives_every_input_and_only_inputs_or_survey_attributes(case: Case) -> None:
    kpi = get(case.kpi)
    inputs = {one.name for one in kpi.formula(case.formula).inputs}

    assert inputs <= case.inputs.keys()
    assert case.inputs.keys() <= inputs | {one.name for one in kpi.attributes}


def test_every_formula_of_the_articles_has_a_case() -> None:
    assert len({(case.kpi, case.formula) for case in CASES}) == FORMULAS_OF_THE_ARTICLES
