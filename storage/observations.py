"""Figures and their revisions: what was recorded, corrected, withdrawn, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from msgspec.structs import asdict

from kpi.period import Cadence, Period
from kpi.read import Entry
from kpi.value import dump, load
from storage.errors import Conflict
from storage.records import TOTAL, Action, FigureKey, NewObservation, Observation
from storage.repository import Repository, adding, adding_once, first_few_of, first_of, same
from storage.statement import Row, Statement
from storage.tables import FigureRow, ObservationRow, WorkspaceRow, table

_workspace = table(WorkspaceRow)
_figure = table(FigureRow)
_observation = table(ObservationRow)

_of_figure = sa.and_(
    _observation.c.team == _figure.c.team, _observation.c.figure == _figure.c.number
)
_columns = (
    _figure.c.number,
    _figure.c.kpi,
    _figure.c.segment,
    _figure.c.cadence,
    _figure.c.starts,
    *(c for c in _observation.columns if c.key not in {"serial", "team", "figure"}),
)
_any = sa.select(*_columns).select_from(_figure.join(_observation, _of_figure))
_current = _any.where(_observation.c.revision == _figure.c.revision)
_standing = _current.where(_observation.c.formula.is_not(None))
_key = same(_figure.c.team, _figure.c.kpi, _figure.c.segment, _figure.c.cadence, _figure.c.starts)
_series = _standing.where(
    same(_figure.c.team, _figure.c.kpi, _figure.c.segment, _figure.c.cadence)
).order_by(_figure.c.starts.desc())
_one = same(_figure.c.team, _figure.c.number)

_LATEST = Statement(_current.where(_key))
_BY_NUMBER = Statement(_current.where(_one))
_REVISIONS = Statement(_any.where(_one).order_by(_observation.c.revision))
_HISTORY = Statement(first_few_of(_series))
_HISTORY_BEFORE = Statement(first_few_of(_series.where(_figure.c.starts < sa.bindparam("day"))))
_NEWEST = Statement(first_of(_series.where(_figure.c.starts <= sa.bindparam("day"))))
_EARLIEST = Statement(
    first_few_of(
        _series.where(
            _figure.c.starts >= sa.bindparam("day"),
            _observation.c.value.is_not(None),
            _observation.c.sound.is_(sa.true()),
            _observation.c.partial.is_(sa.false()),
        )
        .order_by(None)
        .order_by(_figure.c.starts)
    )
)
_ranked = (
    sa.select(
        _figure.c.number,
        sa.func.row_number()
        .over(partition_by=(_figure.c.kpi, _figure.c.cadence), order_by=_figure.c.starts.desc())
        .label("rank"),
    )
    .select_from(_figure.join(_observation, _of_figure))
    .where(
        same(_figure.c.team, _figure.c.segment),
        _observation.c.revision == _figure.c.revision,
        _observation.c.formula.is_not(None),
    )
    .subquery("ranked")
)
_NEWEST_EACH = Statement(
    _current.where(
        same(_figure.c.team),
        _figure.c.number.in_(
            sa.select(_ranked.c.number).where(_ranked.c.rank <= sa.bindparam("limit"))
        ),
    ).order_by(_figure.c.kpi, _figure.c.cadence, _figure.c.starts.desc())
)
_OF_PERIOD = Statement(
    _standing.where(same(_figure.c.team, _figure.c.cadence, _figure.c.starts)).order_by(
        _figure.c.kpi, _figure.c.segment
    )
)
_OF_SEGMENT = Statement(
    _standing.where(same(_figure.c.team, _figure.c.segment)).order_by(
        _figure.c.kpi, _figure.c.cadence, _figure.c.starts
    )
)
_OF_KPI = Statement(
    _standing.where(same(_figure.c.team, _figure.c.kpi)).order_by(
        _figure.c.cadence, _figure.c.starts, _figure.c.segment
    )
)
_SEGMENTED = Statement(
    first_of(
        _standing.with_only_columns(_figure.c.starts)
        .where(
            same(_figure.c.team, _figure.c.kpi, _figure.c.cadence),
            _figure.c.segment != sa.literal_column(f"'{TOTAL}'"),
            _figure.c.starts <= sa.bindparam("day"),
        )
        .order_by(_figure.c.starts.desc())
    )
)
_SEGMENTS_OF_PERIOD = Statement(
    _standing.where(
        same(_figure.c.team, _figure.c.kpi, _figure.c.cadence, _figure.c.starts),
        _figure.c.segment != sa.literal_column(f"'{TOTAL}'"),
    ).order_by(_figure.c.segment)
)
_SEGMENTED_SINCE = Statement(
    _standing.with_only_columns(_figure.c.kpi, _figure.c.segment)
    .where(
        same(_figure.c.team, _figure.c.cadence),
        _figure.c.segment != sa.literal_column(f"'{TOTAL}'"),
        _figure.c.starts >= sa.bindparam("day"),
    )
    .distinct()
    .order_by(_figure.c.kpi, _figure.c.segment)
)
_LAST_BY = Statement(
    first_of(
        _any.where(
            same(_observation.c.team, _observation.c.author),
            _observation.c.action != Action.DERIVE,
        ).order_by(_observation.c.serial.desc())
    )
)
_KPIS = Statement(
    _standing.with_only_columns(_figure.c.kpi)
    .where(same(_figure.c.team))
    .distinct()
    .order_by(_figure.c.kpi)
)
_SEGMENTS = Statement(
    _standing.with_only_columns(_figure.c.segment)
    .where(same(_figure.c.team, _figure.c.kpi))
    .distinct()
    .order_by(_figure.c.segment)
)

# Numbers come from the workspace's row, which stays locked until the commit: no gaps, no races.
_COUNT_UP = Statement(
    sa.update(_workspace)
    .where(same(_workspace.c.team))
    .values(figures=_workspace.c.figures + sa.bindparam("more", type_=sa.Integer))
    .returning(_workspace.c.figures)
)
_ADD_FIGURE = Statement(adding_once(_figure, key=("team", "kpi", "segment", "cadence", "starts")))
_ADVANCE = Statement(
    sa.update(_figure)
    .where(_key, _figure.c.revision == sa.bindparam("expected"))
    .values(revision=_figure.c.revision + 1)
    .returning(_figure.c.number)
)
_ADD = Statement(adding(_observation))


class Observations(Repository):
    """Each workspace's figures. A revision is appended, never changed."""

    def latest(self, team: str, key: FigureKey) -> Observation | None:
        """The revision that stands, which may withdraw the figure; None when there is none."""
        row = _LATEST.first(self._session, **_key_values(team, key))
        return None if row is None else _read(row)

    def by_number(self, team: str, number: int) -> Observation | None:
        """The revision of figure K-`number` that stands."""
        row = _BY_NUMBER.first(self._session, team=team, number=number)
        return None if row is None else _read(row)

    def revisions(self, team: str, number: int) -> tuple[Observation, ...]:
        """Every revision of figure K-`number`, first to last."""
        return _read_all(_REVISIONS.all(self._session, team=team, number=number))

    def append(self, team: str, new: NewObservation, expected_revision: int) -> Observation:
        """The revision, stored after revision `expected_revision`: 0 for a figure's first.

        Raises Conflict with the revision that stands when that is another one.
        """
        if expected_revision == 0:
            number = self._count_up(team, 1)
            if not _ADD_FIGURE.run(self._session, **_figure_values(team, new.key, number)):
                self._count_up(team, -1)
                raise self._conflict(team, new.key)
        else:
            number = self._advance(team, new.key, expected_revision)
        revision = expected_revision + 1
        _ADD.run(self._session, **self._observation_values(team, new, number, revision))
        return Observation(
            **asdict(new), number=number, revision=revision, recorded_at=self._session.now
        )

    def append_many(self, team: str, news: Iterable[tuple[NewObservation, int]]) -> int:
        """How many revisions were stored, each after the revision given with it (0: none yet).

        For imports: a few statements for any number of them. Raises Conflict for the first
        that is not as expected; the work must then fail, for the others are stored.
        """
        pairs = list(news)
        firsts = [new for new, expected in pairs if expected == 0]
        start = self._count_up(team, len(firsts)) - len(firsts) + 1 if firsts else 0
        numbered = list(enumerate(firsts, start))
        figures = [_figure_values(team, new.key, number) for number, new in numbered]
        if _ADD_FIGURE.run_each(self._session, figures) != len(figures):
            raise self._first_conflict(team, numbered)
        rows = [self._observation_values(team, new, number, 1) for number, new in numbered]
        for new, expected in pairs:
            if expected != 0:
                number = self._advance(team, new.key, expected)
                rows.append(self._observation_values(team, new, number, expected + 1))
        return _ADD.run_each(self._session, rows)

    def history(
        self,
        team: str,
        kpi: str,
        segment: str,
        cadence: Cadence,
        *,
        before: Period | None = None,
        limit: int,
    ) -> tuple[Observation, ...]:
        """What stands for the newest periods, newest first; only those before `before` if given."""
        series = {"team": team, "kpi": kpi, "segment": segment, "cadence": cadence}
        if before is None:
            rows = _HISTORY.all(self._session, limit=limit, **series)
        else:
            rows = _HISTORY_BEFORE.all(self._session, limit=limit, day=before.first, **series)
        return _read_all(rows)

    def earliest(
        self,
        team: str,
        kpi: str,
        segment: str,
        cadence: Cadence,
        *,
        since: Period | None,
        limit: int,
    ) -> tuple[Observation, ...]:
        """What stands for the first periods, oldest first; only those from `since` on if given.

        Without partial, impossible and undefined values, which no baseline is made of.
        """
        rows = _EARLIEST.all(
            self._session,
            team=team,
            kpi=kpi,
            segment=segment,
            cadence=cadence,
            day=since.first if since else date.min,
            limit=limit,
        )
        return _read_all(rows)

    def newest(
        self, team: str, kpi: str, segment: str, cadence: Cadence, until: Period
    ) -> Observation | None:
        """What stands for the newest period up to and including `until`."""
        row = _NEWEST.first(
            self._session,
            team=team,
            kpi=kpi,
            segment=segment,
            cadence=cadence,
            day=until.first,
        )
        return None if row is None else _read(row)

    def newest_each(self, team: str, segment: str, limit: int) -> tuple[Observation, ...]:
        """The newest figures of a segment that stand, `limit` of each KPI and period length.

        By KPI and period length, newest first.
        """
        return _read_all(_NEWEST_EACH.all(self._session, team=team, segment=segment, limit=limit))

    def of_period(
        self, team: str, period: Period, kpis: Iterable[str] | None = None
    ) -> tuple[Observation, ...]:
        """What stands for a period, by KPI and segment; only the `kpis` if given."""
        rows = _OF_PERIOD.all(self._session, team=team, cadence=period.cadence, starts=period.first)
        if kpis is not None:
            wanted = frozenset(kpis)
            rows = [row for row in rows if row["kpi"] in wanted]
        return _read_all(rows)

    def kpis(self, team: str) -> tuple[str, ...]:
        """Keys of the KPIs with at least one figure that stands."""
        return tuple(row["kpi"] for row in _KPIS.all(self._session, team=team))

    def segments(self, team: str, kpi: str) -> tuple[str, ...]:
        """Segments of a KPI with at least one figure that stands; "" is everybody."""
        return tuple(row["segment"] for row in _SEGMENTS.all(self._session, team=team, kpi=kpi))

    def of_kpi(self, team: str, kpi: str) -> tuple[Observation, ...]:
        """Everything that stands for a KPI, by length of period, oldest first."""
        return _read_all(_OF_KPI.all(self._session, team=team, kpi=kpi))

    def of_segment(self, team: str, segment: str) -> tuple[Observation, ...]:
        """Everything that stands for a segment, by KPI, oldest first."""
        return _read_all(_OF_SEGMENT.all(self._session, team=team, segment=segment))

    def by_segment(self, team: str, kpi: str, period: Period) -> tuple[Observation, ...]:
        """What stands for the segments of a KPI in a period, by name; not the total."""
        rows = _SEGMENTS_OF_PERIOD.all(
            self._session, team=team, kpi=kpi, cadence=period.cadence, starts=period.first
        )
        return _read_all(rows)

    def newest_segmented(
        self, team: str, kpi: str, cadence: Cadence, until: Period
    ) -> Period | None:
        """The newest period up to and including `until` with a figure of any segment."""
        row = _SEGMENTED.first(self._session, team=team, kpi=kpi, cadence=cadence, day=until.first)
        return None if row is None else Period(cadence, row["starts"])

    def segmented_since(self, team: str, since: Period) -> tuple[tuple[str, str], ...]:
        """KPIs and segments with a figure that stands, of a period of that length from then on."""
        rows = _SEGMENTED_SINCE.all(
            self._session, team=team, cadence=since.cadence, day=since.first
        )
        return tuple((row["kpi"], row["segment"]) for row in rows)

    def last_by(self, team: str, author: str) -> Observation | None:
        """The newest revision this person typed, whether it still stands; derived ones are not."""
        row = _LAST_BY.first(self._session, team=team, author=author)
        return None if row is None else _read(row)

    def _count_up(self, team: str, more: int) -> int:
        """The newest number given to a figure of the workspace, once `more` are given."""
        return int(_COUNT_UP.one(self._session, team=team, more=more)["figures"])

    def _advance(self, team: str, key: FigureKey, expected: int) -> int:
        """The number of the figure, now at the revision after `expected`."""
        row = _ADVANCE.first(self._session, expected=expected, **_key_values(team, key))
        if row is None:
            raise self._conflict(team, key)
        return int(row["number"])

    def _conflict(self, team: str, key: FigureKey) -> Conflict:
        return Conflict(_read(_LATEST.one(self._session, **_key_values(team, key))))

    def _first_conflict(self, team: str, numbered: list[tuple[int, NewObservation]]) -> Exception:
        for number, new in numbered:
            current = self.latest(team, new.key)
            if current is not None and current.number != number:
                return Conflict(current)
        return ValueError("the same figure twice in one import")

    def _observation_values(
        self, team: str, new: NewObservation, number: int, revision: int
    ) -> Row:
        values = asdict(new) | {
            "team": team,
            "figure": number,
            "revision": revision,
            "recorded_at": self._session.now,
        }
        return values | _entry_values(new.entry)


def _key_values(team: str, key: FigureKey) -> Row:
    return {
        "team": team,
        "kpi": key.kpi,
        "segment": key.segment,
        "cadence": key.period.cadence,
        "starts": key.period.first,
    }


def _figure_values(team: str, key: FigureKey, number: int) -> Row:
    return _key_values(team, key) | {"number": number, "revision": 1}


def _entry_values(entry: Entry | None) -> Row:
    if entry is None:
        return {"formula": None, "inputs": None, "attributes": None, "currency": None}
    return {
        "formula": entry.formula,
        "inputs": {name: dump(value) for name, value in entry.inputs.items()},
        "attributes": dict(entry.attributes),
        "currency": entry.currency,
    }


def _read_all(rows: list[Row]) -> tuple[Observation, ...]:
    return tuple(_read(row) for row in rows)


def _read(row: Row) -> Observation:
    kpi, formula, currency = row.pop("kpi"), row.pop("formula"), row.pop("currency")
    inputs, attributes = row.pop("inputs"), row.pop("attributes")
    period = Period(row.pop("cadence"), row.pop("starts"))
    entry = None
    if formula is not None:
        exact = {name: load(dumped) for name, dumped in inputs.items()}
        entry = Entry(kpi, formula, exact, attributes, currency)
    return Observation(
        key=FigureKey(kpi=kpi, period=period, segment=row.pop("segment")), entry=entry, **row
    )
