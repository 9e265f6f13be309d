"""Servers as real processes: started, timed until they are ready, stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

KPI_BOT = (sys.executable, "-c", "from bot.cli import main; main()")
BARE = (sys.executable, str(Path(__file__).parent / "bare.py"))


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    ready_after: float
    """Seconds from its start to its first "ready"."""

    @property
    def peak_memory(self) -> float:
        """The most memory it has held, in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024


def environment(**variables: str) -> dict[str, str]:
    """The environment of a program whose bytecode is compiled, as an installer leaves it."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return inherited | variables


@contextmanager
def running(command: Sequence[str], settings: Mapping[str, str], log: Path) -> Iterator[Server]:
    """A server on a free port, ready to be asked; ended with SIGTERM."""
    port = free_port()
    with log.open("wb") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, env=environment(**settings, PORT=str(port)), stdout=output, stderr=output
        )
        try:
            _until_ready(process, port, log)
            yield Server(process, port, time.perf_counter() - began)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    while not is_ready(port):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        # Asked more often, the question itself takes a twentieth of the other's time.
        time.sleep(0.02)


def is_ready(port: int) -> bool:
    """Whether a program on this port says so."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
