"""Checks of everything the bot needs, each with what to do where it fails."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

from bot.clients import asking_client, connecting_client
from bot.log import redact
from bot.manifest import read_manifest, scopes
from bot.settings import Settings, SettingsError, database_url, load_settings, problems
from storage import migrations
from storage.engines import OldSqlite, file_of, parse, shown, sqlite_engine
from storage.errors import StorageError
from storage.store import open_store

_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs"})
_REINSTALL = 'install the app again under "Install App" of its settings'


@dataclass(frozen=True)
class Finding:
    """The outcome of one check."""

    check: str
    ok: bool
    says: str
    """What was found, and where it is wrong, how to mend it."""


def examine(env: Mapping[str, str], mounts: Callable[[], str] | None = None) -> Iterator[Finding]:
    """Run all checks; those that need what another found wrong are left out."""
    yield from _settings(env)
    yield from _database(database_url(env), mounts or _mounts)
    try:
        settings = load_settings(env)
    except SettingsError:
        return
    yield from _signing_secret(settings)
    if settings.bot_token is None:
        yield from _installations(settings)
    else:
        yield from _bot_token(asking_client(settings, settings.bot_token.get_secret_value()))
    if settings.socket_mode:
        yield _app_token(connecting_client(settings))


def _settings(env: Mapping[str, str]) -> Iterator[Finding]:
    found = problems(env)
    for problem in found:
        yield Finding("settings", ok=False, says=str(problem))
    if not found:
        mode = "Socket Mode" if load_settings(env).socket_mode else "HTTP"
        yield Finding("settings", ok=True, says=f"complete, for {mode}")


def _database(url: str, mounts: Callable[[], str]) -> Iterator[Finding]:
    try:
        parsed = parse(url)
    except StorageError as error:
        yield Finding("database", ok=False, says=str(error))
        return
    file = file_of(parsed)
    if file is not None and not file.exists():
        yield _new_file(file)
    else:
        yield _version(url, shown(parsed))
    if file is not None:
        yield _sqlite_library()
        yield _local_disk(file, mounts)


def _new_file(file: Path) -> Finding:
    folder = file.absolute().parent
    if os.access(folder, os.W_OK):
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
        return Finding("SQLite library", ok=False, says=str(said[0].message))
    return Finding("SQLite library", ok=True, says="keeps every commit")


def _local_disk(file: Path, mounts: Callable[[], str]) -> Finding:
    """SQLite's locks do not hold on network disks."""
    kind = _kind_of_disk(file.absolute().parent, mounts())
    if kind in _NETWORK_DISKS:
        says = f"{file} lies on a network disk ({kind}): put it on a local one, or use PostgreSQL"
        return Finding("disk", ok=False, says=says)
    return Finding("disk", ok=True, says=f"{file} lies on a local disk")


def _kind_of_disk(folder: Path, mounts: str) -> str:
    """The file system of the innermost mount that holds the folder; "" where nothing is known."""
    rows = [line.split() for line in mounts.splitlines()]
    held = [(row[1], row[2]) for row in rows if len(row) > 2 and folder.is_relative_to(row[1])]
    return max(held, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _mounts() -> str:
    table = Path("/proc/mounts")
    return table.read_text() if table.exists() else ""


def _signing_secret(settings: Settings) -> Iterator[Finding]:
    if settings.signing_secret is None:
        return
    if _SIGNING_SECRET.fullmatch(settings.signing_secret.get_secret_value()):
        yield Finding("signing secret", ok=True, says="has the right shape")
    else:
        says = "is not 32 hexadecimal digits: copy SLACK_SIGNING_SECRET from Basic Information"
        yield Finding("signing secret", ok=False, says=says)


def _installations(settings: Settings) -> Iterator[Finding]:
    """How many workspaces let the app in, and whether the keys open their tokens."""
    # Sealing takes a while to import, and one workspace needs none.
    from bot.installing import keys  # noqa: PLC0415
    from bot.installing.vault import Vault  # noqa: PLC0415

    try:
        with closing(open_store(settings.database_url, lambda: datetime.now(UTC))) as store:
            count = keys.check(store, Vault(settings.keys))
    except SettingsError as error:
        yield Finding("installations", ok=False, says=str(error))
    except Exception as error:  # noqa: BLE001  what is wrong with the database is said above
        says = f"cannot be read ({type(error).__name__}): mend the database first"
        yield Finding("installations", ok=False, says=says)
    else:
        yield Finding("installations", ok=True, says=f"{count}, and the keys open their tokens")


def _bot_token(client: WebClient) -> Iterator[Finding]:
    try:
        answer = client.auth_test()
    except (SlackClientError, OSError) as error:
        yield Finding("bot token", ok=False, says=_why(error, "SLACK_BOT_TOKEN", _REINSTALL))
        return
    yield Finding("bot token", ok=True, says=f"is of {answer['user']} in {answer['team']}")
    yield _scopes(answer)


def _scopes(answer: SlackResponse) -> Finding:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    granted = {one.strip() for one in str(headers.get("x-oauth-scopes", "")).split(",")}
    needed, optional = scopes(read_manifest())
    if missing := sorted(needed - granted):
        says = f"missing: {', '.join(missing)}; add them under OAuth & Permissions, {_REINSTALL}"
        return Finding("scopes", ok=False, says=says)
    if lacking := sorted(optional - granted):
        says = f"all there but the optional {', '.join(lacking)}"
        return Finding("scopes", ok=True, says=says)
    return Finding("scopes", ok=True, says="all there")


def _app_token(client: WebClient) -> Finding:
    remedy = "make one with connections:write under Basic Information, and switch Socket Mode on"
    try:
        client.apps_connections_open(app_token=client.token or "")
    except (SlackClientError, OSError) as error:
        return Finding("app token", ok=False, says=_why(error, "SLACK_APP_TOKEN", remedy))
    return Finding("app token", ok=True, says="opens connections")


def _why(error: Exception, variable: str, remedy: str) -> str:
    if isinstance(error, SlackApiError):
        return redact(f"Slack refuses {variable} ({error.response.get('error')}): {remedy}")
    return f"Slack cannot be reached ({type(error).__name__}): check the network and SLACK_API_URL"
