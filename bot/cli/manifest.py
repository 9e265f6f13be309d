"""`kpi-bot manifest`: what to make the Slack app from."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml

from bot.cli.ends import MISTYPED, fail
from bot.manifest import (
    for_http,
    for_many_workspaces,
    for_socket_mode,
    read_manifest,
    with_steps,
)

app = typer.Typer(add_completion=False)


@app.command()
def manifest(
    *,
    url: Annotated[
        str | None, typer.Option(help="Where Slack reaches the bot: https://kpi.example.com.")
    ] = None,
    many: Annotated[
        bool, typer.Option("--many", help="Any workspace may install the app at that address.")
    ] = False,
    socket: Annotated[
        bool, typer.Option("--socket", help="The bot connects to Slack and needs no address.")
    ] = False,
    steps: Annotated[
        bool,
        typer.Option("--steps", help="With steps for Workflow Builder, which needs a paid plan."),
    ] = False,
) -> None:
    """Print the manifest to paste at https://api.slack.com/apps under "From a manifest"."""
    if socket and url is not None:
        fail("Give --url or --socket, not both.", MISTYPED)
    if url is not None and not url.startswith("https://"):
        fail(f'Slack reaches apps at https:// addresses only, not at "{url}".', MISTYPED)
    if many and url is None:
        fail("--many needs --url, where people install the app.", MISTYPED)
    shipped = with_steps(read_manifest()) if steps else read_manifest()
    if socket:
        shipped = for_socket_mode(shipped)
    elif url is not None:
        shipped = for_http(shipped, url)
        if many:
            shipped = for_many_workspaces(shipped, url)
    typer.echo(yaml.safe_dump(shipped, sort_keys=False, allow_unicode=True, width=100), nl=False)
