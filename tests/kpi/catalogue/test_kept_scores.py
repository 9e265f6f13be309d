"""Raw scores are kept as counts, each score in the class its survey puts it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest

from kpi.catalogue import get
from kpi.value import Tally, Value

CLASSES_OF_NPS = {
    0: "detractors",
    1: "detractors",
    2: "detractors",
    3: "detractors",
    4: "detractors",
    5: "detractors",
    6: "detractors",
    7: "passives",
    8: "passives",
    9: "promoters",
    10: "promoters",
}

SATISFIED = (
    ("3", "4", "5", 0),
    ("4", "4", "5", 1),
    ("5", "4", "5", 1),
    ("5", "6", "7", 0),
    ("6", "6", "7", 1),
    ("7", "8", "10", 0),
    ("10", "8", "10", 1),
)


def kept(kpi: str, values: Mapping[str, Value]) -> dict[str, Fraction]:
    keep = get(kpi).formula("scores").keep
    assert keep is not None
    assert keep.formula == "counts"
    return {name: expression.evaluate(values) for name, expression in keep.inputs.items()}


@pytest.mark.parametrize(("score", "name"), CLASSES_OF_NPS.items())
def test_a_recommendation_is_kept_in_its_class_alone(score: int, name: str) -> None:
    expected = {"promoters": 0, "passives": 0, "detractors": 0} | {name: 1}

    assert kept("nps", {"scores": Tally({score: 1})}) == expected


@pytest.mark.parametrize(("score", "threshold", "scale", "positive"), SATISFIED)
def test_an_answer_counts_as_satisfied_from_the_threshold_on(
    score: str, threshold: str, scale: str, positive: int
) -> None:
    values: dict[str, Value] = {
        "scores": Tally({int(score): 1}),
        "threshold": Fraction(threshold),
        "scale": Fraction(scale),
    }

    assert kept("csat", values) == {"positive": positive, "responses": 1}


def test_effort_scores_are_kept_as_given() -> None:
    assert get("ces").formula("scores").keep is None
