"""Checks of a KPI definition, run when it is loaded: a mistake fails there and names the KPI."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from fractions import Fraction
from itertools import pairwise

from kpi.errors import DefinitionError, KpiError
from kpi.expression import Expression, ZeroDenominator
from kpi.model import (
    RESERVED_INPUTS,
    Band,
    Benchmark,
    Better,
    Formula,
    Input,
    Kind,
    Kpi,
    Mean,
    Net,
    Share,
    Source,
    Status,
)
from kpi.parse import LISTS
from kpi.read import read
from kpi.value import Tally, Value

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGES = ("ko", "zh_Hant")
_ARTICLES = frozenset("ABCD")


def check(kpi: Kpi, sources: Mapping[str, Source]) -> None:
    """Raise DefinitionError for the first mistake in a definition. `sources` are the known sets."""
    for problem in _problems(kpi, sources):
        raise DefinitionError(f"{kpi.key or 'a KPI without a key'}: {problem}")


def _problems(kpi: Kpi, sources: Mapping[str, Source]) -> Iterator[str]:
    yield from _in_the_names(kpi)
    yield from _in_the_words(kpi)
    yield from _in_the_attributes(kpi)
    yield from _in_the_formulas(kpi)
    for formula in kpi.formulas:
        for problem in _in_a_formula(kpi, formula):
            yield f"formula {formula.key}: {problem}"
    yield from _in_the_benchmarks(kpi, sources)
    yield from _in_the_examples(kpi)


def _in_the_names(kpi: Kpi) -> Iterator[str]:
    if not _KEY.fullmatch(kpi.key):
        yield f'key "{kpi.key}" is not lower-case letters, digits and _'
    if not kpi.name.strip():
        yield "has no name"
    for language in _LANGUAGES:
        if language not in kpi.names or not kpi.names[language].display.strip():
            yield f"has no name in {language}"


def _in_the_words(kpi: Kpi) -> Iterator[str]:
    if not kpi.articles or set(kpi.articles) - _ARTICLES:
        yield "articles are some of A, B, C, D"
    for field, text in (("tells", kpi.tells), ("hides", kpi.hides)):
        if not text.strip():
            yield f"{field} is empty"
    if not 2 <= len(kpi.advice) <= 4 or not all(line.strip() for line in kpi.advice):
        yield "advice is two to four lines"


def _in_the_attributes(kpi: Kpi) -> Iterator[str]:
    before: set[str] = set()
    for one in kpi.attributes:
        if not _KEY.fullmatch(one.name) or one.name in RESERVED_INPUTS | before | kpi.input_names:
            yield f'attribute name "{one.name}" is malformed, reserved or taken'
        if one.choices and one.default is not None and one.default not in one.choices:
            yield f'default "{one.default}" is no choice of attribute {one.name}'
        if set(one.default_when) - before:
            yield f"the default of {one.name} looks at an attribute that does not stand before it"
        before.add(one.name)
    declared = Better.DECLARED in {kpi.better, *(formula.better for formula in kpi.formulas)}
    if declared and "direction" not in before:
        yield "leaves the direction to the survey, but has no attribute direction"


def _in_the_formulas(kpi: Kpi) -> Iterator[str]:
    if not kpi.formulas:
        yield "has no formula"
    if twice := _repeated(formula.key for formula in kpi.formulas):
        yield f"two formulas have the key {twice}"
    if twice := _repeated(
        " ".join(sorted(one.name for one in formula.inputs)) for formula in kpi.formulas
    ):
        yield f"two formulas have the inputs {twice}"


def _in_a_formula(kpi: Kpi, formula: Formula) -> Iterator[str]:
    yield from _in_the_inputs(kpi, formula)
    inputs = formula.input_set
    used = _used(formula)
    if strangers := set().union(*(one.names for one in used)) - inputs - kpi.attribute_names:
        yield f'uses "{min(strangers)}", which is neither an input nor an attribute'
        return
    scales = {one.scale for one in formula.inputs}
    if unused := inputs - set().union(*(one.names for one in used)) - scales:
        yield f"input {min(unused)} is not used"
    if problem := _uncomputable(kpi, formula):
        yield problem
        return
    yield from _in_the_keep(kpi, formula)
    yield from _in_the_series(kpi, formula)
    if isinstance(formula.sample, Mean) and formula.sample.scores not in inputs:
        yield f'the sample names "{formula.sample.scores}", which is no input'
    yield from _in_the_drivers(kpi, formula)


def _in_the_inputs(kpi: Kpi, formula: Formula) -> Iterator[str]:
    if not _KEY.fullmatch(formula.key):
        yield "its key is not lower-case letters, digits and _"
    if not formula.inputs:
        yield "has no inputs"
    names = [one.name for one in formula.inputs]
    if twice := _repeated(names):
        yield f"two inputs are called {twice}"
    scales = kpi.attribute_names | set(names)
    for one in formula.inputs:
        yield from _in_an_input(one, scales)


def _in_an_input(one: Input, scales: Set[str]) -> Iterator[str]:
    if not _KEY.fullmatch(one.name):
        yield f'input name "{one.name}" is not lower-case letters, digits and _'
    if one.name in RESERVED_INPUTS | {"currency"}:
        yield f'"{one.name}" is a reserved word, not an input name'
    if not one.label.strip():
        yield f"input {one.name} has no label"
    if (one.kind is Kind.SCORE_LIST) != (one.scale in scales):
        yield f"input {one.name}: scores, and only scores, name the input with their scale"


def _used(formula: Formula) -> list[Expression]:
    """Every expression over the inputs."""
    expressions = [formula.expression]
    if isinstance(formula.sample, Share):
        expressions += [formula.sample.successes, formula.sample.trials]
    if isinstance(formula.sample, Net):
        sample = formula.sample
        expressions += [sample.favourable, sample.unfavourable, sample.answers]
    for check_ in formula.checks:
        expressions += [check_.smaller, check_.larger]
    expressions += [needed.positive for needed in formula.requires]
    expressions += [figure for _, figure in formula.beside]
    if formula.keep:
        expressions += formula.keep.inputs.values()
    if formula.drivers:
        expressions += [part.expression for part in formula.drivers.parts]
    return expressions


def _in_the_series(kpi: Kpi, formula: Formula) -> Iterator[str]:
    if not formula.same_as:
        return
    other = next((one for one in kpi.formulas if one.key == formula.same_as), None)
    if other is None or other is formula:
        yield f"is the same as {formula.same_as}, which is no other formula"
    elif other.same_as or kpi.unit_of(other) is not kpi.unit_of(formula):
        yield f"is the same as {other.key}, which measures something else"


def _in_the_keep(kpi: Kpi, formula: Formula) -> Iterator[str]:
    if formula.keep is None:
        return
    kept = next((one for one in kpi.formulas if one.key == formula.keep.formula), None)
    if kept is None:
        yield f"keeps its inputs under {formula.keep.formula}, which is no formula"
    elif formula.keep.inputs.keys() != kept.input_set:
        yield f"keeps other inputs than those of {kept.key}"
    else:
        values = _samples(kpi, formula)[0]
        counts = {name: one.evaluate(values) for name, one in formula.keep.inputs.items()}
        if kept.expression.evaluate({**values, **counts}) != formula.expression.evaluate(values):
            yield f"the counts kept under {kept.key} give another value"


def _in_the_drivers(kpi: Kpi, formula: Formula) -> Iterator[str]:
    drivers = formula.drivers
    if drivers is None:
        return
    if drivers.expression.names != {part.name for part in drivers.parts}:
        yield "the drivers' expression uses other names than the drivers"
        return
    for values in _samples(kpi, formula):
        parts = {part.name: part.expression.evaluate(values) for part in drivers.parts}
        if drivers.expression.evaluate(parts) != formula.expression.evaluate(values):
            yield "the drivers give another value than the formula"
            return


def _uncomputable(kpi: Kpi, formula: Formula) -> str | None:
    values = _samples(kpi, formula)[0]
    for expression in _used(formula):
        if strangers := expression.names - values.keys():
            return f'computes with "{min(strangers)}", which is not a number'
        try:
            expression.evaluate(values)
        except (TypeError, ZeroDenominator) as error:
            return f"cannot be computed: {error}"
    return None


def _samples(kpi: Kpi, formula: Formula) -> list[dict[str, Value]]:
    """Two sets of values for the inputs: uneven, so that no two of them cancel out."""
    survey: dict[str, Value] = {}
    for attribute in kpi.attributes:
        text = attribute.default or next(iter(attribute.choices), "1")
        if text.isdecimal():
            survey[attribute.name] = Fraction(text)
    return [
        survey
        | {
            one.name: _sample(one, Fraction(first + 7 * n * n))
            for n, one in enumerate(formula.inputs)
        }
        for first in (11, 29)
    ]


def _sample(one: Input, number: Fraction) -> Value:
    if one.kind is Kind.SCORE_LIST:
        return Tally({3: int(number), 4: 2, 5: int(number) + 1})
    if one.kind is Kind.TEXT_LIST:
        return ("one", "two")
    if one.kind in LISTS:
        return (number, number + 1)
    return Fraction(5) if one.kind is Kind.CHOICE_5_7 else number


def _in_the_benchmarks(kpi: Kpi, sources: Mapping[str, Source]) -> Iterator[str]:
    for benchmark in kpi.benchmarks:
        for problem in _in_a_benchmark(kpi, benchmark, sources):
            yield f"benchmark {benchmark.set}: {problem}"
    if kpi.default_set is None:
        return
    statuses = {one.status for one in kpi.benchmarks if one.set == kpi.default_set}
    if not statuses:
        yield f"the default set {kpi.default_set} has no benchmark here"
    if Status.EXTERNAL in statuses:
        yield f"the default set {kpi.default_set} is external"


def _in_a_benchmark(kpi: Kpi, benchmark: Benchmark, sources: Mapping[str, Source]) -> Iterator[str]:
    if benchmark.set not in sources:
        yield "is an unknown set"
    if not benchmark.rule.strip():
        yield "has no rule"
    if unknown := set(benchmark.formulas) - {formula.key for formula in kpi.formulas}:
        yield f"names {min(unknown)}, which is no formula"
    if unknown := set(benchmark.only) - kpi.attribute_names - kpi.input_names:
        yield f"asks for {min(unknown)}, which is neither an input nor an attribute"
    judged = benchmark.status in (Status.USE, Status.THUMB)
    if judged != bool(benchmark.bands):
        yield "has bands exactly where it is judged"
    if benchmark.status is Status.THUMB and (benchmark.period or not benchmark.why.strip()):
        yield "a rule of thumb names no period and says why"
    yield from _in_the_bands(benchmark.bands)


def _in_the_bands(bands: tuple[Band, ...]) -> Iterator[str]:
    """Every value lies in a band, and every band holds a value that no earlier one holds."""
    if not bands:
        return
    bars = {
        bar for band in bands for bar in (band.gt, band.ge, band.lt, band.le) if bar is not None
    }
    probes = _probes(sorted(bars))
    winners = [next((band for band in bands if band.holds(probe)), None) for probe in probes]
    for probe, winner in zip(probes, winners, strict=True):
        if winner is None:
            yield f"no band holds {probe}"
    for band in bands:
        if band not in winners:
            yield f"the band {band.grade} is never reached"
    changes = sum(one is not other for one, other in pairwise(winners))
    if changes >= len(bands) and None not in winners:
        yield "a band lies in several pieces"


def _probes(bars: list[Fraction]) -> list[Fraction]:
    """Each bar, a value between each two, and one beyond either end."""
    if not bars:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in pairwise(bars)]
    return sorted([bars[0] - 1, *bars, *between, bars[-1] + 1])


def _in_the_examples(kpi: Kpi) -> Iterator[str]:
    for example in kpi.examples:
        try:
            entry = read(kpi, (), example.inputs, formula=example.formula)
            value = kpi.formula(entry.formula).expression.evaluate(entry.inputs)
        except (KpiError, ZeroDenominator) as error:
            yield f"example {example.printed}: {error}"
        else:
            if value != example.exact:
                yield f"example {example.printed}: gives {value}, not {example.exact}"


def _repeated(words: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for word in words:
        if word in seen:
            return word
        seen.add(word)
    return None
