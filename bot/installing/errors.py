"""Why a workspace's token cannot be had just now."""

from __future__ import annotations

from bot.desk.errors import Refused
from kpi.language import said


class TokenRunOut(Refused):
    """The workspace's token has ended, and the next one is not there yet."""

    def __init__(self) -> None:
        super().__init__(
            said("Slack is renewing KPI Bot's access to this workspace. Try again in a minute.")
        )
