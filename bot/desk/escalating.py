"""A case that nobody acknowledges goes to the KPI's backup, then to the managers; once each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import partial

from bot.desk.gathering import case_link
from bot.desk.reaching import managers_of, write_to
from bot.desk.standing_in import stand_in
from bot.desk.workspace import zone_of
from bot.schedule import working_day_after
from bot.views.escalation import unacknowledged
from storage.records import Case, CaseState, Escalation, Step, Workspace
from storage.tx import Tx


def watch(tx: Tx, workspace: Workspace, case: Case, now: datetime) -> None:
    """From now on, somebody has a working day to acknowledge the case."""
    _wait(tx, workspace, case, Step.BACKUP, now)


def rest(tx: Tx, workspace: Workspace, case: Case) -> None:
    """Nobody has to acknowledge a snoozed case before the day it is snoozed until."""
    if case.snoozed_until is not None:
        morning = datetime.combine(case.snoozed_until, time(), zone_of(workspace))
        step = Escalation(case=case.id, step=Step.BACKUP, due_at=morning.astimezone(UTC))
        tx.escalations.put(workspace.team, step)


def escalate(tx: Tx, team: str, due: Escalation, now: datetime) -> int:
    """Takes a step whose time has come; returns how many people are told.

    Nobody is where the case was acknowledged or resolved meanwhile: then it goes no further.
    Where no backup can take it, it goes to the managers at once.
    """
    workspace = tx.workspaces.get(team)
    case = tx.cases.get(team, due.case)
    if workspace is None or not tx.escalations.take(team, due):
        return 0
    if case is None or case.state is not CaseState.OPEN:
        return 0
    choice = tx.choices.get(team, case.kpi)
    backup = stand_in(tx, team, choice, now)
    if due.step is Step.BACKUP and backup is not None and backup != case.owner:
        _wait(tx, workspace, case, Step.MANAGERS, now)
        return _tell(tx, workspace, case, Step.BACKUP, [backup])
    heard = backup if due.step is Step.MANAGERS else None
    managers = [user for user in managers_of(tx, team) if user != heard]
    return _tell(tx, workspace, case, Step.MANAGERS, managers)


def _tell(tx: Tx, workspace: Workspace, case: Case, step: Step, users: Sequence[str]) -> int:
    message = partial(unacknowledged, case, case_link(tx, workspace, case), step)
    for user in users:
        write_to(tx, workspace.team, user, message, case.id)
    return len(users)


def _wait(tx: Tx, workspace: Workspace, case: Case, step: Step, now: datetime) -> None:
    due_at = working_day_after(now, zone_of(workspace))
    tx.escalations.put(workspace.team, Escalation(case=case.id, step=step, due_at=due_at))
