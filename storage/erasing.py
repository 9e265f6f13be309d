"""Passing the triggers that keep history as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from storage.repository import adding_once, same
from storage.statement import Session, Statement
from storage.tables import ErasingRow, table

_erasing = table(ErasingRow)
_BEGIN = Statement(adding_once(_erasing))
_END = Statement(sa.delete(_erasing).where(same(_erasing.c.team)))


@contextmanager
def erasing(session: Session, team: str) -> Iterator[None]:
    """Lets this transaction change and delete one workspace's history while it lasts.

    Work that fails inside is undone as a whole, so nothing stays open.
    """
    _BEGIN.run(session, team=team)
    yield
    _END.run(session, team=team)
