"""Recording, adding, correcting and taking back values."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.desk.access import may_record, may_see, require_recorder, require_shareable, visible
from bot.desk.answers import (
    Answer,
    NewSegment,
    ReasonNeeded,
    Recorded,
    Stands,
    Unchanged,
    Undone,
    Way,
)
from bot.desk.asker import Asker
from bot.desk.closing import require_open
from bot.desk.deriving import derive
from bot.desk.drafts import keep_draft
from bot.desk.errors import NotFound, Refused
from bot.desk.reading import Reading, assemble, read_figure
from bot.desk.receipts import receipt
from bot.desk.refresh import after_change
from bot.desk.segment_names import NO_SEGMENTS, SegmentNames
from bot.desk.whole import whole_of
from bot.desk.workspace import cadence_of, settled_workspace, workspace_of, zone_of
from bot.examples import correction_of
from bot.grammar.commands import read_command
from bot.questions import Mode, Record
from kpi import Entry, Kpi, Result, Undefined, catalogue, evaluate, read
from kpi.combine import add
from kpi.errors import BadPeriod, NotAddable
from kpi.language import phrase, said
from kpi.names import shown_name
from kpi.period import Cadence, Period, current, read_period
from storage.records import Action, FigureKey, NewObservation, Observation
from storage.tx import Tx

MAX_NOTE = 1000
"""Longest note, source or reason kept, in characters."""


class _Typed(Struct, frozen=True, kw_only=True):
    """What a recording says, read but not stored."""

    key: FigureKey
    entry: Entry
    value: Fraction | None
    sound: bool
    partial: bool

    def observation(self, question: Record, asker: Asker, action: Action) -> NewObservation:
        return NewObservation(
            key=self.key,
            entry=self.entry,
            value=self.value,
            sound=self.sound,
            partial=self.partial,
            action=action,
            author=asker.user,
            note=question.note,
            source=question.source,
            reason=question.reason,
        )


def record(tx: Tx, asker: Asker, question: Record, *, command: str, text: str) -> Answer:
    """Stores what was typed, or says what stands in the way.

    `command` and `text` are kept as a draft where the asker has a choice to make.

    Whoever may not see the KPI gets a receipt.

    Raises:
        NotAllowed: others record this KPI, or it may not be shared here.
        kpi.errors.KpiError: something typed cannot be read; nothing was changed.
    """
    require_recorder(tx, asker, question.kpi)
    if question.share:
        require_shareable(tx, asker, question.kpi)
    for name, too_long in _TOO_LONG.items():
        if len(getattr(question, name)) > MAX_NOTE:
            raise Refused(said(too_long, most=MAX_NOTE), field=name)
    names = SegmentNames.of(tx, asker.team) if question.segment else NO_SEGMENTS
    find = names.require if question.mode is Mode.CORRECT else names.meant
    question = replace(question, segment=find(question.segment))
    typed = _read(tx, asker, question)
    if not may_see(tx, asker, question.kpi.key):
        _require_unseen(tx, asker, question, typed, names)
    if names.is_new(question.segment) and not question.new_segment:
        return NewSegment(
            segment=question.segment,
            period=typed.key.period,
            near=names.near(question.segment),
            known=names.known,
            draft=keep_draft(tx, asker, command, text),
        )
    answer = _stored(tx, asker, question, typed, command=command, text=text)
    if not isinstance(answer, Recorded):
        return answer
    whole = whole_of(tx, asker.team, question.kpi, typed.key.period)
    derived = visible(tx, asker, answer.derived)
    return receipt(tx, asker, replace(answer, whole=whole, derived=derived))


_TOO_LONG = {
    "note": phrase("note is longer than {most} characters."),
    "source": phrase("source is longer than {most} characters."),
    "reason": phrase("reason is longer than {most} characters."),
}


def _require_unseen(
    tx: Tx, asker: Asker, question: Record, typed: _Typed, names: SegmentNames
) -> None:
    """Lets pass what tells its author nothing: a first value, more of it, mending their own.

    Raises:
        Refused: going on would show what stands, or which segments there are.
    """
    if names.is_new(question.segment):
        raise Refused(
            said(
                "{segment} is a new segment. Somebody who sees {kpi} has to record it first.",
                segment=question.segment,
                kpi=shown_name(question.kpi),
            ),
            field="segment",
        )
    standing = tx.observations.latest(asker.team, typed.key)
    if standing is None or standing.withdrawn or standing.computed or question.mode is Mode.ADD:
        return
    mends = question.mode is Mode.CORRECT and standing.author == asker.user
    if mends and (question.reason or standing.partial):
        return
    if mends:
        raise Refused(
            said('A correction needs a reason, which is kept: add reason="…".'), field="reason"
        )
    raise Refused(
        said(
            "{period} holds a value already, and {kpi} is not shown to you. What you "
            "recorded last you can take back with /kpi undo; else ask a manager.",
            period=typed.key.period.label,
            kpi=shown_name(question.kpi),
        ),
        field="period",
    )


def _stored(
    tx: Tx, asker: Asker, question: Record, typed: _Typed, *, command: str, text: str
) -> Answer:
    standing = tx.observations.latest(asker.team, typed.key)
    if standing is not None and _is_pooled(standing) and question.mode is Mode.ADD:
        raise Refused(
            said(
                "{kpi} of {period} is pooled from its segments. Add to a segment, or record "
                "the total of everybody.",
                kpi=shown_name(question.kpi),
                period=typed.key.period.label,
            ),
            field="segment",
        )
    if standing is None or standing.withdrawn or standing.computed:
        return _first(tx, asker, question, typed, standing)
    if question.mode is Mode.ADD:
        return _add(tx, asker, question, typed, standing)
    if standing.entry == typed.entry and standing.partial == typed.partial:
        return Unchanged(reading=read_figure(tx, asker.team, standing))
    if question.mode is Mode.RECORD:
        return _stands(tx, asker, typed, standing, command, text)
    if question.mode is Mode.CORRECT and not question.reason and not standing.partial:
        return ReasonNeeded(
            standing=read_figure(tx, asker.team, standing),
            typed=_preview(tx, asker, typed, standing),
            draft=keep_draft(tx, asker, command, text),
        )
    return _replace(tx, asker, question, typed, standing)


def _is_pooled(standing: Observation) -> bool:
    return standing.action is Action.POOL and not standing.withdrawn


def undo(tx: Tx, asker: Asker) -> Answer:
    """Takes back the asker's newest recording, if nobody changed that figure since.

    Whoever may not see the KPI gets a receipt.

    Raises:
        NotFound: the asker recorded nothing that could be taken back.
        Refused: their newest one is taken back already, or somebody else changed it meanwhile.
    """
    last = tx.observations.last_by(asker.team, asker.user)
    merged = last is not None and last.action is Action.MERGE
    if last is None or merged or not may_record(tx, asker, last.key.kpi):
        raise NotFound(said("You have recorded nothing that could be undone."))
    if last.action is Action.UNDO:
        raise Refused(
            said(
                "Only your newest recording can be taken back, and it has been already. "
                'To change an earlier value, use "correct".'
            ),
            example=correction_of(catalogue.get(last.key.kpi)),
        )
    revisions = tx.observations.revisions(asker.team, last.number)
    if revisions[-1].revision != last.revision:
        raise Refused(
            said(
                "K-{number} was changed by somebody else after you. Correct it instead.",
                number=last.number,
            ),
            example=f"/kpi trace K-{last.number}",
        )
    zone = zone_of(workspace_of(tx, asker))
    require_open(tx, asker.team, last.key.period, asker.now, zone)
    before = revisions[-2] if len(revisions) > 1 else None
    # A computed value is not restored: it is computed again, from what its parts are by now.
    held = before is not None and not before.withdrawn and not before.computed
    restored = before if held else None
    stored = tx.observations.append(
        asker.team,
        NewObservation(
            key=last.key,
            entry=restored.entry if restored else None,
            value=restored.value if restored else None,
            sound=restored.sound if restored else True,
            partial=restored.partial if restored else False,
            action=Action.UNDO,
            author=asker.user,
            note=restored.note if restored else "",
            source=restored.source if restored else "",
        ),
        expected_revision=last.revision,
    )
    after_change(tx, asker.team, stored, asker.now, by=asker.person.name)
    derived = derive(tx, asker.team, stored, asker.now)
    now = tx.observations.latest(asker.team, last.key)
    undone = Undone(
        taken=read_figure(tx, asker.team, last),
        now=None if now is None or now.withdrawn else read_figure(tx, asker.team, now),
        derived=visible(tx, asker, (one for one in derived if one.number != last.number)),
    )
    return receipt(tx, asker, undone)


def replaces_partial(tx: Tx, asker: Asker, draft_id: str) -> bool:
    """Whether a waiting command would replace a partial value, which needs no reason."""
    draft = tx.drafts.get(asker.team, draft_id)
    if draft is None:
        return False
    question = read_command(draft.command, draft.text)
    if not isinstance(question, Record):
        return False
    segment = SegmentNames.of(tx, asker.team).meant(question.segment)
    typed = _read(tx, asker, replace(question, segment=segment))
    standing = tx.observations.latest(asker.team, typed.key)
    return standing is not None and standing.partial


def _read(tx: Tx, asker: Asker, question: Record) -> _Typed:
    workspace = settled_workspace(tx, asker)
    zone = zone_of(workspace)
    entry = read(
        question.kpi,
        question.positional,
        question.named,
        formula=question.formula,
        currency=workspace.currency,
    )
    period = _period(tx, asker, question, zone)
    require_open(tx, asker.team, period, asker.now, zone)
    result = _result(entry)
    return _Typed(
        key=FigureKey(kpi=question.kpi.key, period=period, segment=question.segment),
        entry=result.kept if result else entry,
        value=result.value if result else None,
        sound=result.sound if result else True,
        partial=not question.final and not period.is_complete(asker.now, zone),
    )


def _result(entry: Entry) -> Result | None:
    try:
        return evaluate(entry)
    except Undefined:
        return None


def _period(tx: Tx, asker: Asker, question: Record, zone: ZoneInfo) -> Period:
    cadence = cadence_of(tx, asker.team, question.kpi)
    if question.mode is Mode.SO_FAR:
        return current(cadence, asker.now, zone)
    periods = read_period(question.period, cadence, asker.now, zone)
    if len(periods) != 1:
        raise BadPeriod(
            said("One value belongs to one period. Name a single one, such as 2026-W46.")
        )
    period = periods[0]
    require_cadence(question.kpi, cadence, period, current(cadence, asker.now, zone))
    if period.first > asker.now.astimezone(zone).date():
        raise BadPeriod(said("{period} lies in the future.", period=period.label))
    return period


def require_cadence(kpi: Kpi, cadence: Cadence, period: Period, running: Period) -> None:
    """Lets pass a period of the length by which a KPI is recorded; `running` is one of them.

    Raises:
        BadPeriod: it is a period of another length.
    """
    if period.cadence is not cadence:
        raise BadPeriod(
            said(
                "{kpi} is recorded by the {cadence} here, and {period} is a {other}. Type a "
                "{cadence} such as {running}, or change it with "
                "/kpi settings cadence {key} {word}.",
                kpi=shown_name(kpi),
                cadence=said(cadence),
                period=period.label,
                other=said(period.cadence),
                running=running.label,
                key=kpi.key,
                word=period.cadence,
            )
        )


def _first(
    tx: Tx, asker: Asker, question: Record, typed: _Typed, standing: Observation | None
) -> Recorded:
    computed = standing if standing is not None and not standing.withdrawn else None
    if question.mode is Mode.CORRECT and computed is None:
        raise NotFound(
            said(
                '{period} holds no {kpi} to correct. Leave out "correct" to record it.',
                period=typed.key.period.label,
                kpi=shown_name(question.kpi),
            ),
        )
    old = read_figure(tx, asker.team, computed) if computed is not None else None
    stored = tx.observations.append(
        asker.team,
        typed.observation(question, asker, Action.RECORD),
        expected_revision=standing.revision if standing else 0,
    )
    after_change(tx, asker.team, stored, asker.now, by=asker.person.name, old=old)
    derived = derive(tx, asker.team, stored, asker.now)
    return Recorded(
        reading=read_figure(tx, asker.team, stored),
        old=old,
        share=question.share,
        derived=derived,
    )


def _add(tx: Tx, asker: Asker, question: Record, typed: _Typed, standing: Observation) -> Recorded:
    total = add(question.kpi, standing.entry, typed.entry) if standing.entry else typed.entry
    result = _result(total)
    batch = _Typed(
        key=typed.key,
        entry=total,
        value=result.value if result else None,
        sound=result.sound if result else True,
        partial=standing.partial,
    )
    old = read_figure(tx, asker.team, standing)
    stored = tx.observations.append(
        asker.team,
        batch.observation(question, asker, Action.ADD),
        expected_revision=standing.revision,
    )
    after_change(tx, asker.team, stored, asker.now, by=asker.person.name)
    derived = derive(tx, asker.team, stored, asker.now)
    return Recorded(
        reading=read_figure(tx, asker.team, stored),
        old=old,
        share=question.share,
        derived=derived,
    )


def _replace(
    tx: Tx, asker: Asker, question: Record, typed: _Typed, standing: Observation
) -> Recorded:
    old = read_figure(tx, asker.team, standing)
    action = Action.REPLACE if standing.partial else Action.CORRECT
    stored = tx.observations.append(
        asker.team,
        typed.observation(question, asker, action),
        expected_revision=standing.revision,
    )
    told = after_change(tx, asker.team, stored, asker.now, by=asker.person.name, old=old)
    derived = derive(tx, asker.team, stored, asker.now)
    return Recorded(
        reading=read_figure(tx, asker.team, stored),
        old=old,
        share=question.share,
        told=told,
        derived=derived,
    )


def _stands(
    tx: Tx, asker: Asker, typed: _Typed, standing: Observation, command: str, text: str
) -> Stands:
    kpi = catalogue.get(typed.key.kpi)
    running = current(typed.key.period.cadence, asker.now, zone_of(workspace_of(tx, asker)))
    ways = [Way.REPLACE]
    if _can_add(kpi, standing, typed):
        ways.append(Way.ADD)
    if running != typed.key.period:
        ways.append(Way.SO_FAR)
    return Stands(
        standing=read_figure(tx, asker.team, standing),
        typed=_preview(tx, asker, typed, standing),
        draft=keep_draft(tx, asker, command, text),
        ways=tuple(ways),
        running=running,
    )


def _can_add(kpi: Kpi, standing: Observation, typed: _Typed) -> bool:
    if standing.entry is None:
        return False
    try:
        add(kpi, standing.entry, typed.entry)
    except NotAddable:
        return False
    return True


def _preview(tx: Tx, asker: Asker, typed: _Typed, standing: Observation) -> Reading:
    """How the typed inputs would read, compared with what stands. Nothing is stored."""
    unsaved = Observation(
        **asdict(typed.observation(Record(kpi=catalogue.get(typed.key.kpi)), asker, Action.RECORD)),
        number=standing.number,
        revision=standing.revision + 1,
        recorded_at=asker.now,
    )
    return assemble(
        unsaved,
        standing,
        kpi=catalogue.get(typed.key.kpi),
        target=None,
        chosen_set=tx.choices.get(asker.team, typed.key.kpi).benchmark_set,
        author_name=asker.person.name,
    )
