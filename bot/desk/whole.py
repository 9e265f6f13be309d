"""How a total stands to its segments: pooled from them, waiting for one, or at odds with them."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.reading import Reading, read_figure
from bot.desk.totals import Makeup, makeups
from kpi import Entry, Kpi
from kpi.period import Period
from storage.records import FigureKey
from storage.tx import Tx


class Whole(Struct, frozen=True, kw_only=True):
    """A KPI's total of one period beside its segments."""

    makeup: Makeup
    """Of the dimension that gives the total, or would."""
    total: Reading | None
    """None where there is none, or it is withheld."""
    odds: tuple[Makeup, ...]
    """The dimensions whose segments add up to something else than the total."""


def whole_of(tx: Tx, team: str, kpi: Kpi, period: Period) -> Whole | None:
    """How the total of a period stands to its segments; None where there are none."""
    found = makeups(tx, team, kpi, period)
    if not found:
        return None
    stored = tx.observations.latest(team, FigureKey(kpi=kpi.key, period=period))
    if stored is None or stored.entry is None:
        return Whole(makeup=found[0], total=None, odds=())
    entry = stored.entry
    return Whole(
        makeup=found[0],
        total=read_figure(tx, team, stored),
        odds=tuple(one for one in found if one.pooled is not None and _differ(one.pooled, entry)),
    )


def _differ(pooled: Entry, total: Entry) -> bool:
    """Whether they hold other inputs, where they were computed alike at all."""
    alike = (pooled.formula, pooled.attributes, pooled.currency) == (
        total.formula,
        total.attributes,
        total.currency,
    )
    return alike and pooled.inputs != total.inputs
