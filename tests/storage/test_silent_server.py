"""A PostgreSQL server that takes connections and says nothing, or nothing any more."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any, NoReturn
from urllib.parse import urlencode

import psycopg
import pytest
import sqlalchemy as sa

from storage import migrations
from storage.engines import noticing_options, parse, postgresql_engine
from storage.errors import Unreachable

Conversation = Callable[[socket.socket], object]
WELCOME = b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I"
"""Signed in, and ready for a statement."""


@contextmanager
def listening(converse: Conversation) -> Iterator[str]:
    """Address of a server that does so much with each connection, and then nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                converse(connection)

        Thread(target=accept, daemon=True).start()
        yield f"postgresql://kpi:x@127.0.0.1:{server.getsockname()[1]}/kpi?sslmode=disable"
        server.shutdown(socket.SHUT_RDWR)
        for connection in held:
            connection.close()


def nothing(_: socket.socket) -> None:
    """Not a byte."""


def sign_in(connection: socket.socket) -> None:
    connection.recv(1024)
    connection.sendall(WELCOME)


def test_a_server_that_takes_connections_and_says_nothing_is_given_up() -> None:
    begun = time.monotonic()
    with listening(nothing) as address, pytest.raises(Unreachable):
        migrations.current(f"{address}&connect_timeout=2")
    assert time.monotonic() - begun < 4.0


@pytest.mark.parametrize(("option", "seconds"), [("", "5"), ("?connect_timeout=2", "2")])
def test_the_address_may_say_how_long_to_wait_for_a_server(option: str, seconds: str) -> None:
    asked: list[str] = []

    def connect(*about: Any) -> NoReturn:
        asked.append(about[-1]["connect_timeout"])
        raise ConnectionRefusedError

    engine = postgresql_engine(parse(f"postgresql://kpi@h/kpi{option}"))
    sa.event.listen(engine, "do_connect", connect)
    with pytest.raises(ConnectionRefusedError):
        engine.connect()
    assert asked == [seconds]


def test_a_connection_whose_far_end_is_gone_is_noticed_within_seconds() -> None:
    options = urlencode(noticing_options(parse("postgresql://kpi@h/kpi")))
    with (
        listening(sign_in) as address,
        closing(psycopg.connect(f"{address}&{options}")) as connection,
        socket.socket(fileno=os.dup(connection.fileno())) as ours,
    ):
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
        assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 20_000
