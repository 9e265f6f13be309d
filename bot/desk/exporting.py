"""What is stored, for somebody to take along: only what they may see."""

from __future__ import annotations

from msgspec import Struct

from bot.desk.access import hidden_from, require_seen
from bot.desk.asker import Asker
from bot.desk.deciding import name_of
from bot.desk.errors import NotFound
from bot.exporting.table import csv_of
from bot.questions import Export
from kpi import Kpi, catalogue
from kpi.language import said
from kpi.period import Period
from storage.records import Observation
from storage.tx import Tx


class ExportFile(Struct, frozen=True, kw_only=True):
    """A file to be sent."""

    name: str
    content: bytes
    figures: int
    kpis: int


def exported_kpis(tx: Tx, asker: Asker, question: Export) -> tuple[Kpi, ...]:
    """The KPIs whose figures the export holds.

    Raises:
        NotAllowed: the KPI named is limited to others.
        NotFound: nothing is stored that the asker may see.
    """
    if question.kpi is not None:
        require_seen(tx, asker, question.kpi)
    hidden = hidden_from(tx, asker.team, asker.person)
    wanted = None if question.kpi is None else question.kpi.key
    found = tuple(
        catalogue.get(key)
        for key in tx.observations.kpis(asker.team)
        if key not in hidden and wanted in (None, key)
    )
    if not found:
        raise NotFound(said("Nothing is recorded yet that could be exported."))
    return found


def export_file(tx: Tx, asker: Asker, question: Export) -> ExportFile:
    """The file itself.

    Raises:
        NotAllowed, NotFound: as `exported_kpis` does; also where no period fits.
    """
    names: dict[str, str] = {"": ""}

    def author(user: str) -> str:
        if user not in names:
            names[user] = name_of(tx, asker.team, user)
        return names[user]

    figures = [
        figure
        for kpi in exported_kpis(tx, asker, question)
        for figure in tx.observations.of_kpi(asker.team, kpi.key)
        if _within(figure, question.period)
    ]
    if not figures:
        raise NotFound(said("Nothing is recorded for that period, so there is nothing to export."))
    return ExportFile(
        name=_name(asker, question),
        content=csv_of(figures, author),
        figures=len(figures),
        kpis=len({figure.key.kpi for figure in figures}),
    )


def _within(figure: Observation, period: Period | None) -> bool:
    last = figure.key.period.last
    return period is None or period.first <= last <= period.last


def _name(asker: Asker, question: Export) -> str:
    about = question.kpi.key if question.kpi else "all"
    period = f"-{question.period.label}" if question.period else ""
    return f"kpi-{about}{period}-{asker.now:%Y%m%d}.csv"
