"""What a check comes to."""

from __future__ import annotations

from msgspec import Struct


class Finding(Struct, frozen=True):
    """The outcome of one check."""

    check: str
    ok: bool
    says: str
    """What was found, and where it is wrong, how to mend it."""
