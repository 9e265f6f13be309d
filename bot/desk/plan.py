"""What somebody chose in the guide so far: nothing of it is in force before they confirm it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from kpi import catalogue

MOST_KPIS = 10
"""As many boxes to tick stand in one group at Slack."""


class Business(StrEnum):
    """What a team works for, as far as it decides which KPIs are proposed."""

    SAAS = "saas"
    SHOP = "shop"
    SUPPORT = "support"
    CONTENT = "content"


PROPOSED: Mapping[Business | None, tuple[str, ...]] = {
    None: ("nps", "csat", "churn"),
    Business.SAAS: ("nps", "churn", "nrr", "mrr"),
    Business.SHOP: ("conversion_rate", "aov", "cac", "crr", "nps"),
    Business.SUPPORT: ("csat", "fcr", "ces", "nps"),
    Business.CONTENT: (
        "stickiness",
        "unique_visitors",
        "session_duration",
        "bounce_rate",
        "social_engagement",
    ),
}
"""Keys of three to five KPIs to begin with; None is a team that did not say what it is."""


class Step(StrEnum):
    """A screen of the guide."""

    BUSINESS = "business"
    KPIS = "kpis"
    OWNERS = "owners"
    DIGEST = "digest"
    PAST = "past"
    PREVIEW = "preview"

    @property
    def before(self) -> Step:
        """The step before it; the first one is before itself."""
        return STEPS[max(STEPS.index(self) - 1, 0)]

    @property
    def after(self) -> Step:
        """The step after it; the last one is after itself."""
        return STEPS[min(STEPS.index(self) + 1, len(STEPS) - 1)]


STEPS = tuple(Step)
"""In the order they come."""


class Plan(Struct, frozen=True, kw_only=True):
    """What is to be set up; everything has a default."""

    business: Business | None = None
    offered: tuple[str, ...] = PROPOSED[None]
    """Keys of the KPIs that can be ticked."""
    kpis: tuple[str, ...] = PROPOSED[None]
    """Those that are ticked."""
    owners: Mapping[str, str] = field(default_factory=dict)
    """User ids by KPI, as far as somebody chose."""
    channel: str = ""
    """Where the digest goes; "" before one is chosen."""
    day: int = 0
    """0 Monday to 6 Sunday."""
    hour: int = 9
    minute: int = 0

    def __post_init__(self) -> None:
        """Refuse what no guide of this version offers. Raises ValueError."""
        known = {kpi.key for kpi in catalogue.all_kpis()}
        if not set(self.kpis) <= set(self.offered) <= known:
            raise ValueError("kpis")
        if self.day not in range(7) or self.hour not in range(24) or self.minute not in range(60):
            raise ValueError("schedule")

    @classmethod
    def of(cls, business: Business) -> Plan:
        """What is proposed to a kind of team."""
        return cls(business=business, offered=PROPOSED[business], kpis=PROPOSED[business])

    def adding(self, kpi: str) -> Plan:
        """With one more KPI, as long as there is room for it."""
        if kpi in self.offered or len(self.offered) >= MOST_KPIS:
            return self
        return replace(self, offered=(*self.offered, kpi), kpis=(*self.kpis, kpi))


class Guided(Struct, frozen=True, kw_only=True):
    """Where somebody is in the guide."""

    step: Step | None = None
    """None where it is not open."""
    put_off: bool = False
    """Whether they closed it, so that it does not open by itself."""
    plan: Plan = Plan()

    def at(self, step: Step) -> Guided:
        """Shown a step; what was chosen stays."""
        return Guided(step=step, plan=self.plan)

    def later(self) -> Guided:
        """The guide put off; what was chosen stays."""
        return Guided(put_off=True, plan=self.plan)


UNGUIDED = Guided()
"""Of whoever has not met the guide yet."""
