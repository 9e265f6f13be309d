"""`kpi-bot restore`: a backup in the place of the database."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ends import fail, one_sentence
from bot.cli.files import copying, database_file
from bot.cli.postgresql import ELSEWHERE, how_to_restore
from bot.settings import database_url
from storage import migrations
from storage.backup import restore as put_in_place
from storage.errors import StorageError

app = typer.Typer(add_completion=False)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A copy that backup made.")]) -> None:
    """Put the backup FILE in the place of the database, which is kept beside it."""
    url = database_url(os.environ)
    with one_sentence(StorageError):
        database = database_file(url)
        if database is None:
            fail(how_to_restore(url, file), ELSEWHERE)
        with copying() as progress:
            made = put_in_place(database, file, datetime.now(UTC), progress)
    typer.echo(f"{database} is what {file} holds: {made.rows:,} rows, checked.")
    if made.version != migrations.head():
        typer.echo(f"It was upgraded from version {made.version} to {migrations.head()}.")
    if made.kept is not None:
        typer.echo(f"The database that was there is kept as {made.kept}.")
