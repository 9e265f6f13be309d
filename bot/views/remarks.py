"""What does not agree between figures, in a sentence each."""

from __future__ import annotations

from fractions import Fraction

from bot.views.naming import short_name
from bot.views.numbers import measured, money, number, trimmed
from kpi import catalogue
from kpi.consistency import Mismatch, Quantity
from kpi.language import phrase, said
from kpi.model import Unit


def mismatch_words(kpi: str, found: Mismatch, figure: int) -> str:
    """One quantity held twice: `Start 3,360 differs from the last end 3,375: 15 unexplained`.

    `kpi` is the key of the KPI it is said of, `figure` the number of the other figure.
    """
    here, there = _amount(found.here, found), _amount(found.there, found)
    other = f"{short_name(catalogue.get(found.other))} (K-{figure})"
    if found.quantity is found.held:
        quantity = said(_QUANTITIES[found.quantity])
        return said(
            "{quantity}: {here} here, {there} in {figure}.",
            quantity=quantity,
            here=here,
            there=there,
            figure=other,
        )
    gap = _amount(abs(found.here - found.there), found)
    parts = {"here": here, "there": there, "gap": gap}
    if found.other == kpi:
        return said("Start {here} differs from the last end {there}: {gap} unexplained.", **parts)
    return said(
        "Start {here} differs from the last end {there} of {figure}: {gap} unexplained.",
        **parts,
        figure=other,
    )


_QUANTITIES = {
    Quantity.START: phrase("Customers at the start"),
    Quantity.END: phrase("Customers at the end"),
    Quantity.NEW: phrase("New customers"),
    Quantity.LOST: phrase("Customers lost"),
    Quantity.DUE: phrase("Subscriptions due"),
    Quantity.RENEWED: phrase("Subscriptions renewed"),
    Quantity.START_REVENUE: phrase("Recurring revenue at the start"),
    Quantity.END_REVENUE: phrase("Recurring revenue at the end"),
    Quantity.EXPANSION: phrase("Expansion revenue"),
    Quantity.CONTRACTION: phrase("Contraction revenue"),
}


def sum_words(total: Fraction) -> str:
    """A period's CRR and churn that do not add up."""
    return said(
        "CRR and churn of this period add up to {total}, not {whole}.",
        total=measured(number(total, 2), Unit.PERCENT),
        whole=measured("100", Unit.PERCENT),
    )


def no_margin_words(figure: int) -> str:
    """An LTV:CAC whose lifetime value leaves out the margin."""
    return said(
        "The CLV behind it ({id}) is before margin, so the ratio looks better than it is. "
        "Record CLV with its margin.",
        id=f"K-{figure}",
    )


def _amount(value: Fraction, found: Mismatch) -> str:
    return money(value, found.currency) if found.currency else trimmed(value)
