"""`kpi-bot manifest`: what to make the Slack app from."""

from __future__ import annotations

from typing import Annotated

import typer
import yaml

from bot.cli.ends import MISTYPED, fail
from bot.manifest import for_http, for_socket_mode, read_manifest

app = typer.Typer()


@app.command()
def manifest(
    *,
    url: Annotated[
        str | None, typer.Option(help="Where Slack reaches the bot: https://kpi.example.com.")
    ] = None,
    socket: Annotated[
        bool, typer.Option("--socket", help="The bot connects to Slack and needs no address.")
    ] = False,
) -> None:
    """Print the manifest to paste at https://api.slack.com/apps under "From a manifest"."""
    if socket and url is not None:
        fail("Give --url or --socket, not both.", MISTYPED)
    if url is not None and not url.startswith("https://"):
        fail(f'Slack reaches apps at https:// addresses only, not at "{url}".', MISTYPED)
    shipped = read_manifest()
    if socket:
        shipped = for_socket_mode(shipped)
    elif url is not None:
        shipped = for_http(shipped, url)
    typer.echo(yaml.safe_dump(shipped, sort_keys=False, allow_unicode=True, width=100), nl=False)
