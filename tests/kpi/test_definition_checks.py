"""A malformed definition fails when it is loaded, with a message that names it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from kpi.catalogue import SOURCES, all_kpis
from kpi.definition_checks import check
from kpi.errors import DefinitionError
from kpi.expression import Expression
from kpi.model import (
    RESERVED_INPUTS,
    Attribute,
    Band,
    Benchmark,
    Better,
    Check,
    Driver,
    Drivers,
    Example,
    Formula,
    Grade,
    Input,
    Keep,
    Kind,
    Kpi,
    Mean,
    Names,
    Net,
    Requirement,
    Share,
    Status,
    Unit,
)
from kpi.period import Cadence


def count(name: str) -> Input:
    return Input(name=name, kind=Kind.COUNT, label=f"the {name}")


def band(grade: Grade, **bars: int) -> Band:
    return Band(grade=grade, **{name: Fraction(bar) for name, bar in bars.items()})


RATIO = Formula(
    key="ratio",
    inputs=(count("won"), count("asked")),
    expression=Expression("100 * won / asked"),
    source="A",
)
SCORES = Formula(
    key="scores",
    inputs=(Input(name="scores", kind=Kind.SCORE_LIST, label="scores", scale="scale"),),
    expression=Expression("100 * between(scores, cut, scale) / count(scores)"),
    source="A",
    keep=Keep(
        formula="ratio",
        inputs={
            "won": Expression("between(scores, cut, scale)"),
            "asked": Expression("count(scores)"),
        },
    ),
)
BAR = Benchmark(
    set="derived",
    rule="at least 50 %",
    status=Status.USE,
    bands=(band(Grade.GOOD, ge=50), band(Grade.POOR, lt=50)),
)
SOUND = Kpi(
    key="win_rate",
    name="Win Rate",
    names={"ko": Names(display="승률"), "zh_Hant": Names(display="勝率")},
    articles=("A",),
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEK,
    formulas=(RATIO, SCORES),
    attributes=(
        Attribute(name="scale", choices=("5", "7"), default="5", label="highest score"),
        Attribute(
            name="cut", choices=(), default="4", label="lowest win", default_when={"scale": "5"}
        ),
    ),
    benchmarks=(BAR,),
    default_set="derived",
    tells="How often we win.",
    hides="How much we win.",
    advice=("Ask earlier.", "Ask better."),
    examples=(
        Example(
            inputs={"won": "1", "asked": "3"},
            formula="ratio",
            exact=Fraction(100, 3),
            printed="33.33",
        ),
    ),
)


def ratio(**changes: object) -> Kpi:
    """The sound KPI with a changed first formula."""
    return replace(SOUND, formulas=(replace(RATIO, **changes), SCORES))  # type: ignore[arg-type]


def scores(**changes: object) -> Kpi:
    """The sound KPI with a changed second formula."""
    return replace(SOUND, formulas=(RATIO, replace(SCORES, **changes)))  # type: ignore[arg-type]


def bar(**changes: object) -> Kpi:
    """The sound KPI with a changed benchmark."""
    return replace(SOUND, benchmarks=(replace(BAR, **changes),))  # type: ignore[arg-type]


def attribute(at: int, **changes: object) -> Kpi:
    """The sound KPI with a changed attribute."""
    attributes = list(SOUND.attributes)
    attributes[at] = replace(attributes[at], **changes)  # type: ignore[arg-type]
    return replace(SOUND, attributes=tuple(attributes))


def example(**changes: object) -> Kpi:
    """The sound KPI with a changed example."""
    return replace(SOUND, examples=(replace(SOUND.examples[0], **changes),))  # type: ignore[arg-type]


def drivers(part: str, value: str) -> Drivers:
    return Drivers(
        parts=(Driver(name="share", label="share won", expression=Expression(part)),),
        expression=Expression(value),
    )


Make = Callable[[], Kpi]
BROKEN: dict[str, Make] = {
    'key "Win rate" is not': lambda: replace(SOUND, key="Win rate"),
    "has no name": lambda: replace(SOUND, name=" "),
    "has no name in ko": lambda: replace(SOUND, names={"zh_Hant": Names(display="勝率")}),
    "has no name in zh_Hant": lambda: replace(
        SOUND, names={"ko": Names(display="승률"), "zh_Hant": Names(display=" ")}
    ),
    "articles are some of": lambda: replace(SOUND, articles=("E",)),
    "articles are some of A": lambda: replace(SOUND, articles=()),
    "tells is empty": lambda: replace(SOUND, tells=" "),
    "hides is empty": lambda: replace(SOUND, hides=""),
    "advice is two to four lines": lambda: replace(SOUND, advice=("One.",)),
    "advice is two to four": lambda: replace(SOUND, advice=tuple("12345")),
    "advice is two": lambda: replace(SOUND, advice=("One.", " ")),
    'attribute name "Cut" is malformed': lambda: attribute(1, name="Cut"),
    'attribute name "scale" is malformed': lambda: attribute(1, name="scale"),
    'attribute name "won" is malformed': lambda: attribute(1, name="won"),
    'attribute name "segment" is malformed': lambda: attribute(1, name="segment"),
    'default "6" is no choice of attribute scale': lambda: attribute(0, default="6"),
    "the default of scale looks at": lambda: attribute(0, default_when={"cut": "4"}),
    "but has no attribute direction": lambda: replace(SOUND, better=Better.DECLARED),
    "has no attribute direction": lambda: ratio(better=Better.DECLARED),
    "has no formula": lambda: replace(SOUND, formulas=(), benchmarks=(), default_set=None),
    "two formulas have the key ratio": lambda: scores(key="ratio"),
    "two formulas have the inputs asked won": lambda: replace(
        SOUND, formulas=(RATIO, replace(RATIO, key="again", inputs=RATIO.inputs[::-1]))
    ),
    "formula Ratio: its key is not": lambda: ratio(key="Ratio"),
    "formula ratio: has no inputs": lambda: ratio(inputs=(), expression=Expression("1")),
    "two inputs are called won": lambda: ratio(inputs=(*RATIO.inputs, count("won"))),
    'input name "Won" is not': lambda: ratio(inputs=(count("Won"),), expression=Expression("Won")),
    '"note" is a reserved word': lambda: ratio(
        inputs=(count("note"),), expression=Expression("note")
    ),
    '"currency" is a reserved word': lambda: ratio(
        inputs=(count("currency"),), expression=Expression("currency")
    ),
    "input won has no label": lambda: ratio(
        inputs=(replace(count("won"), label=" "), count("asked"))
    ),
    "input won: scores, and only scores": lambda: ratio(
        inputs=(replace(count("won"), scale="scale"), count("asked"))
    ),
    "input scores: scores, and only scores": lambda: scores(
        inputs=(replace(SCORES.inputs[0], scale="steps"),)
    ),
    'uses "lost", which is neither': lambda: ratio(expression=Expression("100 * lost / asked")),
    'uses "lost", which is neither an input nor': lambda: ratio(
        checks=(
            Check(
                smaller=Expression("lost"),
                larger=Expression("asked"),
                broken="More lost than asked.",
            ),
        )
    ),
    'uses "lost", which is neither an input': lambda: ratio(
        sample=Share(successes=Expression("lost"), trials=Expression("asked"), census=False)
    ),
    'uses "lost", which is': lambda: ratio(
        sample=Net(
            favourable=Expression("won"),
            unfavourable=Expression("lost"),
            answers=Expression("asked"),
        )
    ),
    'uses "lost", which': lambda: ratio(beside=(("lost", Expression("lost")),)),
    'uses "lost",': lambda: ratio(
        requires=(Requirement(positive=Expression("lost"), otherwise="no"),)
    ),
    'uses "lost"': lambda: ratio(drivers=drivers("lost", "share")),
    "input tied is not used": lambda: ratio(inputs=(*RATIO.inputs, count("tied"))),
    'the sample names "asks", which is no input': lambda: ratio(sample=Mean(scores="asks")),
    'computes with "scale", which is not a number': lambda: attribute(
        0, choices=("0-5", "0-7"), default="0-5"
    ),
    "cannot be computed: won is not a tally": lambda: ratio(
        expression=Expression("between(won, 1, 2) / asked")
    ),
    "cannot be computed: won - won is zero": lambda: ratio(
        expression=Expression("asked / (won - won)")
    ),
    "is the same as counts, which is no other formula": lambda: ratio(same_as="counts"),
    "is the same as ratio, which is no other formula": lambda: ratio(same_as="ratio"),
    "keeps its inputs under counts, which is no formula": lambda: scores(
        keep=Keep(formula="counts", inputs=SCORES.keep.inputs if SCORES.keep else {})
    ),
    "keeps other inputs than those of ratio": lambda: scores(
        keep=Keep(formula="ratio", inputs={"won": Expression("count(scores)")})
    ),
    "the counts kept under ratio give another value": lambda: scores(
        keep=Keep(
            formula="ratio",
            inputs={"won": Expression("count(scores)"), "asked": Expression("count(scores)")},
        )
    ),
    "the drivers' expression uses other names": lambda: ratio(
        drivers=drivers("won / asked", "100 * part")
    ),
    "the drivers give another value": lambda: ratio(drivers=drivers("won / asked", "10 * share")),
    "benchmark ours: is an unknown set": lambda: replace(bar(set="ours"), default_set="ours"),
    "benchmark derived: has no rule": lambda: bar(rule=" "),
    "names counts, which is no formula": lambda: bar(formulas=("counts",)),
    "asks for direction, which is neither": lambda: bar(only={"direction": "lower"}),
    "has bands exactly where it is judged": lambda: bar(bands=()),
    "has bands exactly where": lambda: bar(status=Status.INFORMATION),
    "a rule of thumb names no period": lambda: bar(
        status=Status.THUMB, why="no period", period=Cadence.YEAR
    ),
    "a rule of thumb names no period and says why": lambda: bar(status=Status.THUMB),
    "no band holds 50": lambda: bar(bands=(band(Grade.GOOD, gt=50), band(Grade.POOR, lt=50))),
    "no band holds 51": lambda: bar(bands=(band(Grade.GOOD, le=50),)),
    "the band poor is never reached": lambda: bar(
        bands=(band(Grade.GOOD, le=50), band(Grade.WATCH, gt=50), band(Grade.POOR, lt=20))
    ),
    "a band lies in several pieces": lambda: bar(
        bands=(band(Grade.GOOD, ge=20, le=50), band(Grade.POOR))
    ),
    "the default set cx_2021 has no benchmark here": lambda: replace(SOUND, default_set="cx_2021"),
    "the default set derived is external": lambda: bar(status=Status.EXTERNAL, bands=()),
    "example 33.33: gives 100/3, not 33": lambda: example(exact=Fraction(33)),
    "example 33.33: Missing: asked.": lambda: example(inputs={"won": "1"}),
    'example 33.33: "one" is not a number.': lambda: example(inputs={"won": "one", "asked": "3"}),
    "example 33.33: asked is zero": lambda: example(inputs={"won": "1", "asked": "0"}),
}


@pytest.mark.parametrize(("says", "make"), BROKEN.items())
def test_a_mistake_in_a_definition_is_named(says: str, make: Make) -> None:
    kpi = make()
    with pytest.raises(DefinitionError) as caught:
        check(kpi, SOURCES)
    assert str(caught.value).startswith(f"{kpi.key}: ")
    assert says in str(caught.value)


def test_a_sound_definition_passes() -> None:
    check(SOUND, SOURCES)


def test_bands_need_not_be_in_order_of_their_bars() -> None:
    check(bar(bands=(band(Grade.WATCH, gt=80), band(Grade.GOOD, ge=50), band(Grade.POOR))), SOURCES)


@pytest.mark.parametrize("kpi", all_kpis(), ids=lambda kpi: kpi.key)
def test_the_catalogue_is_sound(kpi: Kpi) -> None:
    check(kpi, SOURCES)


@pytest.mark.parametrize("word", sorted(RESERVED_INPUTS))
def test_a_reserved_word_is_no_input_name(word: str) -> None:
    with pytest.raises(DefinitionError, match="reserved word"):
        check(
            ratio(inputs=(count(word), count("asked")), expression=Expression(f"{word} / asked")),
            SOURCES,
        )
