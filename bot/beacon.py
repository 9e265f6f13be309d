"""A sign of life to a URL outside: whoever watches there is told when it stops coming."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import structlog

from bot.health import Health

_log = structlog.get_logger(__name__)

EVERY = timedelta(minutes=1)
TIMEOUT_SECONDS = 10.0


class Beacon:
    """Calls the URL after good heartbeats while the program is well, once a minute at most."""

    def __init__(
        self, url: str, look: Callable[[], Health], call: Callable[[str], None] | None = None
    ) -> None:
        """Take where to call, and how to see whether the program is well.

        Args:
            url: where to call; it is a secret, as whoever knows it can call there too.
            look: how the program is.
            call: makes the call; raises OSError where it fails.
        """
        self._url = url
        self._look = look
        self._call = call or get
        self._at = datetime.min.replace(tzinfo=UTC)
        self._busy = Lock()

    def beat(self, now: datetime) -> None:
        """A heartbeat came through. Returns at once, whatever becomes of the call."""
        if now - self._at < EVERY or not self._busy.acquire(blocking=False):
            return
        self._at = now
        # A daemon: neither the heartbeat nor the end of the program waits for a slow network.
        Thread(target=self._send, name="beacon", daemon=True).start()

    def _send(self) -> None:
        try:
            health = self._look()
            if health.well:
                self._call(self._url)
            else:
                _log.warning("not well, so no sign of life", wrong=health.report()["wrong"])
        except HTTPError as error:
            _log.warning("the sign of life was refused", status=error.code)
            error.close()
        except Exception as error:  # noqa: BLE001 - its text may hold the URL
            _log.warning("the sign of life did not arrive", error=type(error).__name__)
        finally:
            self._busy.release()


def get(url: str) -> None:
    """Make the call. Raises OSError where it fails or is refused."""
    request = Request(url, headers={"User-Agent": "kpi-bot"})  # noqa: S310 - settings allow http only
    with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
        answer.read(1024)
