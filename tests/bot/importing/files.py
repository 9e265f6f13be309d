"""What the tests of imports share: a workspace's run, and files given as lines."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.importing.errors import BadLine, refuse
from bot.importing.figures import Import
from bot.importing.scores import Answers, Scores, read_scores
from bot.importing.table import Table, decoded
from kpi import catalogue
from kpi.period import Cadence

RUN = Import(
    now=datetime(2021, 12, 20, 12, tzinfo=UTC),
    zone=ZoneInfo("Asia/Seoul"),
    currency="USD",
    file="answers.csv",
    reason="import of answers.csv",
)


def table(*lines: str) -> Table:
    return Table(io.StringIO("\r\n".join(lines) + "\r\n", newline=""))


def from_bytes(data: bytes) -> Table:
    return Table(decoded(io.BytesIO(data)))


def scores(
    lines: Table,
    *,
    kpi: str = "nps",
    segment: str | None = None,
    cadence: Cadence = Cadence.MONTH,
    survey: Mapping[str, str] | None = None,
    bad: list[BadLine] | None = None,
) -> Answers:
    wanted = Scores(
        kpi=catalogue.get(kpi),
        score="score",
        date="day",
        segment=segment,
        cadence=cadence,
        survey=survey or {},
    )
    return read_scores(lines, wanted, RUN, refuse if bad is None else bad.append)


def csv_of(header: str, rows: Iterable[Iterable[object]]) -> Table:
    return table(header, *(",".join(map(str, row)) for row in rows))
