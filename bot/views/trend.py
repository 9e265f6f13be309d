"""A trend in a line of text, with words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

_STEPS = "▁▂▃▄▅▆▇█"
_GAP = "·"


def sparkline(values: Sequence[Fraction | None]) -> str:
    """One mark a value, oldest first; a dot where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join(_GAP if value is None else _step(value, low, high) for value in values)


def _step(value: Fraction, low: Fraction, high: Fraction) -> str:
    if low == high:
        return _STEPS[3]
    return _STEPS[int((value - low) / (high - low) * (len(_STEPS) - 1))]
