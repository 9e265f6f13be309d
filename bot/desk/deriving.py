"""Derived figures: kept equal to what their parts give, whatever happens to the parts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from bot.desk.deciding import name_of
from bot.desk.reading import read_figure
from bot.desk.refresh import after_change
from kpi import Entry, Kpi, Undefined, catalogue, evaluate
from kpi.derive import Derivation, derived_entry, following, leading_to
from kpi.period import Cadence
from storage.records import TOTAL, Action, FigureKey, NewObservation, Observation
from storage.tx import Tx


class _Parts(Struct, frozen=True, kw_only=True):
    """The figures a derivation needs, as far as they stand complete."""

    numbers: tuple[int, ...]
    entry: Entry | None
    """What they give; None where one is missing or cannot be used."""


def derive(tx: Tx, team: str, figure: Observation, now: datetime) -> tuple[Observation, ...]:
    """Brings to date what follows from a figure that was stored, corrected or taken back.

    Returns the revisions appended: derived, derived anew, or withdrawn with a part. Digests and
    cases follow each of them. A value that somebody recorded is never overridden.
    """
    return derive_each(tx, team, (figure,), now)


def derive_each(
    tx: Tx, team: str, figures: Iterable[Observation], now: datetime
) -> tuple[Observation, ...]:
    """Brings to date what follows from any of these figures, each derived one once."""
    triggers = {
        (key, one): figure
        for figure in figures
        for one in _concerned(figure)
        for key in _keys(one, figure.key)
    }
    settled = (_settle(tx, team, key, one, by, now) for (key, one), by in triggers.items())
    return tuple(one for one in settled if one is not None)


def _concerned(figure: Observation) -> tuple[Derivation, ...]:
    cadence = figure.key.period.cadence
    needing = following(figure.key.kpi, cadence)
    # Where a recorded value was taken back, it may be derived again.
    return needing + leading_to(figure.key.kpi, cadence) if figure.withdrawn else needing


def _keys(derivation: Derivation, part: FigureKey) -> tuple[FigureKey, ...]:
    """The figures to be derived: of the same segment, and of the total that is pooled from it."""
    segments = dict.fromkeys((part.segment, TOTAL))
    return tuple(FigureKey(kpi=derivation.kpi, period=part.period, segment=one) for one in segments)


def _settle(
    tx: Tx, team: str, key: FigureKey, derivation: Derivation, trigger: Observation, now: datetime
) -> Observation | None:
    """The revision appended for one derived figure; None where it stays as it is."""
    standing = tx.observations.latest(team, key)
    held = standing if standing is not None and not standing.withdrawn else None
    if held is not None and held.action is not Action.DERIVE:
        return None
    parts = _parts(tx, team, key, derivation)
    if parts.entry is None and held is None:
        return None
    if held is not None and (held.entry, held.parts) == (parts.entry, parts.numbers):
        return None
    if held is None and not _kept_by(tx, team, catalogue.get(key.kpi), key.period.cadence):
        return None
    corrected = held is not None and parts.entry is not None and trigger.action is Action.CORRECT
    old = read_figure(tx, team, held) if held is not None and corrected else None
    stored = tx.observations.append(
        team,
        _revision(key, parts, trigger),
        expected_revision=standing.revision if standing else 0,
    )
    by = name_of(tx, team, trigger.author) if old else ""
    after_change(tx, team, stored, now, by=by, old=old)
    return stored


def _revision(key: FigureKey, parts: _Parts, trigger: Observation) -> NewObservation:
    value, sound = None, True
    if parts.entry is not None:
        try:
            result = evaluate(parts.entry)
            value, sound = result.value, result.sound
        except Undefined:
            pass
    return NewObservation(
        key=key,
        entry=parts.entry,
        value=value,
        sound=sound,
        partial=False,
        action=Action.DERIVE,
        author=trigger.author,
        reason=trigger.reason,
        parts=parts.numbers,
    )


def _parts(tx: Tx, team: str, key: FigureKey, derivation: Derivation) -> _Parts:
    found = {}
    for kpi in derivation.sources:
        part = tx.observations.latest(
            team, FigureKey(kpi=kpi, period=key.period, segment=key.segment)
        )
        if part is None or part.entry is None or part.partial:
            return _Parts(numbers=(), entry=None)
        found[kpi] = part
    entries = {kpi: part.entry for kpi, part in found.items() if part.entry is not None}
    entry = derived_entry(derivation, entries)
    numbers = tuple(part.number for part in found.values()) if entry is not None else ()
    return _Parts(numbers=numbers, entry=entry)


def _kept_by(tx: Tx, team: str, kpi: Kpi, cadence: Cadence) -> bool:
    """Whether the workspace keeps a KPI by that cadence.

    A KPI that nobody has recorded or decided on yet takes the cadence of its parts.
    """
    chosen = tx.choices.get(team, kpi.key).cadence
    if (chosen or kpi.cadence) is cadence:
        return True
    if chosen is not None or kpi.key in tx.observations.kpis(team):
        return False
    tx.choices.set_cadence(team, kpi.key, cadence)
    return True
