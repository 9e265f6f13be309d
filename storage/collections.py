"""How far the inputs of the next digests are, channel by channel."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase

from storage.records import CollectionState, Subscription, SubscriptionState
from storage.repository import Repository, bound, first_few_of, same
from storage.statement import Inserter, Statement
from storage.subscriptions import read_subscription
from storage.tables import AbsenceRow, CollectionRow, SubscriptionRow, table

_collection = table(CollectionRow)
_subscription = table(SubscriptionRow)
_absence = table(AbsenceRow)
_this = same(_collection.c.team, _collection.c.subscription)
_of_period = same(_collection.c.team, _collection.c.subscription, _collection.c.period)


def _begin(insert: Inserter) -> UpdateBase:
    added = insert(_collection).values(bound(_collection))
    return added.on_conflict_do_update(
        index_elements=["team", "subscription"],
        set_={name: added.excluded[name] for name in ("period", "state")},
        where=_collection.c.period != added.excluded.period,
    )


_BEGIN = Statement(_begin)
_STATE = Statement(sa.select(_collection.c.state).where(_of_period))
_MOVE = Statement(sa.update(_collection).where(_this).values(state=sa.bindparam("new_state")))
_NEAR = Statement(
    first_few_of(
        sa.select(*_subscription.columns)
        .where(
            _subscription.c.state == SubscriptionState.ACTIVE,
            _subscription.c.next_due > sa.bindparam("now"),
            _subscription.c.next_due <= sa.bindparam("until"),
            ~sa.exists().where(
                _collection.c.team == _subscription.c.team,
                _collection.c.subscription == _subscription.c.id,
                _collection.c.period == _subscription.c.next_period,
            ),
            ~sa.exists().where(_absence.c.team == _subscription.c.team),
        )
        .order_by(_subscription.c.team, _subscription.c.next_due, _subscription.c.id)
    )
)


class Collections(Repository):
    """Each workspace's digests that gather their inputs: one row a subscription."""

    def begin(self, team: str, subscription: str, period: str) -> bool:
        """Whether this period's inputs were not gathered yet; they are idle now.

        Of several that begin it at once, one is told True.
        """
        begun = _BEGIN.run(
            self._session,
            team=team,
            subscription=subscription,
            period=period,
            state=CollectionState.IDLE,
        )
        return begun == 1

    def state(self, team: str, subscription: str, period: str) -> CollectionState | None:
        """How far a digest's inputs are; None where they are not gathered yet."""
        row = _STATE.first(self._session, team=team, subscription=subscription, period=period)
        return None if row is None else CollectionState(row["state"])

    def move(self, team: str, subscription: str, state: CollectionState) -> None:
        """The inputs of a digest are as far as that now."""
        _MOVE.run(self._session, team=team, subscription=subscription, new_state=state)

    def near(
        self, now: datetime, until: datetime, limit: int
    ) -> tuple[tuple[str, Subscription], ...]:
        """Active digests that go out after `now`, by `until`, and are not gathered for yet.

        Of all workspaces but those that do not let the bot in; by workspace.
        """
        rows = _NEAR.all(self._session, now=now, until=until, limit=limit)
        return tuple((row.pop("team"), read_subscription(row)) for row in rows)
