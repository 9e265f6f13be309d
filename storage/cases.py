"""Flagged drops, from the first flag to the last word, each with its timeline."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.errors import StaleCase
from storage.records import Case, CaseEvent, CaseState, NewCase
from storage.repository import UNCHANGED, Repository, Unchanged, adding, adding_once, first_of, same
from storage.statement import Row, Statement
from storage.tables import CaseEventRow, CaseRow, DeliveryRow, NotedMessageRow, table

_case = table(CaseRow)
_event = table(CaseEventRow)
_reply = table(DeliveryRow)
_root = _reply.alias("root")
_columns = [column for column in _case.columns if column.key not in {"serial", "team"}]
_cases = sa.select(*_columns)
# As text: SQLite plans a statement anew each time where a bound value decides on a partial index.
_unresolved = sa.text("flagged_case.state <> 'resolved'")
_about = same(_case.c.team, _case.c.kpi, _case.c.segment)

_ADD = Statement(
    adding_once(_case, key=("team", "kpi", "segment"), where=sa.text("state <> 'resolved'"))
)
_GET = Statement(_cases.where(same(_case.c.team, _case.c.id)))
_OPEN_OF = Statement(_cases.where(_about, _unresolved))
_LAST_OF = Statement(first_of(_cases.where(_about).order_by(_case.c.serial.desc())))
_OF_KPI = Statement(_cases.where(same(_case.c.team, _case.c.kpi)).order_by(_case.c.serial))
_OPEN = Statement(_cases.where(same(_case.c.team), _unresolved).order_by(_case.c.serial))
_BY_THREAD = Statement(
    _cases.join(_reply, sa.and_(_reply.c.team == _case.c.team, _reply.c.id == _case.c.delivery))
    .outerjoin(_root, sa.and_(_root.c.team == _reply.c.team, _root.c.id == _reply.c.parent))
    .where(
        same(_case.c.team, _case.c.channel),
        sa.func.coalesce(sa.func.nullif(_root.c.ts, ""), _reply.c.thread_ts, _reply.c.ts)
        == sa.bindparam("thread_ts"),
    )
    .order_by(_case.c.serial)
)
_POSTED_BY = Statement(
    sa.update(_case).where(same(_case.c.team, _case.c.id)).values(delivery=sa.bindparam("post"))
)
_ADD_EVENT = Statement(adding(_event))
_NOTE_MESSAGE = Statement(adding_once(table(NotedMessageRow)))
_EVENTS = Statement(
    sa.select(_event.c.kind, _event.c.actor, _event.c.text, _event.c.at)
    .where(same(_event.c.team, _event.c.case))
    .order_by(_event.c.serial)
)


class Cases(Repository):
    """Each workspace's cases: at most one unresolved for a KPI and segment."""

    def add(self, team: str, new: NewCase, now: datetime) -> Case:
        """The case, open. Raises StaleCase with the unresolved one when there already is one."""
        case = Case(
            **asdict(new),
            id=uuid4().hex,
            delivery=None,
            state=CaseState.OPEN,
            snoozed_until=None,
            resolution="",
            replies=0,
            opened_at=now,
            closed_at=None,
            version=1,
        )
        if not _ADD.run(self._session, team=team, **asdict(case)):
            standing = _OPEN_OF.one(self._session, team=team, kpi=new.kpi, segment=new.segment)
            raise StaleCase(Case(**standing))
        return case

    def get(self, team: str, case_id: str) -> Case | None:
        """The case of that id."""
        return _read(_GET.first(self._session, team=team, id=case_id))

    def open_of(self, team: str, kpi: str, segment: str) -> Case | None:
        """The unresolved case of a KPI and segment."""
        return _read(_OPEN_OF.first(self._session, team=team, kpi=kpi, segment=segment))

    def last_of(self, team: str, kpi: str, segment: str) -> Case | None:
        """The newest case of a KPI and segment, resolved or not."""
        return _read(_LAST_OF.first(self._session, team=team, kpi=kpi, segment=segment))

    def of_kpi(self, team: str, kpi: str) -> tuple[Case, ...]:
        """Every case of a KPI, of whatever segment, resolved or not, oldest first."""
        return tuple(Case(**row) for row in _OF_KPI.all(self._session, team=team, kpi=kpi))

    def open(self, team: str) -> tuple[Case, ...]:
        """Every unresolved case, oldest first."""
        return tuple(Case(**row) for row in _OPEN.all(self._session, team=team))

    def by_thread(self, team: str, channel: str, thread_ts: str) -> tuple[Case, ...]:
        """The cases worked on in one thread of Slack, oldest first."""
        rows = _BY_THREAD.all(self._session, team=team, channel=channel, thread_ts=thread_ts)
        return tuple(Case(**row) for row in rows)

    def change(  # noqa: PLR0913 - what a case is made of
        self,
        team: str,
        case_id: str,
        seen_version: int,
        *,
        state: CaseState | Unchanged = UNCHANGED,
        owner: str | Unchanged | None = UNCHANGED,
        snoozed_until: date | Unchanged | None = UNCHANGED,
        resolution: str | Unchanged = UNCHANGED,
        closed_at: datetime | Unchanged | None = UNCHANGED,
        replies: int | Unchanged = UNCHANGED,
    ) -> Case:
        """The case with some facts changed, at the next version.

        Raises StaleCase when it is not at `seen_version` any more, or would be the second
        unresolved one; LookupError when there is no such case.
        """
        given = {
            "state": state,
            "owner": owner,
            "snoozed_until": snoozed_until,
            "resolution": resolution,
            "closed_at": closed_at,
            "replies": replies,
        }
        changes = {name: value for name, value in given.items() if value is not UNCHANGED}
        if state not in {UNCHANGED, CaseState.RESOLVED}:
            self._refuse_second(team, case_id)
        change = (
            sa.update(_case)
            .where(_case.c.team == team, _case.c.id == case_id, _case.c.version == seen_version)
            .values(version=seen_version + 1, **changes)
            .returning(*_columns)
        )
        changed = _read(Statement(change).first(self._session))
        if changed is None:
            current = self.get(team, case_id)
            if current is None:
                raise LookupError(f"there is no case {case_id!r}")
            raise StaleCase(current)
        return changed

    def _refuse_second(self, team: str, case_id: str) -> None:
        """Raises StaleCase when another case of the same KPI and segment is unresolved."""
        case = self.get(team, case_id)
        standing = None if case is None else self.open_of(team, case.kpi, case.segment)
        if standing is not None and standing.id != case_id:
            raise StaleCase(standing)

    def posted_by(self, team: str, case_id: str, delivery: str) -> None:
        """The case's message is that delivery's."""
        _POSTED_BY.run(self._session, team=team, id=case_id, post=delivery)

    def add_event(self, team: str, case_id: str, event: CaseEvent) -> None:
        """Append a line to the case's timeline."""
        _ADD_EVENT.run(self._session, team=team, case=case_id, **asdict(event))

    def first_noted(self, team: str, case_id: str, channel: str, ts: str) -> bool:
        """Whether a message becomes a note on the case now, and was none before."""
        return bool(
            _NOTE_MESSAGE.run(self._session, team=team, case=case_id, channel=channel, ts=ts)
        )

    def events(self, team: str, case_id: str) -> tuple[CaseEvent, ...]:
        """The case's timeline, oldest first."""
        rows = _EVENTS.all(self._session, team=team, case=case_id)
        return tuple(CaseEvent(**row) for row in rows)


def _read(row: Row | None) -> Case | None:
    return None if row is None else Case(**row)
