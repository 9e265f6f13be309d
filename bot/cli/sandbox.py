"""`kpi-bot sandbox`: the local stand-in for Slack, alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event
from typing import Annotated

import typer

from bot.cli.ends import MISTYPED, fail, one_sentence
from bot.manifest import read_manifest
from bot.sandbox import Sandbox
from bot.sandbox.page import Page
from bot.sandbox.trouble import HELP, TroubleError, script
from bot.server.signals import on_stop

app = typer.Typer(add_completion=False)


@app.command()
def sandbox(
    *,
    port: Annotated[int, typer.Option(help="Port of its Web API; 0 takes a free one.")] = 0,
    request_url: Annotated[
        str | None,
        typer.Option(help="Deliver over HTTP to this address instead of over Socket Mode."),
    ] = None,
    page: Annotated[bool, typer.Option(help="Also serve it as a page for a browser.")] = True,
    page_port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 0,
    fault: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=FAULT", help=f"What goes wrong, once each, in order: {HELP}"),
    ] = None,
) -> None:
    """Run the sandbox and print the environment that connects a bot to it, until Ctrl-C."""
    stopped = Event()
    with ExitStack() as opened:
        with _listening(port):
            slack = opened.enter_context(Sandbox(read_manifest(), port=port))
        with one_sentence(TroubleError, code=MISTYPED):
            for typed in fault or ():
                script(typed, slack.faults, slack.delivery_faults)
        if page:
            with _listening(page_port):
                shown = opened.enter_context(Page(slack, port=page_port))
            # Beside standard output, which is the environment and nothing else.
            typer.echo(f"The sandbox in a browser: {shown.url}", err=True)
        opened.enter_context(on_stop(stopped.set))
        environment = (
            slack.settings_for_socket_mode()
            if request_url is None
            else slack.settings_for_http(request_url)
        )
        for name, value in environment.items():
            typer.echo(f"{name}={value}")
        stopped.wait()


@contextmanager
def _listening(port: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fail(f"Port {port} cannot be listened on: {os.strerror(error.errno or 0)}.")
