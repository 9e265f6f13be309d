"""Explaining a KPI with the latest value of this workspace."""

from __future__ import annotations

from bot.desk.access import may_see
from bot.desk.answers import Explanation
from bot.desk.asker import Asker
from bot.desk.deciding import name_of
from bot.desk.flagging import flag
from bot.desk.looking import past_readings
from bot.desk.reading import target_on, weighed
from bot.desk.workspace import cadence_of, workspace_of, zone_of
from bot.questions import Explain
from kpi.period import current
from storage.tx import Tx


def explain(tx: Tx, asker: Asker, question: Explain) -> Explanation:
    """All there is to know about a KPI, with the latest value where the asker may see it."""
    if not may_see(tx, asker, question.kpi.key):
        return define(tx, asker, question)
    zone = zone_of(workspace_of(tx, asker))
    cadence = cadence_of(tx, asker.team, question.kpi)
    newest = current(cadence, asker.now, zone)
    found = past_readings(tx, asker.team, question.kpi.key, question.segment, newest, 1)
    latest = weighed(tx, asker.team, found[0]) if found else None
    period = latest.observation.key.period if latest else newest
    flagged = flag(tx, workspace_of(tx, asker), question.kpi, question.segment, period)
    rebase = flagged.process.rebase if flagged else None
    return Explanation(
        kpi=question.kpi,
        cadence=cadence,
        choice=tx.choices.get(asker.team, question.kpi.key),
        target=target_on(tx, asker.team, question.kpi.key, question.segment, newest.first),
        currency=workspace_of(tx, asker).currency,
        latest=latest,
        flagged=flagged,
        rebased_by=name_of(tx, asker.team, rebase.actor if rebase else None),
    )


def define(tx: Tx, asker: Asker, question: Explain) -> Explanation:
    """What the catalogue says, without any figure, target or limit of this workspace."""
    return Explanation(
        kpi=question.kpi,
        cadence=cadence_of(tx, asker.team, question.kpi),
        choice=tx.choices.get(asker.team, question.kpi.key),
        target=None,
        currency=workspace_of(tx, asker).currency,
        latest=None,
        hidden=True,
    )
