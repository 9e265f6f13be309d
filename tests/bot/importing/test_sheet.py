"""Text of a sheet -> rows, however the sheet and whoever pasted it write them."""

from __future__ import annotations

from time import process_time

import pytest

from bot.importing.errors import BadFile
from bot.importing.sheet import MAX_ROWS, read_sheet
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
        'period,promoters,passives,detractors,,\n2026-11,"1,700",350,150,,\n',
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


@pytest.mark.parametrize(
    "unit",
    [
        "천원",
        "단위: 백만원",
        "만 명",
        "千元",
        "單位：萬元",
        "百萬",
        "thousands",
        "$K",
        "USD m",
        "'000",
    ],
)
def test_numbers_in_thousands_are_not_read_as_if_they_were_whole(unit: str) -> None:
    text = (
        f"period\tpromoters ({unit})\tpassives (명)\tdetractors (만족도 조사, %)\n2026-11\t1\t2\t3"
    )
    sheet = read_sheet(text, NPS)
    assert sheet.unread == (f"promoters ({unit})",)
    assert sheet.columns == {"period", "passives", "detractors"}


def test_a_column_without_a_name_is_counted_where_something_stands_in_it() -> None:
    text = "period,promoters,passives,detractors,,,\n2026-11,1,2,3,,x,\n"
    assert read_sheet(text, NPS).unread == ("column 6",)
    assert read_sheet(text.replace("x", ""), NPS).unread == ()


@pytest.mark.parametrize("title", ["2026 results", "Customer survey", "Churn", "NPS\t2026"])
@pytest.mark.parametrize("corner", ["period", ""])
def test_a_title_above_the_header_does_not_change_what_the_columns_mean(
    title: str, corner: str
) -> None:
    text = f"{title}\n\n{corner}\tdetractors\tpassives\tpromoters\n2026-11\t150\t350\t1700"
    sheet = read_sheet(text, NPS)
    [row] = sheet.rows
    assert row.cells == {**ROW, "promoters": "1700"}
    assert [str(bad) for bad in sheet.bad] == ["Line 1: it stands above the header."]


def test_rows_beyond_those_that_can_be_stored_are_counted_and_not_kept() -> None:
    text = "period,promoters\n" + "2026-11,1\n" * MAX_ROWS
    assert len(read_sheet(text, NPS).rows) == MAX_ROWS
    with pytest.raises(BadFile, match="There are 20,001 rows, and 1,000 can be stored"):
        read_sheet("2026-11,1\n" * 20_001, NPS)


def test_a_header_too_long_to_name_anything_costs_no_time() -> None:
    began = process_time()
    for filler in ("(", " ", "(a)"):
        long = f"a{filler * 30_000}b"
        assert read_sheet(f"period\t{long}\n2026-11\t1", NPS).unread == (long,)
    assert process_time() - began < 1


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
        ('period,note\n2026-11,"fine" she said', NPS, "Line 2: text follows a closing quote"),
        ("period" + "\t" * 500, NPS, "Line 1: it has 501 cells, and 500 can be read"),
        ("x" * 200_000, NPS, "No column says which period"),
        (f"period,note\n2026-11,{'x' * 200_000}", NPS, "Line 2: a cell is longer than 131,072"),
    ],
)
def test_what_cannot_be_told_apart_is_refused_in_words(
    text: str, kpi: Kpi | None, says: str
) -> None:
    with pytest.raises(BadFile, match=says):
        read_sheet(text, kpi)
