"""Imported figures -> the database: new ones are added, standing ones corrected, never added to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.closing import month_of, require_open
from bot.desk.deriving import derive_each
from bot.desk.errors import Refused
from bot.desk.refresh import after_change
from bot.desk.segment_names import SegmentNames
from bot.desk.workspace import zone_of
from kpi import catalogue
from kpi.language import said
from kpi.period import Period
from storage.records import FigureKey, NewObservation, Observation
from storage.tx import Tx

BY = "an import"
"""Who changed a figure, in the words of a digest's thread."""


class Stored(Struct, frozen=True):
    """What an import did."""

    new: int
    changed: int
    unchanged: int
    cadences: tuple[str, ...]
    """KPIs recorded here for the first time, whose cadence now is the file's."""
    replaced: tuple[tuple[Observation, Observation], ...] = ()
    """What stood, each with what stands now."""

    def __str__(self) -> str:
        return f"{self.new} new, {self.changed} changed, {self.unchanged} unchanged"


def store_figures(
    tx: Tx, team: str, figures: Iterable[NewObservation], now: datetime, *, by: str = BY
) -> Stored:
    """Store what differs from what stands, and keep posted digests and open cases true.

    `by` is who did it, in the words of a digest's thread.

    Raises Refused for a figure of a closed month, and for a merged segment beside the one it is
    part of now; nothing is stored then.
    """
    figures = _under_present_names(tx, team, figures)
    cadences = _adopt_cadences(tx, team, figures)
    wanted: list[tuple[NewObservation, int]] = []
    before: dict[FigureKey, Observation] = {}
    new = changed = 0
    for figure in figures:
        standing = tx.observations.latest(team, figure.key)
        if standing is None or standing.withdrawn:
            new += 1
        elif (standing.entry, standing.partial) != (figure.entry, figure.partial):
            changed += 1
            before[figure.key] = standing
        else:
            continue
        wanted.append((figure, standing.revision if standing else 0))
    _require_open(tx, team, (figure.key.period for figure, _ in wanted), now)
    if wanted:
        tx.observations.append_many(team, wanted)
    stored = [tx.observations.latest(team, figure.key) for figure, _ in wanted]
    kept = [one for one in stored if one is not None]
    for one in kept:
        after_change(tx, team, one, now, by=by)
    derive_each(tx, team, kept, now)
    replaced = tuple((before[one.key], one) for one in kept if one.key in before)
    return Stored(new, changed, len(figures) - new - changed, cadences, replaced)


def _under_present_names(
    tx: Tx, team: str, figures: Iterable[NewObservation]
) -> tuple[NewObservation, ...]:
    """The figures, each of the segment that its name means by now."""
    names = SegmentNames.of(tx, team)
    found: dict[FigureKey, NewObservation] = {}
    for figure in figures:
        key = replace(figure.key, segment=names.meant(figure.key.segment))
        if key in found:
            raise Refused(
                said(
                    "{segment} means {present} here, and the file holds both for {period}. "
                    "Leave one of them out.",
                    segment=figure.key.segment,
                    present=key.segment,
                    period=key.period.label,
                ),
                field="segment",
            )
        found[key] = replace(figure, key=key)
    return tuple(found.values())


def _require_open(tx: Tx, team: str, periods: Iterable[Period], now: datetime) -> None:
    """Asks once about each month that something is stored for."""
    workspace = tx.workspaces.get(team)
    if workspace is None:
        return
    for period in {month_of(one): one for one in periods}.values():
        require_open(tx, team, period, now, zone_of(workspace))


def undecided(tx: Tx, team: str, kpis: Iterable[str]) -> frozenset[str]:
    """Those of the KPIs that nobody has recorded here, nor said how often they are recorded."""
    recorded = frozenset(tx.observations.kpis(team))
    return frozenset(
        key for key in kpis if key not in recorded and tx.choices.get(team, key).cadence is None
    )


def _adopt_cadences(tx: Tx, team: str, figures: tuple[NewObservation, ...]) -> tuple[str, ...]:
    """Let the file decide how often a KPI is recorded that nobody has recorded or decided yet."""
    adopted = []
    for key in sorted(undecided(tx, team, {figure.key.kpi for figure in figures})):
        cadences = {figure.key.period.cadence for figure in figures if figure.key.kpi == key}
        if len(cadences) == 1 and (cadence := cadences.pop()) is not catalogue.get(key).cadence:
            tx.choices.set_cadence(team, key, cadence)
            adopted.append(key)
    return tuple(adopted)
