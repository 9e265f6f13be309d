"""Why a value moved: exact Shapley contributions of its inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import factorial
from typing import Any

from kpi.model import Drivers, Formula

MOST_CHANGED = 12
"""Each changed input doubles the work: 4,096 evaluations at most."""


def shapley(
    formula: Formula | Callable[..., Any], before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Fraction]:
    """Contribution of every input to the change of a value, in the unit of the value.

    They sum to the change exactly and depend on no order: each is the average over all orders in
    which the inputs could have changed (Shapley 1953), from 2^k evaluations for k changed inputs.
    A callable takes the inputs by name. Of a Formula its independent drivers are taken where it
    declares some, else its inputs; what else stands in `before` (attributes) is a constant.
    A float counts as the decimal it prints. Raises ValueError for different inputs or more than
    twelve changed ones, and what the formula raises where a mixture of both periods is undefined.
    """
    if before.keys() != after.keys():
        raise ValueError("Both periods must have the same inputs.")
    old = {name: _exact(value) for name, value in before.items()}
    new = {name: _exact(value) for name, value in after.items()}
    if not isinstance(formula, Formula):
        return _contributions(lambda values: Fraction(formula(**values)), old, new)
    if formula.drivers is not None:
        return _contributions(
            formula.drivers.expression.evaluate,
            _driver_values(formula.drivers, old),
            _driver_values(formula.drivers, new),
        )
    names = [one.name for one in formula.inputs]
    constants = {name: value for name, value in new.items() if name not in names}
    return _contributions(
        lambda values: formula.expression.evaluate({**constants, **values}),
        {name: old[name] for name in names},
        {name: new[name] for name in names},
    )


def _driver_values(drivers: Drivers, inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {part.name: part.expression.evaluate(inputs) for part in drivers.parts}


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return Fraction(str(value))
    return Fraction(value) if isinstance(value, int | Decimal) else value


def _contributions(
    evaluate: Callable[[Mapping[str, Any]], Fraction],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> dict[str, Fraction]:
    changed = [name for name in old if old[name] != new[name]]
    count = len(changed)
    if count > MOST_CHANGED:
        raise ValueError(f"At most {MOST_CHANGED} inputs may change, here {count} do.")
    # Bit i of a set says that changed[i] already has its new value.
    values = [
        evaluate({**old, **{changed[i]: new[changed[i]] for i in range(count) if chosen >> i & 1}})
        for chosen in range(1 << count)
    ]
    shares = [
        Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
        for size in range(count)
    ]
    result = dict.fromkeys(old, Fraction(0))
    for i, name in enumerate(changed):
        for chosen in range(1 << count):
            if not chosen >> i & 1:
                step = values[chosen | 1 << i] - values[chosen]
                result[name] += shares[chosen.bit_count()] * step
    return result
