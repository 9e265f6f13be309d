"""`kpi-bot backup`: a copy of the database, made while the bot runs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ends import fail, one_sentence
from bot.cli.files import copying, database_file
from bot.cli.postgresql import ELSEWHERE, how_to_back_up
from bot.settings import database_url
from storage.backup import back_up
from storage.errors import StorageError

app = typer.Typer(add_completion=False)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes.")],
    *,
    force: Annotated[bool, typer.Option(help="Replace a file that is there already.")] = False,
) -> None:
    """Copy the database to FILE, checked, while the bot goes on."""
    url = database_url(os.environ)
    with one_sentence(StorageError):
        database = database_file(url)
        if database is None:
            fail(how_to_back_up(url, file), ELSEWHERE)
        if file.exists() and not force:
            fail(f"{file} is there already: choose another name, or add --force to replace it.")
        with copying() as progress:
            made = back_up(database, file, progress)
    typer.echo(
        f"{file} holds the whole database: version {made.version}, {made.rows:,} rows, "
        f"{made.size:,} bytes, checked."
    )
