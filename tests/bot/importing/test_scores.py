from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing.errors import BadFile, BadLine
from kpi import KpiError
from kpi.period import Cadence, Period
from storage.records import Action
from tests.bot.importing.files import csv_of, scores, table

MONTHS = (9, 10, 11)
MARKETS = ("US", "UK", "MEX")


class Answer(NamedTuple):
    day: date
    market: str
    score: int


ANSWERS = st.lists(
    st.builds(
        Answer,
        st.builds(date, st.just(2021), st.sampled_from(MONTHS), st.integers(1, 30)),
        st.sampled_from(MARKETS),
        st.integers(0, 10),
    ),
    min_size=1,
    max_size=60,
)


def counted(answers: list[Answer]) -> dict[str, Fraction]:
    classes = Counter(
        "promoters" if one.score >= 9 else "passives" if one.score >= 7 else "detractors"
        for one in answers
    )
    return {name: Fraction(classes[name]) for name in ("promoters", "passives", "detractors")}


@given(ANSWERS)
def test_every_figure_equals_an_independent_count(answers: list[Answer]) -> None:
    read = scores(csv_of("day,market,score", answers), segment="market")
    found = {(f.key.period.label, f.key.segment): f for f in read.figures}
    expected = {(f"{one.day:%Y-%m}", "") for one in answers}
    expected |= {(f"{one.day:%Y-%m}", f"market:{one.market}") for one in answers}
    assert set(found) == expected
    for (label, segment), figure in found.items():
        own = [
            one
            for one in answers
            if f"{one.day:%Y-%m}" == label and segment in ("", f"market:{one.market}")
        ]
        counts = counted(own)
        assert figure.entry is not None
        assert figure.entry.formula == "counts"
        assert figure.entry.inputs == counts
        share = counts["promoters"] - counts["detractors"]
        assert figure.value == 100 * share / len(own)
    assert read.everything.inputs == counted(answers)


def test_answers_are_put_into_the_periods_asked_for() -> None:
    read = scores(table("day,score", "2021-09-05,9", "2021-09-06,3"), cadence=Cadence.WEEK)
    assert [figure.key.period.label for figure in read.figures] == ["2021-W35", "2021-W36"]


def test_only_a_period_that_still_runs_is_partial() -> None:
    read = scores(table("day,score", "2021-11-30,9", "2021-12-01,9"))
    assert [figure.partial for figure in read.figures] == [False, True]


def test_a_figure_says_where_it_comes_from() -> None:
    (figure,) = scores(table("day,score", "2021-09-05,9")).figures
    assert (figure.action, figure.source) == (Action.IMPORT, "answers.csv")
    assert figure.reason == "import of answers.csv"


def test_a_line_without_a_segment_counts_in_the_total_only_and_without_a_score_not_at_all() -> None:
    read = scores(
        table("day,market,score", "2021-09-05,US,9", "2021-09-06,,3", "2021-09-07,US,"),
        segment="market",
    )
    inputs = {f.key.segment: dict(f.entry.inputs) for f in read.figures if f.entry}
    assert inputs == {
        "": {"promoters": 1, "passives": 0, "detractors": 1},
        "market:US": {"promoters": 1, "passives": 0, "detractors": 0},
    }
    assert (read.without_score, read.without_segment) == (1, 1)


def test_the_survey_decides_which_scores_are_good() -> None:
    lines = ("day,score", "2021-09-05,6", "2021-09-05,7", "2021-09-05,4")
    (figure,) = scores(table(*lines), kpi="csat", survey={"scale": "7", "threshold": "6"}).figures
    assert figure.value == Fraction(200, 3)


def test_the_dimension_of_a_segment_has_no_spaces() -> None:
    read = scores(table("day,Sales region,score", "2021-09-05,New York,9"), segment="Sales Region")
    assert read.figures[1].key.segment == "sales_region:New York"


BAD_LINES = [
    ("2021-09-05,US,11", "not on the scale"),
    ("2021-09-05,US,-1", "not on the scale"),
    ("2021-09-05,US,8.5", "not whole"),
    ("2021-09-05,US,nine", "not a number"),
    ('2021-09-05,US,"9,10"', "not a number"),
    ("5/9/2021,US,9", "day or the month first"),
    (",US,9", "date is empty"),
    ("2021-12-31,US,9", "lies in the future"),
    ("2021-09-05,US", "2 columns"),
    ("2021-09-05,US,9,", "4 columns"),
    ("2021-09-05,a:b,9", "not a segment"),
]


@pytest.mark.parametrize(("line", "says"), BAD_LINES)
def test_a_bad_line_ends_the_import_and_is_named(line: str, says: str) -> None:
    lines = table("day,market,score", "2021-09-05,US,9", "", line, "2021-09-06,US,9")
    with pytest.raises(BadFile, match=f"^Line 4: .*{says}.*Nothing was stored"):
        scores(lines, segment="market")


@pytest.mark.parametrize(("line", "says"), BAD_LINES)
def test_a_bad_line_may_be_left_out_and_the_others_count(line: str, says: str) -> None:
    bad: list[BadLine] = []
    lines = table("day,market,score", "2021-09-05,US,9", line, line, "2021-09-06,US,9")
    read = scores(lines, segment="market", bad=bad)
    assert [one.line for one in bad] == [3, 4]
    assert says in str(bad[0])
    assert dict(read.everything.inputs) == {"promoters": 2, "passives": 0, "detractors": 0}


@pytest.mark.parametrize("lines", [("day,score",), ("day,score", "2021-09-05,")])
def test_a_file_without_answers_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(BadFile, match="holds no answer"):
        scores(table(*lines))


def test_a_kpi_that_has_no_scores_is_refused() -> None:
    with pytest.raises(BadFile, match="not computed from single scores"):
        scores(table("day,score", "2021-09-05,9"), kpi="churn")


def test_a_survey_that_is_not_described_is_refused_before_any_line_is_read() -> None:
    with pytest.raises(KpiError, match="threshold"):
        scores(table("day,score", "never,read"), kpi="csat", survey={"scale": "7"})


def test_more_distinct_cells_than_are_remembered_are_still_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.importing.scores._MOST_REMEMBERED", 2)
    days = [date(2021, 9, day) for day in range(1, 31)]
    read = scores(csv_of("day,score", [(day, 9) for day in days + days]))
    assert read.everything.inputs["promoters"] == 60
    assert read.figures[0].key.period == Period.parse("2021-09")
