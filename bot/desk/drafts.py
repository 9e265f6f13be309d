"""Commands that wait for a choice of their author."""

from __future__ import annotations

from secrets import token_urlsafe

from bot.desk.asker import Asker
from bot.desk.errors import NotFound
from kpi.language import said
from storage.records import Draft
from storage.tx import Tx


def keep_draft(tx: Tx, asker: Asker, command: str, text: str) -> str:
    """Keeps a command as typed; returns the draft's id."""
    draft = Draft(
        id=token_urlsafe(12),
        user=asker.user,
        channel=asker.channel,
        command=command,
        text=text,
        created_at=asker.now,
    )
    tx.drafts.add(asker.team, draft)
    return draft.id


def take_draft(tx: Tx, asker: Asker, draft_id: str) -> Draft:
    """The asker's own draft, which is used up by this.

    Raises:
        NotFound: it was used or cancelled, or belongs to somebody else.
    """
    draft = tx.drafts.take(asker.team, draft_id, asker.user)
    if draft is None:
        raise NotFound(said("This choice was already made. Type the command again to change it."))
    return draft
