"""Sends signed slash commands over kept-open connections and times each answer."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who types the commands, and the secret Slack signs them with."""

    team: str
    user: str
    channel: str
    secret: str

    def request(self, text: str, number: int) -> bytes:
        """`/nps TEXT` as Slack sends it, ready to be written to a socket."""
        body = urlencode(
            {
                "command": "/nps",
                "text": text,
                "team_id": self.team,
                "user_id": self.user,
                "channel_id": self.channel,
                "trigger_id": f"{time.time_ns()}.{number}",
                "response_url": "http://127.0.0.1:9/none",
            }
        ).encode()
        stamp = int(time.time())
        signed = hmac.new(self.secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        head = (
            "POST /slack/events HTTP/1.1\r\nHost: localhost\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


@dataclass(frozen=True)
class Timing:
    """How long the answers of one round took."""

    seconds: tuple[float, ...]
    wall: float

    @property
    def median_ms(self) -> float:
        """The median answer, in ms."""
        return 1000 * median(self.seconds)

    @property
    def p99_ms(self) -> float:
        """99 of 100 answers came within this, in ms."""
        return 1000 * sorted(self.seconds)[int(len(self.seconds) * 0.99)]

    @property
    def per_second(self) -> float:
        """Requests answered a second."""
        return len(self.seconds) / self.wall


def together(timings: Iterable[Timing]) -> Timing:
    """Several rounds as one."""
    rounds = list(timings)
    return Timing(
        tuple(second for one in rounds for second in one.seconds), sum(one.wall for one in rounds)
    )


def send(port: int, requests: Sequence[bytes], connections: int, expected: str) -> Timing:
    """Send the requests over that many connections at once.

    Raises:
        RuntimeError: an answer is no 200, or does not hold the expected text.
    """
    shares = [requests[first::connections] for first in range(connections)]
    sockets = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in shares]
    with ThreadPoolExecutor(connections) as pool:
        began = time.perf_counter()
        times = list(pool.map(_send_all, sockets, shares, [expected] * connections))
        wall = time.perf_counter() - began
    for one in sockets:
        one.close()
    return Timing(tuple(second for share in times for second in share), wall)


def _send_all(connection: socket.socket, requests: Sequence[bytes], expected: str) -> list[float]:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    times = []
    for request in requests:
        began = time.perf_counter()
        connection.sendall(request)
        status, body = _answer(connection)
        times.append(time.perf_counter() - began)
        if status != 200 or expected not in _text(body):
            raise RuntimeError(f"{status}: {body.decode(errors='replace')[:300]}")
    return times


def _answer(connection: socket.socket) -> tuple[int, bytes]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    lengths = [line.split(":")[1] for line in lines if line.lower().startswith("content-length:")]
    while len(body) < int(lengths[0]):
        body += _more(connection)
    return int(lines[0].split()[1]), body


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data


def _text(body: bytes) -> str:
    text = body.decode()
    return str(json.loads(text)["text"]) if text.startswith("{") else text
