"""Text of a sheet -> rows, however the sheet and whoever pasted it write them."""

from __future__ import annotations

import pytest

from bot.importing.errors import BadFile
from bot.importing.sheet import read_sheet
from bot.language import language
from kpi import Kpi, catalogue
from kpi.language import speaking

NPS, CRR = catalogue.get("nps"), catalogue.get("crr")
COUNTS = {"promoters": "1,700", "passives": "350", "detractors": "150"}
ROW = {"period": "2026-11", **COUNTS}


@pytest.mark.parametrize(
    "text",
    [
        "period\tpromoters\tpassives\tdetractors\n2026-11\t1,700\t350\t150",
        "period;promoters;passives;detractors\n2026-11;1,700;350;150",
        'period,promoters,passives,detractors\r\n2026-11,"1,700",350,150\r\n',
        "Period\tDetractors\tPROMOTERS\tPassives\n2026-11\t150\t1,700\t350",
        "Month\tPromoters (people)\tPassives\tDetractors\n2026-11\t1,700\t350\t150",
        "\tpromoters\tpassives\tdetractors\n2026-11\t1,700\t350\t150",
        "promoters\tpassives\tdetractors\n2026-11\t1,700\t350\t150",
        "기간\t추천\t중립\t비추천\n2026-11\t1,700\t350\t150",
        "월\t추천고객\t중립고객\t비추천고객\n2026-11\t1,700\t350\t150",
        "期間\t推薦者\t中立者\t批評者\n2026-11\t1,700\t350\t150",
        "\n\nperiod\tpromoters\tpassives\tdetractors\n\t\t\t\n2026-11\t1,700\t350\t150\n\n",
        "period   promoters  passives  detractors\n2026-11  1,700      350       150",
        "period\tpromoters\tpassives\tdetractors\tcomment\n2026-11\t1,700\t350\t150\tfine",
    ],
)
def test_a_header_names_the_columns_in_any_order_and_language(text: str) -> None:
    sheet = read_sheet(text, NPS)
    [row] = sheet.rows
    assert {**row.cells, "promoters": "1,700"} == ROW
    assert row.cells["promoters"].replace(",", "") == "1700"
    assert not sheet.bad


@pytest.mark.parametrize(
    ("code", "header"),
    [
        ("en", "period\tcustomers at the end\tcustomers gained\tcustomers at the start"),
        ("en", "期間\t期末客戶\t新客戶\t期初客戶"),
        ("ko", "기간\t기말고객\t신규고객\t기초고객"),
    ],
)
def test_labels_of_inputs_name_columns_too(code: str, header: str) -> None:
    labels = {one.name: one.label for one in CRR.formulas[0].inputs}
    if code == "en" and header.isascii():
        header = "\t".join(["period", labels["end"], labels["new"], labels["start"]])
    with speaking(language(code)):
        [row] = read_sheet(f"{header}\n2026-11\t3,500\t200\t3,375", CRR).rows
    assert row.cells == {"period": "2026-11", "end": "3,500", "new": "200", "start": "3,375"}


@pytest.mark.parametrize(
    "text", ["2026-11\t1,700\t350\t150", "2026-11;1,700;350;150\n", 'Nov 2026,"1,700",350,150']
)
def test_without_a_header_the_period_comes_first_and_then_the_inputs(text: str) -> None:
    [row] = read_sheet(text, NPS).rows
    assert row.values == ("1,700", "350", "150")
    assert row.cells["period"] in ("2026-11", "Nov 2026")


def test_rows_know_their_lines_and_what_no_column_names_is_said() -> None:
    text = (
        'kpi,period,lost,start,Region,note\n\nchurn,2026-10,5,100,EU," two\nlines"\nmrr,2026-10\n'
    )
    sheet = read_sheet(text, None)
    assert sheet.names_kpis
    assert sheet.unread == ("Region",)
    assert [row.line for row in sheet.rows] == [4, 5]
    assert sheet.rows[0].cells["note"] == " two\nlines"


def test_a_row_with_more_cells_than_the_header_is_bad_and_named() -> None:
    text = "period,promoters,passives,detractors\n2026-11,1,700,350,150\n2026-10,1,2,3"
    sheet = read_sheet(text, NPS)
    assert [row.line for row in sheet.rows] == [3]
    [bad] = sheet.bad
    assert str(bad).startswith("Line 2: 5 cells, but the header has 4.")


@pytest.mark.parametrize(
    ("text", "kpi", "says"),
    [
        ("", NPS, "no rows yet"),
        (" \n\t\n", NPS, "no rows yet"),
        ("period\tpromoters", NPS, "no row below it"),
        (
            "promoters\tpassives\n1\t2",
            NPS,
            'Call it "period". The columns are: promoters, passives',
        ),
        ("Quarterly\tresults\n2026-11\t5", NPS, "No column says which period"),
        ("period\tpromoters\t추천\n2026-11\t1\t2", NPS, 'Two columns mean "promoters"'),
        ('period,promoters\n2026-11,"1', NPS, "never closed"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_in_words(
    text: str, kpi: Kpi | None, says: str
) -> None:
    with pytest.raises(BadFile, match=says):
        read_sheet(text, kpi)
