"""Totals put together from exclusive segments. A recorded total is never overridden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import groupby

from msgspec import Struct

from kpi import Entry, Kpi, Undefined, evaluate
from kpi.combine import pool
from kpi.errors import NotAddable
from kpi.language import said
from kpi.period import Period
from storage.records import Action, FigureKey, NewObservation, Observation
from storage.tx import Tx

LEAST_PARTS = 2
"""Segments a total is pooled from at least: one alone is not everybody."""


class Makeup(Struct, frozen=True, kw_only=True):
    """The segments of one dimension that a total of one period can be put together from."""

    kpi: Kpi
    period: Period
    dimension: str
    parts: tuple[Observation, ...]
    """By name."""
    missing: tuple[str, ...]
    """Segments that were recorded last time and are not in this period."""
    pooled: Entry | None
    """None while one is missing, and where they cannot be put together."""
    why_not: str = ""
    """Why they cannot be put together."""

    @property
    def expected(self) -> int:
        """How many segments there are, those not in yet included."""
        return len(self.parts) + len(self.missing)

    @property
    def value(self) -> Fraction | None:
        """What they add up to, in the KPI's unit; None where that is undefined or withheld."""
        if self.pooled is None:
            return None
        try:
            return evaluate(self.pooled).value
        except Undefined:
            return None


def dimension_of(segment: str) -> str:
    """What kind of segment it is: "tier" of "tier:enterprise"."""
    return segment.partition(":")[0]


def makeups(tx: Tx, team: str, kpi: Kpi, period: Period) -> tuple[Makeup, ...]:
    """The dimensions recorded for a period; those that give a total first, else by name."""
    now = _by_dimension(tx.observations.by_segment(team, kpi.key, period))
    if not now:
        return ()
    then = _by_dimension(_last_time(tx, team, kpi, period))
    found = (
        _makeup(kpi, period, dimension, parts, then.get(dimension, ()))
        for dimension, parts in now.items()
    )
    return tuple(sorted(found, key=lambda one: one.pooled is None))


def keep_total(
    tx: Tx, team: str, kpi: Kpi, period: Period, *, reason: str = ""
) -> Observation | None:
    """Brings the pooled total of a period up to its segments; the new revision, if there is one.

    What somebody recorded for everybody stays. A total is withdrawn while a segment is missing.
    """
    key = FigureKey(kpi=kpi.key, period=period)
    standing = tx.observations.latest(team, key)
    held = standing is not None and not standing.withdrawn
    if standing is not None and held and standing.action is not Action.POOL:
        return None
    new = _pooled(makeups(tx, team, kpi, period), key, reason)
    if new is None and not held:
        return None
    if new is not None and standing is not None and _same(new, standing):
        return None
    return tx.observations.append(
        team, new or _withheld(key, reason), standing.revision if standing else 0
    )


def part_names(tx: Tx, team: str, total: Observation) -> tuple[str, ...]:
    """The segments a total was pooled from; none where it was recorded."""
    if total.action is not Action.POOL:
        return ()
    numbers = frozenset(total.parts)
    segments = tx.observations.by_segment(team, total.key.kpi, total.key.period)
    return tuple(one.key.segment for one in segments if one.number in numbers)


def _last_time(tx: Tx, team: str, kpi: Kpi, period: Period) -> tuple[Observation, ...]:
    before = tx.observations.newest_segmented(team, kpi.key, period.cadence, period.previous())
    return tx.observations.by_segment(team, kpi.key, before) if before else ()


def _by_dimension(
    segments: Iterable[Observation],
) -> Mapping[str, tuple[Observation, ...]]:
    ordered = sorted(segments, key=lambda one: (dimension_of(one.key.segment), one.key.segment))
    return {
        dimension: tuple(parts)
        for dimension, parts in groupby(ordered, lambda one: dimension_of(one.key.segment))
    }


def _makeup(
    kpi: Kpi,
    period: Period,
    dimension: str,
    parts: tuple[Observation, ...],
    then: tuple[Observation, ...],
) -> Makeup:
    here = {one.key.segment for one in parts}
    missing = tuple(one.key.segment for one in then if one.key.segment not in here)
    pooled, why_not = _together(kpi, parts) if not missing else (None, "")
    return Makeup(
        kpi=kpi,
        period=period,
        dimension=dimension,
        parts=parts,
        missing=missing,
        pooled=pooled,
        why_not=why_not,
    )


def _together(kpi: Kpi, parts: tuple[Observation, ...]) -> tuple[Entry | None, str]:
    """The parts as one entry, or why they are none."""
    doubtful = [one.key.segment for one in parts if not one.sound]
    if doubtful:
        return None, said("The figures of {segment} cannot be right.", segment=doubtful[0])
    if len(parts) < LEAST_PARTS:
        return None, said("{segment} alone is not everybody.", segment=parts[0].key.segment)
    try:
        return pool(kpi, [one.entry for one in parts if one.entry is not None]), ""
    except NotAddable as error:
        return None, error.message


def _pooled(found: tuple[Makeup, ...], key: FigureKey, reason: str) -> NewObservation | None:
    makeup = found[0] if found else None
    if makeup is None or makeup.pooled is None:
        return None
    try:
        result = evaluate(makeup.pooled)
        value, sound = result.value, result.sound
    except Undefined:
        value, sound = None, True
    return NewObservation(
        key=key,
        entry=makeup.pooled,
        value=value,
        sound=sound,
        partial=any(one.partial for one in makeup.parts),
        action=Action.POOL,
        author="",
        reason=reason,
        parts=tuple(one.number for one in makeup.parts),
    )


def _withheld(key: FigureKey, reason: str) -> NewObservation:
    return NewObservation(
        key=key,
        entry=None,
        value=None,
        sound=True,
        partial=False,
        action=Action.POOL,
        author="",
        reason=reason,
    )


def _same(new: NewObservation, standing: Observation) -> bool:
    return (new.entry, new.partial, new.parts) == (standing.entry, standing.partial, standing.parts)
