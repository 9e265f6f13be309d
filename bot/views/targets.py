"""Targets as people type them, and how far a value is from its own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.views.numbers import measured, money, number, rounded, stepped
from bot.views.verdicts import target_rule
from kpi import Kpi, Result
from kpi.judge import Call, TargetVerdict
from kpi.language import phrase, said
from kpi.model import Better, Unit

_TYPICAL: Mapping[Unit, tuple[str, str]] = {
    Unit.PERCENT: ("5%", "90%"),
    Unit.POINTS: ("20", "45"),
    Unit.MONEY: ("150", "1,500"),
    Unit.COUNT: ("100", "1,000"),
    Unit.RATIO: ("1", "3"),
    Unit.SCORE: ("2", "4"),
    Unit.MONTHS: ("12", "6"),
    Unit.SECONDS: ("60", "60"),
    Unit.PAGES: ("4", "2"),
}
"""A bar that a value should stay under, and one it should reach."""


def target_example(kpi: Kpi) -> str:
    """A command that sets a target for this KPI."""
    low, high = _TYPICAL[kpi.unit]
    rule = f"<= {low}" if kpi.better is Better.LOWER else f">= {high}"
    return f"/kpi target {kpi.key} {rule}"


def progress_words(verdict: TargetVerdict, result: Result) -> str:
    """How far a value is from its target: `target ≥ 45 missed: 6.8 pts to go`."""
    rule = target_rule(verdict.target, result.unit, result.currency)
    gap = result.value - verdict.target.value
    far = _gap(abs(gap), result)
    if verdict.call is Call.NOT_JUDGED:
        return said("target {rule} not judged", rule=rule)
    if verdict.call is Call.TOO_CLOSE:
        words = _BEYOND if verdict.met else _TO_GO
    elif gap == 0:
        words = _JUST_MET if verdict.met else _JUST_MISSED
    else:
        words = _MET if verdict.met else _MISSED
    return said(words, rule=rule, gap=far)


_BEYOND = phrase("target {rule} too close to call: {gap} beyond")
_TO_GO = phrase("target {rule} too close to call: {gap} to go")
_JUST_MET = phrase("target {rule} just met")
_JUST_MISSED = phrase("target {rule} just missed")
_MET = phrase("target {rule} met by {gap}")
_MISSED = phrase("target {rule} missed: {gap} to go")


def _gap(gap: Fraction, result: Result) -> str:
    """A distance with one decimal, as digests show values; money in its minor digits."""
    if result.unit is Unit.MONEY:
        return money(gap, result.currency or "USD")
    tiny = gap and not rounded(gap, 1)
    shown = "0.1" if tiny else number(gap, 1)
    in_steps = result.unit in (Unit.PERCENT, Unit.POINTS)
    far = stepped(shown, result.unit) if in_steps else measured(shown, result.unit)
    return said("less than {gap}", gap=far) if tiny else far
