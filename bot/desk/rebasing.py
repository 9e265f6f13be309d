"""Taking a KPI's natural limits anew, after a change that makes the old ones meaningless."""

from __future__ import annotations

from bot.desk.answers import Rebased
from bot.desk.asker import Asker, require_manager
from bot.desk.baselines import Figure, Series, process_of
from bot.desk.errors import Refused
from bot.desk.refresh import after_rebase
from bot.desk.workspace import cadence_of, settled_workspace, zone_of
from bot.questions import Rebase as RebaseQuestion
from kpi.language import phrase, said
from kpi.names import shown_name
from kpi.period import Cadence, Period, last_complete, read_period
from storage.records import Rebase
from storage.tx import Tx

MAX_REASON = 1000
"""Longest reason kept, in characters."""


def rebase(tx: Tx, asker: Asker, question: RebaseQuestion) -> Rebased:
    """Takes the limits from the first twelve periods since the last complete one, or a named one.

    Raises:
        NotAllowed: the asker is no manager.
        Refused: the start is no single period of the KPI's length, or the reason is too long.
        kpi.errors.BadPeriod: the start cannot be read.
    """
    require_manager(tx, asker, phrase("take limits anew"))
    if len(question.reason) > MAX_REASON:
        raise Refused(
            said("reason is longer than {most} characters.", most=MAX_REASON), field="reason"
        )
    starts = _start(tx, asker, question)
    made = Rebase(
        kpi=question.kpi.key,
        segment=question.segment,
        starts=starts,
        actor=asker.user,
        reason=question.reason,
        at=asker.now,
    )
    tx.rebases.add(asker.team, made)
    after_rebase(tx, asker.team, made, asker.now)
    return Rebased(
        kpi=question.kpi,
        segment=question.segment,
        rebase=made,
        points=_recorded(tx, asker, question, made),
    )


_NOT_ONE = {
    Cadence.WEEK: phrase('{kpi} is recorded by the week here, and "{typed}" is not one week.'),
    Cadence.MONTH: phrase('{kpi} is recorded by the month here, and "{typed}" is not one month.'),
    Cadence.QUARTER: phrase(
        '{kpi} is recorded by the quarter here, and "{typed}" is not one quarter.'
    ),
    Cadence.YEAR: phrase('{kpi} is recorded by the year here, and "{typed}" is not one year.'),
}


def _start(tx: Tx, asker: Asker, question: RebaseQuestion) -> Period:
    zone = zone_of(settled_workspace(tx, asker))
    cadence = cadence_of(tx, asker.team, question.kpi)
    if not question.starts:
        return last_complete(cadence, asker.now, zone)
    found = read_period(question.starts, cadence, asker.now, zone)
    if len(found) != 1 or found[0].cadence is not cadence:
        raise Refused(
            said(_NOT_ONE[cadence], kpi=shown_name(question.kpi), typed=question.starts),
            field="from",
            example=f"/kpi rebase {question.kpi.key} "
            f'from={last_complete(cadence, asker.now, zone).label} reason="new survey tool"',
        )
    return found[0]


def _recorded(tx: Tx, asker: Asker, question: RebaseQuestion, made: Rebase) -> int:
    """How many periods the new baseline has already."""
    series = Series(
        team=asker.team,
        kpi=question.kpi,
        segment=question.segment,
        cadence=made.starts.cadence,
    )
    newest = tx.observations.history(
        asker.team, question.kpi.key, question.segment, made.starts.cadence, limit=1
    )
    if not newest or newest[0].value is None or newest[0].key.period < made.starts:
        return 0
    basis = Figure.of(question.kpi, newest[0]).point.basis
    return len(process_of(tx, series, made, basis).points)
