"""What the commands share that copy whole databases."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from bot.cli.ends import fail
from storage.copies import Progress as Report
from storage.engines import file_of, parse


def database_file(url: str) -> Path | None:
    """The database's file; None for a server. Raises BadDatabaseUrl."""
    parsed = parse(url)
    if parsed.get_backend_name() == "postgresql":
        return None
    file = file_of(parsed)
    if file is None:
        fail("A database in memory cannot be copied: DATABASE_URL names no file.")
    return file


@contextmanager
def copying() -> Iterator[Report]:
    """Shows a person how far a copy has come; a file or a pipe is told nothing.

    What the system refuses, such as a full disk, ends the program with a sentence.
    """
    columns = TextColumn("Copying"), BarColumn(), TaskProgressColumn()
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("copying")
        try:
            yield lambda done, total: bar.update(task, completed=done, total=total)
        except OSError as error:
            fail(f"The copy could not be made: {error.strerror or error}.")
