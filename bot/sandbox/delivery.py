"""Deliveries to the app: their log, their faults, and the repetition of events."""

import threading
from datetime import datetime, timedelta

from msgspec import Struct

from bot.sandbox.faults import (
    AckLost,
    DeliveredTwice,
    DeliveryFault,
    NotDelivered,
    Resent,
    Script,
)
from bot.sandbox.model import Installation, Json
from bot.sandbox.payloads import event_callback
from bot.sandbox.transport import Kind, Outcome, Retry, Transport
from bot.sandbox.world import World

RETRY_AFTER = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))


class Delivery(Struct, frozen=True):
    """One payload that went to the app, and what became of it."""

    kind: Kind
    payload: Json
    retry: Retry | None
    outcome: Outcome


class _Repetition(Struct, frozen=True):
    due: datetime
    payload: Json
    retry: Retry


class Deliverer:
    """Sends everything the app is to know, and repeats events it did not acknowledge.

    Args:
        world: whose queued events are sent, one after another, by a thread of its own.
        transport: the way to the app; it may be changed while nothing is under way.
        faults: what is scripted to go wrong.
    """

    def __init__(self, world: World, transport: Transport, faults: Script[DeliveryFault]) -> None:
        self.world = world
        self.transport = transport
        self.faults = faults
        self.log: list[Delivery] = []
        self._repetitions: list[_Repetition] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-events", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop sending events."""
        self._stopping.set()
        self.world.events.put(None)
        self._thread.join(timeout=5)

    def deliver(self, kind: Kind, payload: Json, retry: Retry | None = None) -> Outcome:
        """Send one payload now and wait for its acknowledgement."""
        fault = self.faults.take(kind, payload)
        if isinstance(fault, NotDelivered):
            return self._logged(kind, payload, retry, Outcome("dispatch_failed", detail="fault"))
        outcome = self.transport.send(kind, payload, retry)
        if isinstance(fault, AckLost):
            outcome = Outcome("operation_timeout", detail="http_timeout")
        self._logged(kind, payload, retry, outcome)
        if isinstance(fault, DeliveredTwice):
            again = Retry(1, "http_timeout") if kind == "events_api" else retry
            self._logged(kind, payload, again, self.transport.send(kind, payload, again))
        if isinstance(fault, Resent):
            self._logged(kind, payload, retry, self.transport.send(kind, payload, retry))
        return outcome

    def settle(self) -> None:
        """Wait until every event queued so far has been sent."""
        if not self._stopping.is_set():
            self.world.events.join()

    def repeat_due(self) -> int:
        """Repeat the events whose time has come by the clock; how many there were."""
        now = self.world.clock()
        with self.world.lock:
            due = [each for each in self._repetitions if each.due <= now]
            self._repetitions = [each for each in self._repetitions if each.due > now]
        for each in due:
            self._send_event(each.payload, each.retry)
        return len(due)

    def _logged(self, kind: Kind, payload: Json, retry: Retry | None, outcome: Outcome) -> Outcome:
        with self.world.changed:
            self.log.append(Delivery(kind, payload, retry, outcome))
            self.world.changed.notify_all()
        return outcome

    def _run(self) -> None:
        while True:
            queued = self.world.events.get()
            try:
                if queued is None or self._stopping.is_set():
                    return
                self._send_event(self._callback(*queued), None)
                self.repeat_due()  # the first repetition is due at once
            finally:
                self.world.events.task_done()

    def _callback(self, installation: Installation, event: Json) -> Json:
        with self.world.lock:
            return event_callback(self.world, installation, event)

    def _send_event(self, payload: Json, retry: Retry | None) -> None:
        outcome = self.deliver("events_api", payload, retry)
        number = retry.number if retry else 0
        if outcome.result == "acked" or number >= len(RETRY_AFTER):
            return
        reason = outcome.detail.partition(":")[0] or "http_error"
        due = self.world.clock() + RETRY_AFTER[number]
        with self.world.lock:
            self._repetitions.append(_Repetition(due, payload, Retry(number + 1, reason)))
