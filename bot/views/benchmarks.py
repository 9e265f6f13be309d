"""A benchmark in words: what it says, who published it, how far it goes, what to doubt."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views.blocks import joined
from kpi import Kpi
from kpi.catalogue import SOURCES
from kpi.language import phrase, said
from kpi.lists import comma_joined, joined_and, joined_or, labelled
from kpi.model import Benchmark, Status
from kpi.period import Cadence

STATUS_WORDS: Mapping[Status, str] = {
    Status.USE: phrase("can judge your values"),
    Status.THUMB: phrase("a rule of thumb"),
    Status.INFORMATION: phrase("for information, never judged"),
    Status.EXTERNAL: phrase("mentioned only, never judged"),
}


def used_set(kpi: Kpi, chosen: str | None) -> str | None:
    """The set a KPI is judged by: the one chosen, or its own."""
    return chosen or kpi.default_set


def can_be_chosen(benchmark: Benchmark) -> bool:
    """Whether it holds bars that a value can be judged by."""
    return bool(benchmark.bands) and benchmark.status is not Status.INFORMATION


def described(benchmark: Benchmark, *, used: str | None) -> str:
    """All there is to say about one benchmark, in a few lines."""
    name = f"`{benchmark.set}`"
    if benchmark.set == used and can_be_chosen(benchmark):
        name = said("{benchmark} (in use here)", benchmark=name)
    return joined(
        [
            labelled(f"• {name}", said(benchmark.rule)),
            f"{_published(benchmark)} · {_reach(benchmark)} · {_standing(benchmark)}",
            said("Note: {note}", note=said(benchmark.note)) if benchmark.note else "",
            said("Doubt: {doubt}", doubt=said(SOURCES[benchmark.set].doubt)),
        ]
    )


def _published(benchmark: Benchmark) -> str:
    source = SOURCES[benchmark.set]
    title = said('"{title}"', title=said(source.title))
    return said("{source}, {year}", source=title, year=source.year or said("no year"))


def _reach(benchmark: Benchmark) -> str:
    industry = (
        said("for {industry}", industry=said(benchmark.industry))
        if benchmark.industry
        else said("no industry named")
    )
    parts = (_period(benchmark), industry, _condition(benchmark))
    return comma_joined([part for part in parts if part])


_STATED = {
    Cadence.WEEK: phrase("stated for a week"),
    Cadence.MONTH: phrase("stated for a month"),
    Cadence.QUARTER: phrase("stated for a quarter"),
    Cadence.YEAR: phrase("stated for a year"),
}


def _period(benchmark: Benchmark) -> str:
    if benchmark.period:
        return said(_STATED[benchmark.period])
    # The reason of a rule of thumb says it already.
    return "" if benchmark.status is Status.THUMB else said("no period named")


def _condition(benchmark: Benchmark) -> str:
    formulas = joined_or([f"formula={key}" for key in benchmark.formulas])
    survey = [f"{name}={value}" for name, value in benchmark.only.items()]
    wanted = joined_and([one for one in (formulas, *survey) if one])
    return said("only with {options}", options=wanted) if wanted else ""


def _standing(benchmark: Benchmark) -> str:
    words = said(STATUS_WORDS[benchmark.status])
    if not benchmark.why:
        return words
    return labelled(words, said(benchmark.why))
