"""What the checks look at on the machine they run on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct


class Machine(Struct, frozen=True, kw_only=True):
    """A machine's disks and clock."""

    mounts: Callable[[], str]
    """The table of mounted disks as Linux writes it; empty where there is none."""
    free: Callable[[Path], int]
    """Bytes that are free in a folder."""
    writable: Callable[[Path], bool]
    """Whether this user may write to a file or folder."""
    clock: Callable[[], datetime]
    """The time now, aware."""


def this_machine() -> Machine:
    """The machine this program runs on."""
    return Machine(
        mounts=_mounts,
        free=lambda folder: shutil.disk_usage(folder).free,
        writable=lambda path: os.access(path, os.W_OK),
        clock=lambda: datetime.now(UTC),
    )


def _mounts() -> str:
    table = Path("/proc/mounts")
    return table.read_text() if table.exists() else ""
