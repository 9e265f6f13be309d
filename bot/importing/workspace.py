"""Which workspace a file is for."""

from __future__ import annotations

from datetime import datetime

from bot.importing.errors import BadFile
from storage.records import Workspace
from storage.tx import Tx


def choose_workspace(tx: Tx, wanted: str | None, otherwise: str, now: datetime) -> Workspace:
    """The workspace of that id, or the only one there is.

    A database without any starts with `wanted`, or else with `otherwise`. Raises BadFile where
    the id is unknown, and where several could be meant.
    """
    known = {one.team: one for one in tx.workspaces.all()}
    if not known:
        return tx.workspaces.ensure(wanted or otherwise, "", now)
    if wanted is None and len(known) == 1:
        return next(iter(known.values()))
    if wanted in known:
        return known[wanted]
    listed = ", ".join(
        f"{one.team} ({one.name})" if one.name else one.team for one in known.values()
    )
    if wanted is None:
        raise BadFile(f"There are several workspaces: choose one with --workspace: {listed}.")
    raise BadFile(f"There is no workspace {wanted}; there is {listed}.")
