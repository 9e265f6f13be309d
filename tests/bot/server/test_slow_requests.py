"""Requests that arrive slowly, over real connections."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from bot.server.guard import MAX_BODY
from bot.server.http import HttpServer

PATIENCE = 0.3
"""Seconds that a request may take here."""
HEAD = b"POST / HTTP/1.1\r\nHost: kpi.example\r\n"
WHOLE = HEAD + b"Content-Length: 5\r\n\r\nhello"


def answer(environ: WSGIEnvironment, start: StartResponse) -> list[bytes]:
    """The number of bytes that came."""
    body = environ["wsgi.input"].read()
    start("200 OK", [("Content-Type", "text/plain")])
    return [str(len(body)).encode()]


@pytest.fixture
def port() -> Iterator[int]:
    server = HttpServer(answer, port=0, threads=1, request_seconds=PATIENCE)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server.port
    server.stop()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        yield connection


def answered(connection: socket.socket) -> tuple[int, bytes]:
    response = HTTPResponse(connection)
    response.begin()
    return response.status, response.read()


def is_closed(connection: socket.socket) -> bool:
    try:
        return connection.recv(1024) == b""
    except ConnectionResetError:
        return True


def trickle(connection: socket.socket, data: bytes) -> float:
    """Send bytes one by one until the other end has enough; how many seconds that took."""
    begun = time.monotonic()
    connection.settimeout(PATIENCE / 10)
    for byte in data:
        try:
            connection.sendall(bytes([byte]))
            if is_closed(connection):
                break
        except TimeoutError:
            continue
        except (BrokenPipeError, ConnectionResetError):
            break
    else:
        raise AssertionError("it took everything")
    return time.monotonic() - begun


@pytest.mark.parametrize(
    ("at_once", "bit_by_bit"),
    [
        (b"", b""),
        (b"", HEAD * 10),
        (HEAD, b"X-More: " + b"x" * 1000),
        (HEAD + b"Content-Length: 1000\r\n\r\n", b"x" * 1000),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 200),
        (WHOLE, HEAD * 10),
    ],
    ids=["nothing", "first line", "headers", "body", "chunks", "second request"],
)
def test_a_request_that_takes_too_long_to_arrive_is_cut_off(
    connection: socket.socket, at_once: bytes, bit_by_bit: bytes
) -> None:
    connection.sendall(at_once)
    if at_once.startswith(WHOLE):
        assert answered(connection) == (200, b"5")
    if bit_by_bit:
        assert trickle(connection, bit_by_bit) < 20 * PATIENCE
    else:
        assert is_closed(connection)


def test_a_connection_that_owes_nothing_is_kept(connection: socket.socket, port: int) -> None:
    connection.sendall(WHOLE)
    assert answered(connection) == (200, b"5")
    with socket.create_connection(("127.0.0.1", port), timeout=10) as silent:
        assert is_closed(silent)
    connection.sendall(WHOLE)
    assert answered(connection) == (200, b"5")


def test_a_body_in_chunks_is_read_up_to_the_bound(connection: socket.socket) -> None:
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\n\r\n")
    assert answered(connection) == (200, str(0x10000).encode())
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    for _ in range(MAX_BODY // len(chunk) + 1):
        connection.sendall(chunk)
    assert answered(connection)[0] == 413


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (HEAD + f"Content-Length: {MAX_BODY + 1}\r\n\r\n".encode(), 413),
        (HEAD + b"X-More: " + b"x" * 32_768, 431),
    ],
    ids=["a long body", "long headers"],
)
def test_what_is_announced_or_sent_beyond_the_bounds_is_refused_at_once(
    connection: socket.socket, sent: bytes, status: int
) -> None:
    connection.sendall(sent)
    assert answered(connection)[0] == status
