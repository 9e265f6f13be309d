"""What handlers work with, given to them explicitly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct
from slack_sdk import WebClient

from bot.later import Later
from bot.pausing import Pausing
from bot.readers import Readers
from bot.watching import Watch, unwatched
from storage.store import Store


class Office(Struct, frozen=True, kw_only=True):
    """The bot's working place: store, clock, Slack, and work that may wait."""

    store: Store
    clock: Callable[[], datetime]
    """The time now, aware, in UTC."""
    client_for: Callable[[str], WebClient]
    """A workspace's Web API client for quick calls inside a request."""
    later: Later
    """Runs what may be slow after the answer."""
    readers: Readers
    """In which language people are answered."""
    wake: Callable[[], None]
    """Tells the delivery loop that something was added."""
    homes: Pausing
    """Shows people their Home anew after what they did."""
    watch: Watch = unwatched
    """Counts what became of commands."""
