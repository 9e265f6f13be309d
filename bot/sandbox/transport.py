"""What a delivery to the app is, whichever way it goes."""

from typing import Any, Literal, Protocol

from msgspec import Struct

from bot.sandbox.model import Json

Kind = Literal["slash_commands", "interactive", "events_api"]


class Retry(Struct, frozen=True):
    """Which repetition this is, from 1, and why Slack repeats."""

    number: int
    reason: str


class Outcome(Struct, frozen=True):
    """What became of a delivery: acknowledged with a body, or the error a person is shown."""

    result: Literal["acked", "operation_timeout", "dispatch_failed"]
    body: Any = None
    detail: str = ""


class Transport(Protocol):
    """A way to reach the app."""

    def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Outcome:
        """Deliver a payload and wait for the acknowledgement."""
