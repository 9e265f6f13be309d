"""What can be wrong with a command before any number is read."""

from __future__ import annotations

from kpi.errors import KpiError


class CommandError(KpiError):
    """The words of a command cannot be understood; the message says what to type instead."""

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        candidates: tuple[str, ...] = (),
        example: str = "",
    ) -> None:
        super().__init__(message, field=field, candidates=candidates)
        self.example = example
        """A correct command that can be copied."""
