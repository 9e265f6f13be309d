"""Serving Socket Mode until told to stop, then finishing what was begun."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from itertools import count
from threading import Event, Thread
from typing import Any

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.server.watchdog import Health, Watchdog

_log = structlog.get_logger(__name__)

CONCURRENCY = 10
LOOK_EVERY = 1.0
"""Seconds between two looks at the connection."""


class SocketServer:
    """A Socket Mode connection that is watched, and closed without losing requests."""

    def __init__(
        self, app: App, client: WebClient, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        """Connect nothing yet. `client` carries the app token and the base URL."""
        handler = SocketModeHandler(
            app, app_token=client.token, web_client=client, concurrency=CONCURRENCY
        )
        self._client = handler.client
        self._frames = count(1)
        self._frame = 0
        self._client.on_message_listeners.append(self._heard)
        self._watchdog = Watchdog(seconds)
        self._stopping = Event()

    def connect(self) -> None:
        """Open the connection.

        Raises:
            slack_sdk.errors.SlackClientError: Slack refused it.
            OSError: Slack could not be reached.
        """
        try:
            self._client.connect()
        except (SlackClientError, OSError):
            self._client.close()
            raise

    def is_connected(self) -> bool:
        """Whether the connection stands, as far as can be seen from here."""
        return bool(self._client.is_connected())

    def state(self) -> dict[str, object]:
        """What /readyz says of the connection."""
        return {
            "socket": "connected" if self.is_connected() else "disconnected",
            "socket_silence_seconds": round(self._watchdog.silence, 1),
        }

    def stop(self) -> None:
        """Make `run` finish. May be called again, from a signal handler and from any thread."""
        self._stopping.set()

    def run(self) -> bool:
        """Serve until `stop`; False where the connection died and could not be replaced."""
        health = Health.ALIVE
        while health is not Health.GIVE_UP and not self._stopping.wait(LOOK_EVERY):
            health = self._watchdog.look(self._sign())
            if self._is_cut_off():
                _log.warning("socket cut off, reconnecting")
                self._client.disconnect()
                self._replace(force=False)  # unless the client has seen it too
            elif health is Health.RECONNECT:
                _log.warning("socket silent, reconnecting", seconds=self._watchdog.silence)
                self._replace(force=True)
        if health is Health.GIVE_UP:
            _log.error("socket dead", seconds=self._watchdog.silence)
            return False
        self._drain()
        return True

    def _heard(self, _message: str) -> None:
        self._frame = next(self._frames)

    def _sign(self) -> Hashable:
        session = self._client.current_session
        return self._frame, getattr(session, "last_ping_pong_time", None)

    def _is_cut_off(self) -> bool:
        """Whether the far end has closed the connection without saying so.

        The client takes a minute to see it, and reads in circles meanwhile.
        """
        sock = self._sock()
        return sock is not None and _is_at_its_end(sock)

    def _sock(self) -> socket.socket | None:
        session = self._client.current_session
        return None if session is None else session.sock

    def _replace(self, *, force: bool) -> None:
        # Beside us: a connection that hangs must not hold up the watchdog.
        Thread(
            target=self._reconnect, kwargs={"force": force}, name="reconnect", daemon=True
        ).start()

    def _reconnect(self, *, force: bool) -> None:
        try:
            self._client.connect_to_new_endpoint(force=force)
        except Exception:  # noqa: BLE001  the watchdog goes on and gives up in time
            _log.exception("reconnecting failed")

    def _drain(self) -> None:
        """Take nothing more, answer what was begun, then close.

        The client's own `close` cuts the connection first, and with it the answers. What was
        received and not begun is not acknowledged, and Slack sends it again.
        """
        _log.info("draining")
        client: Any = self._client
        client.closed = True
        client.auto_reconnect_enabled = False
        client.message_queue.put(None)  # or it would wait for one more message, for a second
        client.message_processor.shutdown()
        client.message_workers.shutdown(wait=True)
        client.current_session_state.terminated = True
        sock = self._sock()
        if sock is not None:
            _end_reading(sock)
        client.close()


def _end_reading(sock: socket.socket) -> None:
    """Wake whoever waits for more to arrive; the client would let them wait for three seconds."""
    with suppress(OSError), socket.socket(fileno=os.dup(sock.fileno())) as same:
        same.shutdown(socket.SHUT_RD)


def _is_at_its_end(sock: socket.socket) -> bool:
    """Whether nothing more can arrive. Nothing is taken from it, encrypted or not."""
    try:
        with socket.socket(fileno=os.dup(sock.fileno())) as same:
            return same.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
