"""The formula core: what KPIs are, how they are computed and judged. Standard library only."""

from kpi.calculate import DataWarning, Result, compute, evaluate
from kpi.catalogue import all_kpis, families, find, get, resolve
from kpi.errors import KpiError, Undefined
from kpi.model import Kpi
from kpi.period import Cadence, Period
from kpi.read import Entry, read

__all__ = [
    "Cadence",
    "DataWarning",
    "Entry",
    "Kpi",
    "KpiError",
    "Period",
    "Result",
    "Undefined",
    "all_kpis",
    "compute",
    "evaluate",
    "families",
    "find",
    "get",
    "read",
    "resolve",
]
