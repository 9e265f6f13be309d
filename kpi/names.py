"""What a KPI is called in the language spoken."""

from __future__ import annotations

from kpi.language import spoken
from kpi.model import Kpi


def shown_name(kpi: Kpi) -> str:
    """Its name, written out: "Net Promoter Score"; its English name where the language has none."""
    named = kpi.names.get(spoken().code)
    return named.display if named else kpi.name


def typed_name(kpi: Kpi) -> str:
    """What people of the language spoken may type for it: "churn", "고객 이탈률"."""
    named = kpi.names.get(spoken().code)
    return named.display if named else kpi.key
