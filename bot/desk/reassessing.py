"""What a changed figure makes of an open case: the same rules, before the change and after it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from bot.desk.flagging import flag
from bot.desk.reading import Direction, Reading, direction_of, read_figure
from kpi import catalogue
from kpi.period import Period
from storage.records import Case, Observation, Workspace
from storage.tx import Tx


class Outcome(StrEnum):
    """What became of the flag of a case."""

    CLEARED = "cleared"
    """Its figure would not be flagged any more."""
    WORSE = "worse"
    """Its figure is flagged, and further off than it was."""
    STILL = "still"
    """Its figure changed, and is flagged as before."""
    AGAIN = "again"
    """Its figure is flagged again."""
    WITHDRAWN = "withdrawn"
    """Its figure was taken back."""


class Reassessment(Struct, frozen=True, kw_only=True):
    """What a change of a figure made of a case."""

    outcome: Outcome
    old: Reading | None
    """The figure before; None where it held nothing."""
    new: Reading | None
    """The figure now; None where it was taken back."""
    own: bool
    """Whether it is the flagged figure itself, and not one it was compared with."""


def reassessed(
    tx: Tx, workspace: Workspace, case: Case, figure: Observation
) -> Reassessment | None:
    """What a revision of a figure changed about a case; None for a first one, and for nothing."""
    if figure.revision == 1:
        return None
    team = workspace.team
    revisions = tx.observations.revisions(team, figure.number)
    before = revisions[figure.revision - 2]
    outcome = _outcome(tx, workspace, case, before, figure)
    if outcome is None:
        return None
    old = None if before.withdrawn else read_figure(tx, team, before)
    new = None if figure.withdrawn else read_figure(tx, team, figure)
    if outcome is Outcome.STILL and _direction(old, new) is Direction.WORSE:
        outcome = Outcome.WORSE
    return Reassessment(outcome=outcome, old=old, new=new, own=_is_own(case, figure))


def _outcome(
    tx: Tx, workspace: Workspace, case: Case, before: Observation, figure: Observation
) -> Outcome | None:
    own = _is_own(case, figure)
    if own and figure.withdrawn:
        return Outcome.WITHDRAWN
    now = _flags(tx, workspace, case, None)
    if before.withdrawn:
        # What was never there cannot have been compared with.
        return (Outcome.AGAIN if now else Outcome.CLEARED) if own else None
    then = _flags(tx, workspace, case, before)
    if then != now:
        return Outcome.AGAIN if now else Outcome.CLEARED
    return Outcome.STILL if now and own else None


def _is_own(case: Case, figure: Observation) -> bool:
    return figure.key.period == Period.parse(case.period)


def _flags(tx: Tx, workspace: Workspace, case: Case, as_if: Observation | None) -> bool:
    """Whether a rule holds in the period the case is about."""
    kpi, period = catalogue.get(case.kpi), Period.parse(case.period)
    flagged = flag(tx, workspace, kpi, case.segment, period, as_if=as_if)
    return flagged is not None and bool(flagged.assessment.signals)


def _direction(old: Reading | None, new: Reading | None) -> Direction:
    if old is None or new is None or old.result is None or new.result is None:
        return Direction.NEITHER
    return direction_of(new.result.value - old.result.value, new.result.better)
