"""Words that people use for several KPIs: they are asked back, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

AMBIGUOUS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "이탈률": ("churn", "bounce_rate", "exit_rate"),
        "유지율": ("crr", "nrr"),
        "cr": ("churn", "conversion_rate"),
    }
)
"""Keys of the KPIs each word may mean."""
