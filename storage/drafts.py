"""Commands that wait for their author's choice."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from msgspec.structs import asdict

from storage.records import Draft
from storage.repository import Repository, adding, same
from storage.statement import Statement
from storage.tables import DraftRow, table

_draft = table(DraftRow)
_columns = [column for column in _draft.columns if column.key != "team"]

_ADD = Statement(adding(_draft))
_GET = Statement(sa.select(*_columns).where(same(_draft.c.team, _draft.c.id)))
_TAKE = Statement(
    sa.delete(_draft).where(same(_draft.c.team, _draft.c.id, _draft.c.user)).returning(*_columns)
)
_FORGET = Statement(sa.delete(_draft).where(_draft.c.created_at < sa.bindparam("instant")))


class Drafts(Repository):
    """Each workspace's drafts."""

    def add(self, team: str, draft: Draft) -> None:
        """Keep a draft until it is taken."""
        _ADD.run(self._session, team=team, **asdict(draft))

    def get(self, team: str, draft_id: str) -> Draft | None:
        """A draft, whoever wrote it."""
        row = _GET.first(self._session, team=team, id=draft_id)
        return None if row is None else Draft(**row)

    def take(self, team: str, draft_id: str, user: str) -> Draft | None:
        """The draft, now deleted; None when it was taken before or somebody else wrote it."""
        row = _TAKE.first(self._session, team=team, id=draft_id, user=user)
        return None if row is None else Draft(**row)

    def forget_before(self, instant: datetime) -> int:
        """How many older drafts were deleted, of all workspaces."""
        return _FORGET.run(self._session, instant=instant)
