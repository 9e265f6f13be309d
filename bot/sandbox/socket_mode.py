"""Socket Mode: envelopes over a WebSocket, acknowledged within three seconds."""

import contextlib
import json
import secrets
import socket
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlparse

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from bot.sandbox.model import Json
from bot.sandbox.transport import Kind, Outcome, Retry

HOST = "127.0.0.1"


@dataclass
class _Waiting:
    """An envelope that is out, on one connection, and not acknowledged yet."""

    connection: ServerConnection
    settled: threading.Event = field(default_factory=threading.Event)
    is_acked: bool = False
    payload: Any = None


class SocketMode:
    """The far end of an app's WebSocket connections.

    Args:
        app_id: told in the greeting.
        port: to listen on; 0 for a free one.
        ack_seconds: how long an app may take to acknowledge.
    """

    def __init__(self, app_id: str, port: int, ack_seconds: float) -> None:
        self.app_id = app_id
        self.ack_seconds = ack_seconds
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._tickets: set[str] = set()
        self._connections: list[ServerConnection] = []
        self._waiting: dict[str, _Waiting] = {}
        self._server: Server = serve(
            self._converse, HOST, port, process_request=self._admit, compression=None
        )
        self.url = f"ws://{HOST}:{self._server.socket.getsockname()[1]}/link"
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="sandbox-socket", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Close every connection and stop listening."""
        self._server.shutdown()
        self._thread.join(timeout=5)

    def new_address(self) -> str:
        """The address of a new connection; it is good once."""
        ticket = secrets.token_hex(16)
        with self._lock:
            self._tickets.add(ticket)
        return f"{self.url}/?ticket={ticket}&app_id={self.app_id}"

    @property
    def connections(self) -> int:
        """How many connections take envelopes."""
        with self._lock:
            return len(self._connections)

    def wait_for_connections(self, count: int, timeout: float = 10.0) -> bool:
        """Wait until at least `count` connections take envelopes; False after `timeout` s."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self._connections) >= count, timeout)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the oldest connection to reconnect.

        After "warning" it stays and still gets envelopes. After "refresh_requested" it gets
        none, and is closed once the app has opened another, or after a second.
        """
        with self._changed:
            connection = self._connections[0]
            if reason != "warning":
                self._connections.remove(connection)
        self._send(connection, {"type": "disconnect", "reason": reason, "debug_info": {}})
        if reason == "warning":
            return
        with self._changed:
            left = len(self._connections)
            self._changed.wait_for(lambda: len(self._connections) > left, timeout=1.0)
        _cut(connection)

    def drop(self) -> None:
        """Cut every connection without a word, as a broken network does."""
        with self._lock:
            doomed = self._connections[:]
        for connection in doomed:
            _cut(connection)

    def send(self, kind: Kind, payload: Json, retry: Retry | None) -> Outcome:
        """Deliver a payload, on another connection where the first one breaks."""
        envelope: Json = {
            "envelope_id": secrets.token_hex(16),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        deadline = time.monotonic() + self.ack_seconds
        while True:
            connection = self._next_connection()
            if connection is None:
                return Outcome("dispatch_failed", detail="no connection")
            waiting = self._ask(connection, envelope, deadline - time.monotonic())
            if waiting.is_acked:
                return Outcome("acked", waiting.payload)
            if not waiting.settled.is_set():
                return Outcome("operation_timeout", detail="timeout")

    def _next_connection(self) -> ServerConnection | None:
        with self._lock:
            if not self._connections:
                return None
            self._connections.append(self._connections.pop(0))  # take turns
            return self._connections[-1]

    def _ask(self, connection: ServerConnection, envelope: Json, seconds: float) -> _Waiting:
        waiting = _Waiting(connection)
        with self._lock:
            self._waiting[envelope["envelope_id"]] = waiting
        try:
            if self._send(connection, envelope):
                waiting.settled.wait(max(0.0, seconds))
            else:
                self._forget(connection)
            return waiting
        finally:
            with self._lock:
                del self._waiting[envelope["envelope_id"]]

    def _send(self, connection: ServerConnection, message: Json) -> bool:
        try:
            connection.send(json.dumps(message))
        except (ConnectionClosed, OSError):
            return False
        return True

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlparse(request.path).query).get("ticket", [""])[0]
        with self._lock:
            if ticket in self._tickets:
                self._tickets.remove(ticket)
                return None
        return connection.respond(HTTPStatus.FORBIDDEN, "the ticket is used or unknown\n")

    def _converse(self, connection: ServerConnection) -> None:
        with self._changed:
            self._connections.append(connection)
            count = len(self._connections)
            self._changed.notify_all()
        hello = {
            "type": "hello",
            "num_connections": count,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self.app_id},
        }
        self._send(connection, hello)
        try:
            for message in connection:
                self._take(message)
        except (ConnectionClosed, OSError):
            pass  # the app went away; what it had not acknowledged goes to another connection
        finally:
            self._forget(connection)

    def _take(self, message: str | bytes) -> None:
        try:
            answer = json.loads(message)
        except ValueError:
            return  # Slack ignores what is not an acknowledgement
        with self._lock:
            waiting = self._waiting.get(answer.get("envelope_id", ""))
            if waiting is not None and not waiting.settled.is_set():
                waiting.is_acked = True
                waiting.payload = answer.get("payload")
                waiting.settled.set()

    def _forget(self, connection: ServerConnection) -> None:
        with self._changed:
            if connection in self._connections:
                self._connections.remove(connection)
            for waiting in self._waiting.values():
                if waiting.connection is connection:
                    waiting.settled.set()
            self._changed.notify_all()


def _cut(connection: ServerConnection) -> None:
    with contextlib.suppress(OSError):  # the app may have been quicker
        connection.socket.shutdown(socket.SHUT_RDWR)
