"""`kpi-bot docs`: the pages that are written from the code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.ends import fail
from bot.reference import reference

app = typer.Typer(add_completion=False)


@app.command()
def docs(
    *,
    check: Annotated[bool, typer.Option("--check", help="Fail when a page is stale.")] = False,
    folder: Annotated[Path, typer.Option(help="Where the pages are.")] = Path("docs"),
) -> None:
    """Write docs/kpis.md from the definitions, or check that it is fresh."""
    page = folder / "kpis.md"
    wanted = reference()
    if not check:
        page.write_text(wanted, encoding="utf-8")
        return
    if not page.exists() or page.read_text(encoding="utf-8") != wanted:
        fail(f"{page} is stale: run kpi-bot docs.")
