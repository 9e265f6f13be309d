from __future__ import annotations

import pytest

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.questions import Export, ImportRows, Question
from kpi import KpiError, catalogue
from kpi.period import Period

NPS, CHURN = catalogue.get("nps"), catalogue.get("churn")
YEAR = Period.parse("2026")


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("/kpi import", ImportRows()),
        ("/kpi import nps", ImportRows(kpi=NPS)),
        ("/kpi import customer churn", ImportRows(kpi=CHURN)),
        ("/kpi nps import", ImportRows(kpi=NPS)),
        ("/churn import", ImportRows(kpi=CHURN)),
        ("/kpi 가져오기 nps", ImportRows(kpi=NPS)),
        ("/kpi 匯入", ImportRows()),
        ("/kpi export", Export()),
        ("/kpi export nps", Export(kpi=NPS)),
        ("/kpi export nps 2026", Export(kpi=NPS, period=YEAR)),
        ("/kpi export 2026", Export(period=YEAR)),
        ("/kpi export nps Nov 2026", Export(kpi=NPS, period=Period.parse("2026-11"))),
        ("/nps export 2026-Q3", Export(kpi=NPS, period=Period.parse("2026-Q3"))),
        ("/kpi 내보내기 2026년", Export(period=YEAR)),
        ("/kpi 匯出 nps", Export(kpi=NPS)),
    ],
)
def test_sheets_are_brought_and_taken_along_by_one_command(line: str, question: Question) -> None:
    command, _, text = line.partition(" ")
    assert read_command(command, text) == question


@pytest.mark.parametrize("line", ['/kpi import ""', '/kpi export ""', '/kpi export "" 2026'])
def test_empty_quotes_name_no_kpi(line: str) -> None:
    command, _, text = line.partition(" ")
    with pytest.raises(KpiError, match='no KPI called ""'):
        read_command(command, text)


@pytest.mark.parametrize(
    ("line", "field", "example"),
    [
        ("/kpi import nps 5", "5", "/kpi import nps"),
        ("/kpi import period=2026", "period", "/kpi import nps"),
        ("/kpi export nps yesterday", "period", "/kpi export nps 2026"),
        ("/kpi export 20xx", "period", "/kpi export nps 2026"),
        ('/nps export ""', "period", "/kpi export nps 2026"),
        ("/kpi export nps segment=a:b", "segment", "/kpi export nps 2026"),
    ],
)
def test_what_has_no_place_there_is_named_with_an_example(
    line: str, field: str, example: str
) -> None:
    command, _, text = line.partition(" ")
    with pytest.raises(CommandError) as refused:
        read_command(command, text)
    assert (refused.value.field, refused.value.example) == (field, example)
