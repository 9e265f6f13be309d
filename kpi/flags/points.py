"""What flagging works on: points, the frozen baseline, signals and episodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from kpi.counts import Counts
from kpi.model import Better, Grade, Unit
from kpi.period import Period
from kpi.statistics import ControlLimits
from kpi.target import Target


class Rule(StrEnum):
    """What makes a case."""

    MISSED_TARGET = "missed_target"
    WORSE_BAND = "worse_band"
    OUTSIDE_LIMITS = "outside_limits"
    FELL = "fell"


class Note(StrEnum):
    """What is worth a remark, without a case."""

    IMPROVED = "improved"
    """It left its limits on the good side."""
    LEFT_LIMITS = "left_limits"
    """It left its limits, and neither direction is better."""
    AS_A_YEAR_AGO = "as_a_year_ago"
    """It left its limits as it did in the same season last year."""
    EIGHT_ON_ONE_SIDE = "eight_on_one_side"
    """The newest eight values lie on one side of the mean."""
    THREE_OF_FOUR = "three_of_four"
    """Three of the newest four, this one included, lie more than half-way to one limit."""


class Event(StrEnum):
    """What happened to the episode."""

    QUIET = "quiet"
    OPENED = "opened"
    CONTINUES = "continues"
    RECOVERED = "recovered"
    RELAPSED = "relapsed"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One recorded period."""

    period: Period
    value: Fraction
    basis: str
    """Formula, survey attributes and currency. Points of another basis are never compared."""
    counts: Counts | None = None
    """The sample behind the value."""
    sound: bool = True
    """False for impossible data."""
    complete: bool = True
    """False while the period still runs."""

    @property
    def usable(self) -> bool:
        """Whether it may be judged and compared."""
        return self.sound and self.complete


@dataclass(frozen=True)
class Settings:
    """When a KPI without limits has fallen; a workspace may set its own."""

    fall_percent: Fraction = Fraction(20)
    """Of the earlier value."""
    fall_points: Fraction = Fraction(10)
    """For KPIs measured in points."""


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is asked of one KPI."""

    unit: Unit
    better: Better
    """As the survey declares it: `Result.better`."""
    grade: Callable[[Fraction], Grade | None] | None = None
    """The band a value of this period length falls into, by the set it is judged by."""
    target: Target | None = None
    """The one in force in that period."""
    settings: Settings = field(default_factory=Settings)

    @property
    def harm(self) -> int:
        """The sign of a change for the worse; 0 where neither direction is."""
        return {Better.HIGHER: -1, Better.LOWER: 1}.get(self.better, 0)


@dataclass(frozen=True, kw_only=True)
class Signal:
    """One rule that holds, and the facts for its sentence."""

    rule: Rule
    against: float | None = None
    """The target, the limit it left, or the earlier value it fell from."""
    grade_before: Grade | None = None
    grade_now: Grade | None = None


@dataclass(frozen=True, kw_only=True)
class Episode:
    """A stretch of trouble: one case, from its first flag until it has settled."""

    since: Period
    signals: tuple[Signal, ...]
    """The first signal of each rule that held during the episode."""
    calm_since: Period | None = None
    """The first period with everything back inside; None while in trouble."""


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """What the newest period means."""

    event: Event
    episode: Episode | None
    """The state to keep for the next assessment."""
    signals: tuple[Signal, ...] = ()
    """The rules that hold now."""
    notes: tuple[Note, ...] = ()
    limits: ControlLimits | None = None
