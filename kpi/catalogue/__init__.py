"""The KPI definitions, one file a family, found by scanning; and the look-ups over them.

Loading checks every definition: a malformed one raises DefinitionError, which names it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from kpi.catalogue.ambiguous import AMBIGUOUS
from kpi.catalogue.sources import SOURCES
from kpi.definition_checks import check
from kpi.model import Kpi
from kpi.registry import Registry

__all__ = ["AMBIGUOUS", "SOURCES", "all_kpis", "families", "find", "get", "resolve", "spoken_of"]


def _definitions() -> Iterator[tuple[str, Kpi]]:
    """Each definition with its family, which is the name of the file it stands in."""
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        found = vars(import_module(f"{__name__}.{module.name}")).values()
        for kpi in (one for one in found if isinstance(one, Kpi)):
            check(kpi, SOURCES)
            yield module.name, kpi


_REGISTRY = Registry(_definitions(), AMBIGUOUS)

all_kpis = _REGISTRY.all_kpis
families = _REGISTRY.families
find = _REGISTRY.find
get = _REGISTRY.get
resolve = _REGISTRY.resolve
spoken_of = _REGISTRY.spoken_of
