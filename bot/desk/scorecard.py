"""The scorecard of a workspace: every KPI as it stands, what is due, open cases, digests.

A few queries over the whole workspace, however many KPIs and periods it has; only open cases,
digests, owners and segments that a total waits for are looked up one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import groupby
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from bot.desk.access import hidden_from
from bot.desk.asker import Asker, is_manager
from bot.desk.certainty import LOOK_BACK, basis_of
from bot.desk.deciding import name_of
from bot.desk.flagging import flag
from bot.desk.gathering import carried
from bot.desk.reaching import managers_of
from bot.desk.reading import Reading, assemble, weigh
from bot.desk.results import results
from bot.desk.totals import Makeup, makeups
from bot.desk.upcoming import Postponed, postponed
from bot.desk.workspace import workspace_of, zone_of
from bot.digest.report import OpenCase
from kpi import Kpi, catalogue
from kpi.judge import Call
from kpi.model import Grade
from kpi.period import Cadence, Period, last_complete
from kpi.target import Target
from storage.records import (
    TOTAL,
    Case,
    KpiChoice,
    Observation,
    Occurrence,
    Subscription,
    SubscriptionState,
    TargetRecord,
    Workspace,
)
from storage.tx import Tx

TREND = 12
"""Periods shown as the trend of a KPI."""
MANAGERS_NAMED = 3
"""Managers who are named to whoever cannot set anything up."""


class Due(Struct, frozen=True, kw_only=True):
    """A period that is over and holds nothing."""

    period: Period
    owner: str
    """Name of who answers for the KPI, or ""."""
    waiting: Makeup | None
    """Where a total waits for segments: those that are in."""


class Row(Struct, frozen=True, kw_only=True):
    """One KPI."""

    kpi: Kpi
    segment: str
    reading: Reading | None
    """Its newest complete figure, else its newest one; None where there is none."""
    running: Reading | None = None
    """A newer figure that covers only a part of its period."""
    age_days: int = 0
    """Days since the reading's period ended; 0 while it runs."""
    trend: tuple[tuple[Period, Fraction | None], ...] = ()
    """The last periods, oldest first; None where nothing complete and comparable was recorded."""
    due: Due | None = None
    case: OpenCase | None = None
    """The unresolved case about it."""
    recovered: bool = False
    """Whether its reading is out of the trouble that the case was opened for."""
    only_segments: tuple[str, ...] = ()
    """The segments recorded, where there never was a total."""


class OwnDigest(Struct, frozen=True, kw_only=True):
    """A digest of a channel that the reader is in."""

    digest: Subscription
    last: tuple[Occurrence, str] | None
    """The newest one that came due, and what became of it in words."""
    postponed: Postponed | None = None
    """What a holiday makes of the next one."""


class Scorecard(Struct, frozen=True, kw_only=True):
    """What one person may see of a workspace's KPIs."""

    now: datetime
    zone: str
    """The reader's, an IANA name."""
    segment: str
    """The segment shown; TOTAL is everybody."""
    family: str
    """The family shown; "" is every one."""
    segments: tuple[str, ...]
    """Those that can be shown."""
    families: tuple[str, ...]
    """Those that can be shown."""
    rows: tuple[Row, ...]
    """Flagged first, worst verdict next, then by name."""
    cases: tuple[OpenCase, ...]
    """Oldest first."""
    digests: tuple[OwnDigest, ...]
    begun: bool
    """Whether the workspace has any figure or digest."""
    decides: bool
    """Whether the reader is a manager, who can set things up."""
    managers: tuple[str, ...]
    """Names of some who can; looked up only where nothing is to be shown yet."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to be shown yet, whatever is chosen."""
        return not (self.families or self.segments or self.cases or self.digests)


def scorecard(tx: Tx, asker: Asker, *, segment: str = TOTAL, family: str = "") -> Scorecard:
    """The scorecard as the asker may see it.

    A segment or family that is not there any more counts as not chosen.
    """
    view = _View.of(tx, asker)
    segments = tuple(sorted({name for names in view.segments.values() for name in names}))
    shown = segment if segment in segments else TOTAL
    rows = _rows(tx, view, shown)
    recorded = {row.kpi.key for row in rows}
    families = tuple(
        name
        for name, members in catalogue.families().items()
        if any(kpi.key in recorded for kpi in members)
    )
    chosen = family if family in families else ""
    members = catalogue.families()[chosen] if chosen else catalogue.all_kpis()
    wanted = {kpi.key for kpi in members}
    kept = [row for row in rows if row.kpi.key in wanted]
    cases = tuple(
        one for one in view.cases if shown in (TOTAL, one.case.segment) and one.kpi.key in wanted
    )
    card = Scorecard(
        now=asker.now,
        zone=asker.person.zone,
        segment=shown,
        family=chosen,
        segments=segments,
        families=families,
        rows=tuple(sorted(kept, key=_rank)),
        cases=cases,
        digests=tuple(_own_digests(tx, asker, view.digests)),
        begun=bool(view.digests) or any(row.reading or row.only_segments for row in rows),
        decides=is_manager(tx, asker),
        managers=(),
    )
    if card.decides or not card.empty:
        return card
    return replace(card, managers=tuple(_managers(tx, asker)))


def _managers(tx: Tx, asker: Asker) -> Iterator[str]:
    for user in managers_of(tx, asker.team)[:MANAGERS_NAMED]:
        yield name_of(tx, asker.team, user)


class _View(Struct, frozen=True, kw_only=True):
    """What every row needs."""

    asker: Asker
    workspace: Workspace
    zone: ZoneInfo
    hidden: frozenset[str]
    choices: Mapping[str, KpiChoice]
    digests: tuple[Subscription, ...]
    cases: tuple[OpenCase, ...]
    segments: Mapping[str, tuple[str, ...]]
    """The segments recorded lately, by KPI."""

    @classmethod
    def of(cls, tx: Tx, asker: Asker) -> _View:
        workspace = workspace_of(tx, asker)
        choices = tx.choices.all(asker.team)
        hidden = hidden_from(tx, asker.team, asker.person)
        running = (one for one in tx.subscriptions.all(asker.team))
        zone = zone_of(workspace)
        return cls(
            asker=asker,
            workspace=workspace,
            zone=zone,
            hidden=hidden,
            choices=choices,
            digests=tuple(one for one in running if one.state is not SubscriptionState.OFF),
            cases=tuple(_cases(tx, asker, workspace, hidden)),
            segments=_segments(tx, asker, zone, hidden),
        )

    def choice(self, kpi: str) -> KpiChoice:
        return self.choices.get(kpi) or KpiChoice(kpi=kpi)

    def cadence(self, kpi: Kpi) -> Cadence:
        return self.choice(kpi.key).cadence or kpi.cadence

    def due(self, kpi: Kpi) -> Period:
        return last_complete(self.cadence(kpi), self.asker.now, self.zone)

    def case_of(self, kpi: Kpi, segment: str) -> OpenCase | None:
        return next(
            (one for one in self.cases if (one.case.kpi, one.case.segment) == (kpi.key, segment)),
            None,
        )


def _cases(
    tx: Tx, asker: Asker, workspace: Workspace, hidden: frozenset[str]
) -> Iterator[OpenCase]:
    for case in tx.cases.open(asker.team):
        if case.kpi not in hidden:
            yield carried(tx, workspace, case, asker.now)


def _segments(
    tx: Tx, asker: Asker, zone: ZoneInfo, hidden: frozenset[str]
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for cadence in Cadence:
        since = last_complete(cadence, asker.now, zone).previous(TREND - 1)
        for kpi, segment in tx.observations.segmented_since(asker.team, since):
            if kpi not in hidden:
                found.setdefault(kpi, set()).add(segment)
    return {kpi: tuple(sorted(names)) for kpi, names in found.items()}


def _rows(tx: Tx, view: _View, segment: str) -> list[Row]:
    """A row for each KPI that has a figure, an owner or a target, or stands in a digest."""
    team = view.asker.team
    figures = _by_kpi(view, tx.observations.newest_each(team, segment, LOOK_BACK + 1))
    targets: dict[str, list[TargetRecord]] = {}
    for record in tx.targets.of_segment(team, segment):
        targets.setdefault(record.kpi, []).append(record)
    expected = {key for key, records in targets.items() if records[0].target is not None}
    if segment == TOTAL:
        expected |= {key for key, choice in view.choices.items() if choice.owner}
        expected |= {key for one in view.digests for key in one.kpis}
    keys = figures.keys() | (expected | view.segments.keys() if segment == TOTAL else set())
    return [
        _row(
            tx,
            view,
            _Stored(
                kpi=catalogue.get(key),
                segment=segment,
                figures=figures.get(key, ()),
                targets=tuple(targets.get(key, ())),
                expected=key in expected,
            ),
        )
        for key in sorted(keys - view.hidden)
    ]


def _by_kpi(view: _View, found: Iterable[Observation]) -> dict[str, tuple[Observation, ...]]:
    """The figures of each KPI in its present period length, newest first."""
    of_each = groupby(found, key=lambda one: (one.key.kpi, one.key.period.cadence))
    return {
        key: tuple(figures)
        for (key, cadence), figures in of_each
        if cadence is view.cadence(catalogue.get(key))
    }


class _Stored(Struct, frozen=True, kw_only=True):
    """What is stored about the KPI of a row."""

    kpi: Kpi
    segment: str
    figures: tuple[Observation, ...]
    """Newest first."""
    targets: tuple[TargetRecord, ...]
    """Latest start first."""
    expected: bool
    """Whether somebody waits for it, even if it was never recorded."""

    def target_on(self, day: date) -> Target | None:
        record = next((one for one in self.targets if one.starts <= day), None)
        return record.target if record else None


def _row(tx: Tx, view: _View, stored: _Stored) -> Row:
    due = view.due(stored.kpi)
    at = next((at for at, one in enumerate(stored.figures) if not one.partial), 0)
    reading = _reading(view, stored, at)
    running = _reading(view, stored, 0) if at else None
    waiting, only = _segments_of(tx, view, stored, due)
    case = view.case_of(stored.kpi, stored.segment)
    return Row(
        kpi=stored.kpi,
        segment=stored.segment,
        reading=reading,
        running=running,
        age_days=_age(view, reading),
        trend=_trend(stored.figures, reading, due),
        due=None if only else _due(tx, view, stored, due, waiting),
        case=case,
        recovered=case is not None and _recovered(tx, view, case.case, reading),
        only_segments=only,
    )


def _reading(view: _View, stored: _Stored, at: int) -> Reading | None:
    """The reading of one of the figures."""
    if not stored.figures:
        return None
    figures = stored.figures[at:]
    reading = assemble(
        figures[0],
        figures[1] if len(figures) > 1 else None,
        kpi=stored.kpi,
        target=stored.target_on(figures[0].key.period.first),
        chosen_set=view.choice(stored.kpi.key).benchmark_set,
        author_name="",
    )
    return weigh(reading, lambda: figures)


def _recovered(tx: Tx, view: _View, case: Case, reading: Reading | None) -> bool:
    """Whether a later figure than the case's stands, and the rules find it out of trouble."""
    if reading is None:
        return False
    period, began = reading.observation.key.period, Period.parse(case.period)
    if period.cadence is not began.cadence or period <= began:
        return False
    flagged = flag(tx, view.workspace, reading.kpi, case.segment, period)
    return flagged is not None and not flagged.in_trouble


def _age(view: _View, reading: Reading | None) -> int:
    if reading is None:
        return 0
    today = view.asker.now.astimezone(view.zone).date()
    return max((today - reading.observation.key.period.last).days, 0)


def _trend(
    figures: Sequence[Observation], reading: Reading | None, due: Period
) -> tuple[tuple[Period, Fraction | None], ...]:
    """The values that can be drawn in one line with the reading's."""
    entry = reading.observation.entry if reading else None
    if reading is None or entry is None:
        return ()
    basis = basis_of(entry)
    known = {
        one.key.period: one.value
        for one in figures
        if one.sound and not one.partial and one.entry and basis_of(one.entry) == basis
    }
    last = max(due, *known) if known else due
    periods = (last.previous(back) for back in reversed(range(TREND)))
    return tuple((period, known.get(period)) for period in periods)


def _segments_of(
    tx: Tx, view: _View, stored: _Stored, due: Period
) -> tuple[Makeup | None, tuple[str, ...]]:
    """What a total waits for, or the segments that are all there is of it."""
    names = view.segments.get(stored.kpi.key, ())
    held = any(one.key.period == due for one in stored.figures)
    if stored.segment != TOTAL or not names or held:
        return None, ()
    found = makeups(tx, view.asker.team, stored.kpi, due)
    waiting = next((one for one in found if one.missing), None) if found else None
    complete = bool(found) and not found[0].missing
    return waiting if not complete else None, names if complete and not stored.figures else ()


def _due(tx: Tx, view: _View, stored: _Stored, due: Period, waiting: Makeup | None) -> Due | None:
    """What is missing, where it is waited for or was recorded lately."""
    periods = [one.key.period for one in stored.figures]
    lately = waiting is not None or any(due.previous(TREND) <= one for one in periods)
    if due in periods or not (stored.expected or lately):
        return None
    owner = view.choice(stored.kpi.key).owner
    return Due(period=due, owner=name_of(tx, view.asker.team, owner), waiting=waiting)


def _own_digests(tx: Tx, asker: Asker, digests: Sequence[Subscription]) -> Iterator[OwnDigest]:
    mine = tx.memberships.channels_of(asker.team, asker.user)
    for one in digests:
        if one.channel in mine:
            past = results(tx, asker.team, one, f"<#{one.channel}>")
            wanted = tx.channels.get(asker.team, one.channel)
            yield OwnDigest(
                digest=one, last=past[0] if past else None, postponed=postponed(one, wanted)
            )


_GRADES = {grade: -rank for rank, grade in enumerate(Grade)}


def _rank(row: Row) -> tuple[int, int, int, str]:
    judgement = row.reading.judgement if row.reading else None
    target = judgement.target if judgement else None
    missed = target is not None and target.call is Call.DECIDED and not target.met
    grade = row.reading.grade if row.reading else None
    # What is for information only is neither good nor bad, and comes with what has no verdict.
    rank = 1 if grade in (None, Grade.INFORMATION) else _GRADES[grade]
    return (0 if row.case else 1, 0 if missed else 1, rank, row.kpi.name.casefold())
