"""Serving HTTP with waitress until told to stop, then finishing what was begun."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast
from wsgiref.types import WSGIApplication

import structlog
from waitress import wasyncore
from waitress.server import create_server

from bot.server.guard import MAX_BODY
from bot.server.owing import OwingChannel

_log = structlog.get_logger(__name__)

DRAIN_SECONDS = 10.0
"""How long requests that were begun may take after the signal to stop."""
REQUEST_SECONDS = 10.0
"""How long a request may take to arrive. Slack itself waits three seconds for the answer."""
_MAX_HEADERS = 32 * 1024
"""Bytes; Slack's take up two thousand, and proxies add some."""
_SENT_TOGETHER = 256
"""Bytes that wait for more of the answer: longer than a header, which then leaves with its body."""
_LONGEST_WAIT = 30.0
"""Seconds that the loop waits where nothing happens."""


class HttpServer:
    """A waitress server whose loop can be stopped without losing requests."""

    def __init__(
        self,
        web: WSGIApplication,
        *,
        port: int,
        threads: int,
        request_seconds: float = REQUEST_SECONDS,
    ) -> None:
        """Bind the port; 0 takes any free one. Raises OSError where it is taken.

        A connection whose request takes longer than `request_seconds` to arrive is closed.
        """
        # On all addresses: Slack, or a proxy in front of us, comes from outside.
        listening = socket.create_server(("0.0.0.0", port))  # noqa: S104
        self._channels: dict[int, Any] = {}
        server = create_server(
            web,
            map=self._channels,
            sockets=[listening],
            threads=threads,
            max_request_header_size=_MAX_HEADERS,
            max_request_body_size=MAX_BODY,
            asyncore_use_poll=True,
            ident=None,
        )
        # Its stubs describe several servers at once; there is one port here.
        self._server = cast(Any, server)
        self._server.channel_class = OwingChannel
        # As an option of `create_server` it warns that it may go away; then it goes from here too.
        self._server.adj.send_bytes = _SENT_TOGETHER
        self._request_seconds = request_seconds
        self._stopping = False

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.effective_port)

    def stop(self) -> None:
        """Make `run` finish. May be called again, from a signal handler and from any thread."""
        if not self._stopping:
            self._stopping = True
            # `run` may see the flag and close everything before the trigger is pulled.
            with suppress(OSError):
                self._server.pull_trigger()

    def run(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Serve until `stop`; then accept nothing more, answer what was begun, and return."""
        while not self._stopping:
            self._turn(timeout=self._close_overdue())
        # Once more, for what arrived together with the signal.
        self._turn(timeout=0.0)
        _log.info("draining", connections=len(self._server.active_channels))
        wasyncore.dispatcher.close(self._server)
        deadline = clock() + DRAIN_SECONDS
        while self._close_idle() and clock() < deadline:
            self._turn(timeout=0.2)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._channels)

    def _turn(self, timeout: float) -> None:
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._channels, count=1)

    def _close_overdue(self) -> float:
        """Close connections that owe a request for too long; seconds until the next is due."""
        wait = _LONGEST_WAIT
        now = time.monotonic()
        for channel in list(self._server.active_channels.values()):
            if channel.owes_since is None or channel.requests:
                continue  # while it waits for an answer, nothing more is read from it
            left = channel.owes_since + self._request_seconds - now
            if left > 0:
                wait = min(wait, left)
            else:
                _log.info("closed a connection whose request did not arrive")
                channel.handle_close()
        return wait

    def _close_idle(self) -> int:
        """Close connections nothing is owed to; the number of those left."""
        for channel in list(self._server.active_channels.values()):
            if not channel.requests and not channel.total_outbufs_len and channel.request is None:
                channel.handle_close()
        return len(self._server.active_channels)
