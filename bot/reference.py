"""The KPI reference, written from the definitions: docs/kpis.md."""

from __future__ import annotations

from collections.abc import Iterator

from bot.examples import example_of
from bot.views.benchmarks import STATUS_WORDS
from bot.views.inputs import formula_words
from bot.views.naming import DIRECTION, EVERY, MEASURED, full_name
from kpi import Kpi, families
from kpi.catalogue import SOURCES
from kpi.model import Benchmark, Formula

HEAD = """\
# KPIs

Every KPI the bot knows, by family: what it tells and hides, how it is computed, what it is judged
by. This page is written from the definitions in `kpi/catalogue/` by `kpi-bot docs`; the
checks fail when it is stale.

The first formula of a KPI is the one that numbers without names are read by. Otherwise the inputs
given choose it, or `formula=NAME` does."""


def reference() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD, "", *_contents()]
    for family, kpis in families().items():
        parts += ["", f"## {family.capitalize()}"]
        for kpi in kpis:
            parts += ["", *_kpi(kpi)]
    return "\n".join([*parts, "", *_sources(), ""])


def _contents() -> Iterator[str]:
    for family, kpis in families().items():
        named = ", ".join(f"[{kpi.key}](#{kpi.key})" for kpi in kpis)
        yield f"- **{family.capitalize()}**: {named}"


def _kpi(kpi: Kpi) -> Iterator[str]:
    yield f'### <a id="{kpi.key}"></a>{full_name(kpi)}'
    yield ""
    yield (
        f"`{kpi.key}` · recorded {EVERY[kpi.cadence]} · {MEASURED[kpi.unit]} · "
        + (DIRECTION[kpi.better])
    )
    yield ""
    yield f"{kpi.tells} What it hides: {kpi.hides[0].lower()}{kpi.hides[1:]}"
    yield ""
    yield "| formula | what it computes | type |"
    yield "| --- | --- | --- |"
    for formula in kpi.formulas:
        yield _formula(kpi, formula)
    yield ""
    yield from _names(kpi)
    if kpi.benchmarks:
        yield ""
        yield from _benchmarks(kpi)
    yield ""
    yield "When it is bad:"
    yield ""
    yield from (f"- {line}" for line in kpi.advice)


def _formula(kpi: Kpi, formula: Formula) -> str:
    cells = (
        f"`{formula.key}`",
        formula_words(kpi, formula),
        f"`{example_of(kpi, formula)}`",
    )
    return f"| {' | '.join(cells)} |"


def _names(kpi: Kpi) -> Iterator[str]:
    said = [f"`{alias}`" for alias in kpi.aliases]
    for names in kpi.names.values():
        said += [names.display, *names.accepted]
    yield f"Also understood: {', '.join(said)}."


def _benchmarks(kpi: Kpi) -> Iterator[str]:
    yield "| set | rule | period | industry | how it is used | note |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in kpi.benchmarks:
        used = " (default)" if one.set == kpi.default_set else ""
        cells = (
            f"`{one.set}`{used}",
            one.rule,
            f"a {one.period}" if one.period else "not named",
            one.industry or "–",
            STATUS_WORDS[one.status],
            _remark(one),
        )
        yield f"| {' | '.join(cells)} |"


def _remark(benchmark: Benchmark) -> str:
    only = [f"formula {' or '.join(benchmark.formulas)} only"] if benchmark.formulas else []
    only += [f"{name}={value} only" for name, value in benchmark.only.items()]
    said = [*only, benchmark.why, benchmark.note]
    return "; ".join(one for one in said if one) or "–"


def _sources() -> Iterator[str]:
    yield "## Sources"
    yield ""
    for source in SOURCES.values():
        year = f" ({source.year})" if source.year else ""
        yield f'- `{source.key}`: "{source.title}"{year}. Doubt: {source.doubt}.'
