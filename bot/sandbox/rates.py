"""Slack's rate limits, as a part one may plug into the sandbox."""

import math
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.sandbox.model import Json


class RateLimit(Protocol):
    """Decides whether a call comes too soon."""

    def seconds_to_wait(self, method: str, team_id: str, given: Json, /) -> int:
        """0 where the call may pass (it then counts), else after how many seconds to try."""


class Unlimited:
    """Every call may pass."""

    def seconds_to_wait(self, _method: str, _team_id: str, _given: Json, /) -> int:
        """See RateLimit."""
        return 0


class OneMessageASecond:
    """About one message a second a channel, with a short burst, as Slack allows."""

    def __init__(self, clock: Callable[[], datetime], burst: int = 3) -> None:
        self.clock = clock
        self.burst = burst
        self._tokens: dict[tuple[str, str], tuple[float, float]] = {}

    def seconds_to_wait(self, method: str, team_id: str, given: Json, /) -> int:
        """See RateLimit."""
        if method not in ("chat.postMessage", "chat.postEphemeral"):
            return 0
        place = (team_id, str(given.get("channel")))
        now = self.clock().timestamp()
        left, at = self._tokens.get(place, (float(self.burst), now))
        left = min(float(self.burst), left + (now - at))
        if left < 1:
            self._tokens[place] = (left, now)
            return max(1, math.ceil(1 - left))
        self._tokens[place] = (left - 1, now)
        return 0
