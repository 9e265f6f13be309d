"""`/kpi feedback` in words: a list, a piece to be kept, or the KPI's own figure."""

import pytest

from bot.grammar.commands import read_command
from bot.questions import (
    EraseFeedback,
    EraseWords,
    History,
    KeepFeedback,
    ListFeedback,
    Look,
    Mode,
    Question,
    Record,
)
from kpi import catalogue
from storage.records import Sentiment

KPI = catalogue.get("feedback")
SLOW = KeepFeedback(words="exports are slow")


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("feedback", ListFeedback()),
        ("feedback theme=onboarding", ListFeedback(theme="onboarding")),
        ("verbatims", ListFeedback()),
        ("顧客意見(VOC) theme=價格", ListFeedback(theme="價格")),
        ('feedback add "exports are slow"', SLOW),
        ("feedback add exports are slow", SLOW),
        ('add feedback "exports are slow"', SLOW),
        ('feedback 추가 "exports are slow"', SLOW),
        (
            'feedback add “slow; dear” theme="all of it" customer=Kim sentiment=Bad segment=T:big',
            KeepFeedback(
                words="slow; dear",
                theme="all of it",
                customer="Kim",
                sentiment=Sentiment.NEGATIVE,
                segment="t:big",
            ),
        ),
        ('feedback add "x" sentiment=正面', KeepFeedback(words="x", sentiment=Sentiment.POSITIVE)),
        ('feedback add "x" sentiment=중립', KeepFeedback(words="x", sentiment=Sentiment.NEUTRAL)),
        ('feedback "slow; dear"', Record(kpi=KPI, positional=("slow; dear",))),
        ('feedback items="slow; dear"', Record(kpi=KPI, named={"items": "slow; dear"})),
        ('feedback add items="x"', Record(kpi=KPI, mode=Mode.ADD, named={"items": "x"})),
        (
            'feedback add "x" period=W45',
            Record(kpi=KPI, mode=Mode.ADD, positional=("x",), period="W45"),
        ),
        ("feedback period=W45", Look(kpi=KPI, period="W45")),
        ("feedback history", History(kpi=KPI)),
        ('erase F-12 reason="a name"', EraseFeedback(number=12, reason="a name")),
        ("erase f12 reason=x", EraseFeedback(number=12, reason="x")),
        ("erase K-12 reason=x", EraseWords(number=12, reason="x")),
        ("erase 12 reason=x", EraseWords(number=12, reason="x")),
    ],
)
def test_words_about_feedback_are_understood(text: str, question: Question) -> None:
    assert read_command("/kpi", text) == question
