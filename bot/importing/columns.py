"""Headers of sheets: which column holds what, in English, Korean and Traditional Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from bot.grammar.words import option
from bot.importing.cells import bare
from kpi import Kpi
from kpi.language import said
from kpi.spelling import fold
from kpi.words import meant

KPI, PERIOD, SEGMENT, FORMULA = "kpi", "period", "segment", "formula"
NOTE, SOURCE = "note", "source"
CURRENCY, COMPLETE, COMPUTED = "currency", "complete", "computed"
READ = (KPI, PERIOD, SEGMENT, FORMULA, NOTE, SOURCE, CURRENCY, COMPLETE, COMPUTED)
"""Columns beside the inputs."""
TOLD = ("value", "unit", "author", "recorded_at", "figure")
"""Columns that an export fills for its reader: they follow from the others, or cannot be chosen."""

_AS_TYPED = (NOTE, SOURCE)
"""Columns in which spaces at the ends count."""

_WORDS: Mapping[str, tuple[str, ...]] = {
    KPI: ("지표", "kpi 이름", "指標"),
    PERIOD: (
        *("date", "day", "week", "month", "quarter", "year", "time"),
        *("날짜", "일자", "주", "주차", "월", "분기", "연도", "년월", "시기"),
        *("日期", "週", "週次", "月", "月份", "年月", "季", "季度", "年", "年度"),
    ),
    CURRENCY: ("통화", "幣別", "貨幣"),
}
_COLUMNS = {fold(word): name for name, words in _WORDS.items() for word in (name, *words)} | {
    fold(name): name for name in (*READ, *TOLD)
}
_IN_BRACKETS = re.compile(r"\s*[(（\[].*?[)）\]]\s*$")
_SCALED = re.compile(
    r"[천만억千仟萬万億]\s?(?:원|달러|불|명|건|개|元|美元|人|次|件)|百[萬万]|백만"
    r"|000|\b(?:thousands?|millions?|k|m|mn)\b",
    re.IGNORECASE,
)
"""A unit in which a number stands for more than its digits say."""
_LONGEST = 200
"""Characters of a header that may mean something; what brackets hold is slow to tell in more."""


class Headers:
    """What headers mean where these KPIs are spoken of."""

    def __init__(self, kpis: Sequence[Kpi]) -> None:
        names = frozenset().union(*(kpi.input_names | kpi.attribute_names for kpi in kpis))
        self._names = {fold(name): name for name in names}
        self._labels = _unambiguous(_labelled(kpis))

    def column(self, header: str) -> str:
        """The column a header means; "" where it means none.

        A unit behind it in brackets does not count: "Revenue (USD)" is revenue. One of thousands
        or more does, for its numbers are not what they say: "Revenue (thousands)" means nothing.
        """
        whole = header.strip()
        if len(whole) > _LONGEST:
            return ""
        unit = _IN_BRACKETS.search(whole)
        unitless = whole[: unit.start()] if unit and not _SCALED.search(unit[0]) else whole
        for typed in (whole, unitless):
            folded = fold(typed)
            known = _COLUMNS.get(folded) or _COLUMNS.get(fold(option(typed)))
            found = known or self._input(typed, folded)
            if found:
                return found
        return ""

    def _input(self, typed: str, folded: str) -> str:
        return (
            self._names.get(folded)
            or self._names.get(fold(meant(typed)))
            or self._labels.get(folded, "")
        )


def by_column(names: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """The cells of a row by the columns they stand in; empty ones are left out."""
    cells = {name: bare(cell) for name, cell in zip(names, row, strict=False) if name}
    return {
        name: cell if name in _AS_TYPED else cell.strip()
        for name, cell in cells.items()
        if cell.strip()
    }


def _labelled(kpis: Iterable[Kpi]) -> Iterable[tuple[str, str]]:
    """Labels of inputs, in English and in the language spoken, with the inputs they name."""
    for kpi in kpis:
        for formula in kpi.formulas:
            for one in formula.inputs:
                yield fold(one.label), one.name
                yield fold(said(one.label)), one.name


def _unambiguous(labels: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Those that name one input only."""
    found: dict[str, set[str]] = {}
    for label, name in labels:
        found.setdefault(label, set()).add(name)
    return {label: next(iter(names)) for label, names in found.items() if len(names) == 1}
