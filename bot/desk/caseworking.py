"""Working a flagged drop: acknowledge, assign, snooze, note, resolve, reopen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.desk.access import may_see
from bot.desk.asker import Asker
from bot.desk.deciding import name_of, require_viewer
from bot.desk.driving import Contribution, contributions
from bot.desk.errors import NotFound, Refused
from bot.desk.escalating import rest, watch
from bot.desk.flagging import Flagged, flag
from bot.desk.looking import past_readings
from bot.desk.moving import Moved, moved
from bot.desk.reading import Change, Reading, read_figure, year_before
from bot.desk.voices import Quote, quotes_for
from bot.desk.workspace import workspace_of, zone_of
from kpi import Kpi, catalogue
from kpi.flags import Assessment
from kpi.language import phrase, said
from kpi.period import Period
from storage.errors import StaleCase
from storage.records import (
    Case,
    CaseEvent,
    CaseState,
    EventKind,
    FigureKey,
    Observation,
    Workspace,
)
from storage.tx import Tx

TREND = 12
CALLED = "called"
"""Names, in a case's facts, the user whom its message called when it was posted."""
MAX_TEXT = 1000
"""Longest note or reason, in characters."""


class CaseView(Struct, frozen=True, kw_only=True):
    """A case with all that its message says."""

    case: Case
    kpi: Kpi
    period: Period
    reading: Reading | None
    """The flagged figure as it stands now; None where it was taken back."""
    before: Reading | None
    """The figure it was compared with."""
    flagged: Flagged | None
    """What the rules make of it; None where it has no value."""
    rebased_by: str
    """Name of whoever took its limits anew, or ""."""
    year_ago: Change | None
    """The step from the same period last year, where that is known."""
    drivers: tuple[Contribution, ...]
    moved: tuple[Moved, ...]
    """The change over the segments, one entry a dimension."""
    history: tuple[Reading, ...]
    """Up to the flagged period, newest first."""
    owner: str
    called: str
    """User id of whoever its message called when it was posted, or ""."""
    zone: ZoneInfo
    """Of the workspace, on whose calendar its days are told."""
    timeline: tuple[tuple[CaseEvent, str], ...]
    """Oldest first, with the actor's name; "" for the bot."""
    quotes: tuple[Quote, ...] = ()
    """What customers of its segment written since then, newest first."""

    @property
    def assessment(self) -> Assessment | None:
        """Which rules hold, and what is worth a remark."""
        return self.flagged.assessment if self.flagged else None


def case_view(tx: Tx, workspace: Workspace, case: Case) -> CaseView:
    """Everything the case's message says, as of now."""
    team = workspace.team
    kpi = catalogue.get(case.kpi)
    period = Period.parse(case.period)
    figure = tx.observations.latest(
        team, FigureKey(kpi=case.kpi, period=period, segment=case.segment)
    )
    held = figure if figure is not None and not figure.withdrawn else None
    flagged = flag(tx, workspace, kpi, case.segment, period)
    before = flagged.before if flagged else None
    rebase = flagged.process.rebase if flagged else None
    reading = read_figure(tx, team, held) if held else None
    return CaseView(
        case=case,
        kpi=kpi,
        period=period,
        reading=reading,
        before=read_figure(tx, team, before) if before else None,
        flagged=flagged,
        rebased_by=name_of(tx, team, rebase.actor if rebase else None),
        year_ago=year_before(tx, team, reading) if reading else None,
        drivers=_drivers(kpi, before, held),
        moved=moved(tx, team, kpi, before, held) if before and held else (),
        history=past_readings(tx, team, case.kpi, case.segment, period, TREND),
        owner=name_of(tx, team, case.owner),
        called=case.facts.get(CALLED) or "",
        zone=zone_of(workspace),
        timeline=tuple(
            (event, name_of(tx, team, event.actor or None))
            for event in tx.cases.events(team, case.id)
        ),
        quotes=quotes_for(tx, workspace, case),
    )


def _drivers(
    kpi: Kpi, before: Observation | None, now: Observation | None
) -> tuple[Contribution, ...]:
    if before is None or now is None or before.entry is None or now.entry is None:
        return ()
    return contributions(kpi, before.entry, now.entry)


def opened_event(case: Case, now: datetime) -> CaseEvent:
    """The first line of a case's timeline."""
    return CaseEvent(kind=EventKind.OPENED, actor="", text=", ".join(case.rules), at=now)


def case_by_id(tx: Tx, asker: Asker, case_id: str) -> Case:
    """A case of the asker's workspace.

    Raises:
        NotFound: there is none of that id here, or it is about a KPI the asker may not see.
    """
    case = tx.cases.get(asker.team, case_id)
    if case is None or not may_see(tx, asker, case.kpi):
        raise NotFound(said("There is no such case here."))
    return case


def acknowledge(tx: Tx, asker: Asker, case_id: str) -> Case:
    """Somebody has seen it and takes it, unless it has an owner already."""
    case = _unresolved(tx, asker, case_id)
    if case.state is CaseState.ACKNOWLEDGED:
        return case
    return _change(
        tx,
        asker,
        case,
        EventKind.ACKNOWLEDGED,
        "",
        state=CaseState.ACKNOWLEDGED,
        owner=case.owner or asker.user,
        snoozed_until=None,
    )


def assign(tx: Tx, asker: Asker, case_id: str, owner: str) -> Case:
    """Gives it to somebody.

    Raises:
        Refused: that person cannot work with the bot, or may not see the KPI.
    """
    case = _unresolved(tx, asker, case_id)
    person = require_viewer(tx, asker.team, owner, catalogue.get(case.kpi))
    if case.owner == owner:
        return case
    return _change(tx, asker, case, EventKind.ASSIGNED, person.name, owner=owner)


def snooze(tx: Tx, asker: Asker, case_id: str, until: date) -> Case:
    """Lets it rest until a day; a worse value ends that early. Then it is to be acknowledged anew.

    Raises:
        Refused: the day is not between tomorrow and three months ahead.
    """
    case = _unresolved(tx, asker, case_id)
    workspace = workspace_of(tx, asker)
    today = asker.now.astimezone(zone_of(workspace)).date()
    if not 1 <= (until - today).days <= 92:
        raise Refused(
            said("Choose a day from tomorrow on, at most three months ahead."), field="until"
        )
    snoozed = _change(
        tx,
        asker,
        case,
        EventKind.SNOOZED,
        until.isoformat(),
        state=CaseState.SNOOZED,
        snoozed_until=until,
    )
    rest(tx, workspace, snoozed)
    return snoozed


def note(tx: Tx, asker: Asker, case_id: str, text: str) -> Case:
    """Adds a line to its timeline.

    Raises:
        Refused: the note is empty or too long.
    """
    case = case_by_id(tx, asker, case_id)
    return _change(tx, asker, case, EventKind.NOTED, _checked(text, "note"))


def resolve(tx: Tx, asker: Asker, case_id: str, reason: str) -> Case:
    """Closes it, saying what came of it.

    Raises:
        Refused: there is no reason, or it is resolved already.
    """
    case = _unresolved(tx, asker, case_id)
    written = _checked(reason, "reason")
    return _change(
        tx,
        asker,
        case,
        EventKind.RESOLVED,
        written,
        state=CaseState.RESOLVED,
        resolution=written,
        closed_at=asker.now,
    )


def reopen(tx: Tx, asker: Asker, case_id: str) -> Case:
    """Opens a resolved case again; it is to be acknowledged anew.

    Raises:
        Refused: it is not resolved, or a newer case about the KPI is open.
    """
    case = case_by_id(tx, asker, case_id)
    if case.state is not CaseState.RESOLVED:
        raise Refused(said("This case is open already."))
    if tx.cases.open_of(asker.team, case.kpi, case.segment) is not None:
        raise Refused(said("A newer case about this KPI is open; work on that one."))
    reopened = _change(
        tx,
        asker,
        case,
        EventKind.REOPENED,
        "",
        state=CaseState.OPEN,
        resolution="",
        closed_at=None,
    )
    watch(tx, workspace_of(tx, asker), reopened, asker.now)
    return reopened


def _unresolved(tx: Tx, asker: Asker, case_id: str) -> Case:
    case = case_by_id(tx, asker, case_id)
    if case.state is CaseState.RESOLVED:
        raise Refused(said("This case is resolved. Reopen it first."))
    return case


_EMPTY = {"note": phrase("Write a note."), "reason": phrase("Write a reason.")}
_LONG = {
    "note": phrase("Keep the note under {most} characters."),
    "reason": phrase("Keep the reason under {most} characters."),
}


def _checked(text: str, field: str) -> str:
    written = text.strip()
    if not written:
        raise Refused(said(_EMPTY[field]), field=field)
    if len(written) > MAX_TEXT:
        raise Refused(said(_LONG[field], most=MAX_TEXT), field=field)
    return written


def _change(tx: Tx, asker: Asker, case: Case, kind: EventKind, text: str, **changes: Any) -> Case:
    """Changes a case and adds the line that says who did it.

    Raises:
        Refused: somebody else changed it at the same moment.
    """
    try:
        changed = tx.cases.change(asker.team, case.id, case.version, **changes)
    except StaleCase as stale:
        raise Refused(
            said("Somebody else changed this case just now; look at it again.")
        ) from stale
    tx.cases.add_event(
        asker.team, case.id, CaseEvent(kind=kind, actor=asker.user, text=text, at=asker.now)
    )
    return changed


ACTIONS: Mapping[str, Callable[[Tx, Asker, str], Case]] = {
    "acknowledge": acknowledge,
    "reopen": reopen,
}
"""What one press does; the others ask something first."""
