"""A benchmark in words: what it says, who published it, how far it goes, what to doubt."""

from __future__ import annotations

from collections.abc import Mapping

from bot.views.blocks import joined
from kpi import Kpi
from kpi.catalogue import SOURCES
from kpi.model import Benchmark, Status

STATUS_WORDS: Mapping[Status, str] = {
    Status.USE: "can judge your values",
    Status.THUMB: "a rule of thumb",
    Status.INFORMATION: "for information, never judged",
    Status.EXTERNAL: "mentioned only, never judged",
}


def used_set(kpi: Kpi, chosen: str | None) -> str | None:
    """The set a KPI is judged by: the one chosen, or its own."""
    return chosen or kpi.default_set


def can_be_chosen(benchmark: Benchmark) -> bool:
    """Whether it holds bars that a value can be judged by."""
    return bool(benchmark.bands) and benchmark.status is not Status.INFORMATION


def described(benchmark: Benchmark, *, used: str | None) -> str:
    """All there is to say about one benchmark, in a few lines."""
    mark = " (in use here)" if benchmark.set == used and can_be_chosen(benchmark) else ""
    return joined(
        [
            f"• `{benchmark.set}`{mark}: {benchmark.rule}",
            f"{_published(benchmark)} · {_reach(benchmark)} · {_standing(benchmark)}",
            f"Note: {benchmark.note}" if benchmark.note else "",
            f"Doubt: {SOURCES[benchmark.set].doubt}",
        ]
    )


def _published(benchmark: Benchmark) -> str:
    source = SOURCES[benchmark.set]
    return f'"{source.title}", {source.year or "no year"}'


def _reach(benchmark: Benchmark) -> str:
    industry = f"for {benchmark.industry}" if benchmark.industry else "no industry named"
    return f"{_period(benchmark)}{industry}{_condition(benchmark)}"


def _period(benchmark: Benchmark) -> str:
    if benchmark.period:
        return f"stated for a {benchmark.period}, "
    # The reason of a rule of thumb says it already.
    return "" if benchmark.status is Status.THUMB else "no period named, "


def _condition(benchmark: Benchmark) -> str:
    formulas = " or ".join(f"formula={key}" for key in benchmark.formulas)
    survey = " and ".join(f"{name}={value}" for name, value in benchmark.only.items())
    wanted = " and ".join(one for one in (formulas, survey) if one)
    return f", only with {wanted}" if wanted else ""


def _standing(benchmark: Benchmark) -> str:
    said = STATUS_WORDS[benchmark.status]
    return f"{said}: {benchmark.why}" if benchmark.why else said
