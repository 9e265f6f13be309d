"""What an import makes of the inputs it read: figures to be stored."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from kpi import Entry, Undefined, evaluate
from kpi.period import Period
from storage.records import Action, FigureKey, NewObservation

AUTHOR = ""
"""Nobody in the workspace typed an imported figure."""


class Import(Struct, frozen=True, kw_only=True):
    """When an import runs, where the workspace's days begin, and what file it reads."""

    now: datetime
    zone: ZoneInfo
    currency: str
    """The code of amounts written without one."""
    file: str = ""
    author: str = AUTHOR
    reason: str = ""

    @property
    def today(self) -> date:
        """The day it is in the workspace."""
        return self.now.astimezone(self.zone).date()

    def figure(
        self,
        key: FigureKey,
        entry: Entry,
        *,
        note: str = "",
        source: str = "",
        complete: bool | None = None,
    ) -> NewObservation:
        """The figure these inputs give. Raw scores are kept as counts, as if they were typed.

        `complete` says whether its period was over, where the file knows better than the clock.
        """
        over = self.complete(key.period) if complete is None else complete
        try:
            result = evaluate(entry)
            kept, value, sound = result.kept, result.value, result.sound
        except Undefined:
            kept, value, sound = entry, None, True
        return NewObservation(
            key=key,
            entry=kept,
            value=value,
            sound=sound,
            partial=not over,
            action=Action.IMPORT,
            author=self.author,
            note=note,
            source=source or self.file,
            reason=self.reason,
        )

    def complete(self, period: Period) -> bool:
        """Whether the period is over."""
        return period.is_complete(self.now, self.zone)
