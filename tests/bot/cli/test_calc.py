from __future__ import annotations

import json
from fractions import Fraction

import pytest

from tests.bot.cli.conftest import Run


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("nps 1700 350 150", "NPS 70.45 across all answers"),
        ("nps promoters=1,700 passives=350 detractors=150", "NPS 70.45"),
        ("nps scores=9,10,3,7", "NPS 25.00"),
        ("net promoter score 1700 350 150", "NPS 70.45"),
        ("churn lost=50 end=3000", "CCR 1.67 % of customers at the end"),
        ("churn 50 3000 formula=of_start", "CCR 1.67 % of customers at the start"),
        ("churn 50 3000 --formula of_end", "CCR 1.67 % of customers at the end"),
        ("crr end=3,500 new=200 start=3,375", "CRR 97.78 %"),
        ("고객 유지율 end=3500 new=200 start=3375", "CRR 97.78 %"),
    ],
)
def test_a_kpi_is_computed_from_what_one_would_type_in_slack(
    words: str, begins: str, run: Run
) -> None:
    answered = run("calc", *words.split())
    assert answered.exit_code == 0
    first, second, *_ = answered.stdout.splitlines()
    assert first.startswith(begins)
    assert second


def test_the_answer_names_its_verdict_and_source(run: Run) -> None:
    said = run("calc", "nps", "1700", "350", "150").stdout.splitlines()[1]
    assert said == 'Excellent: ≥ 50 — "18 customer engagement metrics to benchmark" (2024)'


def test_json_carries_the_exact_value_and_each_verdict(run: Run) -> None:
    data = json.loads(run("calc", "nps", "1700", "350", "150", "--json").stdout)
    assert list(data)[:7] == [
        "kpi",
        "formula",
        "value",
        "exact",
        "unit",
        "currency",
        "verdicts",
    ]
    assert (data["kpi"], data["formula"], data["unit"]) == ("nps", "counts", "points")
    assert (data["value"], data["exact"], data["warnings"]) == (70.45, "775/11", [])
    main = data["verdicts"][0]
    assert (main["set"], main["word"], main["year"]) == ("engagement_2024", "excellent", 2024)


@pytest.mark.parametrize(
    ("words", "value", "exact"),
    [
        ("nps 1 0 7", -75, "-75"),
        ("nps 1 6 1", 0, "0"),
        ("churn lost=1 start=800", 0.13, "1/8"),
        ("cac spend=₩100,000 acquired=3", 33333, "100000/3"),
        ("cac spend=100 acquired=3", 33.33, "100/3"),
    ],
)
def test_the_json_value_is_rounded_half_away_from_zero_in_its_unit(
    words: str, value: float, exact: str, run: Run
) -> None:
    data = json.loads(run("calc", *words.split(), "--json").stdout)
    assert data["value"] == value
    assert Fraction(data["exact"]) == Fraction(exact)


def test_impossible_data_is_computed_warned_about_and_not_judged(run: Run) -> None:
    data = json.loads(run("calc", "churn", "lost=60", "start=50", "--json").stdout)
    assert data["value"] == 120
    assert data["warnings"]
    assert data["verdicts"][0]["word"] == "no verdict"


def test_the_cadence_decides_what_a_rate_is_a_year(run: Run) -> None:
    verdicts = {
        cadence: run("calc", "crr", "98", "0", "100", "--cadence", cadence).stdout
        for cadence in ("month", "year")
    }
    assert "78.47 % a year" in verdicts["month"]
    assert "a year at this rate" not in verdicts["year"]


def test_another_benchmark_set_can_be_asked_for(run: Run) -> None:
    said = run("calc", "nps", "1700", "350", "150", "--set", "cx_2021").stdout
    assert said.splitlines()[1].startswith("Good: > 20")
