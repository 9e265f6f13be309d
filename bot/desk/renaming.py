"""Renaming segments and merging two into one. No revision is rewritten; the names move."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from bot.desk.answers import SegmentsRenamed
from bot.desk.asker import Asker, require_manager
from bot.desk.closing import require_open
from bot.desk.deriving import derive_each
from bot.desk.errors import NotFound, Refused
from bot.desk.languages import language_in
from bot.desk.publishing import RENEWED, renew
from bot.desk.refresh import after_case_change, after_change
from bot.desk.segment_names import SegmentNames
from bot.desk.totals import dimension_of, keep_total
from bot.desk.workspace import workspace_of, zone_of
from bot.questions import MergeSegments, RenameSegment
from kpi import Entry, Undefined, catalogue, evaluate
from kpi.combine import pool
from kpi.errors import NotAddable
from kpi.language import phrase, said, speaking
from kpi.lists import sentences
from kpi.names import shown_name
from kpi.period import Period
from storage.records import (
    Action,
    Case,
    CaseEvent,
    CaseState,
    EventKind,
    FigureKey,
    NewObservation,
    Observation,
    Renaming,
)
from storage.tx import Tx


def rename(tx: Tx, asker: Asker, question: RenameSegment) -> SegmentsRenamed:
    """Gives a segment another name, everywhere; what was recorded stays as it is.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: there is no such segment.
        Refused: the new name is taken.
    """
    require_manager(tx, asker, phrase("rename segments"))
    names = SegmentNames.of(tx, asker.team)
    name = _existing(names, question.name)
    if name == question.means:
        raise Refused(said("It is called {name} already.", name=name), field="segment")
    if question.means.casefold() in (one.casefold() for one in names.known if one != name):
        raise Refused(
            said(
                "{segment} is there already. Merge the two instead: where both hold a figure "
                "the inputs are added up, and that cannot be undone.",
                segment=question.means,
            ),
            field="segment",
            example=f"/kpi segments merge {name} {question.means}",
        )
    return _carry_over(tx, asker, name, question.means, merged=())


def merge(tx: Tx, asker: Asker, question: MergeSegments) -> SegmentsRenamed:
    """Puts one segment into another; where both hold a figure, their inputs are added up.

    Raises:
        NotAllowed: the asker is no manager.
        NotFound: one of the segments does not exist.
        Refused: some of their figures cannot be put together; nothing was changed.
    """
    require_manager(tx, asker, phrase("merge segments"))
    names = SegmentNames.of(tx, asker.team)
    name, into = _existing(names, question.name), _existing(names, question.into)
    if name == into:
        raise Refused(said("Both are the same segment, {name}.", name=name), field="segment")
    merged = tuple(
        stored
        for part in tx.observations.of_segment(asker.team, name)
        if (stored := _merge_figure(tx, asker, part, into)) is not None
    )
    return _carry_over(tx, asker, name, into, merged)


def _existing(names: SegmentNames, typed: str) -> str:
    segment = names.require(typed)
    if segment not in names.known:
        raise NotFound(
            said('There is no segment "{segment}" here.', segment=segment),
            field="segment",
            example="/kpi segments",
        )
    return segment


def _merge_figure(tx: Tx, asker: Asker, part: Observation, into: str) -> Observation | None:
    """The new revision of the figure merged into; None where the figure has only to move."""
    twin = tx.observations.latest(asker.team, replace(part.key, segment=into))
    if twin is None:
        return None
    zone = zone_of(workspace_of(tx, asker))
    require_open(tx, asker.team, part.key.period, asker.now, zone)
    gone = _revision(
        asker,
        part,
        None,
        said("merged into {segment}, K-{number}", segment=into, number=twin.number),
    )
    tx.observations.append(asker.team, gone, part.revision)
    if part.computed:
        # What it was computed from is merged as well, and it follows from that again.
        return None
    entry = part.entry if twin.entry is None else _together(part, twin)
    whole = _revision(
        asker, twin, entry, said("{segment} was merged into it", segment=part.key.segment)
    )
    return tx.observations.append(
        asker.team,
        replace(whole, partial=part.partial or twin.partial, parts=(part.number,)),
        twin.revision,
    )


def _together(part: Observation, twin: Observation) -> Entry:
    kpi = catalogue.get(part.key.kpi)
    entries = [one.entry for one in (twin, part) if one.entry is not None]
    try:
        return pool(kpi, entries)
    except NotAddable as error:
        raise Refused(
            sentences(
                said(
                    "{segment} and {other} cannot be merged: both hold {kpi} for {period}.",
                    segment=part.key.segment,
                    other=twin.key.segment,
                    kpi=shown_name(kpi),
                    period=part.key.period.label,
                ),
                error.message,
            ),
            field="segment",
        ) from error


def _revision(
    asker: Asker, figure: Observation, entry: Entry | None, reason: str
) -> NewObservation:
    value, sound = None, True
    if entry is not None:
        try:
            result = evaluate(entry)
            value, sound = result.value, result.sound
        except Undefined:
            pass
    return NewObservation(
        key=figure.key,
        entry=entry,
        value=value,
        sound=sound,
        partial=False,
        action=Action.MERGE,
        author=asker.user,
        reason=reason,
    )


def _carry_over(
    tx: Tx, asker: Asker, name: str, means: str, merged: tuple[Observation, ...]
) -> SegmentsRenamed:
    """Moves what bears the old name, and brings totals, digests and cases to date."""
    renaming = Renaming(name=name, means=means, actor=asker.user, at=asker.now)
    moved = tx.segments.rename(asker.team, renaming)
    for figure in merged:
        after_change(tx, asker.team, figure, asker.now, by=asker.person.name)
    derive_each(tx, asker.team, merged, asker.now)
    touched = dict.fromkeys([*moved, *(figure.key for figure in merged)])
    if dimension_of(name) != dimension_of(means):
        _pool_again(tx, asker, touched)
    for kpi, period in _newest(touched):
        renew(tx, asker.team, kpi, period, asker.now)
    for case in tx.cases.open(asker.team):
        if case.segment in (name, means):
            after_case_change(tx, asker.team, _kept(tx, asker, case, name, means), asker.now)
    return SegmentsRenamed(
        name=name,
        means=means,
        figures=len(touched),
        kpis=tuple(catalogue.get(key) for key in sorted({one.kpi for one in touched})),
        merged=len(merged),
    )


def _pool_again(tx: Tx, asker: Asker, touched: Iterable[FigureKey]) -> None:
    """A dimension that gains or loses a segment may give another total."""
    for kpi, period in dict.fromkeys((one.kpi, one.period) for one in touched):
        total = keep_total(tx, asker.team, catalogue.get(kpi), period)
        if total is not None:
            after_change(tx, asker.team, total, asker.now, by=asker.person.name)


def _newest(touched: Iterable[FigureKey]) -> Iterable[tuple[str, Period]]:
    """The periods that posted digests may still be kept to date for."""
    periods: dict[tuple[str, str], set[Period]] = {}
    for one in touched:
        periods.setdefault((one.kpi, one.period.cadence), set()).add(one.period)
    for (kpi, _), found in periods.items():
        for period in sorted(found, reverse=True)[:RENEWED]:
            yield kpi, period


def _kept(tx: Tx, asker: Asker, case: Case, name: str, means: str) -> Case:
    """The case; resolved where the segment merged into has one of its own."""
    if case.segment == means:
        return case
    with speaking(language_in(tx, asker.team, case.channel)):
        resolution = said("{segment} was merged into {into}", segment=name, into=means)
    resolved = tx.cases.change(
        asker.team,
        case.id,
        case.version,
        state=CaseState.RESOLVED,
        resolution=resolution,
        closed_at=asker.now,
    )
    event = CaseEvent(
        kind=EventKind.RESOLVED, actor=asker.user, text=resolved.resolution, at=asker.now
    )
    tx.cases.add_event(asker.team, case.id, event)
    return resolved
