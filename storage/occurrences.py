"""Digests of single periods: each is planned once, whatever restarts and replicas do."""

from __future__ import annotations

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import ExtraDigest, Occurrence, PostedDigest, Rhythm, Subscription
from storage.repository import Repository, adding, adding_once, first_few_of, same
from storage.statement import Statement
from storage.tables import ExtraDigestRow, OccurrenceRow, table

_occurrence = table(OccurrenceRow)
_extra = table(ExtraDigestRow)
_occurrences = sa.select(*(c for c in _occurrence.columns if c.key != "team"))
_once = (
    _occurrence.c.team,
    _occurrence.c.channel,
    _occurrence.c.rhythm,
    _occurrence.c.period,
)

_PLAN = Statement(adding_once(_occurrence, key=[column.key for column in _once]))
_GET = Statement(_occurrences.where(same(_occurrence.c.team, _occurrence.c.id)))
_OF_PERIOD = Statement(_occurrences.where(same(*_once)))
_RECENT = Statement(
    first_few_of(
        _occurrences.where(same(_occurrence.c.team, _occurrence.c.channel)).order_by(
            _occurrence.c.due_at.desc(), _occurrence.c.rhythm, _occurrence.c.period.desc()
        )
    )
)
_SET_DELIVERY = Statement(
    sa.update(_occurrence)
    .where(same(_occurrence.c.team, _occurrence.c.id))
    .values(delivery=sa.bindparam("root"))
)
_ADD_EXTRA = Statement(adding(_extra))
_of_schedule = first_few_of(
    sa.select(
        _occurrence.c.id,
        _occurrence.c.period,
        _occurrence.c.delivery,
        _occurrence.c.late,
        _occurrence.c.due_at.label("since"),
    )
    .where(
        same(
            _occurrence.c.team,
            _occurrence.c.channel,
            _occurrence.c.rhythm,
            _occurrence.c.subscription,
        ),
        _occurrence.c.delivery.is_not(None),
    )
    .order_by(_occurrence.c.due_at.desc())
).subquery()
_beside = first_few_of(
    sa.select(
        _extra.c.id,
        _extra.c.period,
        _extra.c.delivery,
        sa.false().label("late"),
        _extra.c.posted_at.label("since"),
    )
    .where(same(_extra.c.team, _extra.c.subscription))
    .order_by(_extra.c.posted_at.desc())
).subquery()
_both = sa.union_all(sa.select(_of_schedule), sa.select(_beside)).subquery()
_POSTED = Statement(
    sa.select(_both.c.id, _both.c.period, _both.c.delivery, _both.c.late).order_by(
        _both.c.since.desc(), _both.c.id
    )
)


class Occurrences(Repository):
    """Each workspace's digests, period by period."""

    def plan(self, team: str, occurrence: Occurrence) -> bool:
        """Whether it was stored: False when this digest of this period was planned before."""
        return _PLAN.run(self._session, team=team, **asdict(occurrence)) == 1

    def get(self, team: str, occurrence_id: str) -> Occurrence | None:
        """The occurrence of that id."""
        row = _GET.first(self._session, team=team, id=occurrence_id)
        return None if row is None else Occurrence(**row)

    def of_period(self, team: str, channel: str, rhythm: Rhythm, period: str) -> Occurrence | None:
        """The channel's digest of a period ("2026-W46")."""
        row = _OF_PERIOD.first(
            self._session, team=team, channel=channel, rhythm=rhythm, period=period
        )
        return None if row is None else Occurrence(**row)

    def recent(self, team: str, channel: str, limit: int) -> tuple[Occurrence, ...]:
        """The channel's latest digests, newest first."""
        rows = _RECENT.all(self._session, team=team, channel=channel, limit=limit)
        return tuple(Occurrence(**row) for row in rows)

    def set_delivery(self, team: str, occurrence_id: str, delivery: str) -> bool:
        """Whether there is such an occurrence; its root message now is that delivery's."""
        return _SET_DELIVERY.run(self._session, team=team, id=occurrence_id, root=delivery) == 1

    def add_extra(self, team: str, extra: ExtraDigest) -> None:
        """Keep that a digest was posted beside the schedule."""
        _ADD_EXTRA.run(self._session, team=team, **asdict(extra))

    def posted(self, team: str, subscription: Subscription, limit: int) -> tuple[PostedDigest, ...]:
        """The latest `limit` digests of a subscription, and as many beside its schedule.

        Newest first; only those that were handed to delivery.
        """
        rows = _POSTED.all(
            self._session,
            team=team,
            channel=subscription.channel,
            rhythm=subscription.schedule.rhythm,
            subscription=subscription.id,
            limit=limit,
        )
        return tuple(PostedDigest(**row) for row in rows)
