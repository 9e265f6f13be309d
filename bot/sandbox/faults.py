"""Scripted trouble: what goes wrong with a Web API call or a delivery, one entry a call."""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct, field

from bot.sandbox.model import Json


class Answer(Struct, frozen=True):
    """An HTTP answer of the Web API; a text body is one that no JSON parser reads."""

    status: int
    body: Json | str
    headers: dict[str, str] = field(default_factory=dict)


class ConnectionDropped(Exception):
    """The connection is closed without an answer."""


class Fault(Protocol):
    """Something that goes wrong around one Web API call."""

    def around(self, perform: Callable[[], Answer], stopping: threading.Event, /) -> Answer:
        """Answer in place of Slack; `perform` does what was asked, `stopping` ends waits."""


class RateLimited(Struct, frozen=True):
    """429: nothing is done, and the caller is told to wait `retry_after` seconds."""

    retry_after: int

    def around(self, _perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        return self.answer()

    def answer(self) -> Answer:
        """What the caller is told."""
        body = {"ok": False, "error": "ratelimited"}
        return Answer(429, body, {"Retry-After": str(self.retry_after)})


class ServerError(Struct, frozen=True):
    """A 5xx answer; `accepted` says whether Slack did what was asked all the same."""

    accepted: bool
    status: int = 503

    def around(self, perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        if self.accepted:
            perform()
        return Answer(self.status, "upstream connect error")


class DropConnection(Struct, frozen=True):
    """No answer at all; `accepted` says whether Slack did what was asked."""

    accepted: bool

    def around(self, perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        if self.accepted:
            perform()
        raise ConnectionDropped


class Slow(Struct, frozen=True):
    """Slack does what was asked and answers `seconds` later."""

    seconds: float

    def around(self, perform: Callable[[], Answer], stopping: threading.Event, /) -> Answer:
        """See Fault."""
        answer = perform()
        stopping.wait(self.seconds)
        return answer


class Held(Struct, frozen=True):
    """Slack does what was asked and answers once the test sets `release`."""

    release: threading.Event
    longest_seconds: float = 30.0

    def around(self, perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        answer = perform()
        self.release.wait(self.longest_seconds)
        return answer


class ApiError(Struct, frozen=True):
    """Nothing is done; the answer is `ok: false` with this error code."""

    code: str

    def around(self, _perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        return Answer(200, {"ok": False, "error": self.code})


class HistoryLag(Struct, frozen=True):
    """The `newest` messages are not in the history yet, though they were posted."""

    newest: int = 1

    def around(self, perform: Callable[[], Answer], _stopping: threading.Event, /) -> Answer:
        """See Fault."""
        answer = perform()
        if isinstance(answer.body, str):
            return answer
        listed = answer.body.get("messages", [])
        hidden = sorted(message["ts"] for message in listed)[-self.newest :]
        shown = [message for message in listed if message["ts"] not in hidden]
        return Answer(answer.status, {**answer.body, "messages": shown}, answer.headers)


class DeliveredTwice(Struct, frozen=True):
    """The app gets the same command, interaction or event a second time."""


class Resent(Struct, frozen=True):
    """The app gets the very same a second time, and nothing says that it is a repetition."""


class AckLost(Struct, frozen=True):
    """The app gets it and answers, but the answer does not arrive in time."""


class NotDelivered(Struct, frozen=True):
    """The app does not get it at all."""


DeliveryFault = DeliveredTwice | Resent | AckLost | NotDelivered
Entry = TypeVar("Entry")


class Script(Generic[Entry]):
    """Entries waiting for calls: each is used up by the first call that matches it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, Json, Entry]] = []

    def script(self, name: str, entries: Sequence[Entry], **arguments: object) -> None:
        """Let `entries` happen, in order, to calls of `name` that carry these arguments."""
        with self._lock:
            self._waiting.extend((name, arguments, entry) for entry in entries)

    def take(self, name: str, given: Json) -> Entry | None:
        """The entry for a call, used up by it, or None where none waits."""
        with self._lock:
            for place in self._waiting:
                wanted, arguments, entry = place
                if wanted == name and all(given.get(k) == v for k, v in arguments.items()):
                    self._waiting.remove(place)
                    return entry
        return None

    @property
    def unused(self) -> int:
        """How many entries no call has met yet."""
        with self._lock:
            return len(self._waiting)
