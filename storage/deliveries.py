"""Messages on their way to Slack: claimed under a lease, settled by whoever holds the fence.

Leases are compared by one clock for all: the server's on PostgreSQL, where several machines may
send, and the program's own on SQLite.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.clock import common_clock
from storage.pace import Paces, is_open, milliseconds
from storage.records import Delivery, DeliveryKind, DeliveryState, NewDelivery, Pace, Shown
from storage.repository import Repository, adding, adding_once, first_few_of, same
from storage.statement import Row, Session, Statement
from storage.tables import DeliveryRow, ShownRow, table

_delivery = table(DeliveryRow)
_other = _delivery.alias("other")
_shown = table(ShownRow)
_columns = [c for c in _delivery.columns if c.key not in {"serial", "leased_until"}]

ORPHANED = "the message it belongs to could not be delivered"
"""The error of a delivery whose message it belongs to is dead."""
ABANDONED = "its sender did not come back"
"""The error of a delivery whose lease ran out while it was being sent."""
DROPPED = "given up by a person"
"""The error of a delivery that a person gave up."""
_deliveries = sa.select(*_columns)
_in_order = _deliveries.order_by(_delivery.c.serial)
_this = same(_delivery.c.team, _delivery.c.id)


def _in(*states: DeliveryState) -> sa.ColumnElement[bool]:
    return sa.or_(*(_delivery.c.state == state for state in states))


def _other_where(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether another delivery of the workspace is like that."""
    return sa.exists().where(_other.c.team == _delivery.c.team, *conditions)


def _in_other(*states: DeliveryState) -> sa.ColumnElement[bool]:
    return sa.or_(*(_other.c.state == state for state in states))


def _is_due_of(some: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(
        some.c.state == DeliveryState.DUE,
        sa.or_(some.c.not_before.is_(None), some.c.not_before <= sa.bindparam("now")),
    )


def _waits_for(some: sa.FromClause, needed: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.or_(needed.c.id == some.c.parent, needed.c.id == some.c.target)


_needed = _waits_for(_delivery, _other)
_belongs = sa.or_(_delivery.c.parent.is_not(None), _delivery.c.target.is_not(None))
_earlier = _delivery.alias("earlier")
_before_it = _delivery.alias("before_it")
_earlier_can_be_sent = sa.exists().where(
    _earlier.c.team == _delivery.c.team,
    _earlier.c.channel == _delivery.c.channel,
    _earlier.c.serial < _delivery.c.serial,
    _is_due_of(_earlier),
    ~sa.exists().where(
        _before_it.c.team == _earlier.c.team,
        _waits_for(_earlier, _before_it),
        _before_it.c.state != DeliveryState.SENT,
    ),
)
_can_be_sent = sa.and_(
    _is_due_of(_delivery),
    ~_other_where(_needed, _other.c.state != DeliveryState.SENT),
    ~_other_where(_other.c.channel == _delivery.c.channel, _other.c.state == DeliveryState.SENDING),
    ~_earlier_can_be_sent,
    is_open(_delivery),
)

_PENDING = Statement(
    sa.select(sa.func.count().label("pending")).where(_in(DeliveryState.DUE, DeliveryState.SENDING))
)
_ADD = Statement(adding(_delivery))
_GET = Statement(_deliveries.where(_this))
_OF_SUBJECT = Statement(_in_order.where(same(_delivery.c.team, _delivery.c.subject)))
_TROUBLED = _deliveries.where(_in(DeliveryState.DEAD, DeliveryState.UNKNOWN)).order_by(
    _delivery.c.serial.desc()
)
_TO_SETTLE = Statement(
    _TROUBLED.where(
        sa.or_(
            _in(DeliveryState.UNKNOWN),
            sa.and_(_delivery.c.error != ORPHANED, _delivery.c.error != DROPPED),
        )
    )
)
_beginning = sa.bindparam("beginning", type_=sa.String)
_BY_BEGINNING = Statement(
    _in_order.where(sa.func.substr(_delivery.c.id, 1, sa.func.length(_beginning)) == _beginning)
)
_TROUBLED_ANYWHERE = Statement(_TROUBLED)
_TROUBLED_HERE = Statement(_TROUBLED.where(same(_delivery.c.team)))
_BY_MESSAGE = Statement(
    _deliveries.where(
        same(_delivery.c.team, _delivery.c.sent_channel, _delivery.c.ts),
        _delivery.c.kind != DeliveryKind.UPDATE,
    )
)
_BURY_ORPHANS = Statement(
    sa.update(_delivery)
    .where(
        _delivery.c.state == DeliveryState.DUE,
        _belongs,
        _other_where(_needed, _other.c.state == DeliveryState.DEAD),
    )
    .values(
        state=DeliveryState.DEAD,
        error=ORPHANED,
        settled_at=sa.bindparam("now"),
    )
)
_DROP_OLD_EDITS = Statement(
    sa.update(_delivery)
    .where(
        _delivery.c.state == DeliveryState.DUE,
        _delivery.c.target.is_not(None),
        _other_where(
            _other.c.target == _delivery.c.target,
            _other.c.serial > _delivery.c.serial,
            _other.c.state != DeliveryState.DEAD,
        ),
    )
    .values(state=DeliveryState.SUPERSEDED, settled_at=sa.bindparam("now"))
)
_CANDIDATES = Statement(
    # In the order of an index, so that the first few cost the same however many wait behind.
    first_few_of(
        sa.select(_delivery.c.serial).where(_can_be_sent).order_by(_delivery.c.serial)
    ).with_for_update(skip_locked=True)
)
_CLAIM = Statement(
    sa.update(_delivery)
    .where(same(_delivery.c.serial))
    .values(
        state=DeliveryState.SENDING,
        fence=_delivery.c.fence + 1,
        attempts=_delivery.c.attempts + 1,
        leased_until=sa.bindparam("until"),
        attempted_at=sa.bindparam("now"),
    )
    .returning(*_columns)
)
_EXPIRE = Statement(
    sa.update(_delivery)
    .where(
        _delivery.c.state == DeliveryState.SENDING,
        _delivery.c.leased_until <= sa.bindparam("instant"),
    )
    .values(state=DeliveryState.UNKNOWN, error=ABANDONED)
)
_UNKNOWN = Statement(
    first_few_of(
        _deliveries.where(
            _delivery.c.state == DeliveryState.UNKNOWN,
            _delivery.c.leased_until <= sa.bindparam("instant"),
        ).order_by(_delivery.c.leased_until, _delivery.c.serial)
    )
)

_holds_fence = sa.and_(_this, same(_delivery.c.fence))
_unsettled = _in(DeliveryState.SENDING, DeliveryState.UNKNOWN)
_sent = {
    "state": DeliveryState.SENT,
    "error": "",
    "ts": sa.bindparam("message_ts"),
    "sent_channel": sa.bindparam("in_channel"),
    "settled_at": sa.bindparam("now"),
}
# A message that did arrive counts even if it was about to be posted again.
_SENT = Statement(
    sa.update(_delivery)
    .where(_holds_fence, sa.or_(_unsettled, _in(DeliveryState.DUE)))
    .values(_sent)
)
_RETRY = Statement(
    sa.update(_delivery)
    .where(_holds_fence, _unsettled)
    .values(state=DeliveryState.DUE, not_before=sa.bindparam("wait"), error=sa.bindparam("problem"))
)
_UNSURE = Statement(
    sa.update(_delivery)
    .where(_holds_fence, _unsettled)
    .values(state=DeliveryState.UNKNOWN, error=sa.bindparam("problem"))
)
_DEAD = Statement(
    sa.update(_delivery)
    .where(_holds_fence, _unsettled)
    .values(state=DeliveryState.DEAD, error=sa.bindparam("problem"), settled_at=sa.bindparam("now"))
)
_FOUND = Statement(sa.update(_delivery).where(_this, _in(DeliveryState.UNKNOWN)).values(_sent))
_REPOST = Statement(
    sa.update(_delivery)
    .where(_this, _in(DeliveryState.UNKNOWN))
    .values(state=DeliveryState.DUE, not_before=sa.bindparam("wait"))
)
_over = sa.or_(
    _in(DeliveryState.DEAD),
    sa.and_(_in(DeliveryState.UNKNOWN), _delivery.c.leased_until <= sa.bindparam("instant")),
)
_ATTESTED = Statement(sa.update(_delivery).where(_this, _over).values(_sent))
_again = {
    "state": DeliveryState.DUE,
    "attempts": 0,
    "not_before": None,
    "settled_at": None,
    "error": "",
}
_AGAIN = Statement(sa.update(_delivery).where(_this, _over).values(_again))
_DROP = Statement(
    sa.update(_delivery)
    .where(_this, _over)
    .values(state=DeliveryState.DEAD, error=DROPPED, settled_at=sa.bindparam("now"))
)
_ADOPT = Statement(
    sa.update(_delivery)
    .where(
        same(_delivery.c.team),
        _in(DeliveryState.DEAD),
        _delivery.c.error == ORPHANED,
        _other_where(_needed, _in_other(DeliveryState.DUE, DeliveryState.SENT)),
    )
    .values(_again)
)
_SUPERSEDE = Statement(
    sa.update(_delivery)
    .where(
        same(_delivery.c.team, _delivery.c.target),
        _in(DeliveryState.DUE, DeliveryState.UNKNOWN),
    )
    .values(state=DeliveryState.SUPERSEDED, settled_at=sa.bindparam("now"))
)
_SHOW = Statement(adding_once(_shown))
_SHOWN_OF = Statement(
    sa.select(_shown.c.delivery, _shown.c.number, _shown.c.revision)
    .join(
        _delivery,
        sa.and_(_delivery.c.team == _shown.c.team, _delivery.c.id == _shown.c.delivery),
    )
    .where(same(_shown.c.team, _shown.c.number))
    .order_by(_delivery.c.serial, _shown.c.revision)
)


class Deliveries(Repository):
    """Every message the bot owes somebody."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._paces = Paces(session)
        self.added = 0
        """How many deliveries this transaction handed over, so that the sender can be woken."""

    def add(self, team: str, new: NewDelivery) -> Delivery:
        """The delivery, due at once or from its `not_before` on."""
        delivery = Delivery(
            **asdict(new),
            id=uuid4().hex,
            team=team,
            state=DeliveryState.DUE,
            attempts=0,
            fence=0,
            attempted_at=None,
            error="",
            ts=None,
            sent_channel=None,
            created_at=self._session.now,
            settled_at=None,
        )
        self.added += 1
        _ADD.run(self._session, leased_until=None, **asdict(delivery))
        return delivery

    def get(self, team: str, delivery_id: str) -> Delivery | None:
        """The delivery of that id."""
        row = _GET.first(self._session, team=team, id=delivery_id)
        return None if row is None else Delivery(**row)

    def of_subject(self, team: str, subject: str) -> tuple[Delivery, ...]:
        """Deliveries about a subject, oldest first."""
        return _read(_OF_SUBJECT.all(self._session, team=team, subject=subject))

    def by_message(self, team: str, channel: str, ts: str) -> Delivery | None:
        """The delivery that made a message in Slack; None when it is not ours."""
        row = _BY_MESSAGE.first(self._session, team=team, sent_channel=channel, ts=ts)
        return None if row is None else Delivery(**row)

    def pending(self) -> int:
        """How many are still on their way, in all workspaces."""
        return int(_PENDING.one(self._session)["pending"])

    def dead_or_unknown(self, team: str | None = None) -> tuple[Delivery, ...]:
        """What did not arrive or may not have, newest first; of all workspaces without a team."""
        if team is None:
            return _read(_TROUBLED_ANYWHERE.all(self._session))
        return _read(_TROUBLED_HERE.all(self._session, team=team))

    def to_settle(self) -> tuple[Delivery, ...]:
        """What a person may have to settle, in all workspaces, newest first.

        Unknown ones, and dead ones but for those that nobody can or wants to bring back by
        themselves: what belongs to a dead message, and what a person gave up.
        """
        return _read(_TO_SETTLE.all(self._session))

    def by_beginning(self, beginning: str) -> tuple[Delivery, ...]:
        """Deliveries of all workspaces whose id begins so, oldest first."""
        return _read(_BY_BEGINNING.all(self._session, beginning=beginning))

    def claim(
        self, now: datetime, lease_seconds: float, limit: int, pace: Pace | None = None
    ) -> tuple[Delivery, ...]:
        """Deliveries that are the caller's to send until the lease ends, oldest first.

        At most one a channel, and none where another is being sent or that is not open yet;
        replies and edits wait for the message they belong to. What can never be sent, because
        that message is dead or a newer edit waits, is settled on the way. With a `pace` each
        takes its turn: its channel and its workspace open again that much later.
        """
        while _BURY_ORPHANS.run(self._session, now=now):
            """A reply to a reply dies in the next round."""
        _DROP_OLD_EDITS.run(self._session, now=now)
        instant = common_clock(self._session, now)
        until, opened = instant + timedelta(seconds=lease_seconds), milliseconds(instant)
        candidates = _CANDIDATES.all(self._session, now=now, opened=opened, limit=limit)
        found = (
            _CLAIM.first(self._session, serial=row["serial"], until=until, now=now)
            for row in candidates
        )
        claimed = _read([row for row in found if row is not None])
        if pace is not None:
            for one in claimed:
                self._paces.take(one.team, one.channel, pace, instant)
        return claimed

    def expire_leases(self, now: datetime) -> int:
        """How many deliveries became unknown because their sender did not settle them in time."""
        return _EXPIRE.run(self._session, instant=common_clock(self._session, now))

    def unknown(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Unknown ones whose lease is over, so that nobody can still be sending them."""
        instant = common_clock(self._session, now)
        return _read(_UNKNOWN.all(self._session, instant=instant, limit=limit))

    def sent(
        self, team: str, delivery_id: str, fence: int, ts: str, channel: str, now: datetime
    ) -> bool:
        """Whether the fence was the newest; Slack has the message."""
        return _settled(
            _SENT.run(
                self._session,
                team=team,
                id=delivery_id,
                fence=fence,
                message_ts=ts,
                in_channel=channel,
                now=now,
            )
        )

    def retry(
        self, team: str, delivery_id: str, fence: int, not_before: datetime, error: str
    ) -> bool:
        """Whether the fence was the newest; it was surely not posted and is due again later."""
        return _settled(
            _RETRY.run(
                self._session,
                team=team,
                id=delivery_id,
                fence=fence,
                wait=not_before,
                problem=error,
            )
        )

    def unsure(self, team: str, delivery_id: str, fence: int, error: str) -> bool:
        """Whether the fence was the newest; it may have been posted or not."""
        return _settled(
            _UNSURE.run(self._session, team=team, id=delivery_id, fence=fence, problem=error)
        )

    def dead(self, team: str, delivery_id: str, fence: int, error: str, now: datetime) -> bool:
        """Whether the fence was the newest; it can never be posted."""
        return _settled(
            _DEAD.run(self._session, team=team, id=delivery_id, fence=fence, problem=error, now=now)
        )

    def found(self, team: str, delivery_id: str, ts: str, channel: str, now: datetime) -> bool:
        """Whether it was unknown; Slack turned out to have the message."""
        return _settled(
            _FOUND.run(
                self._session,
                team=team,
                id=delivery_id,
                message_ts=ts,
                in_channel=channel,
                now=now,
            )
        )

    def repost(self, team: str, delivery_id: str, not_before: datetime) -> bool:
        """Whether it was unknown; Slack turned out not to have it, so it is due again."""
        return _settled(_REPOST.run(self._session, team=team, id=delivery_id, wait=not_before))

    def attested(self, team: str, delivery_id: str, ts: str, channel: str, now: datetime) -> bool:
        """Whether it was dead, or unknown and in nobody's hands; a person has seen it in Slack.

        `ts` is "" where the person did not say which message it is.
        """
        kept = _settled(
            _ATTESTED.run(
                self._session,
                team=team,
                id=delivery_id,
                message_ts=ts,
                in_channel=channel,
                instant=common_clock(self._session, now),
                now=now,
            )
        )
        return kept and self._adopted(team)

    def again(self, team: str, delivery_id: str, now: datetime) -> bool:
        """Whether it was dead, or unknown and in nobody's hands; it is due as if it were new."""
        instant = common_clock(self._session, now)
        kept = _settled(_AGAIN.run(self._session, team=team, id=delivery_id, instant=instant))
        return kept and self._adopted(team)

    def drop(self, team: str, delivery_id: str, now: datetime) -> bool:
        """Whether it was dead, or unknown and in nobody's hands; a person gave it up."""
        return _settled(
            _DROP.run(
                self._session,
                team=team,
                id=delivery_id,
                instant=common_clock(self._session, now),
                now=now,
            )
        )

    def _adopted(self, team: str) -> bool:
        """True, once all that died with a message which lives again is due again."""
        while _ADOPT.run(self._session, team=team):
            """What belongs to a reply follows in the next round."""
        self.added += 1
        return True

    def supersede_updates(self, team: str, target: str) -> int:
        """How many waiting edits of that delivery's message a newer one made pointless."""
        return _SUPERSEDE.run(self._session, team=team, target=target, now=self._session.now)

    def shown(self, team: str, delivery_id: str, rows: Iterable[Shown]) -> None:
        """Keep which revisions the delivery's message shows."""
        _SHOW.run_each(
            self._session, [{"team": team, **asdict(row), "delivery": delivery_id} for row in rows]
        )

    def shown_of(self, team: str, number: int) -> tuple[Shown, ...]:
        """Which messages showed figure K-`number`, and at which revision, oldest message first."""
        return tuple(Shown(**row) for row in _SHOWN_OF.all(self._session, team=team, number=number))


def _settled(rows: int) -> bool:
    return rows == 1


def _read(rows: list[Row]) -> tuple[Delivery, ...]:
    return tuple(Delivery(**row) for row in rows)
