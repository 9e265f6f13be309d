"""Digests that channels get."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import (
    CollectionState,
    Rhythm,
    Schedule,
    Subscription,
    SubscriptionState,
)
from storage.repository import Repository, first_few_of, replacing, same
from storage.statement import Row, Statement
from storage.tables import AbsenceRow, CollectionRow, SubscriptionRow, table

_absence = table(AbsenceRow)
_collection = table(CollectionRow)
_subscription = table(SubscriptionRow)
_columns = [column for column in _subscription.columns if column.key != "team"]
_subscriptions = sa.select(*_columns)
_in_order = (_subscription.c.channel, _subscription.c.rhythm)
_this = same(_subscription.c.team, _subscription.c.id)

_GET = Statement(
    _subscriptions.where(
        same(_subscription.c.team, _subscription.c.channel, _subscription.c.rhythm)
    )
)
_OF_CHANNEL = Statement(
    _subscriptions.where(same(_subscription.c.team, _subscription.c.channel)).order_by(*_in_order)
)
_ALL = Statement(_subscriptions.where(same(_subscription.c.team)).order_by(*_in_order))
_put = replacing(_subscription, key=("team", "channel", "rhythm"), keep=("id",))
_PUT = Statement(lambda insert: _put(insert).returning(*_columns))
_SET_STATE = Statement(
    sa.update(_subscription)
    .where(_this)
    .values(state=sa.bindparam("new_state"), why_paused=sa.bindparam("why"))
)
_running = sa.select(*_subscription.columns).where(
    _subscription.c.state == SubscriptionState.ACTIVE,
    ~sa.exists().where(_absence.c.team == _subscription.c.team),
)
_at_its_time = _running.where(_subscription.c.next_due <= sa.bindparam("now"))
_complete = _running.join(
    _collection,
    sa.and_(
        _collection.c.team == _subscription.c.team,
        _collection.c.subscription == _subscription.c.id,
        _collection.c.period == _subscription.c.next_period,
    ),
).where(
    _collection.c.state == CollectionState.COMPLETE,
    _subscription.c.next_due > sa.bindparam("now"),
)
_either = sa.union_all(_at_its_time, _complete).subquery()
_DUE = Statement(
    first_few_of(sa.select(_either).order_by(_either.c.next_due, _either.c.team, _either.c.id))
)
_ADVANCE = Statement(
    sa.update(_subscription)
    .where(_this, _subscription.c.next_due == sa.bindparam("from_due"))
    .values(next_due=sa.bindparam("to_due"), next_period=sa.bindparam("to_period"))
)


class Subscriptions(Repository):
    """Each workspace's subscriptions: at most one of each rhythm in a channel."""

    def get(self, team: str, channel: str, rhythm: Rhythm) -> Subscription | None:
        """The channel's digest of that rhythm, in whatever state."""
        row = _GET.first(self._session, team=team, channel=channel, rhythm=rhythm)
        return None if row is None else read_subscription(row)

    def of_channel(self, team: str, channel: str) -> tuple[Subscription, ...]:
        """The channel's digests, in whatever state."""
        return _read_all(_OF_CHANNEL.all(self._session, team=team, channel=channel))

    def all(self, team: str) -> tuple[Subscription, ...]:
        """Every digest of the workspace, by channel."""
        return _read_all(_ALL.all(self._session, team=team))

    def put(self, team: str, subscription: Subscription) -> Subscription:
        """The channel's digest as it now stands; one of the same rhythm is replaced, its id stays.

        (Its past occurrences go on pointing at it.)
        """
        values = asdict(subscription.schedule) | asdict(subscription)
        return read_subscription(_PUT.one(self._session, team=team, **values))

    def set_state(
        self, team: str, subscription_id: str, state: SubscriptionState, why: str | None = None
    ) -> bool:
        """Whether there is such a subscription; it is in that state now, by Slack's error `why`."""
        changed = _SET_STATE.run(
            self._session, team=team, id=subscription_id, new_state=state, why=why
        )
        return changed == 1

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, Subscription], ...]:
        """Active ones whose next send has come or whose last input is in, longest due first.

        Of all workspaces but those that do not let the bot in: their digests rest.
        """
        rows = _DUE.all(self._session, now=now, limit=limit)
        return tuple((row.pop("team"), read_subscription(row)) for row in rows)

    def advance(
        self,
        team: str,
        subscription_id: str,
        from_due: datetime,
        next_due: datetime,
        next_period: str,
    ) -> bool:
        """Whether its next send was still `from_due`; it now is `next_due`."""
        changed = _ADVANCE.run(
            self._session,
            team=team,
            id=subscription_id,
            from_due=from_due,
            to_due=next_due,
            to_period=next_period,
        )
        return changed == 1


def _read_all(rows: list[Row]) -> tuple[Subscription, ...]:
    return tuple(read_subscription(row) for row in rows)


def read_subscription(row: Row) -> Subscription:
    """A row of the table without its `team`."""
    schedule = Schedule(
        rhythm=row.pop("rhythm"),
        day=row.pop("day"),
        hour=row.pop("hour"),
        minute=row.pop("minute"),
        zone=row.pop("zone"),
    )
    return Subscription(schedule=schedule, **row)
