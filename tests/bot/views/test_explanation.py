"""Explanations: what a KPI tells, how it is computed and judged, with the figure's own numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.desk.answers import Explanation
from bot.desk.reading import Reading
from bot.examples import example_of
from bot.grammar.commands import read_command
from bot.questions import Record
from bot.views.blocks import Message
from bot.views.explanation import explanation
from kpi import Kpi, catalogue
from kpi.target import Target
from storage.records import KpiChoice

CRR = """\
Customer Retention Rate (CRR)
crr · recorded every week · in percent · higher is better
What it tells
How well the customers you already had were kept, leaving new ones out of the count.
What it hides
It does not say which customers left, what they were worth or why. What is usual differs from \
industry to industry.
How it is computed
• standard: 100 × (customers at the end − new customers) ÷ customers at the start = \
% of customers at the start of the period
The latest value, Mon 9 – Sun 15 Nov 2026, W46
customers at the end: 3,500
new customers: 200
customers at the start: 3,375
100 × (3,500 − 200) ÷ 3,375
= 100 × 3,300 ÷ 3,375
= 97.78 %
"""

BENCHMARKS = """\
Your target
≥ 95 %
Benchmarks
• smb_2020: at least 90 %
"Customer success metrics: 5 KPIs to watch", 2020 · no industry named · a rule of thumb: \
the source names no period
Note: the article's own example is a quarter; 97.78 % a quarter is 91.40 % a year
Doubt: the article publishes no sample behind its numbers, and most of its bars name no period
• saas_2021 (in use here): at least 93 % a year
"10 customer success metrics every SaaS business should track", 2021 · stated for a year, \
no industry named · can judge your values
Note: the complement of the churn rule, so that both are judged by one bar
Doubt: the article publishes no sample behind its numbers, and it quotes others at second hand
Judge by another one: /kpi benchmark crr smb_2020
When it is bad
• Make help easy to reach: more hours, more channels, shorter waits.
"""


def explained(kpi: Kpi, latest: Reading | None, chosen: str | None, target: str) -> Message:
    return explanation(
        Explanation(
            kpi=kpi,
            cadence=kpi.cadence,
            choice=KpiChoice(kpi=kpi.key, benchmark_set=chosen),
            target=Target.read(target, kpi) if target else None,
            currency="USD",
            latest=latest,
        )
    )


def test_an_explanation_shows_the_formula_in_words_and_then_with_the_latest_numbers(
    reading: Callable[..., Reading],
) -> None:
    latest = reading("crr", {"end": "3,500", "new": "200", "start": "3,375"})
    text = explained(catalogue.get("crr"), latest, "saas_2021", ">= 95%").text
    assert text.startswith(CRR)
    assert BENCHMARKS in text


def test_without_a_value_there_is_no_arithmetic_and_without_a_target_a_command_to_set_one() -> None:
    text = explained(catalogue.get("nps"), None, None, "").text
    assert "The latest value" not in text
    assert "None. Set one: /kpi target nps &gt;= 45" in text


def test_without_a_bar_anywhere_it_says_so() -> None:
    text = explained(catalogue.get("mrr"), None, None, "").text
    assert "No source here gives a bar. A target of your own is one." in text


def test_an_undefined_value_is_explained_by_its_reason(reading: Callable[..., Reading]) -> None:
    latest = reading("crr", {"end": "5", "new": "5", "start": "0"})
    text = explained(catalogue.get("crr"), latest, None, "").text
    assert f"W46\nUndefined: {latest.undefined}.\n" in text


@pytest.mark.parametrize(
    ("kpi", "inputs", "lines"),
    [
        (
            "ces",
            {"scores": "1,2,2,3", "scale": "5", "direction": "lower"},
            ["scores: 4 answers (1 × 1, 2 × 2, 1 × 3)", "mean of 4 answers", "= 2.00"],
        ),
        (
            "mrr",
            {"fees": "₩49,000;₩99,000"},
            ["monthly fees of every paying customer: ₩49,000; ₩99,000"],
        ),
        (
            "mrr",
            {"fees": "10;20;30;40;50;60;70"},
            ["monthly fees of every paying customer: 7 values, $280.00 in all"],
        ),
        ("churn", {"crr": "97.5%"}, ["customer retention rate: 97.5 %", "100 − 97.5", "= 2.50 %"]),
        ("feedback", {"items": "slow;kind"}, ["pieces of feedback: 2 texts"]),
        ("csat", {"scores": "5,4,1,3"}, ["positive answers: 2", "100 × 2 ÷ 4", "= 50.00 %"]),
    ],
)
def test_each_kind_of_input_is_shown_as_what_it_is(
    kpi: str, inputs: dict[str, str], lines: list[str], reading: Callable[..., Reading]
) -> None:
    shown = explained(catalogue.get(kpi), reading(kpi, inputs), None, "").text.splitlines()
    assert [line for line in lines if line not in shown] == []


@pytest.mark.parametrize("kpi", catalogue.all_kpis(), ids=lambda kpi: kpi.key)
def test_every_explanation_fits_into_a_message(
    kpi: Kpi, reading: Callable[..., Reading], fits: Callable[[Message], None]
) -> None:
    for formula in kpi.formulas:
        slash, _, typed = example_of(kpi, formula).partition(" ")
        question = read_command(slash, typed)
        assert isinstance(question, Record)
        fits(explained(kpi, reading(kpi.key, question.named), None, ""))
