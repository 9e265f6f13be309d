from __future__ import annotations

from bot.importing.errors import refuse
from bot.importing.rows import read_rows
from bot.importing.summary import summary
from tests.bot.importing.files import RUN, scores, table


def test_answers_are_summed_up_over_everything_and_then_by_period_and_segment() -> None:
    read = scores(
        table("day,market,score", "2021-09-05,US,9", "2021-09-06,UK,3", "2021-12-07,US,8"),
        segment="market",
    )
    lines = summary(read.figures, read.everything)
    assert lines[0] == (
        "NPS 0.00 over 2021-09 … 2021-12, 3 answers: "
        "33.33 % promoters, 33.33 % passives, 33.33 % detractors"
    )
    assert [line.split() for line in lines[1:]] == [
        ["2021-09", "all", "0.00", "2", "answers"],
        ["2021-09", "market:UK", "−100.00", "1", "answers"],
        ["2021-09", "market:US", "100.00", "1", "answers"],
        ["2021-12", "all", "0.00", "1", "answers", "so", "far"],
        ["2021-12", "market:US", "0.00", "1", "answers", "so", "far"],
    ]


def test_rows_are_pooled_where_their_inputs_add_up_and_else_it_says_why_not() -> None:
    figures = read_rows(
        table(
            "kpi,period,promoters,passives,detractors,lost,start",
            "nps,2021-W40,10,5,5,,",
            "nps,2021-W41,20,5,5,,",
            "churn,2021-W40,,,,5,100",
            "churn,2021-W41,,,,5,0",
        ),
        RUN,
        refuse,
    )
    lines = summary(figures)
    assert lines[0].startswith("CCR over 2021-W40 … 2021-W41: no total of all periods.")
    assert "undefined" in lines[2]
    assert lines[3].startswith("NPS 40.00 over 2021-W40 … 2021-W41, 50 answers: 60.00 % promoters")


def test_segments_alone_have_no_total() -> None:
    figures = read_rows(
        table("kpi,period,segment,lost,start", "churn,2021-W40,tier:pro,5,100"), RUN, refuse
    )
    assert summary(figures)[0] == (
        "CCR over 2021-W40: no total of all periods. Segments alone may overlap."
    )
