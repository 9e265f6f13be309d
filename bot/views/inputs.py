"""The inputs of a figure in words, and the arithmetic that leads from them to the value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from bot.views.numbers import measured, money, quantity, trimmed
from kpi import Entry, Kpi, Result
from kpi.calculate import values_of
from kpi.language import counted, phrase, said
from kpi.lists import comma_joined, labelled, with_aside
from kpi.model import Formula, Input, Kind, Unit
from kpi.value import Tally, Value

_GIVES: Mapping[Unit, str] = {
    Unit.PERCENT: phrase("% {per}"),
    Unit.POINTS: phrase("points {per}"),
    Unit.MONEY: phrase("amount {per}"),
    Unit.COUNT: phrase("number {per}"),
    Unit.RATIO: phrase("{per}"),
    Unit.SCORE: phrase("score {per}"),
    Unit.MONTHS: phrase("months {per}"),
    Unit.SECONDS: phrase("seconds {per}"),
    Unit.PAGES: phrase("pages {per}"),
}
_SPELLED_OUT = 6
"""Longer lists are said by their number and their sum."""


def input_lines(kpi: Kpi, entry: Entry) -> tuple[str, ...]:
    """One line an input, and one a property of the survey: "promoters: 1,700"."""
    asked = tuple(
        _labelled(one.label, _in_full(one, entry.inputs[one.name], entry.currency))
        for one in kpi.formula(entry.formula).inputs
    )
    survey = tuple(
        _labelled(one.label, entry.attributes[one.name])
        for one in kpi.attributes
        if one.name in entry.attributes
    )
    return asked + survey


def _labelled(label: str, value: str) -> str:
    return labelled(said(label), value)


def arithmetic(kpi: Kpi, result: Result) -> str:
    """The formula with the figure's own numbers: "100 × (3,500 − 200) ÷ 3,375 = 97.78 %"."""
    formula = kpi.formula(result.formula)
    numbers = dict(result.attributes) | {
        one.name: _operand(one, result.inputs[one.name], result.currency) for one in formula.inputs
    }
    value = quantity(result.value, result.unit, result.currency)
    return f"{formula.expression.arithmetic(numbers)} = {value}"


def arithmetic_lines(kpi: Kpi, result: Result) -> tuple[str, ...]:
    """Line by line: "100 × (3,500 − 200) ÷ 3,375", "= 100 × 3,300 ÷ 3,375", "= 97.78 %"."""
    formula = kpi.formula(result.formula)
    inputs = {one.name: one for one in formula.inputs}
    texts = dict(result.attributes) | {
        name: _operand(one, result.inputs[name], result.currency) for name, one in inputs.items()
    }

    def say(value: Fraction, names: frozenset[str]) -> str:
        kinds = {inputs[name].kind for name in names if name in inputs}
        of_money = bool(kinds) and kinds <= {Kind.MONEY, Kind.MONEY_LIST}
        shown = money(value, result.currency or "USD") if of_money else trimmed(value)
        return f"({shown})" if value < 0 else shown

    value = quantity(result.value, result.unit, result.currency)
    first = formula.expression.arithmetic(texts)
    second = formula.expression.worked_out(values_of(result.entry), texts, say)
    return (first, *(() if second == first else (f"= {second}",)), f"= {value}")


def formula_words(kpi: Kpi, formula: Formula) -> str:
    """The formula in words and what it gives: "100 × ... ÷ ... = % of all customers"."""
    words = formula.expression.words(_labels(kpi, formula))
    if not formula.per:
        return words
    return f"{words} = {said(_GIVES[kpi.unit_of(formula)], per=said(formula.per))}"


def _labels(kpi: Kpi, formula: Formula) -> Mapping[str, str]:
    survey = {one.name: said(one.label) for one in kpi.attributes}
    return survey | {one.name: said(one.label) for one in formula.inputs}


def _in_full(one: Input, value: Value, currency: str | None) -> str:
    match value:
        case Tally():
            return _tally(value)
        case Fraction():
            shown = _operand(one, value, currency)
            return measured(shown, Unit.PERCENT) if one.kind is Kind.PERCENT else shown
        case _ if one.kind is Kind.TEXT_LIST:
            return _operand(one, value, currency)
    amounts = [_amount(one, Fraction(number), currency) for number in value]
    if len(amounts) <= _SPELLED_OUT:
        return "; ".join(amounts)
    total = sum((Fraction(number) for number in value), Fraction(0))
    return said(
        "{values}, {total} in all",
        values=counted("{n} value", "{n} values", len(amounts)),
        total=_amount(one, total, currency),
    )


def _tally(value: Tally) -> str:
    """`3 answers (2 × 9, 1 × 10)`."""
    scores = [f"{count:,} × {trimmed(score)}" for score, count in value.items()]
    if not scores:
        return said("no answers")
    answers = counted("{n} answer", "{n} answers", value.total)
    return with_aside(answers, comma_joined(scores))


def _operand(one: Input, value: Value, currency: str | None) -> str:
    """The value as it stands in the arithmetic."""
    match value:
        case Tally():
            return counted("{n} answer", "{n} answers", value.total)
        case Fraction():
            return _amount(one, value, currency)
        case _ if one.kind is Kind.TEXT_LIST:
            return counted("{n} text", "{n} texts", len(value))
        case _:
            return counted("{n} value", "{n} values", len(value))


def _amount(one: Input, number: Fraction, currency: str | None) -> str:
    if one.kind in (Kind.MONEY, Kind.MONEY_LIST):
        return money(number, currency or "USD")
    return trimmed(number)
