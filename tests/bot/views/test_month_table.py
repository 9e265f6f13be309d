"""The table of a monthly digest: exact figures in cells that spreadsheets take as numbers."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from bot.desk.reading import Reading
from bot.digest.report import Line, Report, Standing
from bot.language import language
from bot.views.blocks import Message
from bot.views.digest import digest_pages
from bot.views.month_table import month_tables
from kpi.language import speaking
from kpi.period import Period
from storage.records import Observation, Rhythm

OCTOBER = Period.parse("2026-10")
EARLIER = tuple(OCTOBER.previous(back) for back in range(1, 7))
Read = Callable[..., Reading]
Made = Callable[..., Observation]


def line(reading: Reading | None, standing: Standing = Standing.HOLDS, **more: object) -> Line:
    kpi = reading.kpi if reading else more.pop("kpi")
    given = {"segment": "", "period": OCTOBER, "other_length": False, **more}
    return Line(kpi=kpi, reading=reading, standing=standing, **given)  # type: ignore[arg-type]


def report(*lines: Line, rhythm: Rhythm = Rhythm.MONTHLY) -> Report:
    return Report(rhythm=rhythm, period=OCTOBER, lines=lines, carried=(), late=False)


def cells(message: Message) -> list[list[str]]:
    [drawn] = [block for block in message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in drawn["rows"]]


@pytest.fixture
def churn(reading: Read, observation: Made) -> Line:
    before = observation("churn", {"lost": "60", "start": "3000"}, "2026-09")
    given = {"lost": "95", "start": "3000"}
    read = reading("churn", given, "2026-10", before=before, target="<= 2%")
    past = ((EARLIER[1], Fraction(7, 3)), (EARLIER[0], Fraction(2)))
    return line(read, Standing.MISSED, past=past)


def test_a_row_has_the_figure_its_change_target_and_verdict_and_the_months_before(
    churn: Line,
) -> None:
    [message] = month_tables(report(churn))
    assert cells(message) == [
        ["KPI", "Unit", "Period", "Value", "Change", "Target", "Verdict",
         "Sep 2026", "Aug 2026", "Jul 2026", "Jun 2026", "May 2026", "Apr 2026"],
        ["Churn", "%", "Oct 2026", "3.17", "1.17", "<= 2.00", "Missed · good",
         "2.00", "2.33", "–", "–", "–", "–"],
    ]  # fmt: skip


def test_columns_that_stay_empty_for_a_kpi_of_weeks_say_why(churn: Line, reading: Read) -> None:
    why = "The columns of earlier months show only KPIs that are recorded by the month."
    week = Period.parse("2026-W43")
    nps = reading("nps", {"promoters": "2", "passives": "0", "detractors": "1"}, week.label)
    [message] = month_tables(report(churn, line(nps, period=week)))
    assert message.text.split("\n")[1] == why
    assert why in message.blocks[0]["text"]["text"]
    assert cells(message)[2][2] == "W43"
    [monthly] = month_tables(report(churn))
    assert why not in monthly.text


def test_the_text_holds_the_same_parted_by_tabs(churn: Line) -> None:
    [message] = month_tables(report(churn))
    title, *rows = message.text.split("\n")
    assert title == "The figures of October 2026 as a table, to be copied into a spreadsheet:"
    assert [row.split("\t") for row in rows] == cells(message)


@pytest.mark.parametrize(
    ("kpi", "inputs", "unit", "value"),
    [
        ("mrr", {"arpu": "1,234,567.5", "customers": "1"}, "USD", "1234567.50"),
        ("nps", {"promoters": "1", "passives": "0", "detractors": "2"}, "points", "-33.33"),
        ("crr", {"end": "2", "new": "0", "start": "3"}, "%", "66.67"),
    ],
)
def test_numbers_are_written_as_every_spreadsheet_reads_them(
    reading: Read, kpi: str, inputs: dict[str, str], unit: str, value: str
) -> None:
    [message] = month_tables(report(line(reading(kpi, inputs, "2026-10"))))
    _, row = cells(message)
    assert (row[1], row[3]) == (unit, value)


def test_what_is_missing_has_no_number(reading: Read) -> None:
    nps = reading("nps", {"promoters": "1", "passives": "0", "detractors": "0"}).kpi
    [message] = month_tables(report(line(None, Standing.MISSING, kpi=nps)))
    _, row = cells(message)
    assert [row[0], row[3], row[6]] == ["NPS", "–", "Missing"]


@pytest.mark.parametrize(("count", "length"), [(1, 1), (60, 50), (250, 50), (250, 1)])
def test_any_number_of_rows_fits_into_slacks_limits_and_each_stands_once(
    churn: Line, fits: Callable[[Message], None], count: int, length: int
) -> None:
    lines = [
        line(churn.reading, Standing.MISSED, segment=f"customer:{'x' * length}{at}")
        for at in range(count)
    ]
    tables = month_tables(report(*lines))
    for message in tables:
        fits(message)
        assert cells(message)[0] == cells(tables[0])[0]
    assert [row[0] for one in tables for row in cells(one)[1:]] == [
        f"Churn · {one.segment}" for one in lines
    ]


@pytest.mark.parametrize(
    ("kpi", "label", "name"),
    [
        ("nps", "2026-W43", "*NPS 33.3* (weekly · W43)"),
        ("mrr", "2026-Q3", "*MRR $6.00* (quarterly · Q3 2026 (Jul – Sep))"),
    ],
)
def test_a_figure_of_another_length_says_which_period_it_is_of(
    reading: Read, kpi: str, label: str, name: str
) -> None:
    inputs = {
        "nps": {"promoters": "2", "passives": "0", "detractors": "1"},
        "mrr": {"arpu": "2", "customers": "3"},
    }
    one = line(reading(kpi, inputs[kpi], label), period=Period.parse(label), other_length=True)
    assert f"Holds*  {name}" in str(digest_pages(report(one)).root.blocks)


def test_only_monthly_digests_carry_it_behind_what_did_not_fit(churn: Line) -> None:
    monthly = digest_pages(report(churn)).overflow
    assert [cells(one)[1][0] for one in monthly] == ["Churn"]
    assert digest_pages(report(churn, rhythm=Rhythm.WEEKLY)).overflow == ()
    assert month_tables(report()) == ()


@pytest.mark.parametrize(
    ("code", "head"),
    [("ko", ["KPI", "단위", "기간", "값"]), ("zh_Hant", ["KPI", "單位", "期間", "數值"])],
)
def test_it_is_in_the_language_of_its_channel(churn: Line, code: str, head: list[str]) -> None:
    with speaking(language(code)):
        [message] = month_tables(report(churn))
    assert cells(message)[0][:4] == head
