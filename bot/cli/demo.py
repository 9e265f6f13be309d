"""`kpi-bot demo`: the bot and a local Slack together, no account needed."""

from __future__ import annotations

import logging
import os
import sys
from typing import Annotated

import structlog
import typer

from bot.cli.ends import fail
from bot.demo import run

app = typer.Typer(add_completion=False)


@app.command()
def demo(
    *,
    page: Annotated[bool, typer.Option(help="Also serve it as a page for a browser.")] = True,
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.")] = 0,
) -> None:
    """Try the bot here: half a year of figures, a digest with drops, and a prompt to type at."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.basicConfig(level=logging.ERROR)
    try:
        run(sys.stdin, _write, interactive=sys.stdin.isatty(), port=port if page else None)
    except OSError as error:
        fail(f"Port {port} cannot be listened on: {os.strerror(error.errno or 0)}.")


def _write(text: str) -> None:
    typer.echo(text, nl=text != "> ")
