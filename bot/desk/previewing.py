"""What a digest would say, on the command line: nothing is posted and no case is opened."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.desk.gathering import Edition
from bot.desk.publishing import preview
from bot.views.pages import Pages
from kpi import Cadence, Period, catalogue
from kpi.period import last_complete
from storage.records import Rhythm, Workspace
from storage.tx import Tx

_RHYTHMS = {Cadence.WEEK: Rhythm.WEEKLY, Cadence.MONTH: Rhythm.MONTHLY}


def workspace_meant(tx: Tx, wanted: str | None) -> Workspace:
    """The workspace of that id, or the only one there is.

    Raises:
        LookupError: there is none of that id, none at all, or several to choose from.
    """
    known = tx.workspaces.all()
    found = [one for one in known if wanted in (None, one.team)]
    if len(found) == 1:
        return found[0]
    if not known:
        raise LookupError("Nothing is recorded in this database yet.")
    listed = ", ".join(one.team for one in known)
    raise LookupError(f"Choose a workspace with --workspace: {listed}.")


def preview_pages(tx: Tx, workspace: Workspace, period: str | None, channel: str | None) -> Pages:
    """The digest of a channel, or of every recorded KPI where no channel is named.

    `period` is a label ("2026-W46", "2021-12"); without one it is the last complete period.

    Raises:
        kpi.errors.BadPeriod: the label names no period.
        LookupError: the channel has no digest, or nothing is recorded.
    """
    about = Period.parse(period) if period else None
    edition = _of_channel(tx, workspace, channel, about) if channel else None
    return preview(tx, workspace, edition or _of_everything(tx, workspace, about), tx.now)


def _of_channel(tx: Tx, workspace: Workspace, channel: str, about: Period | None) -> Edition:
    found = tx.subscriptions.of_channel(workspace.team, channel)
    if not found:
        raise LookupError(f"{channel} has no digest.")
    rhythm = found[0].schedule.rhythm
    cadence = next(cadence for cadence, own in _RHYTHMS.items() if own is rhythm)
    return Edition(
        channel=channel,
        rhythm=rhythm,
        kpis=found[0].kpis,
        period=about or last_complete(cadence, tx.now, _zone(workspace)),
    )


def _of_everything(tx: Tx, workspace: Workspace, about: Period | None) -> Edition:
    recorded = tx.observations.kpis(workspace.team)
    if not recorded:
        raise LookupError("Nothing is recorded in this workspace yet.")
    period = about or last_complete(_usual(recorded), tx.now, _zone(workspace))
    rhythm = _RHYTHMS.get(period.cadence, Rhythm.MONTHLY)
    return Edition(channel="", rhythm=rhythm, kpis=recorded, period=period)


def _usual(kpis: tuple[str, ...]) -> Cadence:
    weekly = any(catalogue.get(key).cadence is Cadence.WEEK for key in kpis)
    return Cadence.WEEK if weekly else Cadence.MONTH


def _zone(workspace: Workspace) -> ZoneInfo:
    return ZoneInfo(workspace.zone or "UTC")
