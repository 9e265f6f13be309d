"""Half a year of believable figures for the demo's workspace. The same on every start."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from kpi.period import Cadence, Period

WEEKS = 26
MONTHS = 6
DIGEST = ("nps", "csat", "churn", "crr", "fcr", "renewal_rate", "mrr", "nrr")
"""The KPIs of the demo's weekly digest."""
TARGETS = (("churn", "<= 2.5%"), ("csat", ">= 78%"))
OWNERS = (("nps", "lee", "ana"), ("churn", "kim", "lee"), ("csat", "lee", "kim"))


class Typed(Struct, frozen=True):
    """One recording: who types which inputs for which period."""

    kpi: str
    period: Period
    inputs: dict[str, str]
    author: str


def history(newest_week: Period, newest_month: Period) -> Iterator[Typed]:
    """Weekly figures up to and including `newest_week`, monthly ones up to `newest_month`.

    NPS and churn fall in the newest week: the drops the demo's digest flags.
    """
    dice = Random(20)  # noqa: S311 -- believable figures, no secrets
    customers = 3180
    for back in reversed(range(WEEKS)):
        week = newest_week.previous(back)
        yield from _surveys(dice, week, fell=back == 0)
        lost = dice.randint(44, 60) if back else 112
        new = dice.randint(52, 78)
        end = customers - lost + new
        yield Typed("churn", week, {"lost": str(lost), "start": str(customers)}, "kim")
        yield Typed("crr", week, {"end": str(end), "new": str(new), "start": str(customers)}, "kim")
        customers = end
    yield from _money(dice, newest_month)


def _surveys(dice: Random, week: Period, *, fell: bool) -> Iterator[Typed]:
    answers = dice.randint(310, 380)
    promoters = round(answers * (dice.uniform(0.52, 0.57) if not fell else 0.40))
    detractors = round(answers * (dice.uniform(0.15, 0.19) if not fell else 0.31))
    yield Typed(
        "nps",
        week,
        {
            "promoters": str(promoters),
            "passives": str(answers - promoters - detractors),
            "detractors": str(detractors),
        },
        "lee",
    )
    responses = dice.randint(420, 520)
    yield Typed(
        "csat",
        week,
        {"positive": str(round(responses * dice.uniform(0.80, 0.84))), "responses": str(responses)},
        "lee",
    )
    tickets = dice.randint(560, 640)
    yield Typed(
        "fcr",
        week,
        {"first_contact": str(round(tickets * dice.uniform(0.71, 0.75))), "tickets": str(tickets)},
        "ana",
    )


def _money(dice: Random, newest: Period) -> Iterator[Typed]:
    start = 186_000
    for back in reversed(range(MONTHS)):
        month = newest.previous(back)
        due = dice.randint(210, 260)
        renewed = round(due * dice.uniform(0.91, 0.94))
        expansion, contraction = dice.randint(5200, 6800), dice.randint(1500, 2300)
        churned = dice.randint(2600, 3400)
        yield Typed("renewal_rate", month, {"renewed": str(renewed), "due": str(due)}, "kim")
        yield Typed(
            "nrr",
            month,
            {
                "start": f"${start:,}",
                "expansion": f"${expansion:,}",
                "contraction": f"${contraction:,}",
                "churned": f"${churned:,}",
            },
            "kim",
        )
        start += expansion - contraction - churned + dice.randint(2000, 4200)
        yield Typed("mrr", month, {"arpu": "$58.40", "customers": str(round(start / 58.4))}, "kim")


def cadences() -> dict[str, Cadence]:
    """KPIs the demo's workspace records by another cadence than their definition's."""
    return {"renewal_rate": Cadence.MONTH}
