"""Where a KPI's natural limits come from: its first twelve periods, or those since a rebasing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from bot.desk.certainty import basis_of
from kpi import Kpi, Result, evaluate
from kpi.flags import LEAST_BASELINE, Baseline, Point
from kpi.period import Cadence, Period
from kpi.sampling import counts_of
from storage.records import TOTAL, Observation, Rebase
from storage.tx import Tx


class Figure(Struct, frozen=True):
    """A stored figure as the rules see it."""

    observation: Observation
    result: Result
    point: Point

    @classmethod
    def of(cls, kpi: Kpi, observation: Observation) -> Figure:
        """Raises ValueError for a withdrawn figure, Undefined for one without a value."""
        entry = observation.entry
        if entry is None:
            raise ValueError("a withdrawn figure is not assessed")
        result = evaluate(entry)
        return cls(
            observation,
            result,
            Point(
                period=observation.key.period,
                value=result.value,
                basis=basis_of(entry),
                counts=counts_of(kpi, entry) if result.sound else None,
                sound=result.sound,
                complete=not observation.partial,
            ),
        )


class Series(Struct, frozen=True, kw_only=True):
    """Figures of one KPI, segment and period length."""

    team: str
    kpi: Kpi
    segment: str
    cadence: Cadence


class Process(Struct, frozen=True, kw_only=True):
    """A stretch of periods with one usual level: all of them, or those since a rebasing."""

    rebase: Rebase | None
    points: tuple[Point, ...]
    """Its first complete and possible ones of one basis, at most twelve."""

    def baseline(self, point: Point) -> Baseline | None:
        """The frozen baseline, once all twelve of it lie before the point."""
        return Baseline.freeze([one for one in self.points if one.period < point.period])


def rebases_of(tx: Tx, series: Series) -> tuple[Rebase, ...]:
    """The rebasings in force, earliest start first."""
    made = [
        one
        for name in _names(tx, series)
        for one in tx.rebases.of(series.team, series.kpi.key, name, series.cadence)
    ]
    return in_force(sorted(made, key=lambda one: one.at))


def in_force(made: Sequence[Rebase]) -> tuple[Rebase, ...]:
    """Of rebasings in the order they were made, those that count, earliest start first.

    One that was made later, from the same period or an earlier one on, replaces those before it.
    """
    kept: list[Rebase] = []
    for one in reversed(made):
        if not kept or one.starts < kept[-1].starts:
            kept.append(one)
    return tuple(reversed(kept))


def rebase_at(rebases: Sequence[Rebase], period: Period) -> Rebase | None:
    """The newest rebasing that had begun by then."""
    begun = [one for one in rebases if one.starts <= period]
    return begun[-1] if begun else None


def process_of(
    tx: Tx, series: Series, rebase: Rebase | None, basis: str, as_if: Observation | None = None
) -> Process:
    """The process that begins with a rebasing, or with the first figure there is.

    `as_if` stands for the figure it is a revision of, whatever stands now.
    """
    found: list[Point] = []
    since = rebase.starts if rebase else None
    while True:
        rows = tx.observations.earliest(
            series.team,
            series.kpi.key,
            series.segment,
            series.cadence,
            since=since,
            limit=LEAST_BASELINE,
        )
        points = (Figure.of(series.kpi, one).point for one in instead(rows, as_if))
        found += (one for one in points if one.usable and one.basis == basis)
        if len(found) >= LEAST_BASELINE or len(rows) < LEAST_BASELINE:
            return Process(rebase=rebase, points=tuple(found[:LEAST_BASELINE]))
        since = rows[-1].key.period.next()


def instead(rows: Sequence[Observation], as_if: Observation | None) -> list[Observation]:
    """The rows, with the one revision in place of what stands for its figure."""
    return [as_if if as_if is not None and as_if.key == row.key else row for row in rows]


def _names(tx: Tx, series: Series) -> list[str]:
    """The segment with the names it had before; a rebasing stays under the one it was made for."""
    if series.segment == TOTAL:
        return [TOTAL]
    renamed = tx.segments.renamed(series.team)
    return [series.segment, *(old for old, now in renamed.items() if now == series.segment)]
