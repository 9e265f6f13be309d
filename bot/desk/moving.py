"""Which segment moved a total, and which one stands worst."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from bot.desk.reading import Reading
from bot.desk.totals import dimension_of
from kpi import Entry, Kpi
from kpi.breakdown import Breakdown, break_down
from kpi.model import Better
from storage.records import TOTAL, Observation
from storage.tx import Tx

LEAST_SEGMENTS = 2


class Moved(Struct, frozen=True, kw_only=True):
    """The change of a total over the segments of one dimension, summing to it exactly."""

    dimension: str
    breakdown: Breakdown
    rest: Fraction
    """What no segment explains: answers of nobody's segment in a recorded total."""

    @property
    def change(self) -> Fraction:
        """Of the total."""
        return self.breakdown.change + self.rest

    @property
    def reversal(self) -> bool:
        """Whether the total moved against all of its segments."""
        return self.breakdown.reversal and self.change * self.breakdown.change > 0


def moved(tx: Tx, team: str, kpi: Kpi, before: Observation, now: Observation) -> tuple[Moved, ...]:
    """How the segments moved a total, one entry a dimension, by name.

    A dimension is left out where a segment of the earlier period is missing, where there are
    not two of them, and where the total was not computed as they were.
    """
    if now.key.segment != TOTAL or now.value is None or before.value is None:
        return ()
    old = _entries(tx, team, kpi, before)
    new = _entries(tx, team, kpi, now)
    found = []
    for dimension in sorted(old.keys() & new.keys()):
        then, here = old[dimension], new[dimension]
        if len(here) < LEAST_SEGMENTS or then.keys() - here.keys():
            continue
        broken = break_down(kpi, then, here)
        if broken is not None:
            rest = now.value - before.value - broken.change
            found.append(Moved(dimension=dimension, breakdown=broken, rest=rest))
    return tuple(found)


def _entries(tx: Tx, team: str, kpi: Kpi, total: Observation) -> dict[str, dict[str, Entry]]:
    """What the segments of a total's period hold, by dimension and name."""
    found: dict[str, dict[str, Entry]] = {}
    for one in tx.observations.by_segment(team, kpi.key, total.key.period):
        if one.entry is not None and _alike(one.entry, total.entry):
            found.setdefault(dimension_of(one.key.segment), {})[one.key.segment] = one.entry
    return found


def _alike(part: Entry, total: Entry | None) -> bool:
    return total is not None and (part.formula, part.attributes, part.currency) == (
        total.formula,
        total.attributes,
        total.currency,
    )


def worst_first(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """Whole and sound readings of a KPI with a direction, the worst segment first.

    A sample counts by the good end of its interval, so that few answers do not make a segment
    the worst one.
    """
    ranked = [
        (standing, reading) for reading in readings if (standing := _standing(reading)) is not None
    ]
    return tuple(
        reading for _, reading in sorted(ranked, key=lambda pair: (pair[0], _name(pair[1])))
    )


def _name(reading: Reading) -> str:
    return reading.observation.key.segment


def _standing(reading: Reading) -> float | None:
    """How well it stands at best, higher being better."""
    result, interval = reading.result, reading.interval
    if result is None or not result.sound or reading.observation.partial:
        return None
    sampled = interval if interval is not None and not interval.census else None
    if result.better is Better.HIGHER:
        return sampled.high if sampled else float(result.value)
    if result.better is Better.LOWER:
        return -sampled.low if sampled else -float(result.value)
    return None
