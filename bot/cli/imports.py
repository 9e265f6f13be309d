"""`kpi-bot import`: figures or single answers from a CSV file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO
from zoneinfo import ZoneInfo

import typer
from msgspec import Struct
from msgspec.structs import asdict

from bot.cli.ends import MISTYPED, fail, one_sentence
from bot.importing.errors import BadFile, BadLine, OnBadLine, refuse
from bot.importing.figures import Import
from bot.importing.rows import read_rows
from bot.importing.scores import Answers, Scores, read_scores
from bot.importing.storing import Stored, store_figures
from bot.importing.summary import summary
from bot.importing.table import Table, decoded
from bot.importing.workspace import choose_workspace
from bot.settings import database_url
from kpi import Entry, KpiError, catalogue
from kpi.period import Cadence
from storage import migrations
from storage.errors import StorageError
from storage.records import NewObservation, Workspace
from storage.store import Store, open_store

app = typer.Typer(add_completion=False)

LOCAL = "LOCAL"
"""The workspace of a database that no Slack has been connected to yet."""
SHOWN = 20
"""Bad lines printed by --skip-bad."""


@app.command()
def import_file(  # noqa: PLR0913  each is an option of the command
    file: Annotated[Path, typer.Argument(help="A CSV file.", exists=True, dir_okay=False)],
    *,
    kpi: Annotated[
        str | None, typer.Option(help="The KPI that single answers are for; else a column kpi.")
    ] = None,
    scores: Annotated[
        str | None, typer.Option(help="The column that holds one answer's score.")
    ] = None,
    date: Annotated[str | None, typer.Option(help="The column that holds its date.")] = None,
    segment: Annotated[
        str | None, typer.Option(help="A column to tell segments apart by, beside the total.")
    ] = None,
    cadence: Annotated[
        Cadence | None, typer.Option(help="The length of the periods answers are put into.")
    ] = None,
    survey: Annotated[
        list[str] | None, typer.Option(help="What else describes the answers: scale=7.")
    ] = None,
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out lines that cannot be read, and list them.")
    ] = False,
    workspace: Annotated[
        str | None, typer.Option(help="The Slack workspace's id, where there are several.")
    ] = None,
) -> None:
    """Store the figures or the single answers of a CSV file.

    Figures: columns kpi and period, perhaps segment, formula, note and source, and one column for
    each input. Single answers: name the columns with --kpi, --scores and --date. What stands
    already is corrected where the file says otherwise; the same file twice changes nothing.
    """
    columns = _Columns(kpi, scores, date, segment, cadence, tuple(survey or ()))
    skipped = Skipped()
    on_bad: OnBadLine = skipped if skip_bad else refuse
    now = datetime.now(UTC)
    with one_sentence(BadFile, KpiError, StorageError), _store() as store:
        into = store.write(lambda tx: choose_workspace(tx, workspace, LOCAL, now))
        run = Import(
            now=now,
            zone=ZoneInfo(into.zone or "UTC"),
            currency=into.currency,
            file=file.name,
            reason=f"import of {file.name}",
        )
        with file.open("rb") as binary, _watched(binary, file) as watched, decoded(watched) as text:
            found = columns.read(Table(text), run, store, into.team, on_bad)
        stored = store.write(lambda tx: store_figures(tx, into.team, found.figures, now))
    typer.echo("\n".join([*_report(found, stored, into), *skipped.report()]))


@dataclass
class Skipped:
    """The lines left out: how many, and the first of them."""

    count: int = 0
    first: list[BadLine] = field(default_factory=list)

    def __call__(self, bad: BadLine) -> None:
        """Take note of one."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(bad)

    def report(self) -> list[str]:
        """What was left out; nothing where nothing was."""
        more = self.count - len(self.first)
        return [
            *([f"Lines left out: {self.count:,}"] if self.count else ()),
            *(f"  {bad}" for bad in self.first),
            *([f"  and {more:,} more"] if more else ()),
        ]


class _Found(Struct, frozen=True):
    figures: tuple[NewObservation, ...]
    everything: Entry | None = None
    notes: tuple[str, ...] = ()


class _Columns(Struct, frozen=True):
    """What the options say about the file."""

    kpi: str | None
    scores: str | None
    date: str | None
    segment: str | None
    cadence: Cadence | None
    survey: tuple[str, ...]

    def read(self, table: Table, run: Import, store: Store, team: str, on_bad: OnBadLine) -> _Found:
        """The file's figures, computed from answers where the options name such columns."""
        if not any(asdict(self).values()):
            return _Found(read_rows(table, run, on_bad))
        answers = read_scores(table, self._scores(store, team), run, on_bad)
        return _Found(answers.figures, answers.everything, tuple(_uncounted(answers)))

    def _scores(self, store: Store, team: str) -> Scores:
        if self.kpi is None or self.scores is None or self.date is None:
            fail("A file of single answers needs --kpi, --scores and --date.", MISTYPED)
        if wrong := next((pair for pair in self.survey if "=" not in pair), None):
            fail(f'--survey takes name=value such as scale=7, not "{wrong}".', MISTYPED)
        kpi = catalogue.find(self.kpi)
        chosen = store.read(lambda tx: tx.choices.get(team, kpi.key)).cadence
        return Scores(
            kpi=kpi,
            score=self.scores,
            date=self.date,
            segment=self.segment,
            cadence=self.cadence or chosen or kpi.cadence,
            survey=dict(pair.split("=", 1) for pair in self.survey),
        )


def _uncounted(answers: Answers) -> Iterator[str]:
    if answers.without_score:
        yield f"Lines without a score, not counted: {answers.without_score:,}"
    if answers.without_segment:
        yield f"Answers without a segment, in the total only: {answers.without_segment:,}"


def _report(found: _Found, stored: Stored, into: Workspace) -> Iterator[str]:
    yield from summary(found.figures, found.everything)
    yield from found.notes
    for key in stored.cadences:
        kpi = catalogue.get(key)
        cadence = next(one.key.period.cadence for one in found.figures if one.key.kpi == key)
        yield f"{kpi.name} is recorded by the {cadence} here from now on."
    yield f"Workspace {into.team}: {stored}."


@contextmanager
def _store() -> Iterator[Store]:
    url = database_url(os.environ)
    migrations.upgrade(url)
    store = open_store(url, lambda: datetime.now(UTC))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def _watched(binary: BinaryIO, file: Path) -> Iterator[BinaryIO]:
    """The same file; where a person watches, with a bar that says how far it is read."""
    if not sys.stderr.isatty():
        yield binary
        return
    from rich.console import Console  # noqa: PLC0415 - nobody watches most imports
    from rich.progress import Progress  # noqa: PLC0415

    total = file.stat().st_size
    bar = Progress(console=Console(stderr=True), transient=True)
    with bar, bar.wrap_file(binary, total=total, description=file.name) as watched:
        yield watched
