"""`kpi-bot doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

import os

import typer

from bot.cli.ends import CANNOT
from bot.doctor import examine, this_machine

app = typer.Typer(add_completion=False)


@app.command()
def doctor() -> None:
    """Check settings, database and Slack, and say how to mend them."""
    healthy = True
    for finding in examine(os.environ, this_machine()):
        typer.echo(f"{'ok   ' if finding.ok else 'WRONG'}  {finding.check}: {finding.says}")
        healthy = healthy and finding.ok
    if not healthy:
        raise typer.Exit(CANNOT)
