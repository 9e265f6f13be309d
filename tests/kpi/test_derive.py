"""Derived KPIs: which parts give which entry, exactly, and when nothing is derived."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpi import catalogue, evaluate, read
from kpi.derive import (
    DERIVATIONS,
    Derivation,
    derivation_of,
    derived_entry,
    following,
    leading_to,
)
from kpi.period import Cadence
from kpi.read import Entry

Typed = Mapping[str, str]
BY_KPI = {one.kpi: one for one in DERIVATIONS}
CRR = {"end": "3500", "new": "200", "start": "3375"}
MARGINED = {"arpu": "$120", "margin": "40%", "churn": "2%"}
UNMARGINED = {"arpu": "$120", "churn": "2%"}
CAC = {"spend": "$1,500", "acquired": "7"}
ARPU = {"revenue": "$1,000", "users": "7"}


def entries(parts: Mapping[str, Typed]) -> dict[str, Entry]:
    return {key: read(catalogue.get(key), (), typed) for key, typed in parts.items()}


@pytest.mark.parametrize(
    ("kpi", "parts", "exact"),
    [
        ("churn", {"crr": CRR}, "20/9"),
        ("churn", {"crr": {"end": "90", "new": "0", "start": "90"}}, "0"),
        ("arr", {"mrr": {"arpu": "$58.40", "customers": "3500"}}, "2452800"),
        ("arr", {"mrr": {"fees": "49.99;99.01;49"}}, "2376"),
        ("ltv_cac", {"clv": MARGINED, "cac": CAC}, "56/5"),
        ("ltv_cac", {"clv": UNMARGINED, "cac": CAC}, "28"),
        ("cac_payback", {"clv": MARGINED, "cac": CAC, "arpu": ARPU}, "15/4"),
        ("stickiness", {"dau": {"dau": "250.5"}, "mau": {"mau": "1500"}}, "167/10"),
    ],
)
def test_a_derived_value_is_its_formula_over_the_exact_values_of_its_parts(
    kpi: str, parts: Mapping[str, Typed], exact: str
) -> None:
    entry = derived_entry(BY_KPI[kpi], entries(parts))
    assert entry is not None
    assert (entry.kpi, entry.formula) == (kpi, BY_KPI[kpi].formula)
    assert evaluate(entry).value == Fraction(exact)


@pytest.mark.parametrize(
    ("kpi", "parts"),
    [
        pytest.param("churn", {}, id="the only part is missing"),
        pytest.param("ltv_cac", {"clv": MARGINED}, id="one of two parts is missing"),
        pytest.param("churn", {"crr": {"end": "5", "new": "0", "start": "0"}}, id="undefined part"),
        pytest.param("churn", {"crr": CRR | {"end": "3600"}}, id="part that cannot be right"),
        pytest.param(
            "ltv_cac", {"clv": MARGINED, "cac": CAC | {"spend": "€1,500"}}, id="two currencies"
        ),
        pytest.param(
            "cac_payback",
            {"clv": UNMARGINED, "cac": CAC, "arpu": ARPU},
            id="a lifetime value without the margin it should give",
        ),
    ],
)
def test_nothing_is_derived_from_parts_that_cannot_be_used(
    kpi: str, parts: Mapping[str, Typed]
) -> None:
    assert derived_entry(BY_KPI[kpi], entries(parts)) is None


def test_the_currency_of_a_part_that_gives_only_its_margin_does_not_matter() -> None:
    parts = {"clv": MARGINED | {"arpu": "€120"}, "cac": CAC, "arpu": ARPU}
    entry = derived_entry(BY_KPI["cac_payback"], entries(parts))
    assert entry is not None
    assert entry.currency == "USD"


@pytest.mark.parametrize("one", DERIVATIONS, ids=lambda one: one.kpi)
def test_a_derivation_fills_exactly_the_inputs_of_its_formula(one: Derivation) -> None:
    formula = catalogue.get(one.kpi).formula(one.formula)
    assert tuple(part.input for part in one.parts) == formula.input_names
    for part in one.parts:
        taken = catalogue.get(part.kpi).input_names | {""}
        assert part.taken in taken


def test_no_derived_kpi_is_a_part_of_another() -> None:
    parts = {part.kpi for one in DERIVATIONS for part in one.parts}
    assert parts.isdisjoint(one.kpi for one in DERIVATIONS)


@pytest.mark.parametrize(
    ("part", "cadence", "kpis"),
    [
        ("crr", Cadence.WEEK, ["churn"]),
        ("cac", Cadence.MONTH, ["ltv_cac", "cac_payback"]),
        # A quarter's revenue per user would give the payback in quarters.
        ("cac", Cadence.QUARTER, ["ltv_cac"]),
        ("clv", Cadence.MONTH, ["ltv_cac", "cac_payback"]),
        ("churn", Cadence.WEEK, []),
        ("nps", Cadence.WEEK, []),
    ],
)
def test_what_follows_from_a_kpi(part: str, cadence: Cadence, kpis: list[str]) -> None:
    assert [one.kpi for one in following(part, cadence)] == kpis


def test_what_leads_to_a_kpi() -> None:
    assert leading_to("churn", Cadence.WEEK) == (BY_KPI["churn"],)
    assert leading_to("cac_payback", Cadence.QUARTER) == ()
    assert leading_to("crr", Cadence.WEEK) == ()


def test_only_the_derived_formula_of_a_kpi_has_a_derivation() -> None:
    typed = read(catalogue.get("churn"), (), {"lost": "75", "start": "3375"})
    by_rate = read(catalogue.get("churn"), (), {"crr": "97.5%"})
    assert derivation_of(typed) is None
    assert derivation_of(by_rate) == BY_KPI["churn"]
