"""KPIs that follow from other ones: their parts, and the entry the parts give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kpi import catalogue
from kpi.calculate import Result, evaluate
from kpi.errors import Undefined
from kpi.model import Kind
from kpi.period import Cadence
from kpi.read import Entry
from kpi.value import Value


@dataclass(frozen=True, kw_only=True)
class Part:
    """Where one input of a derived KPI comes from."""

    input: str
    kpi: str
    taken: str = ""
    """The input of the part that is taken; "" takes the part's value."""


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """One formula of a KPI whose inputs are other KPIs of the same period and segment."""

    kpi: str
    formula: str
    parts: tuple[Part, ...]
    cadence: Cadence | None = None
    """The only period length it holds for; None where any will do."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the KPIs it needs, each once, in the order of its inputs."""
        return tuple(dict.fromkeys(part.kpi for part in self.parts))


DERIVATIONS = (
    Derivation(kpi="churn", formula="from_crr", parts=(Part(input="crr", kpi="crr"),)),
    Derivation(kpi="arr", formula="run_rate", parts=(Part(input="mrr", kpi="mrr"),)),
    Derivation(
        kpi="ltv_cac",
        formula="standard",
        parts=(Part(input="clv", kpi="clv"), Part(input="cac", kpi="cac")),
    ),
    # The formula asks for a monthly revenue, which ARPU is only where its period is a month.
    Derivation(
        kpi="cac_payback",
        formula="standard",
        parts=(
            Part(input="cac", kpi="cac"),
            Part(input="arpu", kpi="arpu"),
            Part(input="margin", kpi="clv", taken="margin"),
        ),
        cadence=Cadence.MONTH,
    ),
    Derivation(
        kpi="stickiness",
        formula="standard",
        parts=(Part(input="dau", kpi="dau"), Part(input="mau", kpi="mau")),
    ),
)
"""Everything that is derived. No derived KPI is itself a part, so one pass settles all."""


def following(kpi: str, cadence: Cadence) -> tuple[Derivation, ...]:
    """The derivations that need this KPI, for periods of that length."""
    return tuple(
        one
        for one in DERIVATIONS
        if kpi in one.sources and (one.cadence is None or one.cadence is cadence)
    )


def leading_to(kpi: str, cadence: Cadence) -> tuple[Derivation, ...]:
    """The derivations that give this KPI, for periods of that length."""
    return tuple(
        one
        for one in DERIVATIONS
        if one.kpi == kpi and (one.cadence is None or one.cadence is cadence)
    )


def told_by(kpi: str) -> frozenset[str]:
    """Keys of the KPIs that can be computed from this one: their values tell something of it."""
    return frozenset(one.kpi for one in DERIVATIONS if kpi in one.sources)


def derivation_of(entry: Entry) -> Derivation | None:
    """The derivation that gives entries of this KPI and formula."""
    return next(
        (one for one in DERIVATIONS if (one.kpi, one.formula) == (entry.kpi, entry.formula)), None
    )


def derived_entry(derivation: Derivation, parts: Mapping[str, Entry]) -> Entry | None:
    """The entry that the parts give, by the key of their KPI.

    None where a part is missing, undefined or impossible, where it does not hold the input
    asked for, or where amounts are in different currencies.
    """
    results = {key: result for key in derivation.sources if (result := _sound(parts.get(key)))}
    taken = {
        part.input: value
        for part in derivation.parts
        if (result := results.get(part.kpi)) and (value := _taken(part, result)) is not None
    }
    currencies = _currencies(derivation, results)
    if len(taken) < len(derivation.parts) or len(currencies) > 1:
        return None
    return Entry(derivation.kpi, derivation.formula, taken, currency=next(iter(currencies), None))


def _sound(entry: Entry | None) -> Result | None:
    if entry is None:
        return None
    try:
        result = evaluate(entry)
    except Undefined:
        return None
    return result if result.sound else None


def _taken(part: Part, result: Result) -> Value | None:
    return result.inputs.get(part.taken) if part.taken else result.value


def _currencies(derivation: Derivation, results: Mapping[str, Result]) -> frozenset[str]:
    """Codes of the amounts among its inputs."""
    formula = catalogue.get(derivation.kpi).formula(derivation.formula)
    return frozenset(
        currency
        for part in derivation.parts
        if formula.input(part.input).kind is Kind.MONEY
        and (result := results.get(part.kpi))
        and (currency := result.currency)
    )
