"""`kpi-bot workspace`: the workspaces in the database, for whoever runs the bot."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ends import fail, one_sentence
from bot.program import utc_now
from bot.settings import database_url
from bot.workspace_files import write_copy
from storage import migrations
from storage.errors import StorageError
from storage.records import Absence
from storage.store import Store, open_store
from storage.tx import Tx

app = typer.Typer(add_completion=False, help="List, export or delete workspaces.")

Team = Annotated[str, typer.Argument(help="The workspace's id, such as T024BE7LD; see list.")]


@app.callback()
def workspace() -> None:
    """List, export or delete workspaces."""


@app.command("list")
def list_all() -> None:
    """List every workspace: its id, its name, and whether it still has the bot."""
    with _store() as store:
        lines = store.read(lambda tx: [*_lines(tx)])
    for line in lines or ["There is no workspace yet."]:
        typer.echo(line)


@app.command()
def export(team: Team, file: Annotated[Path, typer.Argument(help="A zip file to make.")]) -> None:
    """Write everything stored for a workspace into one zip file, as CSV and as JSON."""
    with _store() as store:
        store.read(lambda tx: _require(tx, team))
        try:
            rows = store.read(
                lambda tx: write_copy(file, tx.workspace_copies.tables(team), team, utc_now())
            )
        except FileExistsError:
            fail(f"{file} is there already: name a file that is not.")
        except OSError as error:
            fail(f"{file} cannot be written: {os.strerror(error.errno or 0)}.")
    typer.echo(f"Everything of {team} is in {file} (rows: {rows}).")


@app.command()
def delete(
    team: Team,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase everything stored for a workspace; that it was done is kept, nothing else."""
    with _store() as store:
        name = store.read(lambda tx: _require(tx, team))
        if not yes:
            typer.confirm(f"Erase everything of {name} ({team})? It cannot be undone.", abort=True)
        actor = f"{getpass.getuser()}, on the command line"
        erased = store.write(lambda tx: tx.erasures.erase(team, actor, "asked for", utc_now()))
    typer.echo(
        f"Everything of {team} is erased (rows: {erased.rows}). Where the workspace still has the "
        "app, remove it there too. Backups made before still hold the data."
    )


@contextmanager
def _store() -> Iterator[Store]:
    url = database_url(os.environ)
    with one_sentence(StorageError):
        migrations.upgrade(url)
        with closing(open_store(url, utc_now)) as store:
            yield store


def _require(tx: Tx, team: str) -> str:
    """The workspace's name."""
    found = tx.workspaces.get(team)
    if found is None:
        fail(f"There is no workspace {team}: kpi-bot workspace list names them.")
    return found.name or team


def _lines(tx: Tx) -> Iterator[str]:
    absences = {one.team: one for one in tx.absences.all()}
    for one in tx.workspaces.all():
        yield f"{one.team}  {one.name or '(no name yet)'}  {_state(absences.get(one.team))}"


def _state(absence: Absence | None) -> str:
    if absence is None:
        return "in use"
    day = f"{absence.since:%Y-%m-%d}"
    if absence.erase_after is None:
        return f"refused the bot on {day} ({absence.reason})"
    return f"removed the bot on {day}; its data is erased on {absence.erase_after:%Y-%m-%d}"
