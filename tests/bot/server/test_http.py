from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from bot.server.http import HttpServer


class SlowApp:
    """Answers only once it is let go."""

    def __init__(self) -> None:
        self.both_entered = threading.Barrier(3, timeout=10)
        self.let_go = threading.Event()

    def __call__(self, _: WSGIEnvironment, start: StartResponse) -> list[bytes]:
        self.both_entered.wait()
        assert self.let_go.wait(10)
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"done"]


def get(port: int) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse().read()
    connection.close()
    return answer


@pytest.fixture
def app() -> SlowApp:
    return SlowApp()


@pytest.fixture
def server(app: SlowApp) -> Iterator[tuple[HttpServer, threading.Thread]]:
    server = HttpServer(app, port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server, thread
    app.let_go.set()
    server.stop()
    thread.join(15)


def test_requests_begun_are_answered_after_the_signal_and_none_accepted_after(
    app: SlowApp, server: tuple[HttpServer, threading.Thread], refused: Callable[[int], None]
) -> None:
    http, thread = server
    # A connection that says nothing must not hold up the end.
    silent = socket.create_connection(("127.0.0.1", http.port))
    with silent, ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(get, http.port) for _ in range(2)]
        app.both_entered.wait()
        http.stop()
        refused(http.port)
        assert not any(one.done() for one in asked)
        app.let_go.set()
        assert [one.result(10) for one in asked] == [b"done", b"done"]
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def refused() -> Callable[[int], None]:
    def until_refused(port: int) -> None:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=10).close()
            except ConnectionRefusedError:
                return
            except ConnectionResetError:
                continue

    return until_refused


def test_a_port_that_is_taken_is_an_error_of_the_system(
    server: tuple[HttpServer, threading.Thread],
) -> None:
    with pytest.raises(OSError, match="in use"):
        HttpServer(SlowApp(), port=server[0].port, threads=1)
