"""One word for one thing, in every text of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from bot.language import NAMES, language
from bot.language.catalogues import areas
from kpi.language import said, speaking

HAN = r"[㐀-鿿]"


@cache
def texts(code: str) -> tuple[str, ...]:
    """Every translation of a language."""

    def each() -> Iterator[str]:
        for catalogue in areas(code).values():
            for message in catalogue:
                if message.id:
                    yield from (
                        [message.string]
                        if isinstance(message.string, str)
                        else (message.string or ())
                    )

    return tuple(each())


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("ko", "하락"),
        ("zh_Hant", "下滑"),
        ("zh_Hant", "回升"),
        ("zh_Hant", "降幅"),
    ],
)
def test_a_kpi_that_gets_worse_is_not_said_to_fall_as_it_may_have_risen(
    code: str, word: str
) -> None:
    assert [text for text in texts(code) if word in text] == []


@pytest.mark.parametrize(
    ("code", "word", "chosen"),
    [
        ("ko", "미달", "미충족"),
        ("ko", "KPI의 행", "데이터"),
        ("ko", "시트의 ", "스프레드시트"),
        ("zh_Hant", "(?<!照)顧客", "客戶"),
        ("zh_Hant", "保留率", "留存率"),
    ],
)
def test_what_has_two_names_is_called_by_one(code: str, word: str, chosen: str) -> None:
    assert [text for text in texts(code) if re.search(word, text)] == []
    assert any(chosen in text for text in texts(code))


def test_no_space_stands_between_a_kpis_name_and_chinese_words() -> None:
    beside = re.compile(rf"{HAN} \{{(kpi|words)\}}|\{{kpi\}} {HAN}")
    assert [text for text in texts("zh_Hant") if beside.search(text)] == []


@pytest.mark.parametrize(
    ("english", "korean", "chinese"),
    [
        ("Fell", "악화 감지", "惡化警示"),
        ("Missed", "목표 미충족", "未達標"),
        ("case", "악화 알림", "惡化警示"),
        ("flagged it", "악화를 감지했습니다", "偵測到惡化"),
        ("it recovered in {text}", "W47에 회복했습니다", "已恢復正常（W47）"),
        (
            "it is worse, and still flagged",
            "더 나빠졌으며 여전히 악화로 감지됩니다",
            "情況更差，仍符合警示條件",
        ),
        (
            "Flagged because its target is missed.",
            "목표를 충족하지 못해 감지했습니다.",
            "因未達目標而發出警示。",
        ),
    ],
)
def test_the_words_for_a_flagged_kpi_fit_one_that_may_rise_or_fall(
    english: str, korean: str, chinese: str
) -> None:
    heard = {}
    for code in NAMES:
        with speaking(language(code)):
            heard[code] = said(english, text="W47")
    assert heard == {"en": english.format(text="W47"), "ko": korean, "zh_Hant": chinese}
