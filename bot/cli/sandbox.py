"""`kpi-bot sandbox`: the local stand-in for Slack, alone."""

from __future__ import annotations

import os
from threading import Event
from typing import Annotated

import typer

from bot.cli.ends import fail
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.server.signals import on_stop

app = typer.Typer()


@app.command()
def sandbox(
    *,
    port: Annotated[int, typer.Option(help="Port of its Web API; 0 takes a free one.")] = 0,
    request_url: Annotated[
        str | None,
        typer.Option(help="Deliver over HTTP to this address instead of over Socket Mode."),
    ] = None,
) -> None:
    """Run the sandbox and print the environment that connects a bot to it, until Ctrl-C."""
    try:
        slack = Sandbox(read_manifest(), port=port)
    except OSError as error:
        fail(f"Port {port} cannot be listened on: {os.strerror(error.errno or 0)}.")
    stopped = Event()
    with slack, on_stop(stopped.set):
        environment = (
            slack.settings_for_socket_mode()
            if request_url is None
            else slack.settings_for_http(request_url)
        )
        for name, value in environment.items():
            typer.echo(f"{name}={value}")
        stopped.wait()
