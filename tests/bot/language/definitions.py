"""Which texts of the KPI definitions are translated: each is a key of `definitions.po`."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.catalogue import SOURCES, all_kpis
from kpi.model import Benchmark, Formula, Kpi, Source


def definition_texts() -> tuple[str, ...]:
    """Every text of the definitions that people read, each once, in the catalogue's order.

    Names of KPIs are left out, as a definition holds them in every language, and so are the
    titles of publications.
    """
    texts = [text for kpi in all_kpis() for text in _of_kpi(kpi)]
    texts += [text for source in SOURCES.values() for text in _of_source(source)]
    return tuple(dict.fromkeys(text for text in texts if text))


def _of_kpi(kpi: Kpi) -> Iterator[str]:
    yield kpi.tells
    yield kpi.hides
    for formula in kpi.formulas:
        yield from _of_formula(formula)
    yield from (one.label for one in kpi.attributes)
    for benchmark in kpi.benchmarks:
        yield from _of_benchmark(benchmark)
    yield from kpi.advice


def _of_formula(formula: Formula) -> Iterator[str]:
    yield from (one.label for one in formula.inputs)
    yield formula.per
    if formula.drivers is not None:
        yield from (one.label for one in formula.drivers.parts)
    yield from (label for label, _ in formula.beside)
    yield from (one.broken for one in formula.checks)
    yield from (one.otherwise for one in formula.requires)


def _of_benchmark(benchmark: Benchmark) -> Iterator[str]:
    yield from (benchmark.rule, benchmark.industry, benchmark.note, benchmark.why)


def _of_source(source: Source) -> Iterator[str]:
    # Without a year there is no publication: the title is a description in our own words.
    if source.year is None:
        yield source.title
    yield source.doubt
