"""The figure of the feedback KPI, counted from the pieces that were kept where nobody typed one."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from bot.desk.closing import month_of
from bot.desk.voices import FEEDBACK, span
from bot.desk.workspace import zone_of
from kpi import Entry
from kpi.period import Period
from storage.records import Action, FigureKey, NewObservation, Observation, Workspace
from storage.tx import Tx

_FORMULA, _ITEMS = "log", "items"


def count_kept(tx: Tx, workspace: Workspace, period: Period, now: datetime) -> Observation | None:
    """Brings the figure of a period that is over to date; None where it stays as it is.

    A value that somebody recorded is never overridden, nor a closed month changed. A period in
    which nothing was kept gets no figure: nobody can tell whether nothing was said. The figure
    holds the pieces' ids, never their words, which stay erasable.
    """
    team, zone = workspace.team, zone_of(workspace)
    if not period.is_complete(now, zone) or tx.months.is_closed(team, month_of(period).label):
        return None
    key = FigureKey(kpi=FEEDBACK, period=period)
    standing = tx.observations.latest(team, key)
    if standing is not None and not standing.withdrawn:
        return None
    numbers = tx.feedback.numbers(team, *span(workspace, period))
    if not numbers:
        return None
    items = tuple(f"F-{number}" for number in numbers)
    counted = NewObservation(
        key=key,
        entry=Entry(FEEDBACK, _FORMULA, {_ITEMS: items}),
        value=Fraction(len(items)),
        sound=True,
        partial=False,
        action=Action.DERIVE,
        author="",
    )
    return tx.observations.append(
        team, counted, expected_revision=standing.revision if standing else 0
    )
