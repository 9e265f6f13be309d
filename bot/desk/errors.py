"""What the desk refuses, in sentences for the person who asked."""

from __future__ import annotations

from collections.abc import Iterable

from kpi.errors import KpiError


class DeskError(KpiError):
    """Something that makes no sense here and now; nothing was changed."""

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        candidates: Iterable[str] = (),
        example: str = "",
    ) -> None:
        super().__init__(message, field=field, candidates=candidates)
        self.example = example
        """A command that helps, ready to be copied."""


class NotAllowed(DeskError):
    """The asker may not do this."""


class NotFound(DeskError):
    """There is nothing of that id or name in this workspace."""


class Refused(DeskError):
    """What was asked makes no sense in the present state."""
