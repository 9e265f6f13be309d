"""Checks of the database, and of the disk it lies on."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.doctor.finding import Finding
from bot.doctor.machine import Machine
from bot.settings import Settings, SettingsError
from storage import migrations
from storage.engines import OldSqlite, driver, file_of, parse, shown, sqlite_engine
from storage.errors import StorageError
from storage.store import open_store

_NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
_MEGABYTE = 1_000_000
_LEAST_FREE = 100 * _MEGABYTE
"""Bytes."""
_COPIES = 2
"""How many times the database has to fit in: an upgrade copies it, and rewrites it."""


def examine_database(url: str, machine: Machine) -> Iterator[Finding]:
    """Whether it answers at the newest version; for a file also its disk and SQLite itself."""
    try:
        parsed = parse(url)
    except StorageError as error:
        yield Finding("database", ok=False, says=str(error))
        return
    file = file_of(parsed)
    if file is not None and not file.exists():
        yield _new_file(file, machine)
    else:
        yield _version(url, shown(parsed))
    if file is not None:
        yield _sqlite_library()
        yield _local_disk(file, machine)
    if file is not None and file.exists():
        yield _writable(file, machine)
    if file is not None and file.absolute().parent.is_dir():
        yield _room(file, machine)


def examine_installations(settings: Settings, clock: Callable[[], datetime]) -> Finding:
    """How many workspaces let the app in, and whether the keys open their tokens."""
    # Sealing takes a while to import, and one workspace needs none.
    from bot.installing import keys  # noqa: PLC0415
    from bot.installing.vault import Vault  # noqa: PLC0415

    try:
        with closing(open_store(settings.database_url, clock)) as store:
            count = keys.check(store, Vault(settings.keys))
    except SettingsError as error:
        return Finding("installations", ok=False, says=str(error))
    except Exception as error:  # noqa: BLE001  what is wrong with the database is said above
        says = f"cannot be read ({type(error).__name__}): mend the database first"
        return Finding("installations", ok=False, says=says)
    return Finding("installations", ok=True, says=f"{count}, and the keys open their tokens")


def _new_file(file: Path, machine: Machine) -> Finding:
    folder = file.absolute().parent
    if machine.writable(folder):
        return Finding("database", ok=True, says=f"{file} will be made at the first start")
    says = f"{file} cannot be made: {folder} is no folder that may be written to"
    return Finding("database", ok=False, says=says)


def _version(url: str, shown: str) -> Finding:
    try:
        version = migrations.current(url)
    except StorageError as error:
        return Finding("database", ok=False, says=str(error))
    except Exception as error:  # noqa: BLE001  whatever the driver raises, it is not reachable
        kind = type(error).__name__
        says = f"{shown} cannot be reached ({kind}): check host, name and password in DATABASE_URL"
        return Finding("database", ok=False, says=says)
    if version == migrations.head():
        return Finding("database", ok=True, says=f"{shown} answers, at the newest version")
    return Finding(
        "database", ok=False, says=f"{shown} is of an old version: run kpi-bot db upgrade"
    )


def _sqlite_library() -> Finding:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", OldSqlite)
        sqlite_engine(parse("sqlite://")).dispose()
    if said:
        says = f"{said[0].message} The pysqlite3-binary wheel has it; else use PostgreSQL"
        return Finding("SQLite library", ok=False, says=says)
    return Finding("SQLite library", ok=True, says=f"{driver.sqlite_version} keeps every commit")


def _local_disk(file: Path, machine: Machine) -> Finding:
    """SQLite's locks do not hold on network disks."""
    kind = _kind_of_disk(file.absolute().parent, machine.mounts())
    if kind in _NETWORK_DISKS:
        says = f"{file} lies on a network disk ({kind}): put it on a local one, or use PostgreSQL"
        return Finding("disk", ok=False, says=says)
    return Finding("disk", ok=True, says=f"{file} lies on a local disk")


def _kind_of_disk(folder: Path, mounts: str) -> str:
    """The file system of the innermost mount that holds the folder; "" where nothing is known."""
    rows = [line.split() for line in mounts.splitlines()]
    held = [(row[1], row[2]) for row in rows if len(row) > 2 and folder.is_relative_to(row[1])]
    return max(held, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _writable(file: Path, machine: Machine) -> Finding:
    """SQLite keeps its log beside the file, so the folder counts too."""
    for path in (file, file.absolute().parent):
        if not machine.writable(path):
            says = f"{path} may not be written to: give it to the user that runs kpi-bot (chown)"
            return Finding("file rights", ok=False, says=says)
    return Finding("file rights", ok=True, says="the file and its folder can be written to")


def _room(file: Path, machine: Machine) -> Finding:
    folder = file.absolute().parent
    free = machine.free(folder)
    size = file.stat().st_size if file.exists() else 0
    needed = max(_LEAST_FREE, _COPIES * size)
    left = f"{free // _MEGABYTE:,} MB are free in {folder}"
    if free < needed:
        says = (
            f"{left}, and an upgrade or a backup may take {needed // _MEGABYTE:,} MB: "
            "free some, or move the database to a larger disk"
        )
        return Finding("room", ok=False, says=says)
    return Finding("room", ok=True, says=left)
