"""`kpi-bot db`: looking after the database."""

from __future__ import annotations

import os

import typer

from bot.cli.ends import one_sentence
from bot.settings import database_url
from storage import migrations
from storage.errors import StorageError

app = typer.Typer(add_completion=False, help="Look after the database.")


@app.callback()
def db() -> None:
    """Look after the database."""


@app.command()
def upgrade() -> None:
    """Bring the database to the version this program needs; serve does so by itself."""
    url = database_url(os.environ)
    with one_sentence(StorageError):
        before = migrations.current(url)
        backup = migrations.upgrade(url)
    if before == migrations.head():
        typer.echo(f"The database is at version {before} already.")
    else:
        typer.echo(f"The database is now at version {migrations.head()}.")
    if backup is not None:
        typer.echo(f"It was copied to {backup} before.")
