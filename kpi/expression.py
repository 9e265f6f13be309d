"""Arithmetic as data: an expression is text that can be computed exactly and said in words.

Allowed: + - * / and unary minus, parentheses, whole and decimal numbers, names, and the calls
sum(list), mean(list or tally), count(list or tally), between(tally, low, high).
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from kpi.errors import DefinitionError
from kpi.language import said
from kpi.value import Tally, Value

Run: TypeAlias = Callable[[Mapping[str, Value]], Fraction]
Say: TypeAlias = Callable[[Fraction, frozenset[str]], str]
Plain: TypeAlias = Callable[[Fraction, Fraction], Fraction]

_FUNCTIONS = {"sum": 1, "mean": 1, "count": 1, "between": 3}
_NUMBER = re.compile(r"\d+(\.\d+)?")
_PLAIN: Mapping[type[ast.operator], Plain] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_SIGN: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "−",
    ast.Mult: "×",
    ast.Div: "÷",
}
_SUM, _PRODUCT, _ATOM = 1, 2, 3


class ZeroDenominator(ArithmeticError):
    """A division by zero: `text` is the denominator as an expression, `names` what it uses."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        super().__init__(f"{text} is zero")
        self.text = text
        self.names = names


@dataclass(frozen=True)
class Expression:
    """An exact formula over named values. Raises DefinitionError for anything not allowed."""

    text: str
    names: frozenset[str] = field(init=False, compare=False, repr=False)
    """The names it uses."""
    _tree: ast.expr = field(init=False, compare=False, repr=False)
    _run: Run = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        try:
            tree = ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError) as error:
            raise DefinitionError(f'expression "{self.text}" cannot be read') from error
        object.__setattr__(self, "_tree", tree)
        object.__setattr__(self, "_run", _compile(tree, self.text))
        object.__setattr__(self, "names", _names(tree))

    def evaluate(self, values: Mapping[str, Value]) -> Fraction:
        """The exact value. Raises ZeroDenominator, and KeyError for a name without a value."""
        return self._run(values)

    def ratio(self, values: Mapping[str, Value]) -> tuple[Fraction, Fraction] | None:
        """Dividend and divisor, which may be zero; None where it is neither a division nor a mean.

        Raises ZeroDenominator where one of the two divides by zero itself.
        """
        match self._tree:
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                dividend, divisor = _compile(left, self.text), _compile(right, self.text)
                return dividend(values), divisor(values)
            case ast.Call(func=ast.Name(id="mean"), args=[ast.Name(id=of)]):
                return _sum(values[of]), Fraction(_count(values[of]))
        return None

    def words(self, labels: Mapping[str, str]) -> str:
        """The formula with each name's label: "100 × customers lost ÷ customers at the end"."""
        return _render(self._tree, labels)[0]

    def arithmetic(self, values: Mapping[str, str]) -> str:
        """The formula with each name's value as text: "100 × (3,500 − 200) ÷ 3,375"."""
        return _render(self._tree, values)[0]

    def worked_out(self, values: Mapping[str, Value], texts: Mapping[str, str], say: Say) -> str:
        """The same with what stands in parentheses computed: "100 × 3,300 ÷ 3,375".

        `say` makes text of such a part's value, which comes with the names it was made of.
        """

        def fold(node: ast.expr) -> str:
            return say(_compile(node, self.text)(values), _names(node))

        return _render(self._tree, texts, fold)[0]


def _names(tree: ast.expr) -> frozenset[str]:
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return frozenset(named - _FUNCTIONS.keys())


def _compile(node: ast.expr, text: str) -> Run:
    match node:
        case ast.Constant():
            return _constant(node, text)
        case ast.Name(id=name) if name not in _FUNCTIONS:
            return _scalar(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _compile(operand, text)
            return lambda values: -inner(values)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _division(_compile(left, text), _compile(right, text), right)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _PLAIN:
            plain, first, second = _PLAIN[type(op)], _compile(left, text), _compile(right, text)
            return lambda values: plain(first(values), second(values))
        case ast.Call(func=ast.Name(id=name), args=[ast.Name(id=of), *rest], keywords=[]):
            if _FUNCTIONS.get(name) == 1 + len(rest) and of not in _FUNCTIONS:
                return _call(name, of, [_compile(one, text) for one in rest])
    raise DefinitionError(
        f'expression "{text}" may not use "{ast.get_source_segment(text, node) or text}"'
    )


def _constant(node: ast.Constant, text: str) -> Run:
    written = ast.get_source_segment(text, node) or ""
    if not _NUMBER.fullmatch(written):
        raise DefinitionError(f'expression "{text}" may not use "{written}"')
    number = Fraction(written)
    return lambda _values: number


def _scalar(name: str) -> Run:
    def run(values: Mapping[str, Value]) -> Fraction:
        value = values[name]
        if isinstance(value, Fraction):
            return value
        raise TypeError(f"{name} is not a single exact number")

    return run


def _division(dividend: Run, divisor: Run, node: ast.expr) -> Run:
    text, names = ast.unparse(node), _names(node)

    def run(values: Mapping[str, Value]) -> Fraction:
        denominator = divisor(values)
        if not denominator:
            raise ZeroDenominator(text, names)
        return dividend(values) / denominator

    return run


def _call(name: str, of: str, rest: list[Run]) -> Run:
    if name == "between":
        low, high = rest
        return lambda values: Fraction(_tally(values, of).between(low(values), high(values)))
    if name == "count":
        return lambda values: Fraction(_count(values[of]))
    if name == "sum":
        return lambda values: _sum(values[of])

    def mean(values: Mapping[str, Value]) -> Fraction:
        answers = _count(values[of])
        if not answers:
            raise ZeroDenominator(f"count({of})", frozenset({of}))
        return _sum(values[of]) / answers

    return mean


def _tally(values: Mapping[str, Value], name: str) -> Tally:
    value = values[name]
    if isinstance(value, Tally):
        return value
    raise TypeError(f"{name} is not a tally of scores")


def _count(value: Value) -> int:
    if isinstance(value, Fraction):
        raise TypeError("a single number cannot be counted")
    return value.total if isinstance(value, Tally) else len(value)


def _sum(value: Value) -> Fraction:
    if isinstance(value, Tally):
        return value.sum
    if isinstance(value, Fraction):
        raise TypeError("a single number cannot be summed")
    return sum((Fraction(one) for one in value), Fraction(0))


def _render(
    node: ast.expr, names: Mapping[str, str], fold: Callable[[ast.expr], str] | None = None
) -> tuple[str, int]:
    """The text of a node and how tightly it binds; `fold` says what would be in parentheses."""
    match node:
        case ast.Name(id=name):
            return names[name], _ATOM
        case ast.UnaryOp(operand=operand):
            return f"−{_within(operand, names, _PRODUCT, fold)}", _SUM
        case ast.BinOp(left=left, op=op, right=right):
            binds = _PRODUCT if isinstance(op, (ast.Mult, ast.Div)) else _SUM
            first = _within(left, names, binds - 1, fold)
            return f"{first} {_SIGN[type(op)]} {_within(right, names, binds, fold)}", binds
        case ast.Call(func=ast.Name(id=function), args=[first_argument, *rest]):
            of, limits = _render(first_argument, names)[0], [_render(one, names)[0] for one in rest]
            return _told(function, of, limits), _ATOM
    return ast.unparse(node), _ATOM


def _within(
    node: ast.expr,
    names: Mapping[str, str],
    looser: int,
    fold: Callable[[ast.expr], str] | None,
) -> str:
    """The node's text, in parentheses where it binds no tighter than `looser`."""
    text, binds = _render(node, names, fold)
    if binds > looser:
        return text
    return fold(node) if fold else f"({text})"


def _told(function: str, of: str, limits: list[str]) -> str:
    match function:
        case "between":
            return said("{of} from {low} to {high}", of=of, low=limits[0], high=limits[1])
        case "count":
            return said("number of {of}", of=of)
        case "sum":
            return said("sum of {of}", of=of)
    return said("mean of {of}", of=of)
