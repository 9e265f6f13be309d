"""Connections that owe a request: a slow one must not hold its place for long."""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel


class OwingChannel(HTTPChannel):
    """A connection that knows since when it has begun a request and not finished it.

    Waitress closes connections that say nothing; one that sends a byte now and then it keeps.
    """

    def __init__(self, *about: Any, **options: Any) -> None:
        self.owes_since: float | None = time.monotonic()
        """In monotonic seconds; None where it owes nothing. A new one owes its first request."""
        super().__init__(*about, **options)

    def received(self, data: bytes) -> bool:
        """Take in what arrived."""
        before = self.request
        taken: bool = super().received(data)
        if self.request is None:
            self.owes_since = None
        elif self.request is not before:
            self.owes_since = time.monotonic()
        return taken
