"""Gathers what a digest says from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.access import hidden_in
from bot.desk.among import Among, among_segments, judged_alone, only_segments
from bot.desk.deciding import name_of
from bot.desk.flagging import Flagged, flag
from bot.desk.links import message_link
from bot.desk.reading import Reading, read_figure
from bot.desk.standing_in import responsible
from bot.desk.totals import Makeup
from bot.desk.voices import EXPLAINED, FEEDBACK, Voices, voices_in
from bot.desk.workspace import cadence_of
from bot.digest.report import Care, Line, OpenCase, Report, Standing, ordered, standing_of
from bot.digest.together import read_together
from kpi import Kpi, catalogue
from kpi.period import Period
from storage.records import (
    TOTAL,
    Case,
    CaseState,
    DeliveryState,
    FigureKey,
    Occurrence,
    Rhythm,
    Subscription,
    Workspace,
)
from storage.tx import Tx


class Edition(Struct, frozen=True, kw_only=True):
    """The digest of one period: which channel's, which KPIs, about what."""

    channel: str
    rhythm: Rhythm
    kpis: tuple[str, ...]
    period: Period
    late: bool = False
    fresh: frozenset[str] = frozenset()
    """Ids of the cases this edition opened."""
    hidden: frozenset[str] = frozenset()
    """KPIs that its readers may not see, whether it is about them or not."""
    by: str = ""
    """Whose act posts or changes it now; "" where its time has come."""

    @classmethod
    def of(
        cls, subscription: Subscription, occurrence: Occurrence, fresh: frozenset[str] = frozenset()
    ) -> Edition:
        """The edition of a planned occurrence."""
        return cls(
            channel=occurrence.channel,
            rhythm=occurrence.rhythm,
            kpis=subscription.kpis,
            period=Period.parse(occurrence.period),
            late=occurrence.late,
            fresh=fresh,
        )

    @classmethod
    def beside(cls, subscription: Subscription, period: Period) -> Edition:
        """The edition of a period, whatever the schedule says."""
        return cls(
            channel=subscription.channel,
            rhythm=subscription.schedule.rhythm,
            kpis=subscription.kpis,
            period=period,
        )


class Gathered(Struct, frozen=True, kw_only=True):
    """One KPI or segment of an edition, before it is known whether a case is opened for it."""

    kpi: Kpi
    segment: str
    period: Period
    reading: Reading | None
    flagged: Flagged | None
    among: Among | None = None
    """The segments of a total, where there are any."""


class Missing(Struct, frozen=True, kw_only=True):
    """A KPI of an edition that nothing was recorded for."""

    kpi: Kpi
    period: Period
    waiting: Makeup | None
    """The segments its total waits for, where some are in."""


def missing(tx: Tx, workspace: Workspace, edition: Edition) -> tuple[Missing, ...]:
    """The KPIs of an edition that would have a Missing line now; cheaper than gathering it."""
    return tuple(_missing(tx, workspace, edition))


def _missing(tx: Tx, workspace: Workspace, edition: Edition) -> Iterator[Missing]:
    team = workspace.team
    for key in edition.kpis:
        kpi = catalogue.get(key)
        period = period_for(tx, workspace, kpi, edition.period)
        found = tx.observations.latest(team, FigureKey(kpi=key, period=period))
        if found is not None and not found.withdrawn:
            continue
        among = among_segments(tx, team, kpi, period, None)
        if not only_segments(tx, team, kpi, period, among):
            yield Missing(kpi=kpi, period=period, waiting=among.waiting if among else None)


def for_channel(
    tx: Tx, team: str, edition: Edition, *, also: frozenset[str] = frozenset()
) -> Edition:
    """The edition without what its channel may not see, once its digests carry `also` too.

    An operator's, of no channel, is whole.
    """
    hidden = hidden_in(tx, team, edition.channel, also=also) if edition.channel else frozenset()
    return without(edition, hidden)


def without(edition: Edition, hidden: frozenset[str]) -> Edition:
    """The edition without what its readers may not see."""
    kpis = tuple(key for key in edition.kpis if key not in hidden)
    return replace(edition, kpis=kpis, hidden=edition.hidden | hidden)


def gather(tx: Tx, workspace: Workspace, edition: Edition) -> tuple[Gathered, ...]:
    """What is stored for every KPI of an edition, with what the rules make of it."""
    return tuple(
        one for key in edition.kpis for one in _of_kpi(tx, workspace, edition, catalogue.get(key))
    )


def report(
    tx: Tx,
    workspace: Workspace,
    edition: Edition,
    gathered: tuple[Gathered, ...],
    now: datetime,
) -> Report:
    """The edition's content, with the cases as they stand now."""
    lines = tuple(
        line for one in gathered if _is_said(line := _line(tx, workspace, edition, one), gathered)
    )
    here = {line.case.id for line in lines if line.case and line.fresh}
    return Report(
        rhythm=edition.rhythm,
        period=edition.period,
        lines=ordered(lines),
        carried=tuple(
            carried(tx, workspace, case, now)
            for case in tx.cases.open(workspace.team)
            if case.kpi in edition.kpis and case.id not in here
        ),
        late=edition.late,
        remarks=read_together(line for line in lines if line.segment == TOTAL),
        voices=_voices(tx, workspace, edition),
    )


def _voices(tx: Tx, workspace: Workspace, edition: Edition) -> Voices | None:
    """What customers said, where the edition is about how they feel; None for nothing."""
    if FEEDBACK in edition.hidden or not {FEEDBACK, *EXPLAINED}.intersection(edition.kpis):
        return None
    voices = voices_in(tx, workspace, edition.period)
    return voices if voices.pieces else None


def period_for(tx: Tx, workspace: Workspace, kpi: Kpi, period: Period) -> Period:
    """The period of a KPI that a digest about `period` shows.

    A KPI of the digest's own rhythm shows that very period; any other its newest one that was
    complete when the digest's period ended.
    """
    cadence = cadence_of(tx, workspace.team, kpi)
    if cadence is period.cadence:
        return period
    holding = Period.of(period.last, cadence)
    return holding if holding.last <= period.last else holding.previous()


def _of_kpi(tx: Tx, workspace: Workspace, edition: Edition, kpi: Kpi) -> Iterator[Gathered]:
    """The total, and the segments that are judged by themselves."""
    team = workspace.team
    period = period_for(tx, workspace, kpi, edition.period)
    total = _one(tx, workspace, kpi, TOTAL, period)
    among = among_segments(tx, team, kpi, period, total.reading)
    if total.reading is not None or not only_segments(tx, team, kpi, period, among):
        yield replace(total, among=among)
    for segment in judged_alone(tx, team, kpi, period, total.reading):
        yield _one(tx, workspace, kpi, segment, period)


def _one(tx: Tx, workspace: Workspace, kpi: Kpi, segment: str, period: Period) -> Gathered:
    key = FigureKey(kpi=kpi.key, period=period, segment=segment)
    found = tx.observations.latest(workspace.team, key)
    held = found is not None and not found.withdrawn
    return Gathered(
        kpi=kpi,
        segment=segment,
        period=period,
        reading=read_figure(tx, workspace.team, found) if found is not None and held else None,
        flagged=flag(tx, workspace, kpi, segment, period) if held else None,
    )


def _is_said(line: Line, gathered: tuple[Gathered, ...]) -> bool:
    """A segment has a line of its own when it is in trouble, or there is no line of a total."""
    if line.segment == TOTAL or line.case is not None:
        return True
    if line.standing in (Standing.MISSED, Standing.FELL):
        return True
    return not any(one.segment == TOTAL and one.kpi is line.kpi for one in gathered)


def _line(tx: Tx, workspace: Workspace, edition: Edition, one: Gathered) -> Line:
    case = _case_of(tx, workspace.team, one)
    assessment = one.flagged.assessment if one.flagged else None
    return Line(
        kpi=one.kpi,
        segment=one.segment,
        period=one.period,
        reading=one.reading,
        standing=standing_of(one.reading, assessment),
        other_length=one.period.cadence is not edition.period.cadence,
        assessment=assessment,
        case=case,
        fresh=case is not None and case.id in edition.fresh,
        care=_care(tx, workspace.team, one, tx.now) if one.reading is None else None,
        link=case_link(tx, workspace, case) if case else "",
        among=one.among,
        past=tuple((point.period, point.value) for point in one.flagged.recent)
        if one.flagged
        else (),
    )


def _care(tx: Tx, team: str, one: Gathered, now: datetime) -> Care:
    """Who sees to a missing figure."""
    asked = tx.asked.get(team, one.kpi.key, one.period.label)
    found = responsible(tx, team, one.kpi.key, now)
    return Care(
        owner=name_of(tx, team, found.owner),
        asked=name_of(tx, team, asked.user) if asked else "",
        away_until=found.missed.last_day if found.missed else None,
    )


def _case_of(tx: Tx, team: str, one: Gathered) -> Case | None:
    """The unresolved case about a KPI, or the one that was about this very figure."""
    last = tx.cases.last_of(team, one.kpi.key, one.segment)
    if last is None or last.state is not CaseState.RESOLVED:
        return last
    return last if last.period == one.period.label else None


def carried(tx: Tx, workspace: Workspace, case: Case, now: datetime) -> OpenCase:
    """An unresolved case with its owner, age and link."""
    return OpenCase(
        case=case,
        kpi=catalogue.get(case.kpi),
        owner=name_of(tx, workspace.team, case.owner),
        age_days=max((now - case.opened_at).days, 0),
        link=case_link(tx, workspace, case),
    )


def case_link(tx: Tx, workspace: Workspace, case: Case) -> str:
    """Where the case is worked on; "" while its message is not posted yet."""
    sent = tx.deliveries.get(workspace.team, case.delivery) if case.delivery else None
    if sent is None or sent.state is not DeliveryState.SENT or not sent.ts:
        return ""
    return message_link(workspace, sent.sent_channel or sent.channel, sent.ts)
