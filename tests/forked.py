"""Processes that can be killed, forked from one that has imported the program already.

A process of its own costs seconds of imports, and a test of kills starts many.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path


@contextmanager
def forked(
    work: Callable[..., None], *args: str, settings: Mapping[str, str], log: Path
) -> Iterator[ForkServerProcess]:
    """A process that does `work`, a function of a module; gone at the end, whatever happened.

    The settings are all of the program's that its environment has. What it writes is in `log`.
    """
    process = _context().Process(target=_run, args=(work, args, dict(settings), log), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def kpi_bot(*words: str) -> None:
    """The command line."""
    from bot.cli import main  # noqa: PLC0415 - in the forked process only

    sys.argv = ["kpi-bot", *words]
    main()


@cache
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.cli.serve", "bot.program", "alembic.command"])
    return context


def _run(
    work: Callable[..., None], args: tuple[str, ...], settings: dict[str, str], log: Path
) -> None:
    with log.open("wb") as written:
        for stream in (1, 2):
            os.dup2(written.fileno(), stream)
    os.chdir(log.parent)
    for name in list(os.environ):
        if name.startswith(("SLACK_", "KPI_BOT_", "DATABASE_URL", "PORT")):
            del os.environ[name]
    os.environ.update(settings)
    work(*args)
