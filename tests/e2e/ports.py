"""Ports for programs that a test starts."""

import random
import socket

_NEVER_HANDED_OUT = range(20_000, 32_000)
"""Below those that systems give to whoever asks for any: a server in the test may be given one."""


def free_port() -> int:
    """A port that nothing listens on now, and that no other program is given by chance."""
    while True:
        port = random.choice(_NEVER_HANDED_OUT)
        try:
            with socket.create_server(("", port)):
                return port
        except OSError:
            continue
