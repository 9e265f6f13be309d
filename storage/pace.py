"""How fast messages may follow one another, kept in the database for all machines.

Each channel, and each workspace, is open from an instant on. A message moves both on, Slack's own
"wait" moves its channel's; a delivery is claimed only where both are open.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import UpdateBase

from storage.clock import common_clock
from storage.records import Pace
from storage.repository import Repository
from storage.statement import Inserter, Statement, Upsert
from storage.tables import PaceRow, table

WORKSPACE = ""
"""A workspace as a whole, where a channel is named."""
_MINUTE = timedelta(minutes=1)
_MILLISECOND = timedelta(milliseconds=1)
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00Z")

_pace = table(PaceRow)


def _number(name: str) -> sa.BindParameter[int]:
    return sa.bindparam(name, type_=sa.BigInteger)


def _place(name: str) -> dict[str, sa.ColumnElement[Any]]:
    return {
        "team": sa.bindparam("team"),
        "channel": sa.bindparam(name),
        "set_at": _number("now"),
        "open_from": _number(f"{name}_from"),
    }


def _moving(*places: dict[str, sa.ColumnElement[Any]], standing: sa.ColumnElement[int]) -> Upsert:
    """The `places` added, or else moved to their instant or the `standing` one, whichever is later.

    A clock that was put back leaves instants behind that were set in its future: they count for
    nothing, or else nothing would go until it has caught up.
    """

    def upsert(insert: Inserter) -> UpdateBase:
        added = insert(_pace).values(places)
        stands = sa.and_(_pace.c.set_at <= _number("now"), standing > added.excluded.open_from)
        return added.on_conflict_do_update(
            index_elements=["team", "channel"],
            set_={
                "set_at": added.excluded.set_at,
                "open_from": sa.case((stands, standing), else_=added.excluded.open_from),
            },
        )

    return upsert


_step = sa.case(
    (_pace.c.channel == sa.bindparam("whole"), _number("whole_step")), else_=_number("place_step")
)
_TAKE = Statement(_moving(_place("place"), _place("whole"), standing=_pace.c.open_from + _step))
_HOLD = Statement(_moving(_place("place"), standing=_pace.c.open_from))
_FORGET = Statement(sa.delete(_pace).where(_pace.c.open_from < _number("instant")))


def is_open(place: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether the channel of each row of `place`, and its workspace, are open at `:opened`."""
    return ~sa.exists().where(
        _pace.c.team == place.c.team,
        sa.or_(
            _pace.c.channel == place.c.channel,
            _pace.c.channel == sa.literal_column(f"'{WORKSPACE}'"),
        ),
        _pace.c.open_from > _number("opened"),
        _pace.c.set_at <= _number("opened"),
    )


def milliseconds(instant: datetime) -> int:
    """An instant as it is kept here: since 1970."""
    return (instant - _EPOCH) // _MILLISECOND


class Paces(Repository):
    """The turns in each workspace's channels."""

    def take(self, team: str, channel: str, pace: Pace, instant: datetime) -> None:
        """A message goes to a channel now, by the common clock: one statement for both turns."""
        now, step = milliseconds(instant), _MINUTE / pace.a_minute
        spare = step * (pace.at_once - 1)
        _TAKE.run(
            self._session,
            team=team,
            now=now,
            place=channel,
            place_from=now + pace.spacing // _MILLISECOND,
            place_step=pace.spacing // _MILLISECOND,
            whole=WORKSPACE,
            whole_from=now + (step - spare) // _MILLISECOND,
            whole_step=step // _MILLISECOND,
        )

    def hold(self, team: str, channel: str, seconds: float) -> None:
        """Let nothing into a channel (or WORKSPACE) for so long: Slack said to wait."""
        now = common_clock(self._session, self._session.now)
        until = now + timedelta(seconds=seconds)
        _HOLD.run(
            self._session,
            team=team,
            now=milliseconds(now),
            place=channel,
            place_from=milliseconds(until),
        )

    def forget_before(self, instant: datetime) -> int:
        """How many channels and workspaces that are open since then were forgotten."""
        return _FORGET.run(self._session, instant=milliseconds(instant))
