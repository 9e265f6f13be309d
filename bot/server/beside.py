"""Health checks for a program whose work is not HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import structlog
from flask import Flask

from bot.server.http import HttpServer

_log = structlog.get_logger(__name__)


@contextmanager
def health_beside(web: Flask, port: int) -> Iterator[None]:
    """Answer a supervisor on PORT; where it is taken, the program works without."""
    try:
        server = HttpServer(web, port=port, threads=1)
    except OSError as error:
        _log.warning("no health checks", port=port, error=error.strerror)
        yield
        return
    thread = Thread(target=server.run, name="health")
    thread.start()
    _log.info("health checks", port=server.port)
    try:
        yield
    finally:
        server.stop()
        thread.join()
