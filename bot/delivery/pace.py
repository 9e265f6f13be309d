"""How fast Slack takes messages."""

from __future__ import annotations

from datetime import timedelta

from storage.records import Pace

SLACK = Pace(spacing=timedelta(seconds=1), a_minute=200, at_once=10)
"""About one message a second in a channel, several hundred a minute in a workspace."""
UNHURRIED = Pace(spacing=timedelta(0), a_minute=1_000_000, at_once=1_000_000)
"""For a Slack of our own, which takes everything at once."""
