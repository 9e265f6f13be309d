"""`kpi-bot digest`: what a digest would say, and how all of them do, on the command line."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Annotated

import typer
from msgspec import to_builtins
from rich.console import Console
from rich.table import Table

from bot.cli.database_work import opened_store
from bot.cli.ends import one_sentence
from bot.desk.previewing import preview_pages, workspace_meant
from bot.desk.results import results
from bot.desk.upcoming import postponed
from bot.views.digests_status import Standing, standing
from kpi import KpiError
from storage.errors import StorageError
from storage.tx import Tx

app = typer.Typer(add_completion=False, no_args_is_help=True)


@app.callback()
def digest() -> None:
    """Look at digests."""


@app.command()
def preview(
    *,
    period: Annotated[
        str | None, typer.Option(help="The period it is about, such as 2026-W46 or 2021-12.")
    ] = None,
    workspace: Annotated[
        str | None, typer.Option(help="The Slack workspace's id, where there are several.")
    ] = None,
    channel: Annotated[
        str | None, typer.Option(help="The channel's id; without it every recorded KPI is shown.")
    ] = None,
) -> None:
    """Print what a digest would say. Nothing is posted and no case is opened."""
    with one_sentence(KpiError, LookupError, StorageError), opened_store() as store:
        pages = store.read(
            lambda tx: preview_pages(tx, workspace_meant(tx, workspace), period, channel)
        )
    for message in (pages.root, *pages.overflow):
        typer.echo(html.unescape(message.text))


@app.command()
def status(
    *,
    workspace: Annotated[
        str | None, typer.Option(help="The Slack workspace's id; without it all of them.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Print every digest: where, when, its next send and what became of the last ones."""
    with one_sentence(LookupError, StorageError), opened_store() as store:
        found = store.read(lambda tx: list(_standings(tx, workspace)))
    if as_json:
        typer.echo(json.dumps(to_builtins(found), ensure_ascii=False, indent=2))
    elif not found:
        typer.echo("No channel has a digest yet.")
    else:
        Console().print(_table(found), markup=False)


def _standings(tx: Tx, workspace: str | None) -> Iterator[Standing]:
    teams = tx.workspaces.all() if workspace is None else (workspace_meant(tx, workspace),)
    for team in teams:
        for one in tx.subscriptions.all(team.team):
            later = postponed(one, tx.channels.get(team.team, one.channel))
            yield standing(team.team, one, results(tx, team.team, one, one.channel), later)


def _table(found: list[Standing]) -> Table:
    table = Table("Channel", "Digest", "Last results, newest first", show_lines=True)
    for one in found:
        about = "\n".join([f"{one.rhythm}, {one.state}", one.schedule, *filter(None, one.notes)])
        past = "\n".join(one.results) or "None was due yet."
        table.add_row(f"{one.channel}\n{one.workspace}", about, past)
    return table
