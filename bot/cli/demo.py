"""`kpi-bot demo`: the bot and a local Slack together, no account needed."""

from __future__ import annotations

import logging
import sys

import structlog
import typer

from bot.demo import run

app = typer.Typer()


@app.command()
def demo() -> None:
    """Try the bot here: half a year of figures, a digest with drops, and a prompt to type at."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.basicConfig(level=logging.ERROR)
    run(sys.stdin, _write, interactive=sys.stdin.isatty())


def _write(text: str) -> None:
    typer.echo(text, nl=text != "> ")
