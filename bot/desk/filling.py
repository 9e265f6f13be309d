"""Forms: what is offered to be filled in, what it would give, and the recording that follows.

A form says the same as a command, and goes the same way: what is filled in becomes a `Record`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from bot.desk.access import hidden_from, require_recorder, require_seen
from bot.desk.answers import (
    Answer,
    NewSegment,
    ReasonNeeded,
    Recorded,
    Stands,
    Unchanged,
    Way,
)
from bot.desk.asker import Asker
from bot.desk.drafts import keep_draft, take_draft
from bot.desk.errors import NotFound, Refused
from bot.desk.looking import figure
from bot.desk.reading import Reading
from bot.desk.recording import record
from bot.desk.workspace import cadence_of, workspace_of, zone_of
from bot.grammar.segments import read_segment
from bot.questions import Mode, Record
from kpi import Kpi, KpiError, catalogue
from kpi.consistency import before, openings
from kpi.language import said
from kpi.model import Formula, Input, Kind
from kpi.period import Cadence, Period, current
from kpi.value import Tally, Value
from storage.records import Action, Observation
from storage.tx import Tx

EARLIER = 10
"""Periods offered before the last complete one."""
FORM = "form"
"""What stands in a draft where a command stands otherwise."""
MAX_TYPED = 3000
"""Characters that Slack takes in one input."""


class Subject(Struct, frozen=True, kw_only=True):
    """What a form is about."""

    kpi: str
    formula: str = ""
    """Its key; the first formula where it is empty."""
    period: str = ""
    """A label; the last complete period where it is empty."""
    segment: str = ""
    number: int = 0
    """The figure that is corrected; 0 where a new one is recorded."""


class Filled(Struct, frozen=True, kw_only=True):
    """A form as it was filled in, still as typed."""

    about: Subject
    inputs: Mapping[str, str]
    """By name, the survey's attributes among them; what was left empty is not there."""
    note: str = ""
    source: str = ""
    reason: str = ""

    def text(self) -> str:
        """As a draft keeps it."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> Filled:
        """From a draft."""
        return _FILLED.decode(text)


_FILLED = msgspec.json.Decoder(Filled)


class Carried(Struct, frozen=True, kw_only=True):
    """What an opening stock is filled with: the closing one of the period before."""

    typed: str
    period: Period
    number: int
    """The figure that holds it."""


class Sheet(Struct, frozen=True, kw_only=True):
    """What a form offers."""

    about: Subject
    kpi: Kpi
    formula: Formula
    period: Period
    complete: Period
    """The last complete period."""
    periods: tuple[Period, ...]
    """Those offered, newest first; the running one is the first of them."""
    segments: tuple[str, ...]
    """Known ones."""
    currency: str
    carried: Mapping[str, Carried] = field(default_factory=dict)
    """By input."""
    filled: Filled | None = None
    """What was filled in before, or stands."""
    standing: Reading | None = None
    """The figure that is corrected."""


class Tried(Struct, frozen=True, kw_only=True):
    """What a form would give; nothing of it is stored."""

    answer: Recorded | Stands | Unchanged
    new_segment: NewSegment | None = None
    """Where nobody recorded that segment yet."""
    left_over: tuple[str, ...] = ()
    """Labels of inputs that still hold the opening stock of another period or segment."""


class Choice(Struct, frozen=True, kw_only=True):
    """How a review was answered."""

    draft: str
    revision: int
    """Of the figure that stood when it was reviewed; 0 where none did."""
    way: Way | None = None
    reason: str = ""


def sheet(tx: Tx, asker: Asker, about: Subject) -> Sheet:
    """What a form about this offers; a correction is filled with what stands.

    Raises:
        NotFound: the figure to correct is not there.
        NotAllowed: the asker may not see the KPI, or not record it.
    """
    if about.number:
        return _correction(tx, asker, about)
    kpi = catalogue.get(about.kpi)
    _require_form(tx, asker, kpi)
    cadence = cadence_of(tx, asker.team, kpi)
    workspace = workspace_of(tx, asker)
    running = current(cadence, asker.now, zone_of(workspace))
    complete = running.previous()
    offered = [running, *(complete.previous(back) for back in range(EARLIER + 1))]
    period = _asked_for(about.period, cadence, running) or complete
    if period not in offered:
        offered.append(period)
    found = Sheet(
        about=about,
        kpi=kpi,
        formula=formula_of(kpi, about.formula),
        period=period,
        complete=complete,
        periods=tuple(offered),
        segments=tx.segments.known(asker.team),
        currency=workspace.currency,
    )
    return replace(found, carried=_carried(tx, asker, found))


def _require_form(tx: Tx, asker: Asker, kpi: Kpi) -> None:
    """A form shows what stands: whoever records without seeing types a command."""
    require_recorder(tx, asker, kpi)
    require_seen(tx, asker, kpi)


def filled_again(tx: Tx, asker: Asker, draft_id: str) -> Sheet:
    """The form that a review leads back to, as it was filled in.

    Raises:
        NotFound: it was saved meanwhile, or belongs to somebody else.
    """
    draft = tx.drafts.get(asker.team, draft_id)
    if draft is None or draft.user != asker.user:
        raise NotFound(said("This form was saved already. Open it again to record more."))
    filled = Filled.read(draft.text)
    return replace(sheet(tx, asker, filled.about), filled=filled)


def turned(tx: Tx, asker: Asker, filled: Filled, chosen: Subject, offered: Subject) -> Sheet:
    """The form once another formula, period or segment was chosen, filled in as it was.

    Slack keeps what somebody typed; what the form itself had brought along is sent again. Opening
    stocks are those of what is `chosen`, not of what was `offered` before.

    Raises:
        NotFound, NotAllowed: as `sheet` does.
    """
    found, then = sheet(tx, asker, chosen), sheet(tx, asker, offered)
    brought = {name: carried.typed for name, carried in then.carried.items()}
    held = {
        name: typed
        for name, typed in filled.inputs.items()
        if name not in found.carried and brought.get(name) != typed
    }
    standing = found.filled.inputs if found.filled else {}
    return replace(found, filled=replace(filled, inputs={**standing, **held}))


def keep(tx: Tx, asker: Asker, filled: Filled, *, instead_of: str) -> str:
    """Keeps a form until it is saved, in place of the draft named; returns the draft's id."""
    if instead_of:
        tx.drafts.take(asker.team, instead_of, asker.user)
    return keep_draft(tx, asker, FORM, filled.text())


def try_out(tx: Tx, asker: Asker, filled: Filled, offered: Subject) -> Tried:
    """What saving the form would give. To be called in a rehearsal, for it records.

    `offered` is what the form was about before another period or segment was typed into it.

    Raises:
        kpi.errors.KpiError: something filled in cannot be taken.
    """
    question = _question(tx, asker, filled)
    answer = record(tx, asker, question, command=FORM, text=filled.text())
    new = answer if isinstance(answer, NewSegment) else None
    if new is not None:
        confirmed = replace(question, new_segment=True)
        answer = record(tx, asker, confirmed, command=FORM, text=filled.text())
    settled = _with_reason(answer)
    if not isinstance(settled, Recorded | Stands | Unchanged):
        raise TypeError(f"a form is not answered by {type(settled).__name__}")
    left_over = _left_over(tx, asker, filled, offered)
    return Tried(answer=settled, new_segment=new, left_over=left_over)


def _with_reason(answer: Answer) -> Answer:
    if isinstance(answer, ReasonNeeded):
        raise Refused(said("Write a reason. It is kept with the old value."), field="reason")
    return answer


def _left_over(tx: Tx, asker: Asker, filled: Filled, offered: Subject) -> tuple[str, ...]:
    """What was filled in for one period and segment, and sent for another."""
    if offered.number or filled.about == offered:
        return ()
    then = sheet(tx, asker, offered)
    return tuple(
        said(then.formula.input(name).label)
        for name, carried in then.carried.items()
        if filled.inputs.get(name) == carried.typed
    )


def try_way(tx: Tx, asker: Asker, filled: Filled, way: Way) -> Reading:
    """What would stand if a standing value were met that way. For a rehearsal as well."""
    question = replace(_question(tx, asker, filled), mode=_MODES[way], new_segment=True)
    answer = record(tx, asker, question, command=FORM, text=filled.text())
    if isinstance(answer, ReasonNeeded):
        return answer.typed
    if not isinstance(answer, Recorded | Unchanged):
        raise TypeError(f"no way ends in {type(answer).__name__}")
    return answer.reading


def save(tx: Tx, asker: Asker, choice: Choice) -> Recorded | Unchanged:
    """Records what was reviewed, once: the draft is used up by it.

    Raises:
        NotFound: it was saved already.
        Refused: no reason is given, or what stands is not what was reviewed.
    """
    draft = take_draft(tx, asker, choice.draft)
    filled = Filled.read(draft.text)
    question = replace(_question(tx, asker, filled), new_segment=True)
    if choice.way is not None:
        question = replace(question, mode=_MODES[choice.way])
    if choice.reason:
        question = replace(question, reason=choice.reason)
    answer = _with_reason(record(tx, asker, question, command=FORM, text=draft.text))
    if not _as_reviewed(answer, choice):
        raise Refused(
            said(
                "That figure was changed since you reviewed it. Nothing was stored. Go back, "
                "and send the form again to see what stands now."
            )
        )
    if not isinstance(answer, Recorded | Unchanged):
        raise TypeError(f"a form is not answered by {type(answer).__name__}")
    return answer


def _as_reviewed(answer: Answer, choice: Choice) -> bool:
    """Whether the revision stored follows the one that stood in the review."""
    if not isinstance(answer, Recorded) or choice.way is Way.SO_FAR:
        return not isinstance(answer, Stands)
    return answer.reading.observation.revision == choice.revision + 1


def _question(tx: Tx, asker: Asker, filled: Filled) -> Record:
    about = filled.about
    _require_form(tx, asker, catalogue.get(about.kpi))
    question = Record(
        kpi=catalogue.get(about.kpi),
        named=filled.inputs,
        formula=about.formula or None,
        period=about.period,
        note=filled.note,
        source=filled.source,
        reason=filled.reason,
    )
    if not about.number:
        return replace(question, segment=read_segment(about.segment))
    standing = figure(tx, asker, about.number).observation
    return replace(
        question,
        mode=Mode.CORRECT,
        period=standing.key.period.label,
        segment=standing.key.segment,
        # What was declared complete stays so when it is corrected.
        final=not standing.partial,
    )


def _correction(tx: Tx, asker: Asker, about: Subject) -> Sheet:
    standing = figure(tx, asker, about.number)
    _require_form(tx, asker, standing.kpi)
    observation = standing.observation
    key = observation.key
    kpi = standing.kpi
    held = observation.entry.formula if observation.entry else ""
    formula = formula_of(kpi, about.formula or held)
    currency = workspace_of(tx, asker).currency
    named = replace(
        about, kpi=kpi.key, formula=formula.key, period=key.period.label, segment=key.segment
    )
    filled = Filled(
        about=named,
        inputs=_as_typed(observation, kpi, currency),
        note=observation.note,
        source=observation.source,
    )
    return Sheet(
        about=named,
        kpi=kpi,
        formula=formula,
        period=key.period,
        complete=key.period,
        periods=(key.period,),
        segments=(),
        currency=currency,
        filled=filled,
        standing=standing,
    )


def _asked_for(label: str, cadence: Cadence, running: Period) -> Period | None:
    """The period of a label, where it is one of that cadence and has begun."""
    try:
        period = Period.parse(label)
    except KpiError:
        return None
    return period if period.cadence is cadence and period <= running else None


def formula_of(kpi: Kpi, key: str) -> Formula:
    """The formula a `Subject` names. Raises KeyError."""
    return kpi.formula(key) if key else kpi.formulas[0]


def _carried(tx: Tx, asker: Asker, offered: Sheet) -> Mapping[str, Carried]:
    """The opening stocks that the figures of the period before hold as their closing ones."""
    team = asker.team
    kpis = before(offered.kpi.key) - hidden_from(tx, team, asker.person)
    if not kpis:
        return {}
    earlier = offered.period.previous()
    held = {
        one.key.kpi: one
        for one in tx.observations.of_period(team, earlier, kpis)
        if one.key.segment == offered.about.segment and _counts(one)
    }
    entries = [one.entry for one in held.values() if one.entry is not None]
    return {
        name: Carried(
            typed=_money(found.value, found.currency, offered.currency),
            period=earlier,
            number=held[found.other].number,
        )
        for name, found in openings(offered.kpi.key, offered.formula.key, entries).items()
    }


def _counts(one: Observation) -> bool:
    return one.sound and not one.partial and one.action is not Action.DERIVE


def _as_typed(observation: Observation, kpi: Kpi, currency: str) -> Mapping[str, str]:
    """The inputs that stand, as somebody would type them; too long a list is left out."""
    entry = observation.entry
    if entry is None:
        return {}
    typed = {
        one.name: _typed(one, entry.inputs[one.name], entry.currency, currency)
        for one in kpi.formula(entry.formula).inputs
    }
    kept = {name: text for name, text in typed.items() if 0 < len(text) <= MAX_TYPED}
    return kept | dict(entry.attributes)


def _typed(one: Input, value: Value, held_in: str | None, currency: str) -> str:
    match value:
        case Fraction():
            if one.kind is Kind.MONEY:
                return _money(value, held_in, currency)
            sign = "%" if one.kind is Kind.PERCENT else ""
            return f"{_exact(value)}{sign}"
        case Tally():
            scores = (_exact(score) for score, count in value.items() for _ in range(count))
            return ",".join(scores)
        case _ if one.kind is Kind.TEXT_LIST:
            return "\n".join(map(str, value))
    if one.kind is Kind.PERCENT_LIST:
        return "\n".join(f"{_exact(Fraction(number))}%" for number in value)
    return "\n".join(_money(Fraction(number), held_in, currency) for number in value)


def _money(value: Fraction, held_in: str | None, currency: str) -> str:
    """An amount with its code, where that is not the workspace's."""
    return _exact(value) if held_in in (None, currency) else f"{held_in} {_exact(value)}"


def _exact(value: Fraction) -> str:
    """All its decimals; what was typed has finitely many, what was computed is cut at 12."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = round(value * 10**12)
    sign, digits = ("-" if scaled < 0 else ""), f"{abs(scaled):013d}"
    return f"{sign}{digits[:-12]}.{digits[-12:]}".rstrip("0")


_MODES = {Way.REPLACE: Mode.CORRECT, Way.ADD: Mode.ADD, Way.SO_FAR: Mode.SO_FAR}
