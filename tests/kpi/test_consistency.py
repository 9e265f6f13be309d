"""Figures that hold the same quantity: what differs is found, and nothing else."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpi import catalogue, read
from kpi.consistency import (
    Mismatch,
    Opening,
    Quantity,
    across,
    before,
    beside,
    kept_and_lost,
    leaves_out_margin,
    openings,
    within,
)
from kpi.read import Entry

Typed = Mapping[str, str]
CRR = {"end": "3500", "new": "200", "start": "3375"}
NRR = {"start": "$9,000", "expansion": "$500", "contraction": "$100", "churned": "$200"}


def entry(kpi: str, typed: Typed, currency: str = "USD") -> Entry:
    return read(catalogue.get(kpi), (), typed, currency=currency)


def told(found: tuple[Mismatch, ...]) -> list[tuple[Quantity, str, str, Quantity, str]]:
    return [(one.quantity, str(one.here), one.other, one.held, str(one.there)) for one in found]


@pytest.mark.parametrize(
    ("kpi", "typed", "other", "held", "expected"),
    [
        ("crr", CRR, "crr", CRR | {"end": "3375"}, []),
        (
            "crr",
            CRR | {"start": "3360"},
            "crr",
            CRR | {"end": "3375"},
            [("START", "3360", "END", "3375")],
        ),
        (
            "churn",
            {"lost": "75", "start": "3376"},
            "crr",
            CRR | {"end": "3375"},
            [("START", "3376", "END", "3375")],
        ),
        ("crr", CRR, "churn", {"lost": "50", "end": "3374"}, [("START", "3375", "END", "3374")]),
        # What is left of the start and the new ones is the end.
        (
            "crr",
            CRR,
            "churn",
            {"lost": "50", "start": "3375", "new": "51"},
            [("START", "3375", "END", "3376")],
        ),
        ("crr", CRR, "churn", {"lost": "50", "start": "3375", "new": "50"}, []),
        # Nothing is known of the end.
        ("crr", CRR, "churn", {"lost": "50", "start": "9"}, []),
        ("churn", {"lost": "75", "end": "9"}, "crr", CRR, []),
        ("nrr", NRR, "mrr", {"fees": "$4,500;$4,500"}, []),
        (
            "nrr",
            NRR,
            "mrr",
            {"fees": "$4,500;$4,501"},
            [("START_REVENUE", "9000", "END_REVENUE", "9001")],
        ),
        # An average times customers is rounded, and another currency is another amount.
        ("nrr", NRR, "mrr", {"arpu": "$50", "customers": "181"}, []),
        ("nrr", NRR, "mrr", {"fees": "€9001"}, []),
    ],
)
def test_a_period_begins_with_what_the_one_before_ended_with(
    kpi: str, typed: Typed, other: str, held: Typed, expected: list[tuple[str, str, str, str]]
) -> None:
    found = told(across(entry(kpi, typed), [entry(other, held)]))
    assert found == [
        (Quantity[here], value, other, Quantity[there], theirs)
        for here, value, there, theirs in expected
    ]


def test_where_several_hold_the_last_end_the_same_kpi_is_believed() -> None:
    here = entry("crr", CRR)
    own, foreign = entry("crr", CRR | {"end": "3375"}), entry("churn", {"lost": "5", "end": "9"})
    assert across(here, [foreign, own]) == ()
    assert told(across(here, [foreign])) == [(Quantity.START, "3375", "churn", Quantity.END, "9")]


@pytest.mark.parametrize(
    ("kpi", "formula", "other", "held", "expected"),
    [
        ("crr", "standard", "crr", CRR, {"start": ("3500", None)}),
        ("churn", "of_start", "crr", CRR, {"start": ("3500", None)}),
        ("crr", "standard", "churn", {"lost": "50", "end": "3374"}, {"start": ("3374", None)}),
        # Computed from the start and the new ones.
        (
            "crr",
            "standard",
            "churn",
            {"lost": "50", "start": "3375", "new": "51"},
            {"start": ("3376", None)},
        ),
        ("nrr", "standard", "mrr", {"fees": "€4,500;€4,501"}, {"start": ("9001", "EUR")}),
        (
            "segment_movement",
            "net_rate",
            "mrr",
            {"fees": "$4500"},
            {"start_revenue": ("4500", "USD")},
        ),
        # Nothing is known of the end, or nothing is asked of the start.
        ("crr", "standard", "churn", {"lost": "50", "start": "9"}, {}),
        ("churn", "of_end", "crr", CRR, {}),
        ("nps", "counts", "crr", CRR, {}),
    ],
)
def test_an_opening_stock_is_the_last_closing_one(
    kpi: str,
    formula: str,
    other: str,
    held: Typed,
    expected: Mapping[str, tuple[str, str | None]],
) -> None:
    assert openings(kpi, formula, [entry(other, held)]) == {
        name: Opening(value=Fraction(value), other=other, currency=currency)
        for name, (value, currency) in expected.items()
    }


def test_an_opening_stock_is_taken_from_the_same_kpi_first() -> None:
    own, foreign = entry("crr", CRR), entry("churn", {"lost": "5", "end": "9"})
    assert openings("crr", "standard", [foreign, own])["start"].value == 3500


@pytest.mark.parametrize(
    ("kpi", "typed", "other", "held", "expected"),
    [
        ("churn", {"lost": "75", "start": "3375"}, "crr", CRR, []),
        ("churn", {"lost": "76", "start": "3375"}, "crr", CRR, [("LOST", "76", "75")]),
        ("churn", {"lost": "75", "start": "3374"}, "crr", CRR, [("START", "3374", "3375")]),
        ("churn", {"lost": "74", "end": "3500"}, "crr", CRR, [("LOST", "74", "75")]),
        ("churn", {"lost": "75", "active": "9"}, "crr", CRR, []),
        ("churn", {"lost": "74", "total": "99"}, "crr", CRR, [("LOST", "74", "75")]),
        ("churn", {"crr": "50%"}, "crr", CRR, []),
        (
            "crr",
            CRR,
            "ncvg",
            {"new": "201", "lost": "75"},
            [("NEW", "200", "201")],
        ),
        (
            "involuntary_churn",
            {"involuntary": "5", "churned": "70"},
            "crr",
            CRR,
            [("LOST", "70", "75")],
        ),
        (
            "renewal_rate",
            {"renewed": "90", "due": "100"},
            "non_renewal",
            {"renewed": "91", "due": "100"},
            [("RENEWED", "90", "91")],
        ),
        (
            "nrr",
            NRR,
            "segment_movement",
            {"expansion": "$500", "contraction": "$99"},
            [("CONTRACTION", "100", "99")],
        ),
        ("nrr", NRR, "segment_movement", {"expansion": "₩1", "contraction": "₩2"}, []),
        ("crr", CRR, "crr", CRR | {"new": "1"}, []),
    ],
)
def test_one_quantity_is_the_same_in_every_kpi_of_a_period(
    kpi: str, typed: Typed, other: str, held: Typed, expected: list[tuple[str, str, str]]
) -> None:
    found = told(within(entry(kpi, typed), [entry(other, held)]))
    assert found == [
        (Quantity[quantity], here, other, Quantity[quantity], there)
        for quantity, here, there in expected
    ]


@pytest.mark.parametrize(
    ("churn", "total"),
    [
        ({"lost": "1000", "start": "10000"}, None),
        ({"lost": "1005", "start": "10000"}, None),  # what rounding to one decimal explains
        ({"lost": "1006", "start": "10000"}, "100.06"),
        ({"lost": "994", "start": "10000"}, "99.94"),
        ({"crr": "90.05%"}, None),
        ({"crr": "89.94%"}, "100.06"),
        ({"lost": "9", "end": "10000"}, None),  # of customers at the end
        ({"lost": "9", "active": "10000"}, None),
        ({"lost": "0", "start": "0"}, None),
    ],
)
def test_crr_and_churn_of_customers_at_the_start_add_up_to_100_percent(
    churn: Typed, total: str | None
) -> None:
    crr, lost = entry("crr", {"end": "9000", "new": "0", "start": "10000"}), entry("churn", churn)
    expected = None if total is None else Fraction(total)
    assert kept_and_lost(crr, lost) == kept_and_lost(lost, crr) == expected


def test_other_kpis_have_no_sum_to_keep() -> None:
    assert kept_and_lost(entry("crr", CRR), entry("ncvg", {"new": "200", "lost": "7"})) is None


@pytest.mark.parametrize(
    ("clv", "ratio", "expected"),
    [
        ({"arpu": "$120", "churn": "2%"}, "$6,000", True),
        ({"order_value": "$20", "frequency": "12", "lifespan": "3"}, "$720", True),
        ({"arpu": "$120", "margin": "40%", "churn": "2%"}, "$2,400", False),
        # Somebody typed another lifetime value.
        ({"arpu": "$120", "churn": "2%"}, "$2,400", False),
        ({"arpu": "$120", "churn": "0%"}, "$2,400", False),
    ],
)
def test_a_lifetime_value_before_margin_is_recognised_in_the_ratio(
    clv: Typed, ratio: str, expected: bool
) -> None:
    ltv_cac = entry("ltv_cac", {"clv": ratio, "cac": "$500"})
    assert leaves_out_margin(ltv_cac, entry("clv", clv)) is expected


def test_kpis_that_share_nothing_are_compared_with_nothing() -> None:
    for key in ("nps", "csat", "fcr", "mrr", "ces", "cac"):
        assert beside(key) == before(key) == frozenset()


def test_what_each_kpi_is_compared_with() -> None:
    assert beside("crr") == {"churn", "ncvg", "involuntary_churn"}
    assert before("churn") == {"crr", "churn"}
    assert before("nrr") == {"mrr"}
    assert beside("ltv_cac") == {"clv"}
