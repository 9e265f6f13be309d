"""What does not agree between figures, in a sentence each."""

from __future__ import annotations

from fractions import Fraction

from bot.views.naming import short_name
from bot.views.numbers import money, number, trimmed
from kpi import catalogue
from kpi.consistency import Mismatch


def mismatch_words(kpi: str, found: Mismatch, figure: int) -> str:
    """One quantity held twice: `Start 3,360 differs from the last end 3,375: 15 unexplained`.

    `kpi` is the key of the KPI it is said of, `figure` the number of the other figure.
    """
    here, there = _amount(found.here, found), _amount(found.there, found)
    other = f"{short_name(catalogue.get(found.other))} (K-{figure})"
    if found.quantity is found.held:
        label = found.quantity[:1].upper() + found.quantity[1:]
        return f"{label}: {here} here, {there} in {other}."
    of = f" of {other}" if found.other != kpi else ""
    gap = _amount(abs(found.here - found.there), found)
    return f"Start {here} differs from the last end {there}{of}: {gap} unexplained."


def sum_words(total: Fraction) -> str:
    """A period's CRR and churn that do not add up."""
    return f"CRR and churn of this period add up to {number(total, 2)} %, not 100 %."


def no_margin_words(figure: int) -> str:
    """An LTV:CAC whose lifetime value leaves out the margin."""
    return (
        f"The CLV behind it (K-{figure}) is before margin, so the ratio looks better than it is. "
        "Record CLV with its margin."
    )


def _amount(value: Fraction, found: Mismatch) -> str:
    return money(value, found.currency) if found.currency else trimmed(value)
