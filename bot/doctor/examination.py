"""All checks, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.clients import app_client, asking_client, connecting_client
from bot.doctor.database import examine_database, examine_installations
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine
from bot.doctor.running import examine_program
from bot.doctor.slack import (
    examine_app_token,
    examine_bot_token,
    examine_clock,
    examine_signing_secret,
)
from bot.settings import SettingsError, database_url, load_settings, problems


def examine(env: Mapping[str, str], machine: Machine) -> Iterator[Finding]:
    """Run all checks; those that need what another found wrong are left out."""
    yield from _settings(env)
    yield from examine_database(database_url(env), machine)
    try:
        settings = load_settings(env)
    except SettingsError:
        return
    yield from examine_signing_secret(settings)
    yield examine_clock(app_client(settings), machine.clock)
    if settings.bot_token is None:
        yield examine_installations(settings, machine.clock)
    else:
        token = settings.bot_token.get_secret_value()
        yield from examine_bot_token(asking_client(settings, token))
    if settings.socket_mode:
        yield examine_app_token(connecting_client(settings))
    if settings.port:
        yield examine_program(settings.port)


def _settings(env: Mapping[str, str]) -> Iterator[Finding]:
    found = problems(env)
    for problem in found:
        yield Finding("settings", ok=False, says=str(problem))
    if not found:
        mode = "Socket Mode" if load_settings(env).socket_mode else "HTTP"
        yield Finding("settings", ok=True, says=f"complete, for {mode}")
