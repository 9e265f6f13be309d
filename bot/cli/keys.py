"""`kpi-bot keys`: the keys that tokens are sealed with."""

from __future__ import annotations

import os
from contextlib import closing

import typer

from bot.cli.ends import one_sentence
from bot.installing.keys import reseal
from bot.installing.vault import Vault, new_key
from bot.program import utc_now
from bot.settings import SettingsError, database_url, secret_keys
from storage import migrations
from storage.errors import StorageError
from storage.store import open_store

app = typer.Typer(
    add_completion=False, help="Make and change the keys that tokens are sealed with."
)


@app.callback()
def keys() -> None:
    """Make and change the keys that tokens are sealed with."""


@app.command()
def new() -> None:
    """Print a new key for KPI_BOT_SECRET_KEYS; put it before the others, then run rotate."""
    typer.echo(new_key())


@app.command()
def rotate() -> None:
    """Seal every token with the first key; afterwards the others can be taken away."""
    with one_sentence(SettingsError):
        vault = Vault(secret_keys(os.environ))
    url = database_url(os.environ)
    with one_sentence(StorageError, SettingsError):
        migrations.upgrade(url)
        with closing(open_store(url, utc_now)) as store:
            count = reseal(store, vault)
    typer.echo(f"All tokens are sealed with the first key now (installations: {count}).")
