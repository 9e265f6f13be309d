"""Customers' own words: kept once a message, listed, and counted by theme and sentiment."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Mentions, NewPiece, Piece
from storage.repository import Repository, adding, first_few_of, same
from storage.statement import Row, Statement
from storage.tables import FeedbackRow, table

_feedback = table(FeedbackRow)
_pieces = sa.select(*(column for column in _feedback.columns if column.key != "team"))
_newest_first = _feedback.c.number.desc()
_during = sa.and_(
    same(_feedback.c.team),
    _feedback.c.kept_at >= sa.bindparam("since"),
    _feedback.c.kept_at < sa.bindparam("until"),
)

_ADD = Statement(adding(_feedback))
_LAST = Statement(
    sa.select(sa.func.coalesce(sa.func.max(_feedback.c.number), 0).label("number")).where(
        same(_feedback.c.team)
    )
)
_GET = Statement(_pieces.where(same(_feedback.c.team, _feedback.c.number)))
_OF_MESSAGE = Statement(_pieces.where(same(_feedback.c.team, _feedback.c.channel, _feedback.c.ts)))
_NEWEST = Statement(first_few_of(_pieces.where(same(_feedback.c.team)).order_by(_newest_first)))
_NEWEST_OF = Statement(
    first_few_of(_pieces.where(same(_feedback.c.team, _feedback.c.theme)).order_by(_newest_first))
)
_quotable = _pieces.where(_during, _feedback.c.erased.is_(sa.false()))
_QUOTABLE = Statement(first_few_of(_quotable.order_by(_newest_first)))
_QUOTABLE_IN = Statement(
    first_few_of(_quotable.where(same(_feedback.c.segment)).order_by(_newest_first))
)
_COUNTS = Statement(
    sa.select(
        _feedback.c.theme,
        _feedback.c.sentiment,
        sa.func.count(_feedback.c.number).label("pieces"),
    )
    .where(_during)
    .group_by(_feedback.c.theme, _feedback.c.sentiment)
    .order_by(_feedback.c.theme, _feedback.c.sentiment)
)
_NUMBERS = Statement(sa.select(_feedback.c.number).where(_during).order_by(_feedback.c.number))
_THEMES = Statement(
    sa.select(_feedback.c.theme)
    .where(same(_feedback.c.team), _feedback.c.theme != sa.literal_column("''"))
    .group_by(_feedback.c.theme)
    .order_by(sa.func.max(_feedback.c.number).desc())
)


class Feedback(Repository):
    """Each workspace's pieces of feedback."""

    def add(self, team: str, new: NewPiece) -> Piece:
        """The piece under the next number. A message that was kept before breaks a constraint."""
        number = int(_LAST.one(self._session, team=team)["number"]) + 1
        piece = Piece(**asdict(new), number=number, erased=False)
        _ADD.run(self._session, team=team, **asdict(piece))
        return piece

    def get(self, team: str, number: int) -> Piece | None:
        """The piece of a number."""
        return _read(_GET.first(self._session, team=team, number=number))

    def of_message(self, team: str, channel: str, ts: str) -> Piece | None:
        """What a message was kept as."""
        return _read(_OF_MESSAGE.first(self._session, team=team, channel=channel, ts=ts))

    def newest(self, team: str, theme: str | None, limit: int) -> tuple[Piece, ...]:
        """The newest pieces first; of one theme, unless it is None."""
        if theme is None:
            rows = _NEWEST.all(self._session, team=team, limit=limit)
        else:
            rows = _NEWEST_OF.all(self._session, team=team, theme=theme, limit=limit)
        return tuple(Piece(**row) for row in rows)

    def quotable(
        self, team: str, segment: str, since: datetime, until: datetime, limit: int
    ) -> tuple[Piece, ...]:
        """The newest pieces kept from `since` until before `until` that still have words.

        Of one segment; TOTAL is everybody's.
        """
        during = {"team": team, "since": since, "until": until, "limit": limit}
        if segment:
            rows = _QUOTABLE_IN.all(self._session, segment=segment, **during)
        else:
            rows = _QUOTABLE.all(self._session, **during)
        return tuple(Piece(**row) for row in rows)

    def counts(self, team: str, since: datetime, until: datetime) -> tuple[Mentions, ...]:
        """How many were kept from `since` until before `until`, erased ones among them."""
        rows = _COUNTS.all(self._session, team=team, since=since, until=until)
        return tuple(Mentions(**row) for row in rows)

    def numbers(self, team: str, since: datetime, until: datetime) -> tuple[int, ...]:
        """The numbers of those, oldest first."""
        rows = _NUMBERS.all(self._session, team=team, since=since, until=until)
        return tuple(int(row["number"]) for row in rows)

    def themes(self, team: str) -> tuple[str, ...]:
        """Every theme in use, the one used last first."""
        return tuple(row["theme"] for row in _THEMES.all(self._session, team=team))


def _read(row: Row | None) -> Piece | None:
    return None if row is None else Piece(**row)
