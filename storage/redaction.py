"""Erasing what people wrote beside figures and in cases; the numbers stay. Each time is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.erasing import erasing
from storage.records import Action, CaseState, EventKind, Redaction
from storage.repository import Repository, adding, same
from storage.statement import Statement
from storage.tables import (
    CaseEventRow,
    CaseRow,
    DeliveryRow,
    FeedbackRow,
    FigureRow,
    ObservationRow,
    RedactionRow,
    table,
)

ERASED = "[erased]"
"""What stands where words were."""

_observation = table(ObservationRow)
_event = table(CaseEventRow)
_case = table(CaseRow)
_figure = table(FigureRow)
_other = _figure.alias("other")
_delivery = table(DeliveryRow)
_feedback = table(FeedbackRow)
_redaction = table(RedactionRow)
_words = (_observation.c.note, _observation.c.source, _observation.c.reason)


def _covered(column: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """The column, its words replaced; what is empty stays empty."""
    return sa.case((column == sa.literal_column("''"), column), else_=sa.literal(ERASED))


_ERASE_FIGURE = Statement(
    sa.update(_observation)
    .where(
        same(_observation.c.team, _observation.c.figure),
        sa.or_(*(column != sa.literal_column("''") for column in _words)),
    )
    .values({column.key: _covered(column) for column in _words})
)
_of_its_period = (
    sa.select(_other.c.number)
    .join(
        _figure,
        sa.and_(
            _figure.c.team == _other.c.team,
            _figure.c.cadence == _other.c.cadence,
            _figure.c.starts == _other.c.starts,
        ),
    )
    .where(same(_figure.c.team, _figure.c.number))
)
_is_copy = sa.and_(
    same(_observation.c.team, _observation.c.reason),
    sa.or_(_observation.c.action == Action.DERIVE, _observation.c.action == Action.POOL),
    _observation.c.figure.in_(_of_its_period),
)
_COPIES = Statement(
    sa.select(_observation.c.figure).where(_is_copy).distinct().order_by(_observation.c.figure)
)
_ERASE_COPIES = Statement(
    sa.update(_observation)
    .where(
        same(_observation.c.team),
        _observation.c.reason == sa.bindparam("copied"),
        sa.or_(_observation.c.action == Action.DERIVE, _observation.c.action == Action.POOL),
        _observation.c.figure.in_(_of_its_period),
    )
    .values(reason=sa.literal(ERASED))
)
_ERASE_EVENTS = Statement(
    sa.update(_event)
    .where(
        same(_event.c.team, _event.c.case),
        sa.or_(_event.c.kind == EventKind.NOTED, _event.c.kind == EventKind.RESOLVED),
    )
    .values(text=sa.literal(ERASED))
)
_ERASE_RESOLUTION = Statement(
    sa.update(_case)
    .where(same(_case.c.team, _case.c.id), _case.c.state == CaseState.RESOLVED)
    .values(resolution=_covered(_case.c.resolution), version=_case.c.version + 1)
)
_ERASE_FEEDBACK = Statement(
    sa.update(_feedback)
    .where(same(_feedback.c.team, _feedback.c.number), _feedback.c.erased.is_(sa.false()))
    .values(words=sa.literal(ERASED), customer=_covered(_feedback.c.customer), erased=sa.true())
)
_ADD = Statement(adding(_redaction))
_OF_SUBJECT = Statement(
    sa.select(*(c for c in _redaction.columns if c.key not in {"serial", "team"}))
    .where(same(_redaction.c.team, _redaction.c.subject))
    .order_by(_redaction.c.serial)
)
_CASES_OF = Statement(
    sa.select(_case.c.id).where(same(_case.c.team, _case.c.number)).order_by(_case.c.serial)
)
_REWRITE = Statement(
    sa.update(_delivery)
    .where(same(_delivery.c.team, _delivery.c.id))
    .values(payload=sa.bindparam("rewritten", type_=_delivery.c.payload.type))
)


class Redactions(Repository):
    """What was erased in each workspace, and by whom."""

    def figure(self, team: str, number: int, reasons: Iterable[str]) -> int:
        """Erases note, source and reason of every revision of a figure; how many had any.

        `reasons` are its reasons: figures computed from it repeat them, and lose them too.
        """
        with erasing(self._session, team):
            lines = _ERASE_FIGURE.run(self._session, team=team, figure=number)
            for reason in reasons:
                lines += _ERASE_COPIES.run(self._session, team=team, number=number, copied=reason)
        return lines

    def copies(self, team: str, number: int, reason: str) -> tuple[int, ...]:
        """Numbers of the computed figures of the same period that repeat a figure's reason."""
        rows = _COPIES.all(self._session, team=team, number=number, reason=reason)
        return tuple(int(row["figure"]) for row in rows)

    def case(self, team: str, case_id: str) -> int:
        """Erases the notes and the resolution of a case; how many lines of its timeline it were."""
        with erasing(self._session, team):
            lines = _ERASE_EVENTS.run(self._session, team=team, case=case_id)
            _ERASE_RESOLUTION.run(self._session, team=team, id=case_id)
        return lines

    def feedback(self, team: str, number: int) -> int:
        """Erases a piece's words and its customer; how many pieces it were, none or one."""
        return _ERASE_FEEDBACK.run(self._session, team=team, number=number)

    def add(self, team: str, redaction: Redaction) -> None:
        """Keeps that something was erased."""
        _ADD.run(self._session, team=team, **asdict(redaction))

    def of_subject(self, team: str, subject: str) -> tuple[Redaction, ...]:
        """When words of a subject were erased, oldest first."""
        rows = _OF_SUBJECT.all(self._session, team=team, subject=subject)
        return tuple(Redaction(**row) for row in rows)

    def cases_of(self, team: str, number: int) -> tuple[str, ...]:
        """Ids of the cases that were opened about a figure, oldest first."""
        rows = _CASES_OF.all(self._session, team=team, number=number)
        return tuple(row["id"] for row in rows)

    def rewrite(self, team: str, delivery: str, payload: Mapping[str, Any]) -> None:
        """A message as it is kept says this; what stands in Slack is edited by a delivery."""
        _REWRITE.run(self._session, team=team, id=delivery, rewritten=dict(payload))
