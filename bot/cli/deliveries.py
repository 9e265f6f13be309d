"""`kpi-bot deliveries`: messages that may not have arrived, and a person's word on them."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer
from msgspec import to_builtins
from rich.console import Console
from rich.table import Table

from bot.cli.database_work import opened_store
from bot.cli.ends import MISTYPED, fail, one_sentence
from bot.desk.errors import Refused
from bot.desk.settling import Settle, again, dropped, posted
from bot.views.deliveries import SHORT, settled_words, trouble
from storage.errors import StorageError
from storage.records import Delivery
from storage.store import Store
from storage.tx import Tx

app = typer.Typer(add_completion=False, invoke_without_command=True)

_ID = re.compile(r"[0-9a-f]{1,32}")


class Verdict(StrEnum):
    """What an operator says of a delivery."""

    POSTED = "posted"
    """It stands in Slack."""
    AGAIN = "again"
    """It does not: it is to be posted."""
    DROP = "drop"
    """Nobody needs it any more."""


@app.callback()
def deliveries(
    context: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List messages that did not arrive or may not have, and settle them."""
    if context.invoked_subcommand is None:
        _print(as_json=as_json)


@app.command("list")
def list_(
    *, as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False
) -> None:
    """List what did not arrive or may not have, in all workspaces, newest first."""
    _print(as_json=as_json)


@app.command()
def settle(
    delivery: Annotated[str, typer.Argument(metavar="ID", help="As listed, or its beginning.")],
    verdict: Annotated[
        Verdict, typer.Argument(help="posted: it is in Slack; again: post it; drop: give it up.")
    ],
    *,
    ts: Annotated[
        str, typer.Option(help="With posted: the message's timestamp or link, to keep it current.")
    ] = "",
) -> None:
    """Say what became of a message that KPI Bot could not look for, or could not post."""
    if ts and verdict is not Verdict.POSTED:
        fail("--ts goes with posted only.", MISTYPED)
    work = _WORK.get(verdict) or partial(posted, link=ts)
    with one_sentence(StorageError), opened_store() as store:
        found = _meant(store, delivery)
        with one_sentence(Refused):
            settled = store.write(lambda tx: work(tx, found))
    typer.echo(settled_words(settled))


_WORK: dict[Verdict, Settle] = {Verdict.AGAIN: again, Verdict.DROP: dropped}


def _print(*, as_json: bool) -> None:
    with one_sentence(StorageError), opened_store() as store:
        found = [trouble(one) for one in store.read(lambda tx: tx.deliveries.to_settle())]
    if as_json:
        typer.echo(json.dumps(to_builtins(found), ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo("Every message arrived or is on its way.")
        return
    table = Table("Id", "Message", "Why, and what you can do", show_lines=True)
    for one in found:
        message = f"{one.what} for {one.channel} in {one.workspace}, {one.tried_at}\n“{one.begins}”"
        table.add_row(one.id[:SHORT], message, f"{one.state}: {one.why}\n{one.remedy}")
    Console().print(table, markup=False)


def _meant(store: Store, beginning: str) -> Delivery:
    """The one delivery whose id begins so."""
    if not _ID.fullmatch(beginning):
        fail(f"{beginning} is no delivery's id. kpi-bot deliveries lists them.", MISTYPED)

    def look(tx: Tx) -> tuple[Delivery, ...]:
        return tx.deliveries.by_beginning(beginning)

    found = store.read(look)
    if not found:
        fail(f"There is no delivery {beginning}. kpi-bot deliveries lists them.", MISTYPED)
    if len(found) > 1:
        fail(f"{len(found)} deliveries begin with {beginning}: type more of it.", MISTYPED)
    return found[0]
