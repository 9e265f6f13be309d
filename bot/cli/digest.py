"""`kpi-bot digest`: what a digest would say, on the command line."""

from __future__ import annotations

import html
import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot.cli.ends import one_sentence
from bot.desk.previewing import preview_pages, workspace_meant
from bot.settings import database_url
from kpi import KpiError
from storage import migrations
from storage.errors import StorageError
from storage.store import open_store

app = typer.Typer(no_args_is_help=True)


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
    with one_sentence(KpiError, LookupError, StorageError):
        url = database_url(os.environ)
        migrations.upgrade(url)
        store = open_store(url, lambda: datetime.now(UTC))
        try:
            pages = store.read(
                lambda tx: preview_pages(tx, workspace_meant(tx, workspace), period, channel)
            )
        finally:
            store.close()
    for message in (pages.root, *pages.overflow):
        typer.echo(html.unescape(message.text))
