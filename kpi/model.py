"""What a KPI is: inert, frozen definitions. `calculate` computes them, `judge` judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from kpi.expression import Expression
from kpi.language import phrase
from kpi.period import Cadence

RESERVED_INPUTS = frozenset({"formula", "period", "segment", "note", "source", "share", "add"})


class Unit(StrEnum):
    """What a value is measured in."""

    PERCENT = "percent"
    POINTS = "points"
    MONEY = "money"
    COUNT = "count"
    RATIO = "ratio"
    SCORE = "score"
    MONTHS = "months"
    SECONDS = "seconds"
    PAGES = "pages"


class Better(StrEnum):
    """Which direction is an improvement."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"
    DECLARED = "declared"
    """Stored with the survey (attribute `direction`); without it there is no verdict."""


class Scaling(StrEnum):
    """How a value moves from one period length to another."""

    COMPOUND_LOSS = "compound_loss"
    COMPOUND_KEPT = "compound_kept"
    LINEAR = "linear"
    NONE = "none"


class Kind(StrEnum):
    """What may be typed for an input."""

    COUNT = "count"
    AVERAGE_COUNT = "average_count"
    MONEY = "money"
    PERCENT = "percent"
    SAME_UNIT_RATE = "same_unit_rate"
    NUMBER = "number"
    SCORE_LIST = "score_list"
    MONEY_LIST = "money_list"
    PERCENT_LIST = "percent_list"
    CHOICE_5_7 = "choice_5_7"
    TEXT_LIST = "text_list"


class Status(StrEnum):
    """How a benchmark is used."""

    USE = "use"
    THUMB = "thumb"
    """Judged as printed and called a rule of thumb: the source names no period."""
    INFORMATION = "information"
    """Shown, never judged."""
    EXTERNAL = "external"
    """Shipped, off by default."""


class Grade(StrEnum):
    """The word of a verdict, best first; to be `said`."""

    EXCELLENT = phrase("excellent")
    GREAT = phrase("great")
    GOOD = phrase("good")
    WATCH = phrase("watch")
    POOR = phrase("poor")
    INFORMATION = phrase("information only")


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing a person types. `label` is a lower-case noun phrase: "customers lost"."""

    name: str
    kind: Kind
    label: str
    level: bool = False
    """A level at a moment, or unique people: never summed over time (start, active, visitors)."""
    rate: bool = False
    """An amount per something (ARPU, a price, a frequency): summed neither over time nor over
    segments."""
    scale: str = ""
    """For scores: the input or attribute that states the scale ("5" is 1..5, "0-10" is 0..10)."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A value that is a share of a sample: its interval is Wilson's.

    `census` is true where every customer is counted and the interval describes the process,
    not an uncertainty about who was asked.
    """

    successes: Expression
    trials: Expression
    census: bool


@dataclass(frozen=True, kw_only=True)
class Net:
    """A net score in points: favourable minus unfavourable answers over all answers."""

    favourable: Expression
    unfavourable: Expression
    answers: Expression


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean of scores: its interval is Student's t."""

    scores: str
    """Name of the score_list input."""


Sample = Share | Net | Mean


@dataclass(frozen=True, kw_only=True)
class Driver:
    """An independent cause of a value, computed from the inputs."""

    name: str
    label: str
    expression: Expression


@dataclass(frozen=True, kw_only=True)
class Drivers:
    """Independent drivers and the formula over them; it equals the formula over the inputs."""

    parts: tuple[Driver, ...]
    expression: Expression


@dataclass(frozen=True, kw_only=True)
class Check:
    """A relation real data keeps. Broken: the value is stored with a warning and not judged."""

    smaller: Expression
    larger: Expression
    broken: str
    """The sentence said when `smaller > larger`: "more customers were lost than ...". """


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something that must be above zero for the value to exist, beyond zero denominators."""

    positive: Expression
    otherwise: str
    """Why the value is undefined when it is not: "at this margin the cost is never paid back"."""


@dataclass(frozen=True, kw_only=True)
class Keep:
    """Raw answers are classed and kept as counts, under another formula of the same KPI."""

    formula: str
    inputs: Mapping[str, Expression]

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))


@dataclass(frozen=True, kw_only=True)
class Attribute:
    """A property of a survey that is stored with it; answers of different surveys never mix."""

    name: str
    choices: tuple[str, ...]
    """Accepted values; empty means a whole number (a threshold)."""
    default: str | None
    label: str
    default_when: Mapping[str, str] = field(default_factory=dict)
    """Other attributes the default needs: a threshold of 4 only on {"scale": "5"}."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "default_when", MappingProxyType(dict(self.default_when)))


@dataclass(frozen=True, kw_only=True)
class Formula:
    """One way to compute a KPI. It is chosen when the inputs given are exactly its inputs."""

    key: str
    inputs: tuple[Input, ...]
    expression: Expression
    source: str
    """An article (`A`..`D`) or "standard practice"."""
    per: str = ""
    """Names the denominator after a value: "of customers at the start of the period"."""
    unit: Unit | None = None
    """Where it differs from the KPI's unit."""
    better: Better | None = None
    """Where it differs from the KPI's direction."""
    keep: Keep | None = None
    sample: Sample | None = None
    drivers: Drivers | None = None
    """None: the inputs themselves are the drivers."""
    checks: tuple[Check, ...] = ()
    requires: tuple[Requirement, ...] = ()
    beside: tuple[tuple[str, Expression], ...] = ()
    """Further figures shown with the value: ("times", exposed_rate / other_rate)."""
    names: tuple[str, ...] = ()
    """Names in any language that mean this formula: "추천율"."""
    same_as: str = ""
    """Key of a formula that gives this very figure from other inputs: the two are one series."""

    @property
    def series(self) -> str:
        """What its values are compared with over time: those of the same series only."""
        return self.same_as or self.key

    @cached_property
    def input_names(self) -> tuple[str, ...]:
        """Names of its inputs, in positional order."""
        return tuple(one.name for one in self.inputs)

    @cached_property
    def input_set(self) -> frozenset[str]:
        """Names of its inputs, to compare with what was given."""
        return frozenset(self.input_names)

    def input(self, name: str) -> Input:
        """The input of that name. Raises KeyError."""
        for one in self.inputs:
            if one.name == name:
                return one
        raise KeyError(name)


@dataclass(frozen=True, kw_only=True)
class Band:
    """A range of values that earns a grade. Bands are tried in order; the first that fits wins."""

    grade: Grade
    gt: Fraction | None = None
    ge: Fraction | None = None
    lt: Fraction | None = None
    le: Fraction | None = None

    def holds(self, value: Fraction) -> bool:
        """Whether `value`, in the KPI's unit, lies inside."""
        return (
            (self.gt is None or value > self.gt)
            and (self.ge is None or value >= self.ge)
            and (self.lt is None or value < self.lt)
            and (self.le is None or value <= self.le)
        )


@dataclass(frozen=True, kw_only=True)
class Source:
    """A benchmark set: where its numbers were published."""

    key: str
    title: str
    year: int | None
    doubt: str
    """What the reader should know: no published sample, quoted second hand."""


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """What one source says about one KPI."""

    set: str
    rule: str
    """The rule in our words: "at least 90 %"."""
    status: Status
    period: Cadence | None = None
    """The period the bar is stated over; None where the source names none."""
    industry: str = ""
    bands: tuple[Band, ...] = ()
    formulas: tuple[str, ...] = ()
    """Formulas it applies to; empty means all."""
    only: Mapping[str, str] = field(default_factory=dict)
    """Attributes or choice inputs it asks for: {"direction": "lower", "scale": "5"}."""
    note: str = ""
    why: str = ""
    """Why it is a rule of thumb or information only."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "only", MappingProxyType(dict(self.only)))


@dataclass(frozen=True, kw_only=True)
class Names:
    """A KPI's names in one language."""

    display: str
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Example:
    """An example printed in an article: inputs as typed, the exact value, the printed text."""

    inputs: Mapping[str, str]
    formula: str
    exact: Fraction
    printed: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One KPI: everything the product knows about it stands here, once."""

    key: str
    name: str
    abbreviation: str = ""
    short: str = ""
    """What it is called in a line, where that is not its abbreviation: "Churn"."""
    aliases: tuple[str, ...] = ()
    names: Mapping[str, Names]
    """By language: "ko", "zh_Hant"."""
    articles: tuple[str, ...]
    unit: Unit
    better: Better
    cadence: Cadence
    scaling: Scaling = Scaling.NONE
    formulas: tuple[Formula, ...]
    attributes: tuple[Attribute, ...] = ()
    benchmarks: tuple[Benchmark, ...] = ()
    default_set: str | None = None
    tells: str
    """What it tells, one or two plain sentences."""
    hides: str
    """What it cannot tell."""
    advice: tuple[str, ...]
    """Two to four short things that help when it is bad."""
    examples: tuple[Example, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", MappingProxyType(dict(self.names)))

    @cached_property
    def input_names(self) -> frozenset[str]:
        """Names of the inputs of all its formulas."""
        return frozenset().union(*(one.input_set for one in self.formulas))

    @cached_property
    def attribute_names(self) -> frozenset[str]:
        """Names of the survey's attributes."""
        return frozenset(one.name for one in self.attributes)

    def formula(self, key: str) -> Formula:
        """The formula of that key. Raises KeyError."""
        for one in self.formulas:
            if one.key == key:
                return one
        raise KeyError(key)

    def unit_of(self, formula: Formula) -> Unit:
        """The unit of a value computed by `formula`."""
        return formula.unit or self.unit

    def better_of(self, formula: Formula) -> Better:
        """The direction of a value computed by `formula`, before survey attributes."""
        return formula.better or self.better
