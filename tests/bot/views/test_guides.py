"""Help: what it says fits into a message, and every command in it works as printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from bot.desk.answers import Catalogue, Guide
from bot.grammar.commands import read_command
from bot.language import language
from bot.questions import Record, SetTarget
from bot.views import guides
from bot.views.blocks import Message
from kpi import Kpi, catalogue
from kpi.language import speaking
from kpi.read import read
from kpi.target import Target

_COMMAND = re.compile(r"`(/[^`]+)`")

CSAT = """\
Customer Satisfaction Score (CSAT)
How satisfied people were with one touchpoint, shortly after it; simple enough to ask at every \
step.
Record it in one of these ways
/kpi csat positive=40 responses=50
counts: 100 × positive answers ÷ answers = % of answers
/kpi csat scores=5,4,3
scores: 100 × scores from lowest score that counts as satisfied to highest score of the survey \
÷ number of scores = % of answers
Inputs
positive (positive answers): a whole number such as 1,700
responses (answers): a whole number such as 1,700
scores: scores such as 9,10,3
About the survey
scale (highest score of the survey): 5 or 7 or 10; 5 unless given
threshold (lowest score that counts as satisfied): a whole number; 4 unless given, with scale=5
Names you can type
csat, Customer Satisfaction Score, satisfaction
Korean: 고객만족도
Traditional Chinese: 顧客滿意度, 客戶滿意度
More
/kpi csat – the latest value
/kpi history csat 12 – the last 12 periods
/kpi explain csat – what it means and how it is judged
/kpi target csat &gt;= 90% – your own bar
/kpi access csat – who sees it and who records it"""


def commands(message: Message) -> list[str]:
    """The commands a message prints as code, as they arrive when they are copied."""
    printed = "\n".join(block["text"]["text"] for block in message.blocks)
    # Slack turns a name after @ into a mention.
    return [
        re.sub(r"@\w+", "<@U1KIM>", unescape(found), count=1).replace("@lee", "<@U2LEE>")
        for found in _COMMAND.findall(printed)
    ]


def ask(command: str) -> object:
    slash, _, text = command.partition(" ")
    return read_command(slash, text)


def test_the_guide_of_a_kpi_names_its_formulas_inputs_survey_and_names() -> None:
    assert guides.guide(Guide(kpi=catalogue.get("csat"))).text == CSAT


def test_the_overview_groups_its_commands() -> None:
    text = guides.guide(Guide(kpi=None)).text
    titles = [line for line in text.splitlines() if line in ("Record", "Look", "Decide", "Digest")]
    assert titles == ["Record", "Look", "Decide", "Digest"]


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("en", {"/kpi digest language ko", "/kpi digest holidays KR shift"}),
        ("ko", {"/kpi digest language ko", "/kpi digest holidays KR shift"}),
        ("zh_Hant", {"/kpi digest language zh", "/kpi digest holidays TW shift"}),
    ],
)
def test_every_command_of_the_overview_is_understood_and_of_the_readers_place(
    code: str, own: set[str]
) -> None:
    with speaking(language(code)):
        printed = commands(guides.guide(Guide(kpi=None)))
    assert len(printed) > 25
    assert own <= set(printed)
    for command in printed:
        ask(command)


@pytest.mark.parametrize("kpi", catalogue.all_kpis(), ids=lambda kpi: kpi.key)
def test_every_command_in_the_guide_of_a_kpi_works(
    kpi: Kpi, fits: Callable[[Message], None]
) -> None:
    message = guides.guide(Guide(kpi=kpi))
    fits(message)
    questions = [ask(command) for command in commands(message)]
    formulas = set()
    for question in questions:
        if isinstance(question, Record):
            formulas.add(read(kpi, question.positional, question.named).formula)
        if isinstance(question, SetTarget):
            Target.read(question.rule, kpi)
    assert formulas == {formula.key for formula in kpi.formulas}


@pytest.mark.parametrize("kpi", catalogue.all_kpis(), ids=lambda kpi: kpi.key)
def test_every_name_in_the_guide_of_a_kpi_finds_it(kpi: Kpi) -> None:
    lines = guides.guide(Guide(kpi=kpi)).text.splitlines()
    english, *others = lines[lines.index("Names you can type") + 1 : lines.index("More")]
    listed = [english, *(line.partition(": ")[2] for line in others)]
    names = [name for line in listed for name in line.split(", ")]
    assert {catalogue.find(name).key for name in names} == {kpi.key}


def test_the_list_has_every_kpi_on_a_line_and_marks_the_recorded_ones_in_words(
    fits: Callable[[Message], None],
) -> None:
    message = guides.catalogue(
        Catalogue(families=catalogue.families(), recorded=frozenset({"nps", "crr"}))
    )
    fits(message)
    lines = message.text.splitlines()
    assert lines[0] == (
        "49 KPIs, 2 of them recorded here. After each name stand the inputs to type."
    )
    assert "nps Net Promoter Score: promoters, passives, detractors · recorded here" in lines
    assert "churn Customer (logo) Churn Rate: lost, start" in lines
    assert sum(line.endswith(" · recorded here") for line in lines) == 2
    assert all(
        any(line.startswith(f"{one.key} ") for line in lines) for one in catalogue.all_kpis()
    )
