"""A file of figures: what a spreadsheet shows of it, and that importing it gives them again."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.exporting.table import csv_of
from bot.importing.columns import READ, TOLD
from bot.importing.errors import refuse
from bot.importing.rows import figure_of, read_rows
from bot.importing.sheet import read_sheet
from bot.importing.table import Table, decoded
from kpi import Entry, Kpi, Undefined, catalogue, evaluate, read
from kpi.model import Formula, Input, Kind
from kpi.parse import scale_range
from kpi.period import Period
from storage.records import Action, FigureKey, NewObservation, Observation
from tests.bot.importing.files import RUN

NOW = datetime(2021, 12, 18, 1, tzinfo=UTC)
PERIODS = [Period.parse(label) for label in ("2021-W40", "2021-10", "2021-Q3", "2020", "2021-12")]


def decimals(low: int, high: int) -> st.SearchStrategy[str]:
    return st.decimals(low, high, places=4).map(lambda number: f"{number:f}")


AMOUNTS = decimals(-(10**9), 10**9)
NOT_NEGATIVE = decimals(0, 10**9)
PERCENT = decimals(0, 100).map(lambda number: f"{number}%")
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=";；"), min_size=1
)
NOTES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda note: note if note.strip() else ""
)
BY_KIND: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.COUNT: st.integers(0, 10**12).map(str),
    Kind.AVERAGE_COUNT: NOT_NEGATIVE,
    Kind.MONEY: AMOUNTS,
    Kind.PERCENT: PERCENT,
    Kind.SAME_UNIT_RATE: NOT_NEGATIVE,
    Kind.NUMBER: AMOUNTS,
    Kind.MONEY_LIST: st.lists(AMOUNTS, min_size=1, max_size=4),
    Kind.PERCENT_LIST: st.lists(PERCENT, min_size=1, max_size=4),
    Kind.CHOICE_5_7: st.sampled_from(("5", "7")),
    Kind.TEXT_LIST: st.lists(WORDS.filter(str.strip), min_size=1, max_size=3),
}


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    kpi: Kpi = draw(st.sampled_from(catalogue.all_kpis()))
    formula: Formula = draw(st.sampled_from(kpi.formulas))
    survey = {one.name: draw(st.sampled_from(one.choices or ("3",))) for one in kpi.attributes}
    typed: dict[str, Any] = dict(survey)
    for one in sorted(formula.inputs, key=lambda one: one.kind is Kind.SCORE_LIST):
        typed[one.name] = draw(scores(one, typed) if one.scale else BY_KIND[one.kind])
    entry = read(
        kpi, (), typed, formula=formula.key, currency=draw(st.sampled_from(("USD", "KRW")))
    )
    try:
        return evaluate(entry).kept
    except Undefined:
        return entry


def scores(one: Input, typed: dict[str, Any]) -> st.SearchStrategy[dict[int, int]]:
    low, high = scale_range(typed[one.scale])
    return st.dictionaries(st.integers(low, high), st.integers(1, 10**6), min_size=1)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Observation, ...]:
    keys = draw(
        st.lists(
            st.tuples(st.sampled_from(PERIODS), st.sampled_from(("", "tier:a b", "plan:큰"))),
            min_size=1,
            max_size=4,
            unique=True,
        )
    )
    found = []
    for number, (period, segment) in enumerate(keys, start=1):
        entry = draw(entries())
        key = FigureKey(kpi=entry.kpi, period=period, segment=segment)
        partial = draw(st.booleans())
        found.append(
            figure(key, entry, number, partial=partial, note=draw(NOTES), source=draw(NOTES))
        )
    return tuple(found)


def figure(key: FigureKey, entry: Entry, number: int = 1, **more: Any) -> Observation:
    given = {"sound": True, "partial": False, "action": Action.RECORD, "author": "U1", **more}
    value = given.pop("value", Fraction(70))
    return Observation(
        key=key, entry=entry, value=value, number=number, revision=1, recorded_at=NOW, **given
    )


def again(content: bytes) -> tuple[list[NewObservation], list[NewObservation]]:
    """What Slack's import and the command line's make of a file."""
    with decoded(io.BytesIO(content)) as lines:
        rows = read_sheet(lines.read(), None).rows
    by_slack = [
        figure_of(row.cells, row.values, catalogue.get(row.cells["kpi"]), RUN, Period.parse)
        for row in rows
    ]
    return by_slack, list(read_rows(Table(decoded(io.BytesIO(content))), RUN, refuse))


@given(figures())
@settings(max_examples=30)
def test_whatever_is_exported_both_imports_give_again(exported: tuple[Observation, ...]) -> None:
    for imported in again(csv_of(exported, lambda _: "=Kim")):
        assert len(imported) == len(exported)
        for then, now in zip(exported, imported, strict=True):
            assert (now.key, now.entry, now.partial) == (then.key, then.entry, then.partial)
            assert (now.note, now.source) == (then.note, then.source or RUN.file)


NPS = read(catalogue.get("nps"), ["1700", "350", "150"], {})
KEY = FigureKey(kpi="nps", period=Period.parse("2021-W40"))


def rows_of(*found: Observation) -> list[dict[str, str]]:
    text = csv_of(found, lambda user: {"U1": "Kim"}.get(user, "")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_says_everything_about_its_figure() -> None:
    [row] = rows_of(figure(KEY, NPS, 12, note="=1+1", value=Fraction(775, 11)))
    assert {name: row[name] for name in row} == {
        "kpi": "nps",
        "period": "2021-W40",
        "segment": "",
        "formula": "counts",
        "currency": "",
        "promoters": "1700",
        "passives": "350",
        "detractors": "150",
        "scale": "0-10",
        "complete": "yes",
        "computed": "no",
        "note": "'=1+1",
        "source": "",
        "value": "70.454545",
        "unit": "points",
        "author": "Kim",
        "recorded_at": "2021-12-18T01:00:00Z",
        "figure": "K-12",
    }


def test_an_undefined_value_is_an_empty_cell_and_a_partial_figure_is_not_complete() -> None:
    [row] = rows_of(figure(KEY, NPS, value=None, partial=True))
    assert (row["value"], row["complete"]) == ("", "no")


def test_excel_knows_the_letters_by_the_mark_at_the_beginning() -> None:
    assert csv_of([figure(KEY, NPS)], lambda _: "").startswith(b"\xef\xbb\xbfkpi,period,")


def test_computed_figures_are_marked_and_not_imported_again() -> None:
    kept = figure(KEY, NPS)
    derived = figure(FigureKey(kpi="nps", period=KEY.period.next()), NPS, 2, action=Action.DERIVE)
    content = csv_of([kept, derived], lambda _: "")
    assert [row["computed"] for row in rows_of(kept, derived)] == ["no", "yes"]
    assert len(read_rows(Table(decoded(io.BytesIO(content))), RUN, refuse)) == 1


def test_no_input_is_called_like_another_column() -> None:
    columns = {*READ, *TOLD}
    assert not [kpi for kpi in catalogue.all_kpis() if columns & kpi.input_names]
    assert not [kpi for kpi in catalogue.all_kpis() if columns & kpi.attribute_names]


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("complete", "perhaps", "complete takes yes or no"),
        ("computed", "perhaps", "computed takes yes or no"),
        ("currency", "XYZ", "is no currency"),
    ],
)
def test_cells_that_say_nothing_are_refused(column: str, cell: str, says: str) -> None:
    text = f"kpi,period,arpu,customers,{column}\nmrr,2021-10,10,12,{cell}\n"
    with pytest.raises(Exception, match=says):
        read_rows(Table(io.StringIO(text)), RUN, refuse)


def test_partial_is_what_the_file_says_whatever_the_clock_says() -> None:
    text = "kpi,period,lost,start,complete\nchurn,2021-10,5,100,no\nchurn,2021-12,5,100,yes\n"
    found = read_rows(Table(io.StringIO(text)), RUN, refuse)
    assert [one.partial for one in found] == [True, False]
