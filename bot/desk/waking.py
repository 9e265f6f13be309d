"""Cases that were snoozed wake on their day, and are to be acknowledged like fresh ones."""

from __future__ import annotations

from datetime import datetime

from bot.desk.escalating import escalate, rest, watch
from bot.desk.refresh import after_case_change
from bot.desk.workspace import zone_of
from storage.records import Case, CaseState, Escalation, Workspace
from storage.tx import Tx


def take_step(tx: Tx, team: str, due: Escalation, now: datetime) -> int:
    """Takes a case's step whose time has come; returns how many people are told."""
    workspace, case = tx.workspaces.get(team), tx.cases.get(team, due.case)
    if workspace is None or case is None or case.state is not CaseState.SNOOZED:
        return escalate(tx, team, due, now)
    if tx.escalations.take(team, due):
        _wake(tx, workspace, case, now)
    return 0


def _wake(tx: Tx, workspace: Workspace, case: Case, now: datetime) -> None:
    today = now.astimezone(zone_of(workspace)).date()
    if case.snoozed_until is not None and today < case.snoozed_until:
        # The workspace's days begin later now than when it was snoozed.
        rest(tx, workspace, case)
        return
    team = workspace.team
    woken = tx.cases.change(team, case.id, case.version, state=CaseState.OPEN, snoozed_until=None)
    watch(tx, workspace, woken, now)
    after_case_change(tx, team, woken, now)
