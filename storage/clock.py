"""The one clock by which leases and turns are compared.

The server's on PostgreSQL, where several machines may send, and the program's own on SQLite.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import UTCDateTime

from storage.statement import Session, Statement

_SERVER = Statement(sa.select(sa.func.clock_timestamp(type_=UTCDateTime()).label("instant")))


def common_clock(session: Session, now: datetime) -> datetime:
    """The present instant by the clock that all programs on the database share.

    `now` is the program's own.
    """
    if session.dialect.name != "postgresql":
        return now
    instant: datetime = _SERVER.one(session)["instant"]
    return instant
