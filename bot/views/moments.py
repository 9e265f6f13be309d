"""Instants, shown on the clock of whoever reads."""

from __future__ import annotations

from datetime import UTC, datetime

from kpi.dates import time_words
from kpi.language import said


def moment(instant: datetime) -> str:
    """An aware instant: on the reader's own clock in blocks, in UTC in plain text."""
    utc = instant.astimezone(UTC)
    fallback = said("{time} UTC", time=time_words(utc))
    return f"<!date^{int(instant.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"
