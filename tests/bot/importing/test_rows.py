from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest

from bot.importing.errors import BadFile, BadLine, refuse
from bot.importing.rows import read_rows
from storage.records import NewObservation
from tests.bot.importing.files import RUN, table

HEADER = "kpi,period,segment,formula,lost,start,end,promoters,passives,detractors,note"


def read(*lines: str, bad: list[BadLine] | None = None) -> Sequence[NewObservation]:
    return read_rows(table(*lines), RUN, refuse if bad is None else bad.append)


def test_a_row_is_read_as_if_it_were_typed_and_an_empty_cell_is_not_given() -> None:
    nps, churn = read(
        HEADER,
        'NPS,2021-W40,,,,,,"1,700",350,150,first survey',
        "churn,2021-10,tier:Enterprise,,50,,3000,,,,",
    )
    assert (nps.key.kpi, nps.key.period.label, nps.key.segment) == ("nps", "2021-W40", "")
    assert (nps.value, nps.note) == (Fraction(775, 11), "first survey")
    assert (churn.key.segment, churn.value) == ("tier:Enterprise", Fraction(5, 3))


def test_a_zero_denominator_is_stored_as_undefined_and_impossible_data_as_unsound() -> None:
    undefined, impossible = read(
        "kpi,period,lost,start", "churn,2021-10,0,0", "churn,2021-11,60,50"
    )
    assert (undefined.value, undefined.sound) == (None, True)
    assert impossible.sound is False


def test_a_formula_may_be_named() -> None:
    (figure,) = read("kpi,period,formula,lost,end", "churn,2021-10,of_end,50,3000")
    assert figure.entry is not None
    assert figure.entry.formula == "of_end"


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("period,lost,start", 'no column "kpi".*--scores'),
        ("kpi,lost,start", 'no column "period"'),
        ("kpi,period,promotors", "promotors.*Did you mean promoters"),
    ],
)
def test_columns_that_mean_nothing_are_refused_before_any_row(header: str, says: str) -> None:
    with pytest.raises(BadFile, match=says):
        read(header, "never,read,1")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("banana,2021-10,,,50,3000,,,,,", 'no KPI called "banana"'),
        (",2021-10,,,50,3000,,,,,", "kpi is empty"),
        ("churn,,,,50,3000,,,,,", "period is empty"),
        ("churn,last,,,50,3000,,,,,", "not a period"),
        ("churn,2022-01,,,50,3000,,,,,", "lies in the future"),
        ("churn,2021-10,enterprise,,50,3000,,,,,", "not a segment"),
        ("churn,2021-10,,,50,,,,,,", "Missing"),
        ("churn,2021-10,,,50,3000,3000,,,,", "Too many inputs"),
        ("churn,2021-10,,,-5,3000,,,,,", "below zero"),
        ("churn,2021-10,,nonsense,50,3000,,,,,", 'no formula "nonsense"'),
        ("churn,2021-10,,,50,3000,,,,", "10 columns"),
        (f"churn,2021-10,,,50,3000,,,,,{'x' * 1001}", "longer than 1000"),
        ("nps,2021-W40,,,,,,1,1,1,", "line 2 holds the same figure"),
    ],
)
def test_a_bad_row_ends_the_import_or_is_left_out(line: str, says: str) -> None:
    lines = (HEADER, "nps,2021-W40,,,,,,1,1,1,", line)
    with pytest.raises(BadFile, match=f"^Line 3: .*{says}"):
        read(*lines)
    bad: list[BadLine] = []
    assert len(read(*lines, bad=bad)) == 1
    assert [one.line for one in bad] == [3]


def test_a_file_without_figures_is_refused() -> None:
    with pytest.raises(BadFile, match="holds no figure"):
        read("kpi,period,lost,start")
