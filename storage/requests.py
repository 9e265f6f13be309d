"""Requests seen, so that one Slack sends twice is recorded once and answered the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.repository import Repository, adding_once, same
from storage.statement import Statement
from storage.tables import RequestRow, table

_request = table(RequestRow)
_this = same(_request.c.team, _request.c.key)

_SEE = Statement(adding_once(_request))
_ANSWER = Statement(sa.select(_request.c.answer).where(_this))
_KEEP_ANSWER = Statement(sa.update(_request).where(_this).values(answer=sa.bindparam("text")))
_FORGET = Statement(sa.delete(_request).where(_request.c.seen_at < sa.bindparam("instant")))


class Requests(Repository):
    """The requests of late."""

    def first_seen(self, team: str, key: str, now: datetime) -> bool:
        """Whether this is the first request with that key."""
        seen = _SEE.run(self._session, team=team, key=key, answer=None, seen_at=now)
        return seen == 1

    def answer(self, team: str, key: str) -> str | None:
        """What the request was answered; None when it is unknown or has no answer yet."""
        row = _ANSWER.first(self._session, team=team, key=key)
        return None if row is None else row["answer"]

    def keep_answer(self, team: str, key: str, text: str) -> None:
        """Keep the answer of a request seen."""
        _KEEP_ANSWER.run(self._session, team=team, key=key, text=text)

    def forget_before(self, instant: datetime) -> int:
        """How many older requests were deleted, of all workspaces."""
        return _FORGET.run(self._session, instant=instant)
