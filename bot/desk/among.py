"""A KPI's segments as a digest shows them beside the total."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.moving import Moved, moved, worst_first
from bot.desk.reading import Reading, read_figure, target_on
from bot.desk.totals import Makeup, makeups
from kpi import Kpi
from kpi.period import Period
from storage.records import TOTAL
from storage.tx import Tx


class Among(Struct, frozen=True, kw_only=True):
    """What a line about a total has to say about its segments."""

    worst: Reading | None
    """The segment that stands worst, where there are several."""
    reversal: Moved | None
    """The dimension all of whose segments moved against the total."""
    waiting: Makeup | None
    """Where the total is withheld: the segments that are in."""


def among_segments(
    tx: Tx, team: str, kpi: Kpi, period: Period, total: Reading | None
) -> Among | None:
    """The segments of a period; None where there are none."""
    found = makeups(tx, team, kpi, period)
    if not found:
        return None
    ranked: tuple[Reading, ...] = ()
    if total is not None:
        ranked = worst_first(read_figure(tx, team, one) for each in found for one in each.parts)
    before = total.change.before if total is not None and total.change is not None else None
    moves = moved(tx, team, kpi, before, total.observation) if total and before else ()
    return Among(
        worst=ranked[0] if len(ranked) > 1 else None,
        reversal=next((one for one in moves if one.reversal), None),
        waiting=found[0] if total is None and found[0].missing else None,
    )


def judged_alone(
    tx: Tx, team: str, kpi: Kpi, period: Period, total: Reading | None
) -> tuple[str, ...]:
    """The segments that can have cases of their own: with a target, or without any total."""
    return tuple(
        one.key.segment
        for one in tx.observations.by_segment(team, kpi.key, period)
        if total is None or target_on(tx, team, kpi.key, one.key.segment, period.first) is not None
    )


def only_segments(tx: Tx, team: str, kpi: Kpi, period: Period, among: Among | None) -> bool:
    """Whether nothing is missing although there is no total: there never was one to come."""
    if among is None or among.waiting is not None:
        return False
    return tx.observations.newest(team, kpi.key, TOTAL, period.cadence, period) is None
