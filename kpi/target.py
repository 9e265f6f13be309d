"""A workspace's own bar: ">= 45"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import unescape
from operator import ge, gt, le, lt
from typing import Literal, TypeAlias, cast

from kpi.errors import BadTarget
from kpi.model import Better, Input, Kind, Kpi, Unit
from kpi.parse import parse

Op: TypeAlias = Literal[">=", ">", "<=", "<"]

_MEETS: Mapping[Op, Callable[[Fraction, Fraction], bool]] = {">=": ge, ">": gt, "<=": le, "<": lt}
_SPELLED: Mapping[str, Op] = {
    **{op: op for op in _MEETS},
    "≥": ">=",
    "=>": ">=",
    "at least": ">=",
    "above": ">",
    "≤": "<=",
    "=<": "<=",
    "at most": "<=",
    "below": "<",
}
_TYPED = re.compile(
    r"(?P<op>[<>]=?|=[<>]|[≥≤]|at least|above|at most|below)?\s*(?P<value>[^<>=].*)"
)
_DIRECTION: Mapping[Better, Op] = {Better.HIGHER: ">=", Better.LOWER: "<="}


@dataclass(frozen=True)
class Target:
    """A bar and on which side of it a value has to lie. `value` is in the KPI's unit."""

    op: Op
    value: Fraction

    @classmethod
    def read(cls, text: str, kpi: Kpi, *, currency: str = "USD") -> Target:
        """The target that was typed: ">= 45", "&gt;= 45", "≥45", "at most 2%".

        A bare number is the least a KPI should reach where higher is better, and the most where
        lower is. Raises BadTarget, and the errors of numbers with the field "target".
        """
        match = _TYPED.fullmatch(unescape(text).strip().casefold())
        if match is None:
            raise BadTarget(text, _example(kpi))
        op = _SPELLED[match["op"]] if match["op"] else _DIRECTION.get(kpi.better)
        if op is None:
            raise BadTarget(text, _example(kpi))
        kind = {Unit.PERCENT: Kind.PERCENT, Unit.MONEY: Kind.MONEY}.get(kpi.unit, Kind.NUMBER)
        field = Input(name="target", kind=kind, label="target")
        value = parse(field, match["value"], currency=currency, scale=None).value
        return cls(op, cast(Fraction, value))

    def met(self, value: Fraction) -> bool:
        """Whether the value lies on the right side."""
        return _MEETS[self.op](value, self.value)


def _example(kpi: Kpi) -> str:
    return f"{_DIRECTION.get(kpi.better, '>=')} 45"
