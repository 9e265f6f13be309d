"""The page's server."""

import threading
from collections.abc import Sequence
from types import TracebackType

from bot.sandbox.page.lever import Lever
from bot.sandbox.page.routes import Routes
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.server import HttpServer


class Page:
    """Serves the page of a sandbox on 127.0.0.1 from its making until `close`.

    Args:
        slack: whose first workspace is shown.
        port: to listen on; 0 for a free one.
        levers: offered in the page's top bar, in this order.

    Raises:
        OSError: the port cannot be listened on.
    """

    def __init__(self, slack: Sandbox, *, port: int = 0, levers: Sequence[Lever] = ()) -> None:
        self._slack = slack
        self._closing = threading.Event()
        self._http = HttpServer(Routes(slack, levers, self._closing).program(), port)
        self.url = f"{self._http.url}/"

    def __enter__(self) -> "Page":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; open pages are cut off."""
        self._closing.set()
        with self._slack.world.changed:
            self._slack.world.changed.notify_all()  # wakes the streams, which then end
        self._http.close()
