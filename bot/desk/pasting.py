"""Rows of a sheet: what storing them would give, row by row, and the storing of all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import partial
from hashlib import sha256

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from bot.desk.access import require_recorder, require_seen
from bot.desk.asker import Asker, is_manager
from bot.desk.closing import require_open
from bot.desk.drafts import keep_draft, take_draft
from bot.desk.errors import NotFound, Refused
from bot.desk.reaching import write_to
from bot.desk.reading import Reading, assemble, read_figure, target_on
from bot.desk.recording import MAX_NOTE, require_cadence
from bot.desk.refresh import author_to_tell, tell_digests
from bot.desk.segment_names import SegmentNames
from bot.desk.workspace import cadence_of, settled_workspace, workspace_of, zone_of
from bot.importing.columns import KPI, READ, TOLD
from bot.importing.errors import BadFile, BadLine, Unreadable
from bot.importing.figures import Import
from bot.importing.periods import read_cell
from bot.importing.rows import figure_of, is_computed
from bot.importing.sheet import Sheet, SheetRow, read_sheet
from bot.importing.storing import Stored, store_figures, undecided
from bot.views.replaced import figures_replaced
from kpi import Kpi, KpiError, catalogue
from kpi.language import said
from kpi.period import Cadence, current
from storage.records import FigureKey, NewObservation, Observation
from storage.tx import Tx

AT_ONCE = 100
"""Rows that are stored while somebody waits for the answer."""
PASTED = "paste"
"""What stands in a draft where a command stands otherwise."""


class Pasted(Struct, frozen=True, kw_only=True):
    """A sheet as it was pasted or dropped."""

    text: str
    kpi: str = ""
    """Key of the KPI it is about; "" where a column says so, or nobody has yet."""
    file: str = ""
    """Name of the file; "" where it was pasted."""
    seen: str = ""
    """What was shown of it last: `Checked.print`."""

    def draft(self) -> str:
        """As a draft keeps it."""
        return msgspec.json.encode(self).decode()

    @property
    def is_long(self) -> bool:
        """Whether storing it may take longer than somebody waits."""
        return self.text.count("\n") > AT_ONCE

    @classmethod
    def read(cls, text: str) -> Pasted:
        """From a draft."""
        return _PASTED.decode(text)


_PASTED = msgspec.json.Decoder(Pasted)


class Fate(StrEnum):
    """What storing a row would do."""

    NEW = "new"
    REPLACES = "replaces"
    UNCHANGED = "unchanged"


class CheckedRow(Struct, frozen=True, kw_only=True):
    """A row that can be stored."""

    line: int
    reading: Reading
    """What would stand, unsaved."""
    fate: Fate
    old: Reading | None = None
    """What stands, where this would replace it."""
    revision: int
    """Of what stands; 0 where nothing does."""

    @property
    def corrects(self) -> bool:
        """Whether it replaces the figure of a complete period, which needs a reason."""
        return self.old is not None and not self.old.observation.partial


class Checked(Struct, frozen=True, kw_only=True):
    """What storing a sheet would do, row by row."""

    pasted: Pasted
    kpis: tuple[Kpi, ...]
    rows: tuple[CheckedRow, ...]
    bad: tuple[BadLine, ...]
    """Rows that cannot be stored, and why."""
    computed: int
    """Rows left out because they follow from others."""
    unread: tuple[str, ...]
    """Headers of columns that mean nothing here."""
    adopted: tuple[tuple[Kpi, Cadence], ...]
    """KPIs that will be recorded by the length of these rows' periods from now on."""
    new_segments: tuple[str, ...]

    @property
    def stored(self) -> tuple[CheckedRow, ...]:
        """The rows that change something."""
        return tuple(row for row in self.rows if row.fate is not Fate.UNCHANGED)

    @property
    def corrects(self) -> bool:
        """Whether a reason is needed."""
        return any(row.corrects for row in self.rows)

    @property
    def print(self) -> str:
        """Differs as soon as a row would do something else than it would now."""
        stored = [(row, row.reading.observation) for row in self.rows]
        shown = [
            *(
                (row.line, row.fate, row.revision, one.key, one.entry, one.partial)
                for row, one in stored
            ),
            *((bad.line, bad.problem) for bad in self.bad),
        ]
        return sha256(repr(shown).encode()).hexdigest()[:16]


class Consent(Struct, frozen=True, kw_only=True):
    """How a check was answered."""

    draft: str
    leave_out: bool
    """Whether the rows that cannot be stored are left out."""
    reason: str = ""


class Saved(Struct, frozen=True, kw_only=True):
    """What was stored of a sheet."""

    checked: Checked
    stored: Stored
    told: tuple[str, ...]
    """Names of the people whose figures were replaced and who were told."""


def may_paste(tx: Tx, asker: Asker, kpi: Kpi) -> None:
    """Lets pass who records a KPI and sees it, for a check shows what stands.

    Raises:
        NotAllowed: the asker may not.
    """
    require_recorder(tx, asker, kpi)
    require_seen(tx, asker, kpi)


def check(tx: Tx, asker: Asker, pasted: Pasted) -> Checked:
    """What storing it would do; nothing is stored by this.

    Raises:
        Refused: it cannot be read at all, or it is not clear which KPI it is about.
        NotAllowed: the KPI is recorded by others, or limited to others.
    """
    kpi = catalogue.get(pasted.kpi) if pasted.kpi else None
    if kpi is not None:
        may_paste(tx, asker, kpi)
    sheet = _sheet(pasted, kpi)
    if kpi is None and not sheet.names_kpis:
        raise Refused(
            said('Choose the KPI that these rows are about, or name a column "kpi".'), field="kpi"
        )
    return _Checking(tx, asker, pasted, kpi).run(sheet)


def _sheet(pasted: Pasted, kpi: Kpi | None) -> Sheet:
    try:
        return read_sheet(pasted.text, kpi)
    except BadFile as bad:
        raise Refused(str(bad), field="rows") from bad


class _Checking:
    """One pass over a sheet, which remembers what it asked the database."""

    def __init__(self, tx: Tx, asker: Asker, pasted: Pasted, kpi: Kpi | None) -> None:
        workspace = workspace_of(tx, asker)
        self._tx, self._asker, self._pasted, self._kpi = tx, asker, pasted, kpi
        self._zone = zone_of(workspace)
        self._run = Import(
            now=asker.now,
            zone=self._zone,
            currency=workspace.currency,
            file=pasted.file,
            author=asker.user,
        )
        self._names = SegmentNames.of(tx, asker.team)
        self._allowed: dict[str, KpiError | None] = {}
        self._bad: list[BadLine] = []
        self._computed = 0

    def run(self, sheet: Sheet) -> Checked:
        self._bad.extend(sheet.bad)
        read = self._read(sheet.rows)
        adopted = self._adopted(read)
        rows = [
            row
            for line, figure in read
            if (row := self._checked(line, figure, adopted)) is not None
        ]
        segments = dict.fromkeys(row.reading.observation.key.segment for row in rows)
        kpis = dict.fromkeys(row.reading.kpi.key for row in rows)
        return Checked(
            pasted=self._pasted,
            kpis=tuple(map(catalogue.get, kpis)),
            rows=tuple(rows),
            bad=tuple(sorted(self._bad, key=lambda bad: bad.line)),
            computed=self._computed,
            unread=sheet.unread,
            adopted=tuple((catalogue.get(key), one) for key, one in adopted.items()),
            new_segments=tuple(filter(self._names.is_new, segments)),
        )

    def _read(self, rows: Iterable[SheetRow]) -> list[tuple[int, NewObservation]]:
        """The figures of the rows, as far as the rows by themselves can be read."""
        read: dict[FigureKey, tuple[int, NewObservation]] = {}
        for row in rows:
            try:
                if is_computed(row.cells):
                    self._computed += 1
                    continue
                figure = self._figure(row)
                if figure.key in read:
                    first = read[figure.key][0]
                    raise Unreadable(said("line {line} holds the same figure.", line=first))
            except (Unreadable, KpiError) as problem:
                self._bad.append(BadLine(row.line, str(problem)))
            else:
                read[figure.key] = (row.line, figure)
        return list(read.values())

    def _figure(self, row: SheetRow) -> NewObservation:
        kpi = self._kpi_of(row)
        cadence = cadence_of(self._tx, self._asker.team, kpi)
        figure = figure_of(
            row.cells,
            row.values,
            kpi,
            self._run,
            lambda cell: read_cell(cell, cadence, self._asker.now, self._zone),
        )
        segment = self._names.meant(figure.key.segment)
        return replace(figure, key=replace(figure.key, segment=segment))

    def _kpi_of(self, row: SheetRow) -> Kpi:
        kpi = catalogue.find(row.cells[KPI]) if KPI in row.cells else self._kpi
        if kpi is None:
            raise Unreadable(said("{column} is empty.", column=KPI))
        if kpi.key not in self._allowed:
            self._allowed[kpi.key] = _refusal(self._tx, self._asker, kpi)
        if refusal := self._allowed[kpi.key]:
            raise refusal
        return kpi

    def _adopted(self, read: Iterable[tuple[int, NewObservation]]) -> Mapping[str, Cadence]:
        """How often KPIs nobody has recorded or decided yet will be recorded; managers decide."""
        lengths: dict[str, set[Cadence]] = {}
        for _, figure in read:
            lengths.setdefault(figure.key.kpi, set()).add(figure.key.period.cadence)
        if not is_manager(self._tx, self._asker):
            return {}
        open_ones = undecided(self._tx, self._asker.team, lengths)
        return {
            key: cadence
            for key, found in lengths.items()
            for cadence in found
            if key in open_ones and len(found) == 1 and cadence is not catalogue.get(key).cadence
        }

    def _checked(
        self, line: int, figure: NewObservation, adopted: Mapping[str, Cadence]
    ) -> CheckedRow | None:
        tx, asker, key = self._tx, self._asker, figure.key
        kpi = catalogue.get(key.kpi)
        cadence = adopted.get(kpi.key) or cadence_of(tx, asker.team, kpi)
        held = tx.observations.latest(asker.team, key)
        fate = _fate(figure, held)
        try:
            require_cadence(kpi, cadence, key.period, current(cadence, asker.now, self._zone))
            if fate is not Fate.UNCHANGED:
                require_open(tx, asker.team, key.period, asker.now, self._zone)
        except KpiError as problem:
            self._bad.append(BadLine(line, str(problem)))
            return None
        unsaved = Observation(
            **asdict(figure),
            number=held.number if held else 0,
            revision=_revision(held) + 1,
            recorded_at=asker.now,
        )
        return CheckedRow(
            line=line,
            reading=self._assembled(unsaved),
            fate=fate,
            old=self._assembled(held) if held and fate is Fate.REPLACES else None,
            revision=_revision(held),
        )

    def _assembled(self, figure: Observation) -> Reading:
        team, key = self._asker.team, figure.key
        return assemble(
            figure,
            None,
            kpi=catalogue.get(key.kpi),
            target=target_on(self._tx, team, key.kpi, key.segment, key.period.first),
            chosen_set=self._tx.choices.get(team, key.kpi).benchmark_set,
            author_name="",
        )


def _refusal(tx: Tx, asker: Asker, kpi: Kpi) -> KpiError | None:
    try:
        may_paste(tx, asker, kpi)
    except KpiError as refusal:
        return refusal
    return None


def _fate(figure: NewObservation, held: Observation | None) -> Fate:
    if held is None or held.withdrawn:
        return Fate.NEW
    if (held.entry, held.partial) == (figure.entry, figure.partial):
        return Fate.UNCHANGED
    # A computed figure gives way to one that somebody records.
    return Fate.NEW if held.computed else Fate.REPLACES


def _revision(held: Observation | None) -> int:
    return held.revision if held else 0


def keep(tx: Tx, asker: Asker, pasted: Pasted, *, instead_of: str = "") -> str:
    """Keeps a sheet until it is saved; returns the draft's id.

    In place of the draft named it keeps its id: the button under a file shows its rows again.
    """
    old = tx.drafts.take(asker.team, instead_of, asker.user) if instead_of else None
    if old is None:
        return keep_draft(tx, asker, PASTED, pasted.draft())
    tx.drafts.add(asker.team, replace(old, text=pasted.draft(), created_at=asker.now))
    return old.id


def waiting(tx: Tx, asker: Asker, draft_id: str) -> Pasted:
    """The asker's sheet that waits under that id.

    Raises:
        NotFound: it was saved meanwhile, or belongs to somebody else.
    """
    draft = tx.drafts.get(asker.team, draft_id)
    if draft is None or draft.user != asker.user or draft.command != PASTED:
        raise NotFound(
            said("These rows were saved already, or too long ago. Paste or drop them again.")
        )
    return Pasted.read(draft.text)


class Dropped(Struct, frozen=True, kw_only=True):
    """A file that somebody dropped, kept until they decide what becomes of it."""

    pasted: Pasted
    rows: int
    checked: Checked | None
    """None where nobody has said yet which KPI it is about."""
    draft: str


def receive(tx: Tx, asker: Asker, pasted: Pasted) -> Dropped:
    """Keeps a file, and checks its rows as soon as it is clear which KPI they are about.

    Where nobody names the KPI, and the columns are inputs of one KPI only, it is that one.

    Raises:
        Refused: it cannot be read.
        NotAllowed: the KPI is recorded by others, or limited to others.
    """
    sheet = _sheet(pasted, catalogue.get(pasted.kpi) if pasted.kpi else None)
    if not pasted.kpi and not sheet.names_kpis:
        pasted = replace(pasted, kpi=_only_kpi(sheet.columns))
    unclear = not pasted.kpi and not sheet.names_kpis
    return Dropped(
        pasted=pasted,
        rows=len(sheet.rows) + len(sheet.bad),
        checked=None if unclear else check(tx, asker, pasted),
        draft=keep(tx, asker, pasted),
    )


def _only_kpi(columns: frozenset[str]) -> str:
    """Key of the one KPI that is computed from these columns; "" where there is none or several."""
    inputs = columns - frozenset(READ + TOLD)
    found = [
        kpi.key
        for kpi in catalogue.all_kpis()
        if inputs <= kpi.input_names | kpi.attribute_names
        and any(formula.input_set <= inputs for formula in kpi.formulas)
    ]
    return found[0] if len(found) == 1 else ""


def is_unclear(pasted: Pasted) -> bool:
    """Whether nobody has said yet which KPI the rows are about."""
    return not pasted.kpi and not _sheet(pasted, None).names_kpis


def save(tx: Tx, asker: Asker, consent: Consent) -> Saved:
    """Stores what was checked, all of it or nothing, once: the draft is used up by it.

    Raises:
        NotFound: it was saved already.
        Refused: a reason or the choice about bad rows is missing, or something that stands is not
            what was shown.
    """
    pasted = waiting(tx, asker, consent.draft)
    take_draft(tx, asker, consent.draft)
    settled_workspace(tx, asker)
    checked = check(tx, asker, pasted)
    _require_consent(checked, consent)
    figures = [
        replace(row.reading.observation, reason=consent.reason if row.corrects else "")
        for row in checked.stored
    ]
    stored = store_figures(
        tx, asker.team, map(_unnumbered, figures), asker.now, by=asker.person.name
    )
    return Saved(checked=checked, stored=stored, told=_tell(tx, asker, stored))


def _require_consent(checked: Checked, consent: Consent) -> None:
    if checked.print != checked.pasted.seen:
        raise Refused(
            said(
                "Something changed since you checked these rows. Nothing was stored. Go back and "
                "check them again."
            )
        )
    if checked.bad and not consent.leave_out:
        raise Refused(said("Choose what becomes of the rows that cannot be saved."), field="bad")
    if checked.corrects and not consent.reason:
        raise Refused(said("Write a reason. It is kept with the old values."), field="reason")
    if len(consent.reason) > MAX_NOTE:
        raise Refused(
            said("{column} is longer than {most} characters.", column="reason", most=MAX_NOTE),
            field="reason",
        )


def _unnumbered(one: Observation) -> NewObservation:
    kept = {name: value for name, value in asdict(one).items() if name not in _OF_REVISIONS}
    return NewObservation(**kept)


_OF_REVISIONS = ("number", "revision", "recorded_at")


def _tell(tx: Tx, asker: Asker, stored: Stored) -> tuple[str, ...]:
    """Says what was replaced in digests' threads, and to each author in one message."""
    by, team = asker.person.name, asker.team
    told: dict[str, list[Observation]] = {}
    names: dict[str, str] = {}
    for old, new in stored.replaced:
        if old.withdrawn or old.computed or old.partial:
            continue
        if tx.deliveries.shown_of(team, new.number):
            tell_digests(tx, team, read_figure(tx, team, old), read_figure(tx, team, new), by)
        author = author_to_tell(tx, team, old, new)
        if author is not None:
            told.setdefault(author.user, []).append(new)
            names[author.user] = author.name
    for user, figures in told.items():
        write_to(tx, team, user, partial(figures_replaced, figures, by))
    return tuple(names.values())
