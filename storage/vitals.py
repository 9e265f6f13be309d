"""How the database and the deliveries in it are doing, in all workspaces together.

Every question costs the same however much was ever delivered.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from storage.records import Backlog, DeliveryState
from storage.repository import Repository, first_few_of, first_of
from storage.statement import Row, Statement
from storage.tables import DeliveryRow, table

MOST = 10_000
"""Deliveries of one state are counted up to this many."""

_delivery = table(DeliveryRow)
_in_state = _delivery.c.state == sa.bindparam("state", type_=_delivery.c.state.type)
_some = first_few_of(sa.select(sa.literal_column("1")).where(_in_state)).subquery()
_COUNT = Statement(sa.select(sa.func.count().label("found")).select_from(_some))
_OLDEST = Statement(
    first_of(
        sa.select(_delivery.c.created_at, _delivery.c.attempted_at)
        .where(_in_state)
        .order_by(_delivery.c.serial)
    )
)
_pages = sa.func.pragma_page_count().table_valued("page_count")
_page = sa.func.pragma_page_size().table_valued("page_size")
_FILE_SIZE = Statement(
    sa.select((_pages.c.page_count * _page.c.page_size).label("size")).select_from(
        _pages.join(_page, sa.true())
    )
)
_SERVER_SIZE = Statement(
    sa.select(sa.func.pg_database_size(sa.func.current_database()).label("size"))
)
_worker = sa.table("procrastinate_workers", sa.column("last_heartbeat"))
_SILENCE = Statement(
    sa.select((sa.func.now() - sa.func.max(_worker.c.last_heartbeat)).label("silence"))
)


class Vitals(Repository):
    """What an operator watches."""

    def backlog(self) -> Backlog:
        """What is not delivered, and since when."""
        due, unknown = self._oldest(DeliveryState.DUE), self._oldest(DeliveryState.UNKNOWN)
        return Backlog(
            due=self._count(DeliveryState.DUE),
            sending=self._count(DeliveryState.SENDING),
            unknown=self._count(DeliveryState.UNKNOWN),
            dead=self._count(DeliveryState.DEAD),
            due_since=None if due is None else due["created_at"],
            unknown_since=None if unknown is None else unknown["attempted_at"],
        )

    def size(self) -> int:
        """Bytes the database takes up."""
        server = self._session.dialect.name == "postgresql"
        return int((_SERVER_SIZE if server else _FILE_SIZE).one(self._session)["size"])

    def worker_silence(self) -> timedelta | None:
        """How long ago a worker that runs jobs was heard of, by the database's clock.

        None where there is none; on SQLite there never is.
        """
        if self._session.dialect.name != "postgresql":
            return None
        silence: timedelta | None = _SILENCE.one(self._session)["silence"]
        return silence

    def _count(self, state: DeliveryState) -> int:
        return int(_COUNT.one(self._session, state=state, limit=MOST)["found"])

    def _oldest(self, state: DeliveryState) -> Row | None:
        return _OLDEST.first(self._session, state=state)
