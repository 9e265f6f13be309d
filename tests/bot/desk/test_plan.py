"""What can be chosen in the guide, and what it begins with."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.plan import MOST_KPIS, PROPOSED, STEPS, Business, Guided, Plan, Step
from kpi import catalogue

KEYS = tuple(kpi.key for kpi in catalogue.all_kpis())


@pytest.mark.parametrize("business", [None, *Business])
def test_every_kind_of_team_is_proposed_three_to_five_kpis_of_the_catalogue(
    business: Business | None,
) -> None:
    proposed = PROPOSED[business]
    assert 3 <= len(proposed) <= 5
    assert len(set(proposed)) == len(proposed)
    assert set(proposed) <= set(KEYS)


@pytest.mark.parametrize("business", Business)
def test_what_is_proposed_is_ticked(business: Business) -> None:
    plan = Plan.of(business)
    assert plan.kpis == plan.offered == PROPOSED[business]


def test_another_kpi_is_offered_and_ticked_once_as_long_as_there_is_room() -> None:
    plan = Plan().adding("fcr").adding("fcr")
    assert plan.offered == plan.kpis == ("nps", "csat", "churn", "fcr")
    for key in KEYS:
        plan = plan.adding(key)
    assert len(plan.offered) == MOST_KPIS


@pytest.mark.parametrize(
    "wrong",
    [
        {"kpis": ("fcr",)},
        {"offered": ("banana",), "kpis": ()},
        {"day": 7},
        {"day": -1},
        {"hour": 24},
        {"minute": 60},
    ],
)
def test_a_plan_holds_nothing_that_no_guide_offers(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"kpis|schedule"):
        Plan(**wrong)


def test_steps_lead_forth_and_back_and_end_at_both_ends() -> None:
    assert [one.after for one in STEPS] == [*STEPS[1:], Step.PREVIEW]
    assert [one.before for one in STEPS] == [Step.BUSINESS, *STEPS[:-1]]


def test_a_guide_put_off_keeps_what_was_chosen_until_it_is_opened_again() -> None:
    plan = Plan.of(Business.SHOP)
    off = Guided(step=Step.OWNERS, plan=plan).later()
    assert (off.step, off.put_off, off.plan) == (None, True, plan)
    assert off.at(Step.KPIS) == Guided(step=Step.KPIS, plan=plan)
