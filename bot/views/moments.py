"""Instants, shown on the clock of whoever reads."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(instant: datetime) -> str:
    """An aware instant: on the reader's own clock in blocks, in UTC in plain text."""
    utc = instant.astimezone(UTC)
    fallback = f"{utc:%a} {utc.day} {utc:%b %Y, %H:%M} UTC"
    return f"<!date^{int(instant.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
