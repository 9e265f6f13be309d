"""What a KPI is called in the language spoken."""

from __future__ import annotations

from kpi.language import spoken
from kpi.model import Kpi


def shown_name(kpi: Kpi) -> str:
    """Its name, written out: "Net Promoter Score"; its English name where the language has none."""
    named = kpi.names.get(spoken().code)
    return named.display if named else kpi.name
