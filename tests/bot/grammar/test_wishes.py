"""`/kpi digest language|mentions|holidays …` in every language."""

from __future__ import annotations

import pytest

from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.questions import (
    DigestAction,
    DigestCommand,
    Question,
    SetHolidays,
    SetLanguage,
    SetMentions,
    ShowWish,
    Wish,
)
from storage.records import OnHoliday

SHIFT, SKIP = OnHoliday


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("language ko", SetLanguage(code="ko")),
        ("language 한국어", SetLanguage(code="ko")),
        ("언어 Korean", SetLanguage(code="ko")),
        ("language zh", SetLanguage(code="zh_Hant")),
        ("語言 繁體中文", SetLanguage(code="zh_Hant")),
        ("language zh-TW", SetLanguage(code="zh_Hant")),
        ("language ENGLISH", SetLanguage(code="en")),
        ("language default", SetLanguage(code=None)),
        ("語言 預設", SetLanguage(code=None)),
        ("language", ShowWish(about=Wish.LANGUAGE)),
        ("mentions on", SetMentions(mentions=True)),
        ("멘션 끄기", SetMentions(mentions=False)),
        ("提及 開啟", SetMentions(mentions=True)),
        ("mentions", ShowWish(about=Wish.MENTIONS)),
        ("holidays korea shift", SetHolidays(country="KR", then=SHIFT)),
        ("holidays KR skip", SetHolidays(country="KR", then=SKIP)),
        ("holidays south korea", SetHolidays(country="KR", then=SHIFT)),
        ("holidays us", SetHolidays(country="US", then=SHIFT)),
        ("공휴일 대한민국 건너뛰기", SetHolidays(country="KR", then=SKIP)),
        ("國定假日 台灣 順延", SetHolidays(country="TW", then=SHIFT)),
        ("holidays off", SetHolidays(country=None, then=SHIFT)),
        ("공휴일 끄기", SetHolidays(country=None, then=SHIFT)),
        ("holidays", ShowWish(about=Wish.HOLIDAYS)),
        ("상태", DigestCommand(action=DigestAction.STATUS)),
        ("暫停 每週", DigestCommand(action=DigestAction.PAUSE, rhythm="weekly")),
    ],
)
def test_what_a_channel_wants(typed: str, question: Question) -> None:
    assert read_command("/kpi", f"digest {typed}") == question


@pytest.mark.parametrize(
    ("typed", "field", "words", "candidates"),
    [
        ("language fr", "language", "none of the languages", ("ko", "zh", "en", "default")),
        ("mentions maybe", "mentions", "on or off", ("on", "off")),
        ("holidays shift", "holidays", "Which country's", ()),
        ("holidays Koera skip", "holidays", "no country", ("korea",)),
        ("holidays KR TW", "holidays", '"KR TW" is no country', ()),
        ("languages ko", "digest", "nothing a digest can do", None),
    ],
)
def test_what_cannot_be_understood_is_answered_with_what_can(
    typed: str, field: str, words: str, candidates: tuple[str, ...] | None
) -> None:
    with pytest.raises(CommandError) as refused:
        read_command("/kpi", f"digest {typed}")
    assert refused.value.field == field
    assert words in refused.value.message
    assert candidates in (None, refused.value.candidates)
    read_command("/kpi", refused.value.example.removeprefix("/kpi "))


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ('추가 "느려요" 주제=속도 고객=에이스 감정=부정',
         'add "느려요" theme=속도 customer=에이스 sentiment=negative'),
        ('加上 "太慢" 主題=速度 客戶=甲 情緒=負面',
         'add "太慢" theme=速度 customer=甲 sentiment=negative'),
        ("주제=속도", "theme=속도"),
    ],
)  # fmt: skip
def test_feedback_takes_its_options_in_every_language(typed: str, english: str) -> None:
    assert read_command("/kpi", f"feedback {typed}") == read_command("/kpi", f"feedback {english}")
