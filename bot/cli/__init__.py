"""The command line: kpi-bot."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperGroup


class Listed(NamedTuple):
    """A command as `kpi-bot --help` lists it, and the module whose `app` it is."""

    name: str
    module: str
    help: str


COMMANDS = (
    Listed("serve", "serve", "Run the bot."),
    Listed("worker", "worker", "Do the background work apart from requests (PostgreSQL)."),
    Listed("demo", "demo", "Try the bot here, without a Slack account."),
    Listed("sandbox", "sandbox", "Run the local stand-in for Slack alone."),
    Listed("calc", "calc", "Compute a KPI and judge it, without Slack."),
    Listed("digest", "digest", "Print what a digest would say, and how all of them do."),
    Listed("deliveries", "deliveries", "List messages that may not have arrived; settle them."),
    Listed("import", "imports", "Store the figures or the single answers of a CSV file."),
    Listed("db", "database", "Look after the database."),
    Listed("backup", "backup", "Copy the database to a file, while the bot runs."),
    Listed("restore", "restore", "Put a backup in the place of the database."),
    Listed("workspace", "workspace", "List, export or delete workspaces."),
    Listed("keys", "keys", "Make and change the keys that tokens are sealed with."),
    Listed("manifest", "manifest", "Print the manifest to make the Slack app from."),
    Listed("docs", "docs", "Write the pages that are made from the code."),
    Listed("doctor", "doctor", "Check settings, database and Slack, and say how to mend them."),
)


_UNWATCHED = frozenset({"serve", "worker"})
"""Commands that show nothing but log lines."""


class _Lazy(TyperGroup):
    """Loads the command that is called and no other: most need neither Slack nor a database."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        listed = next(one for one in COMMANDS if one.name == name)
        with _nothing_collected(), _no_rich() if name in _UNWATCHED else nullcontext():
            command = typer.main.get_command(import_module(f"bot.cli.{listed.module}").app)
        command.name = name
        return name, command, rest


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Loading a command makes little garbage, and looking for it takes a tenth of the time.

    What is loaded stays, so it is not looked through afterwards either.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _no_rich() -> Iterator[None]:
    """Rich left out, which structlog would load for colours that log lines here do not have."""
    loaded = sys.modules.pop("rich", None)
    sys.modules["rich"] = None  # type: ignore[assignment]  # as good as not installed
    try:
        yield
    finally:
        del sys.modules["rich"]
        if loaded is not None:
            sys.modules["rich"] = loaded


def build() -> typer.Typer:
    """The command line, with none of its commands loaded yet."""
    app = typer.Typer(
        name="kpi-bot",
        cls=_Lazy,
        help="Record KPIs in Slack, judge them against cited benchmarks, follow up every drop.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    for listed in COMMANDS:
        app.command(listed.name, help=listed.help)(_not_loaded)
    return app


def main() -> None:
    """Run the command line."""
    build()()


def _not_loaded() -> None:
    """Stands for a command in the list; `_Lazy` puts the command itself in its place."""
