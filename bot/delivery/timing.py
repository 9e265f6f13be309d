"""How long a delivery waits, and for what."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.records import Delivery

CALL = timedelta(seconds=10)
"""The time-out of one call to Slack; the client that posts is given the same."""

LAST_CALL = 2 * CALL
"""An attempt makes at most three calls one after another; the last starts before this."""

LEASE = LAST_CALL + 2 * CALL
"""How long a claim holds: as long as any attempt takes, and one time-out more.

What the last call left behind in Slack can then be read.
"""

SKEW = timedelta(minutes=5)
"""How far our clock may be ahead of Slack's."""

GIVE_UP = 300
"""Attempts after which a delivery is dead: about a day at the longest pause."""

WAITED_FOR = timedelta(days=7)
"""How long a delivery that nobody can look for waits for a person's word."""

_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)
_DOUBLINGS = 10


def next_attempt(delivery: Delivery, now: datetime) -> datetime:
    """Return when to try again: 5 s after the first attempt, doubling up to 5 min."""
    doublings = min(max(delivery.attempts, 1) - 1, _DOUBLINGS)
    return now + min(_FIRST_PAUSE * (1 << doublings), _LONGEST_PAUSE)
